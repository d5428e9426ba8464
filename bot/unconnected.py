"""The bot without Discord: what the operator's commands ask about the database, while the bot runs or not."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from bot.client import CommunityBot
from bot.clock import Clock
from bot.cog import Intents
from bot.copying import reading
from bot.database import Database
from bot.delivery import prepare
from bot.errors import DatabaseError, MigrationError
from bot.health import HealthBoard
from bot.migrations import check_history, load_migrations
from bot.overrides import Overrides
from bot.settings import Settings
from bot.single import only_for
from bot.switches import CogSwitches
from bot.turns import Turns


@asynccontextmanager
async def unconnected(settings: Settings, clock: Clock) -> AsyncIterator[CommunityBot]:
    """Open the database and yield a bot that knows it, does not connect and runs no cog.

    What is written to the outbox is sent by the bot that runs, within seconds, or at its next start.
    Raises `DatabaseError` when there is no database or it cannot be used, `MigrationError` when it has
    another schema than this version of the bot, and `ConfigError` when it is another server's.
    """
    _require_newest(settings.kernel.database.path)
    database = await Database.open(settings.kernel.database.path)
    try:
        await only_for(database, settings.kernel.discord.guild_id)
        health = HealthBoard(clock)
        outbox, delivery = prepare(settings, database, clock, health)
        overrides = Overrides(database, settings, clock)
        await overrides.load()
        switches = CogSwitches(database, settings, clock)
        await switches.load()
        yield CommunityBot(
            settings,
            database=database,
            overrides=overrides,
            switches=switches,
            health=health,
            outbox=outbox,
            delivery=delivery,
            clock=clock,
            turns=Turns(),
            wanted=Intents(),
            granted=Intents(),
            first=True,
        )
    finally:
        await database.close()


def _require_newest(path: Path) -> None:
    if not path.exists():
        raise DatabaseError(f"there is no database {path}: name the bot's configuration with --config")
    steps = load_migrations()
    try:
        with closing(reading(path)) as connection:
            schema = check_history(connection, steps)
    except sqlite3.Error as error:
        raise DatabaseError(f"the database {path} cannot be read: {error}") from error
    if schema < len(steps):
        raise MigrationError(
            f"the database has schema {schema}, this version of the bot {len(steps)}: "
            "start the bot, or call `community-bot migrate` while it does not run"
        )
