"""Instant run-off: whoever has fewest votes goes out until somebody has a majority.

1. Each ballot counts for the candidate it ranks highest of those who are still in.
2. Who has more than half of the votes that count for somebody is elected.
3. Otherwise the candidate with fewest votes goes out, one at a time.

(San Francisco Charter 13.102; Robert's Rules, 12th ed., 45:62-69 "preferential voting"; RCTab
`singleWinnerMajority`.) A tie for going out is not broken by earlier rounds: Robert's Rules, San
Francisco and most others draw lots, and RCTab leaves the choice to the jurisdiction. Every way of
breaking it is counted (`ties.py`). The result also says whether the winner has a majority of all valid
ballots, those included that were exhausted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, nobody
from cogs.elections.count.piles import sort, weight
from cogs.elections.count.rankings import Paper, followed
from cogs.elections.count.result import Result, Round, Transfer
from cogs.elections.count.ties import Step, Way, last, play


def irv(contest: Contest) -> Result:
    """Count rankings for one seat."""
    papers = followed(contest)
    if not papers:
        return nobody("irv", contest)
    piles, _ = sort(papers, contest.standing)
    tally = {name: weight(pile) for name, pile in piles.items()}
    start = _Position(piles, tally, 0, contest.rules.default_option)
    played = play(start, contest.rules.default_option)
    remark = _majority(played.rounds, played.certain[0]) if played.certain else ""
    return conclude("irv", contest, played, remark=remark)


def _majority(rounds: tuple[Round, ...], winner: str) -> str:
    """Return by how many votes somebody won, and of whom they are a majority."""
    final = rounds[-1]
    votes, continuing = final.tally[winner], sum(final.tally.values())
    valid = continuing + final.exhausted
    share = "an absolute majority" if 2 * votes > valid else "not an absolute majority"
    return f"{votes} of {continuing} votes in round {len(rounds)}, and {share} of all {valid} valid ballots."


@dataclass(frozen=True, slots=True)
class _Position:
    """The candidates who are still in, with the papers that count for them."""

    piles: Mapping[str, list[Paper]]
    tally: Mapping[str, int]
    exhausted: int
    default: str | None
    elected: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Who is in decides where every paper lies."""
        return frozenset(self.piles), self.elected

    def step(self) -> Step:
        if self.elected:
            return Step()
        majority = sum(self.tally.values()) // 2 + 1
        now = Round(self.tally, majority, self.exhausted)
        for name, votes in self.tally.items():
            if votes >= majority:
                won = (name,)
                return Step((Way(replace(now, elected=won), replace(self, elected=won)),))
        losers = last(self.tally, self.default)
        return Step(tuple(self._without(name, now) for name in losers), losers if len(losers) > 1 else ())

    def _without(self, loser: str, now: Round) -> Way:
        """Return the way on in which `loser` goes out and the papers pass on."""
        continuing = [name for name in self.piles if name != loser]
        passed, rest = sort(self.piles[loser], continuing)
        gained = {name: weight(pile) for name, pile in passed.items()}
        piles = {name: self.piles[name] + passed[name] for name in continuing}
        tally = {name: self.tally[name] + gained[name] for name in continuing}
        told = replace(now, eliminated=(loser,), transfer=Transfer(loser, gained, rest))
        return Way(told, _Position(piles, tally, self.exhausted + rest, self.default))
