"""The composition root: settings → database → cogs → Discord, and back in reverse.

`run` owns the process. It opens the database once and then makes a `CommunityBot`, and a fresh one whenever
the features in use need other gateway intents or Discord could not be reached.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import signal
from contextlib import suppress

import aiohttp
import discord

from bot.client import CommunityBot
from bot.clock import Clock, SystemClock
from bot.cog_runner import intents_of
from bot.database import Database
from bot.endpoints import point_discord_at
from bot.errors import BotError, ConfigError, Problem
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.overrides import Overrides
from bot.settings import Settings
from bot.switches import CogSwitches

log = logging.getLogger(__name__)

# Seconds between attempts while Discord cannot be reached at start; the last one repeats.
RECONNECT_SECONDS = (1, 2, 5, 10, 30, 60)
# What a cancelled connection may take to end; with the bot's own share it stays below ten seconds.
CANCEL_SECONDS = 1.0
# The gateway's close code for a token that is no longer valid (opcodes and status codes).
AUTHENTICATION_FAILED = 4004

_TOKEN_REFUSED = Problem(
    "DISCORD_TOKEN",
    "Discord refuses this token",
    "make a new one in the developer portal → Bot → Reset Token",
)


async def run(settings: Settings, *, clock: Clock | None = None) -> None:
    """Run the bot until SIGTERM or SIGINT, then stop within ten seconds.

    Raises `ConfigError` when Discord refuses the token or an intent, and `DatabaseError` when the database
    cannot be used. Outages of Discord are waited out.
    """
    clock = clock or SystemClock()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)

    point_discord_at(settings.kernel.discord)
    path = settings.kernel.database.path
    for step in (await asyncio.to_thread(migrate, path, clock=clock)).migrations:
        log.info("database migrated to %04d_%s", step.number, step.name)
    database = await Database.open(path)
    try:
        await _keep_connected(settings, database, clock, stopping)
    finally:
        await database.close()
        log.info("stopped")


async def _keep_connected(
    settings: Settings, database: Database, clock: Clock, stopping: asyncio.Event
) -> None:
    health = HealthBoard(clock)
    overrides = Overrides(database, settings, clock)
    for cog, key in await overrides.load():
        health.bad(
            f"settings.{cog}.{key}",
            "the value set at run time no longer fits and is ignored: set it again, or reset it",
        )
    switches = CogSwitches(database, settings, clock)
    await switches.load()
    content_refused = False
    failures = 0
    while not stopping.is_set():
        wanted = intents_of(overrides, switches.enabled())
        bot = CommunityBot(
            settings,
            database=database,
            overrides=overrides,
            switches=switches,
            health=health,
            clock=clock,
            wanted=wanted,
            granted=dataclasses.replace(
                wanted, message_content=wanted.message_content and not content_refused
            ),
        )
        try:
            await _connect(bot, settings, stopping)
        except discord.PrivilegedIntentsRequired:
            if not bot.granted_intents.message_content:
                raise ConfigError([_refused("Server Members Intent")]) from None
            # Only listening needs it: everything else works without, so the bot goes on without.
            content_refused = True
            health.bad("discord.intents", str(_refused("Message Content Intent")))
        except discord.LoginFailure:
            raise ConfigError([_TOKEN_REFUSED]) from None
        except discord.ConnectionClosed as error:
            if error.code == AUTHENTICATION_FAILED:
                raise ConfigError([_TOKEN_REFUSED]) from None
            raise BotError(f"Discord closed the connection for good: {error}") from error
        except (OSError, aiohttp.ClientError, discord.DiscordException) as error:
            wait = RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)]
            failures += 1
            log.warning("Discord cannot be reached (%s); trying again in %s s", error, wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), wait)
        else:
            failures = 0
            # A moderator has just asked for the intent again: perhaps it is switched on by now.
            content_refused = content_refused and not bot.restart_wanted.is_set()


async def _connect(bot: CommunityBot, settings: Settings, stopping: asyncio.Event) -> None:
    """Run one connection until it ends by itself, is to be made anew, or the process is told to stop."""
    if settings.token is None:
        raise ConfigError([Problem("DISCORD_TOKEN", "there is no token", "set it")])
    connection = asyncio.create_task(bot.start(settings.token.get_secret_value()), name="connection")
    ends = [
        asyncio.create_task(stopping.wait(), name="stop"),
        asyncio.create_task(bot.restart_wanted.wait(), name="restart"),
    ]
    try:
        await asyncio.wait((connection, *ends), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for end in ends:
            end.cancel()
        # First, so that no cog is started and no event arrives while the cogs are being stopped.
        connection.cancel()
        await asyncio.wait((connection,), timeout=CANCEL_SECONDS)
        # Also after a failed start: cogs and the HTTP session are closed in every case.
        await bot.close()
    if connection.done() and not connection.cancelled():
        await connection


def _refused(name: str) -> Problem:
    return Problem(
        "discord",
        f"the {name} is not switched on for this bot",
        "developer portal → Bot → Privileged Gateway Intents → switch it on, then start again",
    )
