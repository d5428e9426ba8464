"""Schulze's method: candidates are compared in pairs, defeats followed along their strongest paths.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011), with the strength of winning votes,
as in the Debian constitution, A.6:

1. A voter prefers whoever is ranked higher. Candidates who are not ranked are below all who are, and
   equal to each other (`rules.unranked = "last"`, Debian A.6.1); with `"no-preference"` a ballot says
   nothing about them (CIVS and Elekto: "no opinion"). Equal ranks are no preference. The default option
   is compared on every ballot: whoever names one of two and not the other has said which they want.
2. With a default option, who is not preferred to it by more voters than the reverse is out of it (Debian
   A.6.3).
3. A defeats B when more voters prefer A; the defeat is as strong as these voters are many. A path is as
   strong as its weakest defeat. A is ahead of B when its strongest path to B is stronger than that of B
   to A.
4. For one seat whoever is ahead of everybody else is elected. Two candidates may be neither ahead nor
   behind; if nobody is ahead of all, those whom nobody is ahead of are tied (Debian A.6.8 leaves it to a
   casting vote).
5. For several seats those are elected who are ahead of most others (Kubernetes' steering committee,
   Elekto's `schulze_rank`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, most, nobody
from cogs.elections.count.rankings import ranked
from cogs.elections.count.result import Result, Round
from cogs.elections.count.ties import Played

# For each candidate and each other: how many voters prefer the first.
Matrix = Mapping[str, Mapping[str, int]]


def schulze(contest: Contest) -> Result:
    """Count rankings, equal ranks included, for any number of seats."""
    papers = ranked(contest)
    if not papers:
        return nobody("schulze", contest)
    default = contest.rules.default_option
    preferred = _compare(papers, contest.standing, default, unranked_last=contest.rules.unranked == "last")
    remaining = [
        name
        for name in contest.standing
        if name == default or default is None or preferred[name][default] > preferred[default][name]
    ]
    paths = strongest_paths(preferred, remaining)
    # The default option is behind all who remain: it takes nobody's place.
    people = [name for name in remaining if name != default]
    ahead_of = {one: [other for other in people if paths[one][other] > paths[other][one]] for one in people}
    if contest.seats == 1:
        played = _single(ahead_of)
    else:
        played = most({name: len(others) for name, others in ahead_of.items()}, contest.seats)
    out = tuple(name for name in contest.standing if name not in remaining)
    tally = {name: len(ahead_of.get(name, ())) for name in contest.standing}
    stage = replace(played.rounds[0], tally=tally, eliminated=out, comparisons=preferred)
    return conclude("schulze", contest, replace(played, rounds=(stage,)))


def _single(ahead_of: Mapping[str, Sequence[str]]) -> Played:
    behind_somebody = {name for others in ahead_of.values() for name in others}
    first = tuple(name for name in ahead_of if name not in behind_somebody)
    elected, tied = (first, ()) if len(first) < 2 else ((), first)
    return Played((Round({}, elected=elected, tied=tied),), elected, frozenset(first), tied)


def strongest_paths(preferred: Matrix, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how strong the strongest path from each to each is, 0 without any (Floyd and Warshall)."""
    paths = {
        one: {
            other: preferred[one][other] if preferred[one][other] > preferred[other][one] else 0
            for other in names
            if other != one
        }
        for one in names
    }
    for middle in names:
        for start in names:
            if start == middle:
                continue
            for end in names:
                if end not in (middle, start):
                    through = min(paths[start][middle], paths[middle][end])
                    paths[start][end] = max(paths[start][end], through)
    for name in names:
        paths[name][name] = 0
    return paths


def _compare(
    papers: Sequence[tuple[tuple[tuple[str, ...], ...], int]],
    names: Sequence[str],
    default: str | None,
    *,
    unranked_last: bool,
) -> dict[str, dict[str, int]]:
    preferred = {one: {other: 0 for other in names if other != one} for one in names}
    for groups, weight in papers:
        below = {name for group in groups for name in group}
        unranked = set(names) - below
        for group in groups:
            below.difference_update(group)
            for one in group:
                row = preferred[one]
                worse = unranked if unranked_last or one == default else unranked & {default}
                for other in below | worse:
                    row[other] += weight
    return preferred
