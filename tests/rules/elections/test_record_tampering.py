"""What a dishonest host could change in a published file, and what a recount says to it.

Every field of files of several kinds is changed, one after another. What nobody notices is listed here, and in
docs/elections.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cogs.elections.model import Publication, Receipts, Regulations
from cogs.elections.record import commitments, form
from cogs.elections.record.lots import drawn
from cogs.elections.record.promised import Promised
from cogs.elections.record.recount import Report, recount
from cogs.elections.record.shapes import CONTENT
from cogs.elections.record.strict import Unreadable
from cogs.elections.record.tally import decided_so_far
from tests.rules.elections.published import SHEETS, Held, chained_anew, held, made_anew, sheet

# Nobody votes or is elected by these: how people are called for readers, and what wrote the file.
HARMLESS = ("software", "people")
OPEN = Regulations(secret=False, receipts=Receipts.BALLOT)
ROUNDS = Regulations(publication=Publication.ROUNDS)


def _extended() -> Held:
    few = Held().open().add_late().vote(*SHEETS[:3]).close().extend()
    return few.vote(*SHEETS[3:]).withdraw(23).close().count()


def _settled() -> Held:
    tied = held(LOT, [sheet("a", "b"), sheet("b", "c")] * 2, roll=6)
    settle(tied, 1, "drand 4711")
    return tied


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "secret": lambda: held().file(),
    "open": lambda: held(OPEN, SHEETS[:4], roll=6).file(),
    "rounds": lambda: held(ROUNDS, SHEETS[:4], roll=6).file(),
    "rounds, full": lambda: held(ROUNDS, SHEETS[:4], roll=6).file(full=True),
    "lot": lambda: _settled().file(),
    "extended": lambda: _extended().file(),
    "not valid": lambda: held(sheets=SHEETS[:2]).file(),
}


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place at which a value stands, lists and objects among them."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))


def changed(value: Any) -> list[Any]:
    """Other values for a place, as like the old one as can be."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, max(0, value - 1)]
    if value is None:
        return [1, "x", "2026-12-01T19:00:00.000000Z"]
    if isinstance(value, str):
        last = value[-1:]
        other = {"0": "1", "Z": "Z"}.get(last, "0" if last.isalnum() else "x")
        swaps = {"yes": "no", "no": "yes", "abstain": "yes", "Ada": "Ben", "Ben": "Cai", "Cai": "Ada"}
        return [swaps.get(value, value[:-1] + other), value + " ", value.replace("2026", "2025")]
    if isinstance(value, list):
        return [value[:-1], value[::-1], [*value, *value[-1:]], value[1:]]
    return [dict(list(value.items())[:-1])]


