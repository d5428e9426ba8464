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
class AskedElection:
    """A vote of the members that was asked for: its number, and when voting is to open (aware, UTC).

    It is a draft until its returns officer publishes it.
    """

    id: int
    opens_at: datetime


# Kind ("motion", "amendment", …), title, wording and a link to more → a draft of that election. Raises
# `bot.errors.UserError` when it cannot be made.
OPEN_ELECTION: Port[[str, str, str, str], Awaitable[AskedElection]] = Port("open_election")


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
