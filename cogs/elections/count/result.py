"""What a count returns: the rounds with their tallies, who is elected, and why.

Amounts of votes are whole numbers of the smallest unit that the method counts in: with five `places`, 1234567
is 12.34567 votes. `exact` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def exact(amount: int, places: int = 0) -> str:
    """Return an amount in full.

    >>> exact(1234567, 5), exact(12), exact(-5, 1)
    ('12.34567', '12', '-0.5')
    """
    if not places:
        return str(amount)
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{places}}"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Votes that leave `origin`: how many each other candidate gets, and how many go to nobody."""

    origin: str
    to: Mapping[str, int]
    exhausted: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """A stage of a count: how the votes stand, and what follows from it.

    `exhausted` are votes of valid ballots that name nobody who is still in it, `lost` what rounding down has
    cost so far; with `tally` they add up to all valid votes. `quota` is what elects. `comparisons` says for
    each pair how many prefer the first. `tied` are those of whom the rule cannot choose.
    """

    tally: Mapping[str, int]
    quota: int | None = None
    exhausted: int = 0
    lost: int = 0
    elected: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()
    transfer: Transfer | None = None
    comparisons: Mapping[str, Mapping[str, int]] | None = None
    tied: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a count.

    `winners` are those who are elected however a tie is broken, in order of election. `tie` lists the groups
    whose order the rules leave open and the outcome hangs on; `possible_winners` are all who are elected in
    some way of breaking it, as far as the ways were counted (`complete`). `valid` is false when too few took
    part or there was no valid vote. `passed` is for motions.
    """

    method: str
    winners: tuple[str, ...]
    rounds: tuple[Round, ...]
    valid: bool
    reason: str
    tie: tuple[tuple[str, ...], ...] = ()
    possible_winners: tuple[str, ...] = ()
    passed: bool | None = None
    places: int = 0
    candidates: tuple[str, ...] = field(default=(), repr=False)
    complete: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain JSON values; amounts are exact strings."""
        return {
            "winners": list(self.winners),
            "tie": [list(group) for group in self.tie] or None,
            "possible_winners": list(self.possible_winners),
            "rounds": [_round_json(stage, self.places) for stage in self.rounds],
            "valid": self.valid,
            "passed": self.passed,
            "reason": self.reason,
        }


def _round_json(stage: Round, places: int) -> dict[str, Any]:
    value: dict[str, Any] = {
        "tally": _amounts(stage.tally, places),
        "quota": None if stage.quota is None else exact(stage.quota, places),
        "exhausted": exact(stage.exhausted, places),
        "lost": exact(stage.lost, places),
        "elected": list(stage.elected),
        "eliminated": list(stage.eliminated),
    }
    if stage.transfer:
        value["transfer"] = {
            "from": stage.transfer.origin,
            "to": _amounts(stage.transfer.to, places),
            "exhausted": exact(stage.transfer.exhausted, places),
            "lost": exact(stage.transfer.lost, places),
        }
    if stage.comparisons is not None:
        value["comparisons"] = {name: _amounts(row, places) for name, row in stage.comparisons.items()}
    if stage.tied:
        value["tied"] = list(stage.tied)
    if stage.note:
        value["note"] = stage.note
    return value


def _amounts(tally: Mapping[str, int], places: int) -> dict[str, str]:
    return {name: exact(amount, places) for name, amount in tally.items()}
