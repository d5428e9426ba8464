"""STAR: score, then automatic run-off. Bloc STAR: the same again for each further seat.

Everybody scores each candidate from 0 to 5; no score is 0. The two with the highest totals are finalists;
whichever of them more voters scored higher is elected (starvoting.org; Python's PEP 13 since 2025, PEP
8107). For Bloc STAR the elected are set aside and the same ballots counted again until the seats are
filled. A ballot that gives nobody a score above 0 is blank.

Ties, by the Official Tiebreaker Protocol (starvoting.org/ties):

1. Between equal totals: whoever lost most head-to-head comparisons among the tied is dropped, again and
   again.
2. Between finalists whom equally many prefer: the higher total.
3. Then, in either round: who got most scores of 5.
4. What is still equal is a true tie: every way of breaking it is counted (`ties.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cogs.elections.count.contest import TOP_SCORE, Contest
from cogs.elections.count.outcome import conclude, nobody
from cogs.elections.count.result import Result, Round
from cogs.elections.count.ties import Step, Way, play
from cogs.elections.count.words import listing

# Who has which score, where it is not 0, and the weight of the ballots that say so.
Scored = tuple[dict[str, int], int]
FINALISTS = 2


def star(contest: Contest) -> Result:
    """Count scores for one seat."""
    return _count("star", contest)


def bloc_star(contest: Contest) -> Result:
    """Count scores for several seats, one after another."""
    return _count("bloc-star", contest)


def _count(method: str, contest: Contest) -> Result:
    ballots: list[Scored] = []
    for scores, weight in contest.ballots.items():
        given = {name: score for name, score in scores if score and name not in contest.withdrawn}
        if given:
            ballots.append((given, weight))
    if not ballots:
        return nobody(method, contest)
    start = _Position(ballots, contest.standing, contest.seats, contest.rules.default_option)
    played = play(start, contest.rules.default_option)
    return conclude(method, contest, played)


@dataclass(frozen=True, slots=True)
class _Position:
    """Before a scoring round, or with `finalists` before the run-off between them."""

    ballots: list[Scored]
    remaining: tuple[str, ...]
    seats: int
    default: str | None
    elected: tuple[str, ...] = ()
    finalists: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        return self.elected, frozenset(self.finalists)

    def step(self) -> Step:
        if self.finalists:
            return self._run_off()
        if len(self.elected) == self.seats or not self.remaining:
            return Step()
        return self._score()

    def _score(self) -> Step:
        totals = self._totals(self.remaining)
        sure, tied = self._best(self.remaining, FINALISTS, self._totals, self._fewest_lost, self._fives)
        now = Round(totals)
        ways = []
        for more in combinations(tied, FINALISTS - len(sure)) if tied else [()]:
            finalists = (*sure, *more)
            ways.append(Way(replace(now, note=_met(finalists)), replace(self, finalists=finalists)))
        return Step(tuple(ways), tied)

    def _run_off(self) -> Step:
        votes = self._preferred(self.finalists)
        sure, tied = self._best(self.finalists, 1, self._preferred, self._totals, self._fives)
        now = Round(votes, exhausted=sum(weight for _, weight in self.ballots) - sum(votes.values()))
        return Step(tuple(self._elect(name, now) for name in sure or tied), tied)

    def _elect(self, winner: str, now: Round) -> Way:
        after = replace(
            self,
            remaining=tuple(name for name in self.remaining if name != winner),
            elected=(*self.elected, winner),
            finalists=(),
        )
        return Way(replace(now, elected=(winner,)), after)

    def _best(
        self,
        names: tuple[str, ...],
        places: int,
        *measures: Callable[[tuple[str, ...]], dict[str, int]],
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who has the best `places`, and who is equal by all measures where they cannot be filled.

        Those who are worst by the first measure that tells any apart are dropped until the rest fits; the
        last measure is that the default option has to be beaten.
        """
        sure: tuple[str, ...] = ()
        group = names
        while len(group) > places - len(sure):
            for measure in (*measures, self._is_default):
                value = measure(group)
                worst = tuple(name for name in group if value[name] == min(value.values()))
                if len(worst) < len(group):
                    break
            else:
                return sure, group
            better = tuple(name for name in group if name not in worst)
            if len(better) >= places - len(sure):
                group = better
            else:
                sure, group = (*sure, *better), worst
        return (*sure, *group), ()

    def _totals(self, names: tuple[str, ...]) -> dict[str, int]:
        return {name: sum(weight * scores.get(name, 0) for scores, weight in self.ballots) for name in names}

    def _fives(self, names: tuple[str, ...]) -> dict[str, int]:
        return {
            name: sum(weight for scores, weight in self.ballots if scores.get(name) == TOP_SCORE)
            for name in names
        }

    def _preferred(self, pair: tuple[str, ...]) -> dict[str, int]:
        """Return how many score each of two higher than the other; of one alone, how many score it."""
        one, other = pair[0], pair[-1]
        if one == other:
            return {one: sum(weight for scores, weight in self.ballots if scores.get(one, 0))}
        votes = dict.fromkeys(pair, 0)
        for scores, weight in self.ballots:
            first, second = scores.get(one, 0), scores.get(other, 0)
            if first != second:
                votes[one if first > second else other] += weight
        return votes

    def _fewest_lost(self, names: tuple[str, ...]) -> dict[str, int]:
        """Return minus the number of head-to-head comparisons that each lost among `names`."""
        lost = dict.fromkeys(names, 0)
        for pair in combinations(names, 2):
            votes = self._preferred(pair)
            if votes[pair[0]] != votes[pair[1]]:
                lost[min(pair, key=votes.__getitem__)] -= 1
        return lost

    def _is_default(self, names: tuple[str, ...]) -> dict[str, int]:
        return {name: int(name == self.default) for name in names}


def _met(finalists: Sequence[str]) -> str:
    return f"{listing(finalists)} {'meet' if len(finalists) > 1 else 'goes on alone'} in the run-off."
