"""The local clock: real time plus an offset that people and tests can enlarge."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from simcord._clock import Clock


class LocalClock(Clock):
    """Runs with the system's clock, from ``begins`` (aware) on; :meth:`advance` moves it forward for good."""

    def __init__(self, begins: datetime | None = None) -> None:
        super().__init__()
        self._offset = timedelta(0) if begins is None else begins - datetime.now(UTC)

    def now(self) -> datetime:
        """The local time, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock ``seconds`` forward; a negative number raises ``ValueError``."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self._offset += timedelta(seconds=seconds)


class Deadline:
    """Something that happens at a moment of the local clock, unless it is cancelled before."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Let the moment pass without the call."""
        self.call = None


class Deadlines:
    """Everything that waits for the local clock, in order, on one timer of the event loop."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, Deadline]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._running = False

    def at(self, moment: datetime, call: Callable[[], None]) -> Deadline:
        """Call ``call`` at ``moment`` (aware; a moment that has passed is called on the next run)."""
        deadline = Deadline(call)
        heapq.heappush(self._heap, (moment, next(self._order), deadline))
        if self._running and self._heap[0][2] is deadline:
            self._arm()
        return deadline

    def after(self, seconds: float, call: Callable[[], None]) -> Deadline:
        """Call ``call`` when the local clock has moved ``seconds`` from now."""
        return self.at(self._clock.now() + timedelta(seconds=seconds), call)

    def start(self) -> None:
        """Begin to watch the clock; needs a running event loop."""
        self._running = True
        self._arm()

    def stop(self) -> None:
        """Watch no longer; nothing is called any more."""
        self._running = False
        if self._timer is not None:
            self._timer.cancel()

    def advance(self, seconds: float) -> None:
        """Move the clock and do, in order, everything that became due on the way."""
        self._clock.advance(seconds)
        self._run_due()

    def _run_due(self) -> None:
        while self._heap and self._heap[0][0] <= self._clock.now():
            _, _, deadline = heapq.heappop(self._heap)
            if deadline.call is not None:
                deadline.call()
        self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._running and self._heap:
            delay = (self._heap[0][0] - self._clock.now()).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(max(delay, 0.0), self._run_due)
