"""Ties are told, never broken in silence: every way of breaking them is counted.

A method that goes on by rounds is a `Position` whose `step` says what its rule does next. Where the rule
cannot choose between candidates, the step has one way for each choice. `play` follows the count to its
end. At a tie it counts every way: when all elect the same people the tie is of no consequence and the
count goes on; otherwise the tie is the result. (RCTab knows six ways of breaking such ties, among them
"stop counting and ask"; the Scottish order ends in a lot, `scottish.py`. No lot is drawn here: whoever
draws one does it in public.)

Positions that will go on alike have equal keys and are counted once. Should there be more than `LIMIT` ways
even so, the rest is left uncounted and the result says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from cogs.elections.count.result import Round
from cogs.elections.count.words import listing

LIMIT = 20_000


class Position(Protocol):
    """Where a count stands."""

    @property
    def key(self) -> Hashable:
        """What everything that follows depends on."""

    @property
    def elected(self) -> tuple[str, ...]:
        """Who is elected so far, in order of election."""

    def step(self) -> Step:
        """Return what the rule does next; no way on means that the count is over."""


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that the rule can do: the round that tells of it and where the count stands then."""

    round: Round
    position: Position


@dataclass(frozen=True, slots=True)
class Step:
    """The ways on from a position: more than one when the rule cannot choose between the `tied`."""

    ways: tuple[Way, ...] = ()
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Played:
    """A count that was followed to its end, or to the tie that decides it.

    `certain` are elected however the `tie` is broken, in order of election as far as there is one, and
    `possible` in some way. `complete` is false when there were too many ways to count them all. `harmless`
    are the ties that made no difference.
    """

    rounds: tuple[Round, ...]
    certain: tuple[str, ...]
    possible: frozenset[str]
    tie: tuple[str, ...] = ()
    complete: bool = True
    harmless: tuple[tuple[str, ...], ...] = ()


def play(position: Position, default: str | None = None, limit: int = LIMIT) -> Played:
    """Follow a count; only who is elected ahead of the `default` option counts as elected."""
    ways = _Ways(default, limit)
    rounds: list[Round] = []
    harmless: list[tuple[str, ...]] = []
    while (step := position.step()).ways:
        shown = step.ways[0].round
        if step.tied:
            outcomes = ways.outcomes(position)
            if len(outcomes) > 1 or ways.cut:
                stop = f"Tie between {listing(step.tied)}: the rule does not tell them apart."
                # What every way has in common: those whom the rule elects before it comes to the tie.
                common = tuple(
                    name for name in shown.elected if all(name in way.round.elected for way in step.ways)
                )
                rounds.append(
                    replace(shown, elected=common, eliminated=(), transfer=None, tied=step.tied, note=stop)
                )
                so_far = ahead((*position.elected, *common), default)
                possible = frozenset(so_far).union(*outcomes)
                always = frozenset(so_far) if ways.cut else frozenset.intersection(*outcomes)
                certain = (*so_far, *sorted(always.difference(so_far)))
                return Played(tuple(rounds), certain, possible, step.tied, not ways.cut, tuple(harmless))
            harmless.append(step.tied)
            same = f"Tie between {listing(step.tied)}: however it is broken, the same are elected."
            shown = replace(shown, tied=step.tied, note=same)
        rounds.append(shown)
        position = step.ways[0].position
    elected = ahead(position.elected, default)
    return Played(tuple(rounds), elected, frozenset(elected), harmless=tuple(harmless))


def ahead(elected: Sequence[str], default: str | None) -> tuple[str, ...]:
    """Return those of `elected`, in their order, who come before the `default` option."""
    elected = tuple(elected)
    return elected[: elected.index(default)] if default in elected else elected


def by_votes(names: Sequence[str], votes: Mapping[str, int], default: str | None) -> tuple[str, ...]:
    """Return `names` with most votes first; the `default` option has to be beaten, so it leads its equals."""
    return tuple(sorted(names, key=lambda name: (-votes[name], name != default)))


def last(votes: Mapping[str, int], default: str | None, seats: int = 1, slack: int = 0) -> tuple[str, ...]:
    """Return who has fewest votes and may go out; of `votes` so many as there are `seats` will stay.

    Amounts that differ by no more than `slack` are equal. The `default` option does not go before its
    equals. Of several without any vote the first is returned, when all of them will go: nothing moves, and
    their order is of no consequence.
    """
    fewest = min(votes.values())
    tied = tuple(name for name, amount in votes.items() if amount <= fewest + slack)
    if len(tied) > 1:
        tied = tuple(name for name in tied if name != default)
    if len(tied) <= len(votes) - seats and not any(votes[name] for name in tied):
        return tied[:1]
    return tied


class _Ways:
    """The outcomes that can still come of a position."""

    def __init__(self, default: str | None, limit: int) -> None:
        self.cut = False
        self._default = default
        self._left = limit
        self._known: dict[Hashable, frozenset[frozenset[str]]] = {}

    def outcomes(self, start: Position) -> frozenset[frozenset[str]]:
        """Return who may be elected together; nobody when there were too many ways to come to an end."""
        # Depth first, without recursion: a count may have more rounds than Python has frames.
        under_way = [self._open(start)]
        while True:
            key, ways, found = under_way[-1]
            for way in ways:
                known = self._known.get(way.position.key)
                if known is not None:
                    found |= known
                elif self._left > 0:
                    under_way.append(self._open(way.position))
                    break
                else:
                    self.cut = True
            else:
                self._known[key] = frozenset(found)
                under_way.pop()
                if not under_way:
                    return self._known[key]
                under_way[-1][2].update(found)

    def _open(self, position: Position) -> tuple[Hashable, Iterator[Way], set[frozenset[str]]]:
        """Return the key of a position, the ways on from it, and who is elected when there are none."""
        ways = position.step().ways
        self._left -= len(ways)
        over = set() if ways else {frozenset(ahead(position.elected, self._default))}
        return position.key, iter(ways), over
