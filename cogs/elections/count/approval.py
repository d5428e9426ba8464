"""Approval: everybody approves of as many as they like; those with most approvals are elected.

Python's steering council was elected so (PEP 13 until 2024; PEP 8100 to 8106). A ballot that approves of
nobody who stands is blank. Of a ranking everybody counts as approved who is ranked (OpenSTV). A tie for
the last seat is the result.
"""

from __future__ import annotations

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, most, nobody
from cogs.elections.count.rankings import ranked
from cogs.elections.count.result import Result


def approval(contest: Contest) -> Result:
    """Count approvals."""
    papers = _approvals(contest)
    if not papers:
        return nobody("approval", contest)
    votes = dict.fromkeys(contest.standing, 0)
    for approved, weight in papers:
        for name in approved:
            votes[name] += weight
    played = most(votes, contest.seats, contest.rules.default_option)
    return conclude("approval", contest, played)


def _approvals(contest: Contest) -> list[tuple[frozenset[str], int]]:
    if contest.kind == "ranking":
        found = [
            (frozenset(name for group in groups for name in group), weight)
            for groups, weight in ranked(contest)
        ]
    else:
        found = [(approved - contest.withdrawn, weight) for approved, weight in contest.ballots.items()]
    return [(approved, weight) for approved, weight in found if approved]