def mutations(content: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Change a file at one place after another; yields where, while it is changed."""
    for path in list(leaves(content)):
        *above, last = path
        inside = _at(content, tuple(above))
        true = inside[last]
        for other in changed(true):
            if other != true or type(other) is not type(true):
                inside[last] = other
                yield path
        inside[last] = true


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def noticed(content: dict[str, Any], **more: Any) -> bool:
    try:
        CONTENT(content, "")
        return not recount(content, **more).same
    except ValueError:
        return True


@pytest.mark.parametrize("kind", KINDS)
def test_an_honest_file_is_in_order(kind: str) -> None:
    report = recount(KINDS[kind]())
    assert [finding for finding in report.findings if finding.ok is False] == []
    assert any(finding.ok for finding in report.findings)


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_of_one_place_is_noticed_but_for_what_is_harmless(kind: str) -> None:
    content = KINDS[kind]()
    unnoticed = {path for path in mutations(content) if not noticed(content)}
    assert {path[0] for path in unnoticed} <= set(HARMLESS)


@pytest.mark.parametrize("kind", ["secret", "extended"])
def test_a_log_changed_and_chained_anew_is_noticed_by_the_hash_that_was_posted(kind: str) -> None:
    content = KINDS[kind]()
    posted = content["log"][-1]["hash"]
    assert not noticed(content, posted=[posted])
    true = copy.deepcopy(content["log"])
    log = copy.deepcopy(true)
    for path in mutations({"log": log}):
        try:
            false = chained_anew({**content, "log": copy.deepcopy(log)})
        except (ValueError, KeyError, TypeError, AttributeError):
            # No log any more, by its form.
            continue
        if false["log"] not in (true, []):
            assert noticed(false, posted=[posted]), path


def wrong(report: Report) -> list[str]:
    return [finding.check for finding in report.findings if finding.ok is False]


def test_two_ballots_that_change_their_content_leave_the_hash_of_the_count() -> None:
    content = held().file()
    first, second = content["questions"][0]["ballots"][:2]
    first["ranking"], second["ranking"] = second["ranking"], first["ranking"]
    assert wrong(recount(content)) == ["hashes"]


def _drop(content: dict[str, Any]) -> None:
    content["receipts"].pop()
    for question in content["questions"]:
        question["ballots"].pop()


def _reorder(content: dict[str, Any]) -> None:
    content["questions"][0]["ballots"].reverse()


def _twice(key: str) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        for question in content["questions"]:
            question["ballots"][0][key] = question["ballots"][1][key]

    return change


def _back_in_time(content: dict[str, Any]) -> None:
    content["log"][-1]["at"] = content["log"][0]["at"]


def _standing(content: dict[str, Any]) -> None:
    content["roll"]["standing"]["good"] += 1


def _receipts_twice(content: dict[str, Any]) -> None:
    content["receipts"][0] = content["receipts"][1]


def _outcome(content: dict[str, Any]) -> None:
    content["questions"][2]["outcome"]["verdict"] = "failed"


def _nobody_voted_so(content: dict[str, Any]) -> None:
    content["questions"][0]["outcome"]["elected"] = ["Ben"]


def _tally(content: dict[str, Any]) -> None:
    content["questions"][0]["outcome"]["result"]["rounds"][1]["tally"]["Ada"] = "5"


def _more_than_voted(content: dict[str, Any]) -> None:
    content["questions"][2]["outcome"]["result"]["rounds"][0]["tally"]["yes"] = "11"


@pytest.mark.parametrize(
    ("kind", "change", "checks"),
    [
        ("secret", _drop, {"receipts", "ballots", "count"}),
        ("secret", _reorder, {"ballots"}),
        ("secret", _twice("key"), {"ballots"}),
        ("open", _twice("member"), {"ballots"}),
        ("open", _twice("receipt"), {"ballots"}),
        ("secret", _receipts_twice, {"receipts"}),
        ("secret", _standing, {"roll"}),
        ("secret", _back_in_time, {"log"}),
        ("secret", _outcome, {"count"}),
        ("rounds", _nobody_voted_so, {"rounds"}),
        ("rounds", _tally, {"rounds"}),
        ("rounds", _more_than_voted, {"rounds"}),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_cannot_be_is_noticed_even_when_everything_is_made_anew(
    kind: str, change: Callable[[dict[str, Any]], None], checks: set[str]
) -> None:
    content = KINDS[kind]()
    change(content)
    assert set(wrong(recount(made_anew(content)))) == checks


def landmarks(election: Held) -> dict[str, str]:
    """The hashes that are posted."""
    return {entry.step: entry.hash for entry in election.log}


def test_one_voter_less_in_everything_needs_the_hash_of_the_closing() -> None:
    true, false = held(), held(sheets=SHEETS[:-1])
    assert recount(false.file()).same
    posted = landmarks(true)
    assert wrong(recount(false.file(), posted=[posted["open"]])) == []
    assert wrong(recount(false.file(), posted=[posted["close"]])) == ["posted"]


def test_other_ballots_after_the_result_need_the_hash_of_the_count() -> None:
    true, false = held(), held(sheets=[sheet("cab", "cb", "no")] * len(SHEETS))
    posted = landmarks(true)
    assert recount(false.file(), posted=[posted["open"], posted["close"]]).same
    assert wrong(recount(false.file(), posted=[posted["count"]])) == ["posted"]


def test_a_ballot_lost_before_the_count_is_seen_by_its_voter_alone() -> None:
    lost = Held().open().vote(*SHEETS)
    (receipt,) = [lost.receipts.pop()]
    for ballots in lost.ballots.values():
        ballots.pop()
    content = lost.close().count().file()
    assert recount(content).same
    assert wrong(recount(content, receipts=[receipt])) == ["receipt"]


def test_other_rules_after_the_opening_are_told_by_their_name() -> None:
    content = held().file()
    content["regulations"]["threshold"] = "1/3"
    (finding,) = [one for one in recount(content).findings if one.check == "regulations"]
    assert finding.text == (
        'regulations.threshold: the file says "1/3", and by the log it was when voting opened "1/2".'
    )


@pytest.mark.parametrize(
    "rules",
    [{"participation": Fraction(1, 4)}, {"threshold": Fraction(2, 3)}, {"method": "schulze"}],
    ids=str,
)
def test_rules_changed_in_the_log_as_well_need_the_posted_hash(rules: dict[str, Any]) -> None:
    """Everything is made anew by other rules: it hangs together, and is not what was posted."""
    true, false = held().file(), held(replace(Regulations(), **rules)).file()
    assert recount(false).same
    assert wrong(recount(false, posted=[true["log"][1]["hash"]])) == ["posted"]


def test_the_tail_of_the_log_is_as_safe_as_the_last_hash_that_was_posted() -> None:
    content = held().file()
    last = content["log"][-1]["hash"]
    longer = held()
    longer.step("confirm", {"because": "nobody objected"})
    report = recount(longer.file(), posted=[last])
    assert report.same
    assert any("nothing about the 1 after it" in finding.text for finding in report.findings)


def test_somebody_marked_withdrawn_is_not_so_by_the_log() -> None:
    content = held().file()
    content["questions"][0]["withdrawn"] = ["Ada"]
    assert "withdrawals" in wrong(recount(content))


def test_whoever_withdraws_after_the_close_does_so_too_late() -> None:
    late = Held().open().vote(*SHEETS).close().withdraw(21).count()
    assert wrong(recount(late.file())) == ["log"]


def test_more_eligible_voters_than_the_log_has() -> None:
    content = held().file()
    content["roll"]["size"] += 5
    content["roll"]["standing"]["good"] += 5
    content["turnout"]["roll"] += 5
    assert {"roll", "turnout"} <= set(wrong(recount(content)))


def test_a_second_opening_is_a_contradiction() -> None:
    twice = Held().open()
    twice.step("open", twice.log[-1].detail)
    content = held().file()
    content["log"] = [form.entry_json(entry) for entry in twice.log]
    (finding,) = [one for one in recount(content).findings if one.check == "log" and one.ok is False]
    assert "voting is opened a second time" in finding.text


def test_the_public_file_of_rounds_cannot_be_counted_and_says_so() -> None:
    report = recount(held(ROUNDS).file())
    assert report.same
    assert report.decision is None
    assert [finding.check for finding in report.findings if finding.ok is None] == ["ballots"]


def test_the_scrutineers_file_has_the_hashes_of_the_public_one() -> None:
    election = held(ROUNDS)
    public, full = election.file(), election.file(full=True)
    assert all("ballots" not in question for question in public["questions"])
    report = recount(full)
    assert report.same
    assert report.decision is not None
    assert [one["ballots_hash"] for one in full["questions"]] == [
        one["ballots_hash"] for one in public["questions"]
    ]
    full["questions"][2]["ballots"][0]["vote"] = "no"
    assert not recount(full).same


def test_ballots_that_the_rules_publish_cannot_be_left_out() -> None:
    content = held().file()
    for question in content["questions"]:
        del question["ballots"]
    assert "ballots" in wrong(recount(content))


def test_open_votes_say_who_voted_what_on_every_ballot_and_secret_ones_on_none() -> None:
    opened, secret = held(replace(Regulations(), secret=False)).file(), held().file()
    assert all("member" in ballot for question in opened["questions"] for ballot in question["ballots"])
    assert not any("member" in ballot for question in secret["questions"] for ballot in question["ballots"])


def test_where_ballots_carry_receipts_the_voters_own_are_not_listed() -> None:
    """By them anybody could work out which ballots of different questions are one person's."""
    election = held(Regulations(receipts=Receipts.BALLOT))
    content = election.file()
    assert content["receipts"] == []
    text = form.write(content).decode()
    assert not any(receipt in text for receipt in election.receipts)
    (finding,) = [
        one for one in recount(content, receipts=[election.receipts[0]]).findings if one.check == "receipt"
    ]
    assert finding.ok
    assert "Dues" in finding.text


def test_the_same_election_is_the_same_bytes() -> None:
    one, other = held(), held()
    other.ballots = {question: ballots[::-1] for question, ballots in other.ballots.items()}
    other.log.pop()
    other.receipts.reverse()
    other.now = one.log[-2].at
    other.count()
    assert form.write(one.file()) == form.write(other.file())


LOT = replace(Regulations(), tie="lot")


def settle(election: Held, number: int, value: str, chosen: list[str] | None = None) -> list[str]:
    """Draw the lot for a question and note it, or that somebody else was chosen."""
    assert election.counted
    promised = Promised.of(election.log)
    so_far = decided_so_far(promised, election.counted.questions, len(promised.settled))
    chosen = chosen or drawn(7, so_far.outcomes[number - 1].as_json(), value)[1]
    election.step("draw lot", commitments.settling(number, chosen, value=value))
    return chosen


def test_a_lot_is_drawn_again() -> None:
    tied = held(LOT, [sheet("a", "b"), sheet("b", "c")] * 4)
    chosen = settle(tied, 1, "drand 4711")
    content = tied.file()
    assert content["settled"]["outcomes"][0]["elected"] == chosen
    report = recount(content)
    assert report.same
    assert any("drawn again from the public value drand 4711" in finding.text for finding in report.findings)


def test_a_lot_that_fell_on_somebody_else_is_noticed() -> None:
    tied = held(LOT, [sheet("a", "b"), sheet("b", "c")] * 4)
    (other,) = {"Ada", "Ben"} - set(settle(tied, 1, "drand 4711"))
    tied.log.pop()
    settle(tied, 1, "drand 4711", [other])
    assert wrong(recount(tied.file())) == ["ties"]


def test_a_later_tie_is_drawn_between_those_who_are_left_by_the_one_before() -> None:
    tied = held(LOT, [sheet("a", "b"), sheet("b", "c")] * 4)
    value = next(
        str(n) for n in range(99) if drawn(7, tied.file()["questions"][0]["outcome"], str(n))[1] == ["Ada"]
    )
    settle(tied, 1, value)
    settle(tied, 2, "another")
    report = recount(tied.file())
    assert report.same
    assert sum(finding.check == "ties" for finding in report.findings) == 3


def test_ties_settled_where_ballots_are_withheld_are_those_of_the_log() -> None:
    tied = held(replace(ROUNDS, tie="lot"), [sheet("a", "b"), sheet("b", "c")] * 4)
    settle(tied, 1, "drand 4711")
    content = tied.file()
    assert recount(content).same
    assert [one.check for one in recount(content).findings if one.ok is None] == ["ties", "ballots"]
    content["settled"]["ties"][0]["value"] = "drand 4712"
    assert wrong(recount(content)) == ["ties"]
    content["settled"] = None
    assert wrong(recount(content)) == ["ties"]
    assert recount(tied.file(full=True)).same


def test_a_second_ballot_that_settled_a_tie_is_another_file() -> None:
    tied = held(sheets=[sheet("a", "b"), sheet("b", "c")] * 4)
    tied.step("second ballot", commitments.settling(1, ["Ben"], election=8))
    report = recount(tied.file())
    assert report.same
    assert [finding.text for finding in report.findings if finding.ok is None] == [
        "Question 1 was settled by election 8: count the file of that election too."
    ]


def test_who_is_unreadable_is_no_recount() -> None:
    with pytest.raises(Unreadable):
        form.read(b"[]")
