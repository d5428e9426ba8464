"""Measures how the process is: its event loop every second, the rest every few seconds and on demand."""

from __future__ import annotations

import asyncio
import logging
import math
import shutil
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot import __version__
from bot.clock import Clock
from bot.database import Database
from bot.delivery import Delivery
from bot.errors import DatabaseError, new_reference
from bot.health import HealthBoard
from bot.vitals.file import WRITE_SECONDS
from bot.vitals.rules import Disk, Gateway, Report, Snapshot, Unsent, evaluate

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
# For how many beats a blocked loop is told of: longer than the pause between two looks, so that each shows.
BEATS = 15
# How long reading may take before it counts as impossible, as on a disk that hangs.
READ_SECONDS = 5.0
# The database is written when nobody else has for so long, and while it fails, as often as it is looked at.
PROVE_SECONDS = 60.0
# Reports younger than this answer whoever asks next.
FRESH_SECONDS = 1.0


class Line(Protocol):
    """What is looked at of a connection: `bot.client.CommunityBot`."""

    gateway_up: bool

    @property
    def latency(self) -> float:
        """Seconds the last heartbeat took; not finite before the first."""


class Pulse:
    """When Discord last answered a heartbeat.

    discord.py tells how long each answer took, not when it came. Measured in nanoseconds, no two are alike: a
    new value is a new answer.
    """

    def __init__(self) -> None:
        self._latency: float | None = None
        self._at = 0.0

    def feel(self, latency: float, now: float) -> None:
        """Note what is told at `now` (seconds, monotonic)."""
        if math.isfinite(latency) and latency != self._latency:
            self._latency, self._at = latency, now

    def age(self, now: float) -> float | None:
        """Return how many seconds ago the last answer came; None before the first."""
        return None if self._latency is None else now - self._at


class Keeper:
    """Looks at everything again and again; `line` returns the connection that acts.

    Each report goes to the board and to `tell`. Its times are the system's: another process holds them
    against its own clock, while the bot's may follow a local Discord's that was moved ahead.
    """

    def __init__(
        self,
        database: Database,
        delivery: Delivery,
        board: HealthBoard,
        clock: Clock,
        *,
        line: Callable[[], Line | None],
        tell: Callable[[Report], None],
    ) -> None:
        self._database = database
        self._delivery = delivery
        self._board = board
        self._clock = clock
        self._line = line
        self._tell = tell
        self._started = datetime.now(UTC)
        self._pulse = Pulse()
        self._lags: deque[float] = deque([0.0], maxlen=BEATS)
        self._was_ready = False
        self._told_up = False
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._looked_at = -math.inf
        self._proving: asyncio.Task[None] | None = None
        self._sizing: asyncio.Task[Disk] | None = None

    async def keep(self) -> None:
        """Measure and tell, until cancelled."""
        beating = asyncio.create_task(self._beat(), name="event loop lag")
        try:
            while True:
                self._news.clear()
                try:
                    report = await self._look(younger_than=0.0)
                    self._told_up = report.snapshot.gateway.connected
                    self._tell(report)
                except Exception:
                    fields = {"ref": new_reference()}
                    log.exception("the bot's health could not be measured", extra={"fields": fields})
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), WRITE_SECONDS)
        finally:
            tasks = [task for task in (beating, self._proving, self._sizing) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def report(self) -> Report:
        """Return how things are now, for whoever asks."""
        return await self._look(younger_than=FRESH_SECONDS)

    async def _beat(self) -> None:
        while True:
            before = self._clock.monotonic()
            await asyncio.sleep(BEAT_SECONDS)
            now = self._clock.monotonic()
            self._lags.append(max(0.0, now - before - BEAT_SECONDS))
            if self._feel(now) != self._told_up:
                # Whoever reads the file is not to wait for the next look.
                self._news.set()

    def _feel(self, now: float) -> bool:
        line = self._line()
        if line is None:
            return False
        self._pulse.feel(line.latency, now)
        self._was_ready = self._was_ready or line.gateway_up
        return line.gateway_up

    async def _look(self, *, younger_than: float) -> Report:
        async with self._turn:
            known = self._board.report
            if known is not None and self._clock.monotonic() - self._looked_at < younger_than:
                return known
            report = self._board.report = evaluate(await self._measure())
            self._looked_at = self._clock.monotonic()
            return report

    async def _measure(self) -> Snapshot:
        self._prove()
        unsent, disk = await asyncio.gather(self._unsent(), self._disk())
        now = self._clock.monotonic()
        up = self._feel(now)
        line = self._line()
        latency = line.latency if line is not None and math.isfinite(line.latency) else None
        return Snapshot(
            at=datetime.now(UTC),
            started=self._started,
            version=__version__,
            gateway=Gateway(up, self._was_ready, self._pulse.age(now), latency),
            lag=max(self._lags),
            write_age=max(0.0, now - self._database.written_at),
            unsent=unsent,
            disk=disk,
            conditions=tuple(self._board.conditions()),
            successes=self._board.successes(),
        )

    async def _unsent(self) -> Unsent | None:
        try:
            async with asyncio.timeout(READ_SECONDS):
                rows, oldest = await self._delivery.rows.unsent()
        except (DatabaseError, TimeoutError):
            return None
        # What was written before is late because nobody was there to send it, which is over.
        waits = None if oldest is None else self._clock.now() - max(oldest, self._board.started)
        seconds = None if waits is None else max(0.0, waits.total_seconds())
        return Unsent({**rows, "held": self._delivery.held}, seconds)

    async def _disk(self) -> Disk | None:
        # One at a time: a disk that hangs keeps each thread that asks it.
        if self._sizing is None or self._sizing.done():
            sizes = asyncio.to_thread(_sizes, self._database.path)
            self._sizing = asyncio.create_task(sizes, name="disk sizes")
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(READ_SECONDS):
                return await asyncio.shield(self._sizing)
        return None

    def _prove(self) -> None:
        """See to it that something is written, unless somebody just did; in the background: it may block."""
        age = self._clock.monotonic() - self._database.written_at
        if age >= PROVE_SECONDS and (self._proving is None or self._proving.done()):
            self._proving = asyncio.create_task(self._write(), name="database proof")

    async def _write(self) -> None:
        # What is wrong then stands on the board.
        with suppress(DatabaseError):
            await self._database.prove()


def _sizes(path: Path) -> Disk:
    return Disk(shutil.disk_usage(path.parent).free, path.stat().st_size)
