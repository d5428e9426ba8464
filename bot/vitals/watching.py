"""Puts the parts together for `bot.app`: who measures, and whom it tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from bot.clock import Clock
from bot.connections import Connections
from bot.database import Database
from bot.delivery import Delivery
from bot.health import HealthBoard
from bot.settings import HealthSettings
from bot.vitals import file
from bot.vitals.keeper import Keeper
from bot.vitals.notify import Manager
from bot.vitals.rules import Report

log = logging.getLogger(__name__)


@asynccontextmanager
async def watching(
    settings: HealthSettings,
    database: Database,
    delivery: Delivery,
    board: HealthBoard,
    clock: Clock,
    connections: Connections,
    manager: Manager,
) -> AsyncIterator[None]:
    """Measure during the block, and tell the board, the file, the service manager and the endpoint."""
    async with AsyncExitStack() as parts:
        tell = [manager.told]
        if settings.file is not None:
            written = _File(settings.file, board)
            parts.push_async_callback(written.end)
            tell.append(written.told)

        def told(report: Report) -> None:
            for hear in tell:
                hear(report)

        keeper = Keeper(database, delivery, board, clock, line=lambda: connections.acting, tell=told)
        if settings.http_port is not None:
            # Imported here: whoever does without shall not pay for a web server and metrics with memory.
            from bot.vitals.endpoint import serving
            from bot.vitals.metrics import registry_of

            registry = registry_of(lambda: board.report, connections.interactions, delivery, database)
            host = str(settings.http_host)
            try:
                await parts.enter_async_context(serving(host, settings.http_port, keeper.report, registry))
            except OSError as error:
                board.bad("health.endpoint", f"nothing listens at {host}:{settings.http_port}: {error}")
            else:
                board.good("health.endpoint", f"listens at {host}")
        keeping = asyncio.create_task(keeper.keep(), name="health")
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)


class _File:
    """Writes the file in a thread, one at a time: a disk that hangs must not keep the event loop."""

    def __init__(self, path: Path, board: HealthBoard) -> None:
        self._path = path
        self._board = board
        self._writing: asyncio.Task[None] | None = None

    def told(self, report: Report) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(report), name="health file")

    async def _write(self, report: Report) -> None:
        try:
            await asyncio.to_thread(file.write, self._path, report)
        except OSError as error:
            self._board.bad("health.file", f"{self._path.name} cannot be written: {error.strerror or error}")
        else:
            self._board.good("health.file", "is written")

    async def end(self) -> None:
        """Take the file away: a bot that was stopped is not one that hangs."""
        if self._writing is not None:
            await asyncio.wait((self._writing,), timeout=1.0)
        with suppress(OSError):
            self._path.unlink()
