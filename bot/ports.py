"""What one cog can do for another, without importing it.

A port is a typed name. One cog offers a function under it, another asks for it and does without when nobody
offers. The kernel declares the port; it does not know who stands behind it.

>>> GREETING: Port[[str], str] = Port("greeting")
>>> ports = Ports()
>>> ports.find(GREETING) is None
True
>>> ports.offer(GREETING, lambda name: f"Hello {name}")
>>> ports.find(GREETING)("Ada")
'Hello Ada'
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Port(Generic[P, R]):
    """The name and signature of something a cog can do for others."""

    name: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A library worth a newcomer's look: its name, one line about it and its page."""

    name: str
    summary: str
    url: str


# Background ("machine learning", "neuroscience", "event cameras", "hardware") → libraries to start with.
SUGGEST_LIBRARIES: Port[[str], Sequence[Suggestion]] = Port("suggest_libraries")


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The community's next event: its title, its page and when it begins (aware, UTC)."""

    title: str
    link: str
    start: datetime


# The next event that has not begun; None when none is known.
NEXT_EVENT: Port[[], NextEvent | None] = Port("next_event")


@dataclass(frozen=True, slots=True)
class WantedElection:
    """A vote of the members on one question of yes or no that somebody asks for.

    `key` says what for: for one key there is one election, however often it is asked for. `kind` is "motion",
    "amendment" and so on; `link` leads to more. It passes with `threshold` of the valid votes (1/2 has to be
    exceeded, any other share reached) when `participation` of the members take part.
    """

    key: str
    kind: str
    title: str
    text: str
    link: str
    threshold: Fraction
    participation: Fraction


class VoteStage(StrEnum):
    """How far an election got that was asked for: `NOT_VALID` once it cannot be extended any more."""

    PLANNED = "planned"
    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    NOT_VALID = "not valid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AskedElection:
    """An election that was asked for: its number, when voting is to open (aware, UTC), and how far it got.

    It is a draft until its returns officer publishes it, and decided once they have confirmed the result.
    `began`: whether voting has begun. `threshold` and `participation` are those of its rules. `link` leads to
    the vote, `detail` says its outcome in numbers, or why it was cancelled.
    """

    id: int
    opens_at: datetime
    stage: VoteStage
    threshold: Fraction
    participation: Fraction
    began: bool = False
    link: str = ""
    detail: str = ""


# What is wanted → its draft, or the election that was made for this key before. Raises
# `bot.errors.UserError` when it cannot be made.
OPEN_ELECTION: Port[[WantedElection], Awaitable[AskedElection]] = Port("open_election")

# What has become of the election for a key; None when there is none.
ASKED_ELECTION: Port[[str], Awaitable[AskedElection | None]] = Port("asked_election")


class Ports:
    """Who offers what, at this moment."""

    def __init__(self) -> None:
        self._offers: dict[str, Callable[..., Any]] = {}

    def offer(self, port: Port[P, R], function: Callable[P, R]) -> None:
        """Offer `function` under `port`. Raises `ValueError` when somebody already does."""
        if port.name in self._offers:
            raise ValueError(f"the port {port.name} is already offered")
        self._offers[port.name] = function

    def withdraw(self, port: Port[P, R]) -> None:
        """Stop offering `port`; harmless when nobody did."""
        self._offers.pop(port.name, None)

    def find(self, port: Port[P, R]) -> Callable[P, R] | None:
        """Return what is offered under `port`, or None."""
        return cast("Callable[P, R] | None", self._offers.get(port.name))
