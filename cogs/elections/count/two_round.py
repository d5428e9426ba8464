"""Two rounds: more than half of the votes elect, else the two with most votes meet in a second round.

The first round counts first choices. In the second each ballot counts for whichever of the two it ranks
higher (the contingent vote of Queensland 1892, London's mayor until 2021), and the one with more votes is
elected. When all ballots name one candidate only, and some of them neither of the two, the second round
cannot be counted: the result names the two, and that another ballot is needed. Ties for a place in the
second round, and in it, are counted every way (`ties.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, nobody
from cogs.elections.count.piles import sort, weight
from cogs.elections.count.plurality import choices
from cogs.elections.count.rankings import Paper
from cogs.elections.count.result import Result, Round
from cogs.elections.count.ties import Played, Step, Way, by_votes, play
from cogs.elections.count.words import listing


def two_round(contest: Contest) -> Result:
    """Count rankings, or first choices alone, for one seat."""
    papers = choices(contest)
    if not papers:
        return nobody("two-round", contest)
    start = _First(papers, contest.standing, contest.rules.default_option)
    if _says_no_more(contest) and (pairs := start.unheard()):
        return _second_needed(contest, start, pairs)
    return conclude("two-round", contest, play(start, contest.rules.default_option))


def _says_no_more(contest: Contest) -> bool:
    return contest.kind == "approved" or all(len(ranking) < 2 for ranking in contest.ballots)


def _second_needed(contest: Contest, start: _First, pairs: list[tuple[str, ...]]) -> Result:
    """Return the result of the first round alone."""
    now, _, tied = start.look()
    possible = frozenset(name for pair in pairs for name in pair)
    needed = f"Nobody has a majority: a second ballot between {listing(pairs[0])} is needed."
    return conclude("two-round", contest, Played((now,), (), possible, tied), remark=needed)


@dataclass(frozen=True, slots=True)
class _First:
    """Before the first round."""

    papers: list[Paper]
    standing: tuple[str, ...]
    default: str | None
    elected: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return "first"

    def look(self) -> tuple[Round, list[tuple[str, ...]], tuple[str, ...]]:
        """Return the first round, the pairs of whom one may meet in the second, and who ties for a place."""
        piles, _ = sort(self.papers, self.standing)
        votes = {name: weight(pile) for name, pile in piles.items()}
        majority = sum(votes.values()) // 2 + 1
        order = by_votes(self.standing, votes, self.default)
        won = tuple(name for name in order if votes[name] >= majority)
        now = Round(votes, majority, elected=won)
        if won or len(order) < 2:
            return now, [], ()
        edge = votes[order[1]]
        sure = [name for name in order[:2] if votes[name] > edge or name == self.default]
        tied = tuple(name for name in order if votes[name] == edge and name not in sure)
        pairs = [(*sure, *more) for more in combinations(tied, 2 - len(sure))]
        return now, pairs, tied if len(pairs) > 1 else ()

    def step(self) -> Step:
        now, pairs, tied = self.look()
        if now.elected:
            return Step((Way(now, _Second({}, 0, self.default, now.elected)),))
        return Step(tuple(Way(now, self._second(pair)) for pair in pairs), tied)

    def unheard(self) -> list[tuple[str, ...]]:
        """Return the pairs who may meet, when some ballots would have no voice between them."""
        _, pairs, _ = self.look()
        return pairs if any(self._second(pair).exhausted for pair in pairs) else []

    def _second(self, pair: tuple[str, ...]) -> _Second:
        piles, rest = sort(self.papers, pair)
        return _Second({name: weight(pile) for name, pile in piles.items()}, rest, self.default)


@dataclass(frozen=True, slots=True)
class _Second:
    """Before the second round, or after the last."""

    votes: dict[str, int]
    exhausted: int
    default: str | None
    elected: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[frozenset[str], tuple[str, ...]]:
        return frozenset(self.votes), self.elected

    def step(self) -> Step:
        if self.elected:
            return Step()
        order = by_votes(tuple(self.votes), self.votes, self.default)
        tied = tuple(name for name in order if self.votes[name] == self.votes[order[0]])
        if self.default in tied or len(tied) < 2:
            tied = ()
        now = Round(self.votes, exhausted=self.exhausted)
        return Step(
            tuple(
                Way(replace(now, elected=(name,)), replace(self, elected=(name,)))
                for name in tied or order[:1]
            ),
            tied,
        )
