"""Single transferable vote by Meek's method, in fixed-point arithmetic with fifteen decimal places.

I. D. Hill, B. A. Wichmann, D. R. Woodall, "Algorithm 123: Single transferable vote by Meek's method", The
Computer Journal 30 (1987), in the form of the Proportional Representation Foundation's Reference Meek
Rule:

A. Every candidate is hopeful, with keep factor 1.
B. 1. The count is over when all seats are filled, or when no more candidates are left than seats.
   2. Repeat: (a) each ballot gives each candidate in its order the part of its weight that the keep
      factor says, rounded up, until nothing of it is left; (b) the quota is all votes divided by one more
      than the seats, rounded down, plus the smallest unit; (c) hopeful candidates with the quota are
      elected; (d) the surplus is what the elected have above the quota; (e) stop when somebody was
      elected, when the surplus is less than a billionth of a vote or when it no longer shrinks; (f) each
      elected candidate's keep factor is multiplied by quota / votes, rounded up.
   3. When nobody was elected, the hopeful candidate with fewest votes goes out. Candidates who are no
      further apart than the surplus, or a billionth of a vote, are tied.
C. Remaining seats go to the remaining hopeful candidates.

The reference rule has nine places and a millionth of a vote, and lets rounding decide between candidates who
are in truth tied (four ballots `A B` and two `C` for two seats). With fifteen places, what rounding does to
a hundred thousand ballots stays below the billionth. The rule breaks ties by a random order drawn
beforehand; here every way of breaking them is counted (`ties.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, nobody
from cogs.elections.count.piles import weight
from cogs.elections.count.rankings import Paper, followed
from cogs.elections.count.result import Result, Round
from cogs.elections.count.ties import Step, Way, by_votes, last, play

PLACES = 15
ONE = 10**PLACES
# A billionth of a vote.
OMEGA = ONE // 10**9


def meek(contest: Contest) -> Result:
    """Count rankings for any number of seats."""
    papers = followed(contest)
    if not papers:
        return nobody("meek", contest, PLACES)
    start = _Position(
        papers, contest.seats, contest.rules.default_option, dict.fromkeys(contest.standing, ONE)
    )
    played = play(start, contest.rules.default_option)
    return conclude("meek", contest, played, PLACES)


@dataclass(frozen=True, slots=True)
class _Position:
    """The candidates who are not out, with the part that they keep of each vote."""

    papers: list[Paper]
    seats: int
    default: str | None
    keep: Mapping[str, int]
    elected: tuple[str, ...] = ()
    over: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        return tuple(sorted(self.keep.items())), self.elected, self.over

    def step(self) -> Step:
        if self.over:
            return Step()
        votes, quota, keep = self._iterate()
        exhausted = weight(self.papers) * ONE - sum(votes.values())
        hopeful = {name: votes[name] for name in self.keep if name not in self.elected}
        reached = by_votes([name for name in hopeful if hopeful[name] >= quota], votes, self.default)
        now = Round(votes, quota, exhausted, elected=reached)
        elected = (*self.elected, *reached)
        left = {name: amount for name, amount in hopeful.items() if name not in reached}
        vacancies = self.seats - len(elected)
        if not vacancies or len(left) <= vacancies:
            rest = by_votes(tuple(left), votes, self.default) if vacancies else ()
            done = replace(self, elected=(*elected, *rest), over=True)
            return Step((Way(replace(now, elected=(*reached, *rest)), done),))
        if reached:
            return Step((Way(now, replace(self, keep=keep, elected=elected)),))
        losers = last(left, self.default, vacancies, slack=max(OMEGA, _surplus(votes, quota, self.elected)))
        ways = [
            Way(replace(now, eliminated=(loser,)), replace(self, keep=_without(keep, loser)))
            for loser in losers
        ]
        return Step(tuple(ways), losers if len(losers) > 1 else ())

    def _iterate(self) -> tuple[dict[str, int], int, dict[str, int]]:
        """Return votes, quota and keep factors when the rounds of B.2 stop."""
        paths = self._paths()
        keep = dict(self.keep)
        before = None
        while True:
            votes = _distribute(paths, keep)
            quota = sum(votes.values()) // (self.seats + 1) + 1
            surplus = _surplus(votes, quota, self.elected)
            if (
                any(votes[name] >= quota for name in keep if name not in self.elected)
                or surplus < OMEGA
                or (before is not None and surplus >= before)
            ):
                return votes, quota, keep
            before = surplus
            for name in self.elected:
                keep[name] = _up(_up(keep[name] * quota, ONE), votes[name], ONE)

    def _paths(self) -> Counter[tuple[str, ...]]:
        """Return the ballots' ways up to their first hopeful candidate, who keeps all that arrives there."""
        paths: Counter[tuple[str, ...]] = Counter()
        for ranking, times in self.papers:
            path = []
            for name in ranking:
                if name in self.keep:
                    path.append(name)
                    if name not in self.elected:
                        break
            paths[tuple(path)] += times
        return paths


def _distribute(paths: Mapping[tuple[str, ...], int], keep: Mapping[str, int]) -> dict[str, int]:
    votes = dict.fromkeys(keep, 0)
    for path, times in paths.items():
        left = ONE
        for name in path:
            kept = _up(left * keep[name], ONE)
            votes[name] += kept * times
            left -= kept
            if not left:
                break
    return votes


def _surplus(votes: Mapping[str, int], quota: int, elected: tuple[str, ...]) -> int:
    return max(0, sum(votes[name] - quota for name in elected))


def _up(amount: int, divisor: int, unit: int = 1) -> int:
    """Return amount * unit / divisor, rounded up."""
    return -(-amount * unit // divisor)


def _without(keep: Mapping[str, int], loser: str) -> dict[str, int]:
    return {name: part for name, part in keep.items() if name != loser}
