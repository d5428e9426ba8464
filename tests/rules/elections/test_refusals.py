"""What is no election is refused; and nobody is ever elected by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.elections.count import METHODS, Contest, Refused, Rules, count

NAMES = ("Ada", "Ben")
BLANK: dict[str, dict[Any, int]] = {
    "ranking": {(): 3, ((), ()): 1, (("Ada", "Ben"),): 2},
    "approved": {frozenset(): 3},
    "scores": {frozenset(): 2, frozenset({("Ada", 0)}): 1},
    "vote": {"abstain": 3},
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seats", [1, 2, 5])
@pytest.mark.parametrize("blank", [False, True])
def test_without_a_valid_ballot_nobody_is_elected(method: str, seats: int, blank: bool) -> None:
    kind = METHODS[method].kinds[0]
    ballots = BLANK[kind] if blank and method != "schulze" else {}
    contest = Contest(NAMES, kind, ballots, seats=seats if METHODS[method].several_seats else 1)
    result = count(contest, method)
    assert result.winners == ()
    assert result.possible_winners == ()
    assert result.tie == ()
    assert not result.valid
    assert not result.passed


@pytest.mark.parametrize("weight", [0, -1, 10**11 + 1, 1.5, "3", None])
def test_a_weight_is_a_whole_number_above_nought(weight: Any) -> None:
    with pytest.raises(Refused, match="is no whole number from 1 to 100000000000"):
        Contest(NAMES, "ranking", {("Ada",): weight})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"candidates": ("Ada", "Ada")}, "candidates: 'Ada' stands 2 times"),
        ({"candidates": ("Ada", " ")}, "candidates: ' ' is no name"),
        ({"candidates": ("Ada", "B\nC")}, "candidates: 'B\\\\nC' is no name"),
        ({"withdrawn": frozenset({"Zoe"})}, "withdrawn: 'Zoe' is no candidate"),
        ({"seats": 0}, "seats: 0 is less than 1"),
        ({"kind": "smoke"}, "ballots are one of ranking, approved, scores, vote, not 'smoke'"),
        ({"eligible": 0}, "eligible: 1 ballots were cast, and only 0 may vote"),
    ],
)
def test_what_is_no_contest(given: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        Contest(**{"candidates": NAMES, "kind": "ranking", "ballots": {("Ada",): 1}, **given})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tie": "lot"}, "rules.tie is unknown; the rules are overvote, duplicate, unranked"),
        ({"overvote": "ask"}, "rules.overvote is 'ask', and has to be exhaust or skip"),
        ({"duplicate": True}, "rules.duplicate is True, and has to be skip or exhaust"),
        ({"unranked": "first"}, "rules.unranked is 'first', and has to be last or no-preference"),
        ({"base": "all"}, "rules.base is 'all', and has to be valid or seats"),
        ({"default_option": 3}, "rules.default_option is 3, and has to be a candidate's name"),
        ({"threshold": 0.5}, "rules.threshold is 0.5, and has to be a fraction in quotes"),
        ({"threshold": "0"}, "rules.threshold is 0, and everything would pass"),
        ({"participation": 0.5}, "rules.participation is 0.5, and has to be a fraction in quotes"),
        ({"participation": "-1/2"}, "rules.participation is '-1/2'"),
        ({"threshold": "3/2"}, "rules.threshold is '3/2'"),
        ({"threshold": "1/0"}, "rules.threshold is '1/0'"),
        ({"threshold": "most"}, "rules.threshold is 'most'"),
    ],
)
def test_what_is_no_rule(given: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        Rules.read(given)


def test_rules_are_written_as_they_are_read() -> None:
    given = {"overvote": "skip", "threshold": "2/3", "default_option": "Ada"}
    assert Rules.read(given).as_json() == given
    assert Rules.read({"overvote": "exhaust", "threshold": "1/2"}).as_json() == {}


@pytest.mark.parametrize(
    ("method", "seats", "message"),
    [
        (None, None, "method: none is named"),
        ("borda", None, "method: 'borda' is none of plurality, two-round"),
        ("star", None, "method: star counts scores, and the ballots hold ranking"),
        ("irv", 2, "seats: irv fills one seat, not 2"),
        ("two-round", 3, "seats: two-round fills one seat, not 3"),
        ("stv", 0, "seats: 0 is less than 1"),
    ],
)
def test_what_a_method_cannot_count(method: str | None, seats: int | None, message: str) -> None:
    with pytest.raises(Refused, match=message):
        count(Contest(NAMES, "ranking", {("Ada",): 1}), method, seats)


def test_somebody_has_to_stand() -> None:
    with pytest.raises(Refused, match="candidates: nobody stands"):
        count(Contest(NAMES, "ranking", {("Ada",): 1}, withdrawn=frozenset(NAMES)), "irv")
