"""What comes of an election: who is elected, which motion passes, and what follows when it is not decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cogs.elections.count import METHODS, count
from cogs.elections.count import Refused as NotCounted
from cogs.elections.model import Form, Place, Regulations, Stage, Turnout
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.outcome import Asked, Decision, Next, Outcome, Verdict, decide
from cogs.elections.rules.papers import REOPEN, ballot_kind, contest, paper

RULES = Regulations()
OFFICES = ("Chair", "Vice-Chair", "Secretary")


def office(
    number: int,
    votes: Mapping[str, int],
    candidates: str | None = None,
    *,
    rules: Regulations = RULES,
    seats: int = 1,
    withdrawn: Sequence[str] = (),
    people: Mapping[str, int] | None = None,
    roll: int = 100,
) -> Asked:
    """An office and its ballots: {"Ada Ben": 3} is three rankings, Ada before Ben; "-" is Reopen nominations."""
    title = OFFICES[number - 1] if number <= len(OFFICES) else f"Office {number}"
    names = (candidates if candidates is not None else "Ada Ben Cai").split()
    kind = ballot_kind(Form.OFFICE, rules)
    answers: list[dict[str, Any]] = []
    for words, weight in votes.items():
        said = [REOPEN if word == "-" else word for word in words.split()]
        says: dict[str, Any] = {
            "ranking": {"ranking": [[name] for name in said]},
            "approved": {"approved": said},
            "scores": {"scores": {name: 5 - place for place, name in enumerate(said)}},
        }[kind]
        answers += [says] * weight
    asked = contest(
        Form.OFFICE, names, answers, rules, roll=roll, seats=seats, withdrawn=withdrawn, title=title
    )
    return Asked(number, title, Form.OFFICE, asked, people or {})


def motion(
    number: int, yes: int, no: int, abstain: int = 0, rules: Regulations = RULES, roll: int = 100
) -> Asked:
    answers = [{"vote": "yes"}] * yes + [{"vote": "no"}] * no + [{"vote": "abstain"}] * abstain
    return Asked(number, "Motion", Form.MOTION, contest(Form.MOTION, (), answers, rules, roll=roll))


def came_to(*asked: Asked, rules: Regulations = RULES, voted: int = 60, **more: Any) -> Decision:
    return decide(asked, rules, Turnout(100, voted), **more)


def told(outcome: Outcome) -> tuple[Verdict, tuple[str, ...], tuple[str, ...]]:
    return outcome.verdict, outcome.elected, outcome.tied


ELECTED, TIE, REOPENED = Verdict.ELECTED, Verdict.TIE, Verdict.REOPENED


@pytest.mark.parametrize(
    ("row", "votes", "expected", "absolute"),
    [
        ("majority at once", {"Ada": 31, "Ben": 29}, (ELECTED, ("Ada",), ()), True),
        ("majority of continuing and of all", {"Ada": 25, "Ben Ada": 15, "Cai Ada": 20}, (ELECTED, ("Ada",), ()), True),
        # 25 of 45 continuing, of 60 valid ballots.
        ("A1 not an absolute majority", {"Ada": 25, "Ben": 20, "Cai": 15}, (ELECTED, ("Ada",), ()), False),
        # 30 of 60: exactly half is no majority of all.
        ("A1 exactly half of all", {"Ada": 30, "Ben": 20, "Cai": 10}, (ELECTED, ("Ada",), ()), False),
        ("A6 blank ballots are none of the valid", {"Ada": 11, "Ben": 9, "": 40}, (ELECTED, ("Ada",), ()), True),
        ("tie for the seat", {"Ada": 30, "Ben": 30}, (TIE, (), ("Ada", "Ben")), None),
        ("tie of three", {"Ada": 20, "Ben": 20, "Cai": 20}, (TIE, (), ("Ada", "Ben", "Cai")), None),
        (
            "A12 tie for going out that decides nothing",
            {"Ada": 40, "Ben Ada": 10, "Cai Ada": 10},
            (ELECTED, ("Ada",), ()),
            True,
        ),
        (
            "A12 tie for going out that decides: Ben's go to Ada, Cai's to Dee",
            {"Ada": 15, "Dee": 15, "Ben Ada": 15, "Cai Dee": 15},
            (TIE, (), ("Ada", "Ben", "Cai", "Dee")),
            None,
        ),
        ("all ballots blank", {"": 60}, (REOPENED, (), ()), None),
    ],
)  # fmt: skip
def test_an_office(
    row: str, votes: Mapping[str, int], expected: tuple[Any, ...], absolute: bool | None
) -> None:
    (outcome,) = came_to(office(1, votes, "Ada Ben Cai Dee")).outcomes
    assert told(outcome) == expected, row
    assert (outcome.majority.absolute if outcome.majority else None) is absolute


def test_no_valid_ballot_elects_nobody() -> None:
    # Section 4, 1: a winner out of zero valid ballots.
    for method in METHODS:
        if method == "motion":
            continue
        rules = replace(RULES, method=method)
        decision = came_to(office(1, {"": 60}, rules=rules), rules=rules)
        assert decision.stage is Stage.REOPENED, method
        assert decision.outcomes[0].elected == ()
        assert decision.outcomes[0].next is not None
        assert decision.outcomes[0].next.kind is Next.NOMINATIONS


def test_a_vote_that_is_not_valid_is_not_counted() -> None:
    # Section 4, 3: a result shown for a vote that is not valid.
    decision = came_to(office(1, {"Ada": 49}), motion(2, 49, 0), rules=RULES, voted=49)
    assert decision.stage is Stage.NOT_VALID
    for outcome in decision.outcomes:
        assert outcome.verdict is Verdict.NOT_VALID
        assert outcome.result is None
        assert outcome.elected == ()
        assert "49 of 100 took part" in outcome.reason
    assert "Ada" not in json.dumps(decision.as_json())


def test_a_vote_that_is_not_valid_needs_no_ballots() -> None:
    assert came_to(office(1, {}), motion(2, 0, 0), voted=49).stage is Stage.NOT_VALID


def test_validity_comes_from_the_turnout_not_from_each_question() -> None:
    # Whoever left a question out has voted all the same.
    decision = came_to(office(1, {"Ada": 60}), motion(2, 20, 10), voted=60)
    assert [outcome.verdict for outcome in decision.outcomes] == [ELECTED, Verdict.PASSED]


def test_a_meeting_asks_for_presence_not_participation() -> None:
    rules = replace(RULES, place=Place.MEETING)
    one = office(1, {"Ada": 5}, rules=rules)
    assert decide([one], rules, Turnout(100, 5), present=34).stage is Stage.ELECTED
    assert decide([one], rules, Turnout(100, 5), present=33).stage is Stage.NOT_VALID


@pytest.mark.parametrize(
    ("row", "yes", "no", "abstain", "threshold", "passed"),
    [
        ("A2 abstentions are out of the base", 11, 10, 39, "1/2", True),
        ("A3 exactly half fails", 30, 30, 0, "1/2", False),
        ("11 one more than half", 31, 29, 0, "1/2", True),
        ("A4 exactly two thirds passes", 40, 20, 0, "2/3", True),
        ("A4 one less", 39, 21, 0, "2/3", False),
        ("A4 of valid votes", 2, 1, 57, "2/3", True),
        ("A4 PEP 13: 3:2 is insufficient", 36, 24, 0, "2/3", False),
        ("all abstain", 0, 0, 60, "1/2", False),
        ("one yes", 1, 0, 59, "2/3", True),
        ("nobody in favour", 0, 60, 0, "1/2", False),
    ],
)
def test_a_motion(row: str, yes: int, no: int, abstain: int, threshold: str, passed: bool) -> None:
    rules = replace(RULES, threshold=Fraction(threshold))
    decision = came_to(motion(1, yes, no, abstain, rules), rules=rules)
    (outcome,) = decision.outcomes
    assert outcome.verdict is (Verdict.PASSED if passed else Verdict.FAILED), row
    assert outcome.reason.startswith("Passed" if passed else "Not passed")
    assert decision.validity.valid
    assert decision.stage is Stage.ELECTED


@pytest.mark.parametrize(("yes", "passed"), [(66, False), (67, True)])
def test_a5_a_share_of_all_seats(yes: int, passed: bool) -> None:
    rules = replace(RULES, base="seats", threshold=Fraction(2, 3))
    (outcome,) = came_to(motion(1, yes, 0, rules=rules), rules=rules, voted=yes).outcomes
    assert (outcome.verdict is Verdict.PASSED) is passed


class TestOneOffice:
    """A16: offices in order, whoever is elected is left out of those after it."""

    def test_the_winner_of_two_offices_holds_the_first(self) -> None:
        decision = came_to(
            office(1, {"Ada": 40, "Ben": 20}, "Ada Ben"),
            office(2, {"Ada Cai": 40, "Ben": 20}, "Ada Ben Cai"),
        )
        assert [outcome.elected for outcome in decision.outcomes] == [("Ada",), ("Cai",)]
        assert decision.outcomes[1].left_out == ("Ada",)
        assert "Ada is left out" in decision.outcomes[1].reason
        assert decision.stage is Stage.ELECTED

    def test_a_chain_over_three_offices(self) -> None:
        votes = {"Ada Ben Cai Dee": 60}
        everywhere = "Ada Ben Cai Dee"
        decision = came_to(*(office(number, votes, everywhere) for number in (1, 2, 3)))
        assert [outcome.elected for outcome in decision.outcomes] == [("Ada",), ("Ben",), ("Cai",)]
        assert decision.outcomes[2].left_out == ("Ada", "Ben")

    def test_questions_are_taken_by_number(self) -> None:
        one, two = office(1, {"Ada Ben": 60}, "Ada Ben"), office(2, {"Ada Ben": 60}, "Ada Ben")
        assert came_to(two, one) == came_to(one, two)
        assert came_to(two, one).outcomes[0].elected == ("Ada",)

    def test_everybody_who_stood_holds_an_office_already(self) -> None:
        decision = came_to(
            office(1, {"Ada Ben": 60}, "Ada Ben"),
            office(2, {"Ben Ada": 60}, "Ada Ben"),
            office(3, {"Ada Ben": 60}, "Ada Ben"),
        )
        last = decision.outcomes[2]
        assert told(last) == (REOPENED, (), ())
        assert "holds an office already" in last.reason
        assert last.next is not None
        assert last.next.kind is Next.NOMINATIONS
        assert decision.stage is Stage.REOPENED

    def test_of_two_the_one_left_is_elected_by_whoever_ranked_them(self) -> None:
        decision = came_to(office(1, {"Ada": 60}), office(2, {"Ada": 40, "Ben": 20}, "Ada Ben"))
        assert decision.outcomes[1].elected == ("Ben",)
        # Nobody ranked Ben: nobody is elected out of no valid ballot.
        decision = came_to(office(1, {"Ada": 60}), office(2, {"Ada": 60}, "Ada Ben"))
        assert told(decision.outcomes[1]) == (REOPENED, (), ())

    def test_a_person_is_known_by_account_not_by_name(self) -> None:
        first = office(1, {"Ada": 60}, "Ada Ben", people={"Ada": 1, "Ben": 2})
        same = office(2, {"Dr.Ada Cai": 60}, "Dr.Ada Cai", people={"Dr.Ada": 1, "Cai": 3})
        other = office(2, {"Ada Cai": 60}, "Ada Cai", people={"Ada": 9, "Cai": 3})
        assert came_to(first, same).outcomes[1].elected == ("Cai",)
        assert came_to(first, other).outcomes[1].elected == ("Ada",)

    def test_switched_off(self) -> None:
        rules = replace(RULES, one_office=False)
        decision = came_to(office(1, {"Ada": 60}), office(2, {"Ada": 60}), rules=rules)
        assert [outcome.elected for outcome in decision.outcomes] == [("Ada",), ("Ada",)]

    def test_single_choices_for_who_is_left_out_are_void(self) -> None:
        rules = replace(RULES, method="plurality")
        decision = came_to(
            office(1, {"Ada": 60}, rules=rules),
            office(2, {"Ada": 40, "Ben": 11, "Cai": 9}, rules=rules),
            rules=rules,
        )
        assert decision.outcomes[1].elected == ("Ben",)
        assert decision.outcomes[1].majority is not None
        assert (decision.outcomes[1].majority.votes, decision.outcomes[1].majority.ballots) == (11, 20)


class TestTies:
    """A11, A12: a tie is told; a second ballot of the tied, then the lot."""

    def test_the_tied_and_nobody_else_go_to_a_second_ballot(self) -> None:
        (outcome,) = came_to(office(1, {"Ada": 25, "Ben": 25, "Cai": 10})).outcomes
        assert told(outcome) == (TIE, (), ("Ada", "Ben"))
        assert outcome.next is not None
        assert (outcome.next.kind, outcome.next.candidates, outcome.next.seats, outcome.next.days) == (
            Next.SECOND_BALLOT, ("Ada", "Ben"), 1, 7,
        )  # fmt: skip

    def test_a_second_tie_goes_to_the_lot(self) -> None:
        (outcome,) = came_to(office(1, {"Ada": 30, "Ben": 30}, "Ada Ben"), second=True).outcomes
        assert outcome.next is not None
        assert (outcome.next.kind, outcome.next.days) == (Next.LOT, None)

    def test_lot_at_once_where_the_regulations_say_so(self) -> None:
        rules = replace(RULES, tie="lot")
        (outcome,) = came_to(office(1, {"Ada": 30, "Ben": 30}), rules=rules).outcomes
        assert outcome.next is not None
        assert outcome.next.kind is Next.LOT

    @pytest.mark.parametrize("second", [False, True])
    def test_the_second_of_two_rounds_is_voted_on_and_not_drawn(self, second: bool) -> None:
        rules = replace(RULES, method="two-round", tie="lot")
        asked = office(1, {"Ada": 40, "Ben": 30, "Cai": 20}, rules=rules)
        (outcome,) = came_to(asked, rules=rules, second=second).outcomes
        assert outcome.next is not None
        assert outcome.next.candidates == ("Ada", "Ben")
        assert outcome.next.kind is (Next.LOT if second else Next.SECOND_BALLOT)
        even = office(1, {"Ada": 30, "Ben": 30}, rules=rules)
        (outcome,) = came_to(even, rules=rules).outcomes
        assert outcome.next is not None
        assert outcome.next.kind is Next.LOT

    def test_several_seats_where_one_is_tied(self) -> None:
        rules = replace(RULES, method="approval")
        (outcome,) = came_to(
            office(1, {"Ada": 30, "Ben": 15, "Cai": 15}, rules=rules, seats=2), rules=rules
        ).outcomes
        assert told(outcome) == (TIE, ("Ada",), ("Ben", "Cai"))
        assert outcome.next is not None
        assert outcome.next.seats == 1

    @pytest.mark.parametrize("winner", ["Ada", "Ben"])
    def test_settled_either_way(self, winner: str) -> None:
        decision = came_to(office(1, {"Ada": 30, "Ben": 30}), settled={1: [winner]})
        assert told(decision.outcomes[0]) == (ELECTED, (winner,), ())
        assert f"Settled: {winner} is elected." in decision.outcomes[0].reason
        assert decision.stage is Stage.ELECTED

    def test_settled_with_nobody(self) -> None:
        assert came_to(office(1, {"Ada": 30, "Ben": 30}), settled={1: []}).stage is Stage.REOPENED

    @pytest.mark.parametrize("chosen", [["Cai"], ["Ada", "Ben"], ["Ada", "Ada"]])
    def test_only_the_tied_can_be_chosen(self, chosen: list[str]) -> None:
        with pytest.raises(Refused, match="cannot be chosen"):
            came_to(office(1, {"Ada": 25, "Ben": 25, "Cai": 10}), settled={1: chosen})

    def test_nobody_is_chosen_where_nothing_is_tied(self) -> None:
        with pytest.raises(Refused, match="not tied"):
            came_to(office(1, {"Ada": 60}), settled={1: ["Ben"]})

    def test_nobody_is_chosen_for_a_question_that_is_not_asked(self) -> None:
        with pytest.raises(Refused, match="no question 4"):
            came_to(office(1, {"Ada": 30, "Ben": 30}), settled={4: ["Ada"]})

    def test_a_later_office_waits_when_it_depends_on_the_tie(self) -> None:
        asked = office(1, {"Ada": 30, "Ben": 30}), office(2, {"Ada Cai": 60}, "Ada Cai")
        waiting = came_to(*asked).outcomes[1]
        assert told(waiting) == (TIE, (), ("Ada", "Cai"))
        assert waiting.result is None
        assert waiting.next is not None
        assert (waiting.next.kind, waiting.next.waits_for) == (Next.WAIT, (1,))
        assert came_to(*asked, settled={1: ["Ada"]}).outcomes[1].elected == ("Cai",)
        assert came_to(*asked, settled={1: ["Ben"]}).outcomes[1].elected == ("Ada",)

    def test_a_later_office_goes_on_when_it_does_not_matter(self) -> None:
        asked = office(1, {"Ada": 30, "Ben": 30}), office(2, {"Cai": 50, "Ada": 10}, "Ada Cai")
        decision = came_to(*asked)
        assert told(decision.outcomes[1]) == (ELECTED, ("Cai",), ())
        assert "however the ties before are settled" in decision.outcomes[1].reason
        assert decision.stage is Stage.TIE

    def test_who_does_not_stand_again_is_not_waited_for(self) -> None:
        decision = came_to(office(1, {"Ada": 30, "Ben": 30}), office(2, {"Cai": 60}, "Cai Dee"))
        assert told(decision.outcomes[1]) == (ELECTED, ("Cai",), ())

    def test_waiting_goes_on_down_the_chain(self) -> None:
        asked = (
            office(1, {"Ada": 30, "Ben": 30}),
            office(2, {"Ada Cai": 60}, "Ada Cai"),
            office(3, {"Cai Dee": 60}, "Cai Dee"),
        )
        assert [outcome.verdict for outcome in came_to(*asked).outcomes] == [TIE, TIE, TIE]
        assert came_to(*asked).outcomes[2].next.waits_for == (2,)  # type: ignore[union-attr]
        elected = [outcome.elected for outcome in came_to(*asked, settled={1: ["Ada"]}).outcomes]
        assert elected == [("Ada",), ("Cai",), ("Dee",)]

    def test_ties_of_several_offices_are_each_waited_for(self) -> None:
        asked = (
            office(1, {"Ada": 30, "Ben": 30}, "Ada Ben"),
            office(2, {"Ben": 60}, "Cai Ben"),
            office(3, {"Ada": 60}, "Ada Ben"),
        )
        assert [outcome.verdict for outcome in came_to(*asked).outcomes] == [TIE, TIE, TIE]
        assert came_to(*asked).outcomes[2].next.waits_for == (1, 2)  # type: ignore[union-attr]
        assert came_to(*asked, settled={1: ["Ada"]}).outcomes[2].verdict is REOPENED

    def test_a_question_that_waits_is_not_settled_before(self) -> None:
        asked = office(1, {"Ada": 30, "Ben": 30}), office(2, {"Ada Cai": 60}, "Ada Cai")
        with pytest.raises(Refused, match="not tied"):
            came_to(*asked, settled={2: ["Cai"]})


class TestUnopposed:
    """A13, A14: one candidate, or none."""

    @pytest.mark.parametrize(
        ("votes", "expected"),
        [
            ({"Ada": 40, "-": 20}, (ELECTED, ("Ada",), ())),
            ({"Ada": 31, "-": 29}, (ELECTED, ("Ada",), ())),
            ({"Ada": 30, "-": 30}, (REOPENED, (), ())),
            ({"Ada": 20, "-": 40}, (REOPENED, (), ())),
            ({"-": 60}, (REOPENED, (), ())),
            ({"Ada": 1, "": 59}, (ELECTED, ("Ada",), ())),
        ],
    )
    def test_one_candidate_has_to_beat_reopening(
        self, votes: Mapping[str, int], expected: tuple[Any, ...]
    ) -> None:
        (outcome,) = came_to(office(1, votes, "Ada")).outcomes
        assert told(outcome) == expected

    @pytest.mark.parametrize("method", [name for name in METHODS if name != "motion"])
    def test_by_every_method(self, method: str) -> None:
        rules = replace(RULES, method=method)
        beaten = came_to(office(1, {"Ada": 31, "-": 29}, "Ada", rules=rules), rules=rules)
        lost = came_to(office(1, {"Ada": 29, "-": 31}, "Ada", rules=rules), rules=rules)
        tied = came_to(office(1, {"Ada": 30, "-": 30}, "Ada", rules=rules), rules=rules)
        assert [told(one.outcomes[0]) for one in (beaten, lost, tied)] == [
            (ELECTED, ("Ada",), ()), (REOPENED, (), ()), (REOPENED, (), ()),
        ]  # fmt: skip

    @pytest.mark.parametrize("method", ["stv", "meek", "approval", "schulze"])
    def test_as_many_as_there_are_seats_are_each_compared_with_reopening(self, method: str) -> None:
        rules = replace(RULES, method=method)
        votes = {"Ada Ben Cai": 31, "Ada - Ben Cai" if method != "approval" else "Ada -": 20, "-": 9}
        (outcome,) = came_to(office(1, votes, rules=rules, seats=3), rules=rules).outcomes
        assert (outcome.verdict, set(outcome.elected)) == (ELECTED, {"Ada", "Ben", "Cai"})
        fewer = {"Ada Ben Cai": 29, "Ada - Ben Cai" if method != "approval" else "Ada -": 20, "-": 11}
        (outcome,) = came_to(office(1, fewer, rules=rules, seats=3), rules=rules).outcomes
        assert (outcome.verdict, set(outcome.elected), outcome.vacant) == (ELECTED, {"Ada"}, 2)

    def test_a13_stars_do_not_elect_whom_a_majority_would_rather_reopen(self) -> None:
        rules = replace(RULES, method="bloc-star")

        def elected(*ballots: tuple[int, dict[str, int]]) -> set[str]:
            answers = [{"scores": scores} for weight, scores in ballots for _ in range(weight)]
            asked = contest(Form.OFFICE, ["Ada", "Ben"], answers, rules, roll=100, seats=2)
            (outcome,) = came_to(Asked(1, "Committee", Form.OFFICE, asked), rules=rules).outcomes
            return set(outcome.elected)

        # Ada and Ben have most stars, and five of nine prefer reopening to both.
        assert elected((5, {REOPEN: 1}), (4, {"Ada": 5, "Ben": 5})) == set()
        # Reopening has most stars and is ahead of Ada; five of nine prefer Ben to it.
        assert elected((5, {REOPEN: 1, "Ben": 2}), (4, {"Ada": 5, REOPEN: 4})) == {"Ben"}
        assert elected((9, {"Ada": 3, "Ben": 1})) == {"Ada", "Ben"}
        assert elected((9, {"Ada": 3, REOPEN: 2, "Ben": 2})) == {"Ada"}

    def test_acclaimed_without_a_ballot(self) -> None:
        rules = replace(RULES, unopposed="acclaim")
        decision = came_to(office(1, {}, "Ada", rules=rules), rules=rules, voted=0)
        assert told(decision.outcomes[0]) == (ELECTED, ("Ada",), ())
        assert decision.outcomes[0].result is None
        assert decision.stage is Stage.ELECTED

    def test_a_paper_with_two_is_voted_on_even_if_one_withdraws(self) -> None:
        rules = replace(RULES, unopposed="acclaim")
        one = office(1, {"Ben Ada": 60}, "Ada Ben", rules=rules, withdrawn=["Ben"])
        assert told(came_to(one, rules=rules).outcomes[0]) == (ELECTED, ("Ada",), ())
        none = office(1, {"Ben": 60}, "Ada Ben", rules=rules, withdrawn=["Ben"])
        assert told(came_to(none, rules=rules).outcomes[0]) == (REOPENED, (), ())

    def test_reopen_option_on_every_paper(self) -> None:
        rules = replace(RULES, reopen_option=True)
        assert paper(["Ada", "Ben"], 1, rules).options == ("Ada", "Ben", REOPEN)
        decision = came_to(office(1, {"-": 40, "Ada": 15, "Ben": 5}, "Ada Ben", rules=rules), rules=rules)
        assert told(decision.outcomes[0]) == (REOPENED, (), ())

    def test_nobody_stands(self) -> None:
        (outcome,) = came_to(office(1, {}, "")).outcomes
        assert told(outcome) == (REOPENED, (), ())
        assert outcome.reason == "Nobody stands. The office stays open."
        assert outcome.next is not None
        assert (outcome.next.kind, outcome.next.days, outcome.next.seats) == (Next.NOMINATIONS, 7, 1)

    def test_everybody_withdrew(self) -> None:
        (outcome,) = came_to(office(1, {"Ada": 60}, "Ada", withdrawn=["Ada"])).outcomes
        assert told(outcome) == (REOPENED, (), ())

    def test_fewer_stand_than_there_are_seats(self) -> None:
        rules = replace(RULES, method="approval")
        (outcome,) = came_to(
            office(1, {"Ada Ben": 60}, "Ada Ben", rules=rules, seats=3), rules=rules
        ).outcomes
        assert (outcome.verdict, set(outcome.elected), outcome.vacant) == (ELECTED, {"Ada", "Ben"}, 1)
        assert "1 of 3 seats stay open" in outcome.reason
        assert outcome.next is not None
        assert outcome.next.seats == 1


class TestWithdrawal:
    """A17: after opening a candidate is struck; what becomes of the ballots depends on the method."""

    @pytest.mark.parametrize("method", ["irv", "stv", "meek", "schulze", "two-round"])
    def test_rankings_pass_on(self, method: str) -> None:
        rules = replace(RULES, method=method)
        one = office(1, {"Ada Ben": 40, "Cai": 20}, rules=rules, withdrawn=["Ada"])
        assert told(came_to(one, rules=rules).outcomes[0]) == (ELECTED, ("Ben",), ())

    def test_single_choices_are_void(self) -> None:
        rules = replace(RULES, method="plurality")
        one = office(1, {"Ada": 40, "Ben": 9, "Cai": 11}, rules=rules, withdrawn=["Ada"])
        outcome = came_to(one, rules=rules).outcomes[0]
        assert told(outcome) == (ELECTED, ("Cai",), ())
        assert outcome.majority is not None
        assert outcome.majority.ballots == 20


@pytest.mark.parametrize(
    ("method", "votes", "majority"),
    [
        ("plurality", {"Ada": 25, "Ben": 20, "Cai": 15}, (25, 60, False)),
        ("approval", {"Ada Ben": 31, "Ben": 9, "Cai": 20}, (40, 60, True)),
        ("two-round", {"Ada": 25, "Ben Cai": 20, "Cai Ada": 15}, (40, 60, True)),
        ("star", {"Ada Ben": 31, "Ben": 29}, (31, 60, True)),
        ("schulze", {"Ada Ben Cai": 25, "Ben Cai Ada": 5, "Cai Ada Ben": 30}, (30, 60, False)),
        ("stv", {"Ada": 31, "Ben": 29}, (31, 60, True)),
        ("meek", {"Ada": 31, "Ben": 29}, (31, 60, True)),
    ],
)
def test_a1_absolute_majority_by_every_method(
    method: str, votes: Mapping[str, int], majority: tuple[int, int, bool]
) -> None:
    rules = replace(RULES, method=method)
    (outcome,) = came_to(office(1, votes, rules=rules), rules=rules).outcomes
    assert outcome.majority is not None
    assert (outcome.majority.votes, outcome.majority.ballots, outcome.majority.absolute) == majority


def test_a2_with_two_candidates_all_methods_agree() -> None:
    for method in METHODS:
        if method != "motion":
            rules = replace(RULES, method=method)
            one = office(1, {"Ada": 31, "Ben": 29}, "Ada Ben", rules=rules)
            assert told(came_to(one, rules=rules).outcomes[0]) == (ELECTED, ("Ada",), ()), method


def test_what_is_decided_is_what_count_says() -> None:
    one = office(1, {"Ada Ben": 30, "Ben": 20, "Cai Ben": 10})
    outcome = came_to(one).outcomes[0]
    assert outcome.result == count(one.contest)


def test_a_decision_is_plain_json_and_the_same_each_time() -> None:
    asked = office(1, {"Ada": 30, "Ben": 30}), office(2, {"Ada Cai": 60}, "Ada Cai"), motion(3, 40, 20)
    value = came_to(*asked).as_json()
    assert json.loads(json.dumps(value)) == value == came_to(*asked).as_json()
    assert value["stage"] == "tie"
    assert [one["verdict"] for one in value["outcomes"]] == ["tie", "tie", "passed"]
    assert value["outcomes"][0]["next"] == {
        "kind": "second ballot", "seats": 1, "candidates": ["Ada", "Ben"], "days": 7, "waits_for": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([{"ranking": [["Ada"]]}, {"ranking": [["Zoe"]]}], "ballot 2: rank 1: 'Zoe' is no candidate"),
        ([{"approved": ["Ada"]}], "ballot 1: holds approved, and has to hold ranking"),
        ([{"ranking": [["Ada"]]}] * 11, "11 ballots were cast, and only 10 may vote"),
        ([{}], "ballot 1: holds nothing"),
    ],
)
def test_ballots_that_cannot_be(answers: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(NotCounted, match=why):
        contest(Form.OFFICE, ["Ada", "Ben"], answers, RULES, roll=10)


def test_papers() -> None:
    assert paper([], 1, RULES).options == ()
    assert paper(["Ada"], 1, RULES).default_option == REOPEN
    assert paper(["Ada", "Ben"], 1, RULES).options == ("Ada", "Ben")
    assert paper(["Ada", "Ben"], 2, RULES).default_option == REOPEN
    acclaim = replace(RULES, unopposed="acclaim")
    assert paper(["Ada"], 1, replace(acclaim, reopen_option=True)).options == ("Ada",)
    assert paper(["Ada", "Ben"], 1, replace(acclaim, reopen_option=True)).default_option == REOPEN
    assert {ballot_kind(Form.OFFICE, replace(RULES, method=name)) for name in METHODS if name != "motion"} == {
        "ranking", "approved", "scores",
    }  # fmt: skip
    assert ballot_kind(Form.MOTION, RULES) == "vote"
