"""Whether a vote is valid at all: enough took part (the charter's "≥50% participation")."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogs.elections.count import METHODS, Contest, Rules, count
from cogs.elections.count.table import as_text
from tests.rules.elections.ballots import ranked, voted


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "eligible", "valid", "passed"),
    [
        (30, 19, 0, 100, False, False),
        (30, 20, 0, 100, True, True),
        # An abstention takes part.
        (30, 0, 20, 100, True, True),
        (20, 30, 0, 100, True, False),
        (1, 0, 0, 3, False, False),
        (2, 0, 0, 3, True, True),
        (2, 0, 0, 4, True, True),
        (2, 0, 0, 5, False, False),
    ],
)
def test_half_of_those_who_may_vote(
    yes: int, no: int, abstain: int, eligible: int, valid: bool, passed: bool
) -> None:
    result = count(voted(yes, no, abstain, eligible=eligible), "motion")
    assert (result.valid, result.passed) == (valid, passed)
    if not valid:
        took_part = yes + no + abstain
        assert result.reason == f"Not valid: {took_part} of {eligible} took part; at least 1/2 was needed."


@pytest.mark.parametrize("method", METHODS)
def test_nothing_is_shown_of_a_vote_that_is_not_valid(method: str) -> None:
    kind = METHODS[method].kinds[0]
    says = {
        "ranking": ("Ada",),
        "approved": frozenset({"Ada"}),
        "scores": frozenset({("Ada", 5)}),
        "vote": "yes",
    }
    contest = Contest(("Ada", "Ben"), kind, {says[kind]: 4}, eligible=9)
    result = count(contest, method)
    assert result.as_json() == {
        "winners": [],
        "tie": None,
        "possible_winners": [],
        "rounds": [],
        "valid": False,
        "passed": False if method == "motion" else None,
        "reason": "Not valid: 4 of 9 took part; at least 1/2 was needed.",
    }
    assert as_text(result) == result.reason
    assert count(replace(contest, eligible=8), method).valid


def test_a_blank_ballot_takes_part() -> None:
    result = count(replace(ranked("3 Ada > Ben\n2"), eligible=10), "irv")
    assert result.valid
    assert result.winners == ("Ada",)


@pytest.mark.parametrize(
    ("participation", "valid"), [("0", True), ("1/3", True), ("2/5", True), ("41/100", False)]
)
def test_how_many_is_a_rule(participation: str, valid: bool) -> None:
    rules = Rules.read({"participation": participation})
    result = count(replace(ranked("4 Ada\n"), eligible=10, rules=rules), "irv")
    assert result.valid is valid


def test_a_share_of_all_seats_asks_for_no_participation_besides() -> None:
    result = count(voted(1, 0, eligible=3, threshold="1/3", base="seats"), "motion")
    assert (result.valid, result.passed) == (True, True)
