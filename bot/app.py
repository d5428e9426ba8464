"""The composition root: settings → database → cogs → Discord, and back in reverse.

`run` owns the process, the only one for its database, and opens that once; `bot.connections` keeps the
bot connected.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.backup import Schedule
from bot.clock import Clock, SystemClock
from bot.connections import Connections
from bot.database import Database
from bot.delivery import delivering
from bot.endpoints import point_discord_at
from bot.errors import MigrationError
from bot.followed_clock import following
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.notices import Notices
from bot.outbox import Outbox
from bot.settings import Settings
from bot.single import only_for, only_one
from bot.vitals.notify import Manager, notifying
from bot.vitals.watching import watching

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, then stop within ten seconds.

    Raises `ConfigError` when Discord refuses the token or an intent or the database is another server's, and
    `DatabaseError` when it cannot be used or another bot runs with it. Outages of Discord are waited out.
    """
    with only_one(settings.kernel.database.path):
        await _run(settings)


async def _run(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with notifying(os.environ, stopping) as manager:
        await _run_until(stopping, settings, manager)


async def _run_until(stopping: asyncio.Event, settings: Settings, manager: Manager) -> None:
    point_discord_at(settings.kernel.discord)
    path = settings.kernel.database.path
    async with _clock(settings.kernel.discord.clock_url) as (clock, wakes):
        try:
            applied = await asyncio.to_thread(migrate, path, clock=clock, stopped=stopping.is_set)
        except MigrationError as error:
            if not stopping.is_set():
                raise
            log.warning("stopped while the database was made ready: %s", error)
            return
        for step in applied.migrations:
            log.info("database migrated to %04d_%s", step.number, step.name)
        database = await Database.open(path)
        try:
            await only_for(database, settings.kernel.discord.guild_id)
            health = HealthBoard(clock)
            database.report_to(health)
            async with delivering(settings, database, clock, health) as (outbox, delivery):
                connections = Connections(
                    settings, database, clock, stopping, health=health, outbox=outbox, delivery=delivery
                )
                wakes += [connections.wake, delivery.wake]
                async with (
                    _telling_moderators(settings, database, outbox, health, clock, wakes),
                    _backing_up(settings, health, clock, wakes),
                    watching(settings.kernel.health, database, delivery, health, clock, connections, manager),
                ):
                    await connections.keep()
        finally:
            await database.close()
            log.info("stopped")


@asynccontextmanager
async def _clock(url: str | None) -> AsyncIterator[tuple[Clock, list[Callable[[], None]]]]:
    """The clock to go by, and the list of what it calls whenever it is moved."""
    wakes: list[Callable[[], None]] = []
    if url is None:
        yield SystemClock(), wakes
        return

    def moved() -> None:
        for wake in wakes:
            wake()

    async with following(url, moved) as clock:
        yield clock, wakes


@asynccontextmanager
async def _telling_moderators(
    settings: Settings,
    database: Database,
    outbox: Outbox,
    health: HealthBoard,
    clock: Clock,
    wakes: list[Callable[[], None]],
) -> AsyncIterator[None]:
    """Tell moderators in their channel what does not work, if they have one."""
    channel_id = settings.kernel.discord.moderator_channel
    if channel_id is None:
        yield
        return
    notices = Notices(database, outbox, health, clock, channel_id)
    wakes.append(notices.wake)
    looking = asyncio.create_task(notices.keep(), name="notices")
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


@asynccontextmanager
async def _backing_up(
    settings: Settings, health: HealthBoard, clock: Clock, wakes: list[Callable[[], None]]
) -> AsyncIterator[None]:
    """Back the database up by the schedule of the configuration, if it names a folder."""
    kernel = settings.kernel
    if kernel.backup.folder is None:
        yield
        return
    schedule = Schedule(kernel.backup, kernel.backup.folder, kernel.database.path, clock, health)
    wakes.append(schedule.wake)
    keeping = asyncio.create_task(schedule.keep(), name="backups")
    try:
        yield
    finally:
        schedule.stop()
        await asyncio.gather(keeping, return_exceptions=True)
