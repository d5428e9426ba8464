"""Single transferable vote by the Scottish rules: weighted inclusive Gregory with five decimal places.

The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52:

45. First stage: each valid ballot is one vote for its first preference.
46. The quota is the valid ballots divided by one more than the seats, decimals ignored, plus one.
47. Who has the quota at the end of a stage is elected.
48. A surplus passes on with all papers that the candidate holds, each at surplus x its value / votes of
    the candidate, "to five decimal places (any remainder being ignored)".
49. The greatest surplus goes first. Of equal ones that of the candidate who had more votes at the most
    recent stage at which they differed; if there was none, by lot.
50. Without a surplus to pass on, whoever has fewest votes is excluded, and the papers pass on at the
    value they came with.
51. Of several with fewest, the one who had fewest at the most recent stage at which they differed; if
    there was none, by lot.
52. When as many candidates are left as seats, they are elected, and nothing is transferred any more.

No lot is drawn here: every way it could fall is counted (`ties.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from cogs.elections.count.contest import Contest
from cogs.elections.count.outcome import conclude, nobody
from cogs.elections.count.piles import sort, weight
from cogs.elections.count.rankings import Paper, followed
from cogs.elections.count.result import Result, Round, Transfer
from cogs.elections.count.ties import Step, Way, by_votes, last, play

PLACES = 5
ONE = 10**PLACES

# Papers of equal value.
Parcel = tuple[int, list[Paper]]


def scottish(contest: Contest) -> Result:
    """Count rankings for any number of seats."""
    papers = followed(contest)
    if not papers:
        return nobody("stv", contest, PLACES)
    piles, _ = sort(papers, contest.standing)
    start = _Position(
        seats=contest.seats,
        quota=(weight(papers) // (contest.seats + 1) + 1) * ONE,
        default=contest.rules.default_option,
        parcels={name: ((ONE, pile),) for name, pile in piles.items()},
        votes={name: weight(pile) * ONE for name, pile in piles.items()},
    )
    played = play(start, contest.rules.default_option)
    return conclude("stv", contest, played, PLACES)


@dataclass(frozen=True, slots=True)
class _Position:
    """The end of a stage.

    `votes` are those of everybody who is not excluded; `parcels` the papers of those who may still lose some.
    `earlier` are the votes at the end of the stages before, without those at which nobody gained anything:
    they tell nobody apart whom the next one does not. `log` is what was done, in order, but for
    exclusions that follow each other: in whatever order, they leave the papers in the same places.
    """

    seats: int
    quota: int
    default: str | None
    parcels: Mapping[str, tuple[Parcel, ...]]
    votes: Mapping[str, int]
    exhausted: int = 0
    lost: int = 0
    elected: tuple[str, ...] = ()
    earlier: tuple[Mapping[str, int], ...] = ()
    log: tuple[Hashable, ...] = ()
    over: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """Where the papers are, and the candidates' order at each stage (all that rules 49 and 51 ask)."""
        names = sorted(self.parcels)
        orders = dict.fromkeys(_order(stage, names) for stage in reversed(self.earlier))
        return self.log, self.elected, tuple(orders), self.over

    def step(self) -> Step:
        if self.over:
            return Step()
        reached = [name for name in self._continuing(self.elected) if self.votes[name] >= self.quota]
        chosen = by_votes(reached, self.votes, self.default)
        elected = (*self.elected, *chosen)
        continuing = self._continuing(elected)
        vacancies = self.seats - len(elected)
        if len(continuing) <= vacancies or not vacancies:
            if vacancies:
                chosen = (*chosen, *by_votes(continuing, self.votes, self.default))
            now = Round(self.votes, self.quota, self.exhausted, self.lost, elected=chosen)
            return Step((Way(now, replace(self, elected=(*self.elected, *chosen), over=True)),))
        now = Round(self.votes, self.quota, self.exhausted, self.lost, elected=chosen)
        here = replace(self, elected=elected, log=(*self.log, chosen) if chosen else self.log)
        surplus = {name: self.votes[name] for name in elected if self.votes[name] > self.quota}
        if surplus:
            tied = self._latest_difference(_highest(surplus), max)
            ways = [here._pass_surplus(name, continuing, now) for name in tied]
        else:
            left = {name: self.votes[name] for name in continuing}
            tied = self._latest_difference(last(left, self.default, vacancies), min)
            ways = [here._exclude(name, continuing, now) for name in tied]
        return Step(tuple(ways), tied if len(tied) > 1 else ())

    def _continuing(self, elected: Iterable[str]) -> list[str]:
        gone = frozenset(elected)
        return [name for name in self.parcels if name not in gone]

    def _latest_difference(
        self, tied: tuple[str, ...], pick: Callable[[Iterable[int]], int]
    ) -> tuple[str, ...]:
        """Return who of `tied` comes first by the latest stage at which they differed (49(2), 51(2)(a)).

        Those who are equal there as well are told apart by the stages before.
        """
        for stage in reversed(self.earlier):
            if len(tied) < 2:
                break
            wanted = pick(stage[name] for name in tied)
            tied = tuple(name for name in tied if stage[name] == wanted)
        return tied

    def _pass_surplus(self, name: str, continuing: list[str], now: Round) -> Way:
        """Rule 48: all papers pass on, each at its part of the surplus."""
        votes, surplus = self.votes[name], self.votes[name] - self.quota
        parcels = [(surplus * value // votes, papers) for value, papers in self.parcels[name]]
        return self._transfer(name, parcels, continuing, now, keeps=self.quota)

    def _exclude(self, name: str, continuing: list[str], now: Round) -> Way:
        """Rule 50: the papers pass on at the value they have."""
        rest = [other for other in continuing if other != name]
        return self._transfer(name, self.parcels[name], rest, replace(now, eliminated=(name,)), keeps=0)

    def _transfer(
        self, origin: str, parcels: Iterable[Parcel], continuing: list[str], now: Round, keeps: int
    ) -> Way:
        gained = dict.fromkeys(continuing, 0)
        received: dict[str, list[Parcel]] = {name: [] for name in continuing}
        exhausted = 0
        for value, papers in parcels:
            piles, rest = sort(papers, continuing)
            exhausted += value * rest
            for name, pile in piles.items():
                if pile:
                    received[name].append((value, pile))
                    gained[name] += value * weight(pile)
        lost = self.votes[origin] - keeps - sum(gained.values()) - exhausted
        votes = {
            name: keeps if name == origin else amount + gained.get(name, 0)
            for name, amount in self.votes.items()
            if keeps or name != origin
        }
        after = replace(
            self,
            parcels={
                name: (*held, *received.get(name, ()))
                for name, held in self.parcels.items()
                if name != origin
            },
            votes=votes,
            exhausted=self.exhausted + exhausted,
            lost=self.lost + lost,
            earlier=(*self.earlier, self.votes) if any(gained.values()) else self.earlier,
            log=_logged(self.log, origin, excluded=not keeps),
        )
        return Way(replace(now, transfer=Transfer(origin, gained, exhausted, lost)), after)


def _highest(votes: Mapping[str, int]) -> tuple[str, ...]:
    most = max(votes.values())
    return tuple(name for name, amount in votes.items() if amount == most)


def _order(votes: Mapping[str, int], names: Iterable[str]) -> tuple[int, ...]:
    """Return the rank of each name by votes."""
    amounts = [votes[name] for name in names]
    ranks = {amount: rank for rank, amount in enumerate(sorted(set(amounts)))}
    return tuple(ranks[amount] for amount in amounts)


def _logged(log: tuple[Hashable, ...], name: str, *, excluded: bool) -> tuple[Hashable, ...]:
    if not excluded:
        return (*log, name)
    if log and isinstance(log[-1], frozenset):
        return (*log[:-1], log[-1] | {name})
    return (*log, frozenset({name}))
