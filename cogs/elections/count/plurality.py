"""Plurality: one choice each; those with most votes are elected, as many as there are seats.

Robert's Rules, 12th ed., 44:11: a plurality elects only where a rule says so. A ballot for nobody who
stands, or for several, is void; of a ranking the first choice counts. A tie for the last seat is the
result.
"""

from __future__ import annotations

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, most, nobody
from cogs.elections.count.rankings import Paper, followed
from cogs.elections.count.result import Result


def plurality(contest: Contest) -> Result:
    """Count first choices, of rankings or of ballots that approve of one."""
    papers = choices(contest)
    if not papers:
        return nobody("plurality", contest)
    votes = dict.fromkeys(contest.standing, 0)
    for ranking, weight in papers:
        votes[ranking[0]] += weight
    played = most(votes, contest.seats, contest.rules.default_option)
    return conclude("plurality", contest, played)


def choices(contest: Contest) -> list[Paper]:
    """Return the ballots that choose somebody who stands.

    Whoever chose a candidate who withdrew has chosen nobody: where only one is chosen nothing passes on.
    """
    if contest.kind == "ranking":
        return followed(contest)
    return [
        (tuple(approved), weight)
        for approved, weight in contest.ballots.items()
        if len(approved) == 1 and contest.withdrawn.isdisjoint(approved)
    ]
