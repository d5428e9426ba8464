"""The option that every winner has to beat, such as "Reopen nominations"."""

from __future__ import annotations

import pytest

from cogs.elections.count import Contest, Refused, Rules, count
from cogs.elections.count.result import Result
from tests.rules.elections.ballots import approved, ranked, scored

RANKED = ("plurality", "two-round", "irv", "stv", "meek", "schulze")


def outcome(result: Result) -> tuple[tuple[str, ...], bool]:
    return result.winners, bool(result.tie)


@pytest.mark.parametrize("method", RANKED)
@pytest.mark.parametrize(("ada", "ron", "winners"), [(6, 5, ("Ada",)), (5, 6, ()), (5, 5, ())])
def test_somebody_unopposed_needs_a_majority(
    method: str, ada: int, ron: int, winners: tuple[str, ...]
) -> None:
    result = count(ranked(f"{ada} Ada > Ron\n{ron} Ron > Ada", default_option="Ron"), method)
    assert outcome(result) == (winners, False)
    assert result.valid


@pytest.mark.parametrize("method", ["stv", "meek"])
def test_a_seat_that_it_wins_stays_empty(method: str) -> None:
    result = count(ranked("6 Ada\n5 Ron\n1 Ben", seats=2, default_option="Ron"), method)
    assert outcome(result) == (("Ada",), False)
    assert "Ron was not beaten" in result.reason


def test_who_is_elected_after_it_has_not_beaten_it() -> None:
    result = count(ranked("6 Ron\n4 Ada\n1 Ben > Ada", seats=2, default_option="Ron"), "stv")
    assert outcome(result) == ((), False)


def test_with_seats_for_all_it_still_has_to_be_beaten() -> None:
    result = count(ranked("5 Ada\n2 Ron\n1 Ben", seats=3, default_option="Ron"), "stv")
    assert outcome(result) == (("Ada",), False)


@pytest.mark.parametrize(("seats", "winners"), [(1, ("Ada",)), (2, ("Ada",)), (3, ("Ada",))])
def test_approvals_have_to_be_more(seats: int, winners: tuple[str, ...]) -> None:
    contest = approved("4 Ada\n3 Ron\n3 Ben\n2 Cai", "Ada Ben Cai Ron", seats=seats, default_option="Ron")
    assert outcome(count(contest, "approval")) == (winners, False)


def test_schulze_leaves_out_who_is_not_preferred_to_it() -> None:
    # Debian A.6.3. Ada beats Ben, but 6 prefer Ron to her and 4 the reverse; with Ben it is 5 to 5, then 6 to 5.
    ballots = "4 Ada > Ben > Ron\n3 Ron > Ada > Ben\n2 Ron > Ben > Ada\n1 Ben > Ron"
    result = count(ranked(ballots, "Ada Ben Ron", default_option="Ron"), "schulze")
    assert result.winners == ()
    assert set(result.rounds[0].eliminated) == {"Ada", "Ben"}
    result = count(ranked(ballots + "\n1 Ben > Ron", "Ada Ben Ron", default_option="Ron"), "schulze")
    assert result.rounds[0].eliminated == ("Ada",)
    assert result.winners == ("Ben",)


def test_schulze_elects_who_is_left_though_somebody_left_out_beats_them() -> None:
    ballots = "5 Ada > Ben > Ron\n6 Ron > Ada\n3 Ben > Ron"
    result = count(ranked(ballots, default_option="Ron"), "schulze")
    assert result.rounds[0].eliminated == ("Ada",)
    assert result.winners == ("Ben",)


@pytest.mark.parametrize("unranked", ["last", "no-preference"])
@pytest.mark.parametrize(
    ("ballots", "winners"),
    [
        # Who names one and not the other has said which of the two they want.
        ("60 Ada", ("Ada",)),
        ("31 Ada\n29 Ron", ("Ada",)),
        ("29 Ada\n31 Ron", ()),
        ("30 Ada\n30 Ron", ()),
        ("1 Ada > Ron\n59 Ron", ()),
    ],
)
def test_a33_schulze_compares_it_on_every_ballot(
    unranked: str, ballots: str, winners: tuple[str, ...]
) -> None:
    contest = ranked(ballots, "Ada Ron", default_option="Ron", unranked=unranked)
    assert count(contest, "schulze").winners == winners


def test_a33_no_preference_between_candidates_stays_none() -> None:
    contest = ranked(
        "5 Ada\n1 Ben > Ada\n1 Ada > Ron > Ben", "Ada Ben Ron", default_option="Ron", unranked="no-preference"
    )
    comparisons = count(contest, "schulze").rounds[0].comparisons
    assert comparisons == {
        "Ada": {"Ben": 1, "Ron": 7},
        "Ben": {"Ada": 1, "Ron": 1},
        "Ron": {"Ada": 0, "Ben": 1},
    }


def test_in_a_run_off_of_scores_it_wins_its_ties() -> None:
    contest = scored({"Ada": (5, 3), "Ron": (3, 5)}, (2, 2), default_option="Ron")
    assert outcome(count(contest, "star")) == ((), False)


def test_it_stays_when_it_ties_for_going_out() -> None:
    result = count(ranked("5 Ada\n2 Ben > Ron\n2 Ron > Ben", default_option="Ron"), "irv")
    assert result.rounds[0].elected == ("Ada",)
    result = count(ranked("4 Ada\n2 Ben > Ron\n2 Ron > Ben\n1 Cai > Ron", default_option="Ron"), "irv")
    assert [stage.eliminated for stage in result.rounds][:2] == [("Cai",), ("Ben",)]


@pytest.mark.parametrize("withdrawn", ["", "Ron"])
def test_it_has_to_stand(withdrawn: str) -> None:
    names = ("Ada", "Ron") if withdrawn else ("Ada",)
    with pytest.raises(Refused, match=r"rules\.default_option: 'Ron' does not stand"):
        Contest(
            names,
            "ranking",
            {("Ada",): 1},
            withdrawn=frozenset(withdrawn.split()),
            rules=Rules(default_option="Ron"),
        )
