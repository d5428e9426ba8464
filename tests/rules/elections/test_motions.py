"""Motions: what passes, of what base; every line of the charter that fixes a share."""

from __future__ import annotations

import pytest

from cogs.elections.count import Contest, Refused, count
from tests.rules.elections.ballots import voted


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "threshold", "passed"),
    [
        # A majority is more than half of yes and no; abstentions are no part of it.
        (6, 5, 0, "1/2", True),
        (5, 5, 0, "1/2", False),
        (5, 6, 0, "1/2", False),
        (1, 0, 99, "1/2", True),
        (0, 1, 0, "1/2", False),
        (1, 1, 50, "2/4", False),
        # Two thirds are enough when they are reached: yes at least twice no.
        (2, 1, 0, "2/3", True),
        (4, 2, 3, "2/3", True),
        (3, 2, 0, "2/3", False),
        (199, 100, 0, "2/3", False),
        (200, 100, 0, "2/3", True),
        (2 * 10**10, 10**10, 0, "2/3", True),
        (2 * 10**10 - 1, 10**10, 0, "2/3", False),
        (3, 1, 0, "3/4", True),
        (1, 2, 0, "1/3", True),
        (3, 0, 1, "1", True),
        (3, 1, 0, "1", False),
    ],
)
def test_the_share_of_valid_votes(yes: int, no: int, abstain: int, threshold: str, passed: bool) -> None:
    result = count(voted(yes, no, abstain, threshold=threshold), "motion")
    assert result.passed is passed
    assert result.valid
    assert result.reason.startswith("Passed" if passed else "Not passed")


@pytest.mark.parametrize(
    ("seats", "yes", "passed"),
    [(3, 2, True), (3, 1, False), (5, 4, True), (5, 3, False), (4, 3, True), (4, 2, False)],
)
def test_two_thirds_of_the_seats(seats: int, yes: int, passed: bool) -> None:
    contest = voted(yes, 0, abstain=1 if yes < seats else 0, eligible=seats, threshold="2/3", base="seats")
    result = count(contest, "motion")
    assert result.passed is passed
    assert f"{yes} yes of {seats} seats; at least 2/3 was needed" in result.reason


def test_a_majority_of_the_seats_has_to_be_exceeded() -> None:
    assert count(voted(2, 0, eligible=4, base="seats"), "motion").passed is False
    assert count(voted(3, 0, eligible=4, base="seats"), "motion").passed is True


def test_the_seats_may_stand_in_their_own_key() -> None:
    contest = voted(2, 0, threshold="2/3", base="seats")
    assert count(contest, "motion", seats=3).passed is True
    with pytest.raises(Refused, match='give "eligible"'):
        count(contest, "motion")


@pytest.mark.parametrize("threshold", ["1/2", "2/3"])
@pytest.mark.parametrize("abstain", [0, 7])
def test_without_yes_and_no_nothing_passes(threshold: str, abstain: int) -> None:
    result = count(voted(0, 0, abstain, threshold=threshold), "motion")
    assert (result.valid, result.passed) == (False, False)
    assert result.reason == "Not valid: nobody voted yes or no."


def test_the_round_says_how_many_yes_it_takes() -> None:
    stage = count(voted(6, 4, 2), "motion").as_json()["rounds"][0]
    assert stage["tally"] == {"yes": "6", "no": "4", "abstain": "2"}
    assert stage["quota"] == "6"
    assert count(voted(7, 4, threshold="2/3"), "motion").rounds[0].quota == 8


def test_more_votes_than_members_are_refused() -> None:
    with pytest.raises(Refused, match="5 ballots were cast, and only 4 may vote"):
        Contest((), "vote", {"yes": 3, "no": 2}, eligible=4)
