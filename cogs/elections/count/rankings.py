"""Rankings as voters wrote them, made into what can be followed from one candidate to the next.

In this order, for every method that follows preferences:

1. Who withdrew is taken out, and the ranks below move up (Debian, Python: the name is struck, the ballots
   move on).
2. A rank that was left out is passed over (RCTab `maxSkippedRanksAllowed: unlimited`; OpenSTV).
3. Where several share a rank the voter's wish is unclear. `overvote = "exhaust"`: the ballot ends there
   (San Francisco Charter 13.102; the Scottish order follows preferences "in consecutive order").
   `"skip"`: that rank is passed over (Cambridge, Massachusetts; OpenSTV's default).
4. Who is named again: `duplicate = "skip"` passes over the later rank, `"exhaust"` ends the ballot there
   (RCTab `exhaustOnDuplicateCandidate`).

A ballot of which nothing is left is no valid ballot.
"""

from __future__ import annotations

from cogs.elections.count.contest import Contest, Rank, Ranking
from cogs.elections.count.rules import Refused

# A ranking that can be followed, and the weight of the ballots that say so.
Paper = tuple[tuple[str, ...], int]


def followed(contest: Contest) -> list[Paper]:
    """Return the valid ballots as strict rankings of the candidates who stand, best first."""
    standing = frozenset(contest.standing)
    papers: list[Paper] = []
    for ranking, weight in contest.ballots.items():
        # Nearly every ballot is in order as it is.
        if not (standing.issuperset(ranking) and len(set(ranking)) == len(ranking)):
            ranking = _strict(ranking, contest)
        if ranking:
            papers.append((ranking, weight))
    return papers


def ranked(contest: Contest) -> list[tuple[tuple[tuple[str, ...], ...], int]]:
    """Return the valid ballots as groups of equals, best first, for comparing candidates in pairs."""
    exhaust = contest.rules.duplicate == "exhaust"
    papers = []
    for ranking, weight in contest.ballots.items():
        groups: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for rank in ranking:
            names = _names(rank, contest)
            fresh = tuple(name for name in names if name not in seen)
            if exhaust and len(fresh) < len(names):
                break
            if fresh:
                groups.append(fresh)
                seen.update(fresh)
        if groups:
            papers.append((tuple(groups), weight))
    return papers


def _strict(ranking: Ranking, contest: Contest) -> tuple[str, ...]:
    chosen: dict[str, None] = {}
    for rank in ranking:
        names = _names(rank, contest)
        if len(names) > 1:
            if contest.rules.overvote == "exhaust":
                break
        elif names and names[0] in chosen:
            if contest.rules.duplicate == "exhaust":
                break
        else:
            chosen.update(dict.fromkeys(names))
    return tuple(chosen)


def _names(rank: Rank, contest: Contest) -> tuple[str, ...]:
    """Return who of those at a rank stands, each once."""
    names = (rank,) if isinstance(rank, str) else rank
    for name in names:
        if name not in contest.candidates:
            raise Refused(f"{name!r} is no candidate")
    return tuple(dict.fromkeys(name for name in names if name not in contest.withdrawn))
