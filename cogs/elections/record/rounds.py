"""What published rounds show by themselves, where the ballots are not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from cogs.elections.record.findings import Finding

# Their rounds are points or comparisons, which do not add up to ballots.
_NO_VOTES = ("star", "bloc-star", "schulze", "approval")


def check_rounds(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield whether the numbers of each question's rounds add up, and to no more than voted."""
    voted = content["turnout"]["voted"]
    for question in content["questions"]:
        problem = _problem(question, voted)
        if problem:
            yield Finding(False, "rounds", f"{question['title']}: {problem}.")
        elif question["outcome"]["result"]:
            yield Finding(
                True, "rounds", f"{question['title']}: the rounds add up. {question['outcome']['reason']}"
            )
        else:
            yield Finding(True, "rounds", f"{question['title']}: {question['outcome']['reason']}")


def _problem(question: Mapping[str, Any], voted: int) -> str | None:
    outcome, result = question["outcome"], question["outcome"]["result"]
    if result is None:
        return None
    if not set(result["winners"]) <= set(outcome["elected"]):
        return "the count elects others than the outcome"
    if question["method"] in _NO_VOTES:
        return None
    totals = []
    for number, stage in enumerate(result["rounds"], 1):
        amounts = [*stage["tally"].values(), stage["exhausted"], stage["lost"]]
        totals.append(sum(map(Decimal, amounts)))
        if totals[-1] > voted:
            return f"round {number} has {totals[-1]} votes, and {voted} voted"
        if totals[-1] != totals[0]:
            return f"round {number} has {totals[-1]} votes, and round 1 has {totals[0]}"
    return None
