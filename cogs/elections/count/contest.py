"""What is counted: candidates, seats, the rules, and the ballots, identical ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cogs.elections.count.rules import Refused, Rules

# A rank of a ballot: a candidate, or several who share it; the empty tuple is a rank that was left out.
Rank: TypeAlias = str | tuple[str, ...]
Ranking: TypeAlias = tuple[Rank, ...]
# Who is not mentioned has no score, which counts as 0.
Scores: TypeAlias = frozenset[tuple[str, int]]
# What a ballot says, by the name it has in our files.
KINDS = ("ranking", "approved", "scores", "vote")

VOTES = ("yes", "no", "abstain")
TOP_SCORE = 5
# Belenios allows as much. More than that is a slip of the hand.
GREATEST_WEIGHT = 10**11


@dataclass(frozen=True, slots=True)
class Contest:
    """One question put to voters.

    `ballots` maps what a ballot says to the weight of all ballots that say so; all are of one `kind`.
    `eligible` is how many may vote, if that is known. Raises `Refused` for what cannot be an election.
    """

    candidates: tuple[str, ...]
    kind: str
    ballots: Mapping[Any, int]
    seats: int = 1
    withdrawn: frozenset[str] = frozenset()
    eligible: int | None = None
    rules: Rules = field(default_factory=Rules)
    method: str | None = None
    title: str = ""

    def __post_init__(self) -> None:
        _check_candidates(self.candidates)
        for name in sorted(self.withdrawn - set(self.candidates)):
            raise Refused(f"withdrawn: {name!r} is no candidate")
        if self.seats < 1:
            raise Refused(f"seats: {self.seats} is less than 1")
        if self.kind not in KINDS:
            raise Refused(f"ballots are one of {', '.join(KINDS)}, not {self.kind!r}")
        for weight in set(self.ballots.values()):
            check_weight(weight)
        if self.eligible is not None and self.cast > self.eligible:
            raise Refused(f"eligible: {self.cast} ballots were cast, and only {self.eligible} may vote")
        option = self.rules.default_option
        if option is not None and option not in self.standing:
            raise Refused(f"rules.default_option: {option!r} does not stand")

    @classmethod
    def of_rankings(cls, candidates: Iterable[str], rankings: Iterable[Ranking], **more: Any) -> Contest:
        """Return the contest of ballots that each rank candidates, best first, with weight 1 each."""
        return cls(tuple(candidates), "ranking", Counter(rankings), **more)

    @property
    def cast(self) -> int:
        """The weight of all ballots, blank ones too."""
        return sum(self.ballots.values())

    @property
    def enough_took_part(self) -> bool:
        """Whether as many voted as the rules ask for; blank ballots and abstentions count.

        True when it is not known how many may vote, and when a motion takes a share of all seats: there
        who stays away counts against it.
        """
        if self.eligible is None or self.rules.base == "seats":
            return True
        return self.cast >= self.rules.participation * self.eligible

    @property
    def standing(self) -> tuple[str, ...]:
        """The candidates who did not withdraw, in the order of the ballot paper."""
        return tuple(name for name in self.candidates if name not in self.withdrawn)


def check_weight(weight: object) -> int:
    """Return a ballot's weight, or raise `Refused` when it is no whole number from 1 to `GREATEST_WEIGHT`."""
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= GREATEST_WEIGHT:
        raise Refused(f"the weight {weight!r} is no whole number from 1 to {GREATEST_WEIGHT}")
    return weight


def _check_candidates(candidates: tuple[str, ...]) -> None:
    for name, times in Counter(candidates).items():
        if not name.strip() or len(name.splitlines()) > 1:
            raise Refused(f"candidates: {name!r} is no name")
        if times > 1:
            raise Refused(f"candidates: {name!r} stands {times} times")
