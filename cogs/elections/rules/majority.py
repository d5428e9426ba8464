"""Whether whoever is elected has more than half of all valid ballots (A1).

Instant run-off finds a majority of the ballots that still name somebody; ballots that were exhausted on the
way are valid too, so the winner may have less than half of all. Both are reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cogs.elections.count import Contest, Result
from cogs.elections.count.contest import Scores
from cogs.elections.count.plurality import choices
from cogs.elections.count.rankings import followed, ranked


@dataclass(frozen=True, slots=True)
class Majority:
    """The votes of whoever is elected, of all valid ballots. With Schulze: in their closest comparison."""

    votes: int
    ballots: int

    @property
    def absolute(self) -> bool:
        """Whether that is more than half."""
        return 2 * self.votes > self.ballots

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"votes": self.votes, "ballots": self.ballots, "absolute": self.absolute}


def absolute_majority(contest: Contest, result: Result) -> Majority | None:
    """Return how many ballots whoever won a single seat has; `None` for several seats or without winner."""
    if contest.seats != 1 or len(result.winners) != 1:
        return None
    (winner,) = result.winners
    last = next((stage for stage in reversed(result.rounds) if winner in stage.tally), None)
    if last is None:
        return None
    ballots = valid_ballots(contest, result.method)
    if last.comparisons is not None:
        against = [votes for other, votes in last.comparisons[winner].items() if other != winner]
        votes = min(against, default=ballots)
    else:
        votes = last.tally[winner] // 10**result.places
    return Majority(votes, ballots)


def valid_ballots(contest: Contest, method: str) -> int:
    """Return how many ballots the method counts as valid."""
    if contest.kind == "scores":
        return sum(weight for scores, weight in contest.ballots.items() if _says_something(scores, contest))
    if method in ("plurality", "two-round"):
        return sum(weight for _, weight in choices(contest))
    if contest.kind == "ranking":
        # These two have a use for several candidates on one rank.
        read = ranked if method in ("schulze", "approval") else followed
        return sum(weight for _, weight in read(contest))
    return sum(weight for approved, weight in contest.ballots.items() if approved - contest.withdrawn)


def _says_something(scores: Scores, contest: Contest) -> bool:
    return any(score and name not in contest.withdrawn for name, score in scores)
