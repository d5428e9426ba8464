"""One connection to Discord, kept for as long as the process runs; a fresh one when needed.

Gateway intents belong to a connection. When the features in use need others, the fresh connection is opened
beside the one that acts, and takes over when it is ready: nobody's command falls between the two
(`bot/turns.py`). Discord allows several sessions of one bot and 1,000 identifications a day.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import aiohttp
import discord

from bot.client import CommunityBot
from bot.clock import Clock
from bot.cog import Intents
from bot.cog_runner import intents_of
from bot.database import Database
from bot.delivery import Delivery
from bot.errors import BotError, ConfigError, Problem
from bot.health import HealthBoard
from bot.meters import Interactions
from bot.outbox import Outbox
from bot.overrides import Overrides
from bot.settings import Settings
from bot.switches import CogSwitches
from bot.turns import Turns

log = logging.getLogger(__name__)

# Seconds between attempts while Discord cannot be reached; the last one repeats.
RECONNECT_SECONDS = (1, 2, 5, 10, 30, 60)
# What a cancelled connection may take to end; with the bot's own share it stays below ten seconds.
CANCEL_SECONDS = 1.0
# How long a connection that is to be replaced works on, until a moment comes in which nobody waits for it.
QUIET_SECONDS = 5.0
# The gateway's close code for a token that is no longer valid (opcodes and status codes).
AUTHENTICATION_FAILED = 4004

_TOKEN_REFUSED = Problem(
    "DISCORD_TOKEN",
    "Discord refuses this token",
    "make a new one in the developer portal → Bot → Reset Token",
)


class Connection:
    """A bot and the task that keeps it connected."""

    def __init__(self, bot: CommunityBot, token: str) -> None:
        self.bot = bot
        self._task = asyncio.create_task(bot.start(token), name="connection")

    async def until(self, *events: asyncio.Event) -> bool:
        """Wait until one of `events` is set; False when the connection ended before. Raises what ended it."""
        waiting = [asyncio.create_task(event.wait()) for event in events]
        try:
            await asyncio.wait((self._task, *waiting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        if not self._task.done():
            return True
        self._task.result()
        return False

    async def close(self) -> None:
        """Leave Discord; never raises. Also after a failed start: cogs and the HTTP session are closed."""
        # First, so that no cog is started and no event arrives while the cogs are being stopped.
        self._task.cancel()
        await asyncio.wait((self._task,), timeout=CANCEL_SECONDS)
        await self.bot.close()
        if self._task.done() and not self._task.cancelled():
            # Looked at, so that it is not reported as a failure that nobody noticed.
            self._task.exception()


class Connections:
    """Keeps the bot connected until `stopping` is set."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        stopping: asyncio.Event,
        *,
        health: HealthBoard,
        outbox: Outbox,
        delivery: Delivery,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._stopping = stopping
        self._health = health
        self._outbox = outbox
        self._delivery = delivery
        self._overrides = Overrides(database, settings, clock)
        self._switches = CogSwitches(database, settings, clock)
        self._turns = Turns()
        self._acting: Connection | None = None
        # One that is being opened, or that retires.
        self._beside: Connection | None = None

    def wake(self) -> None:
        """Wake every sweep: the clock was moved."""
        for connection in (self._acting, self._beside):
            if connection is not None:
                connection.bot.sweeps.wake()

    @property
    def acting(self) -> CommunityBot | None:
        """The connection that acts, if there is one at the moment."""
        return None if self._acting is None else self._acting.bot

    @property
    def interactions(self) -> Interactions:
        """What is counted of interactions, over all connections."""
        return self._turns.interactions

    async def keep(self) -> None:
        """Connect, and connect anew whenever it is needed, until told to stop.

        Raises `ConfigError` when Discord refuses the token or the members intent, and `BotError` when it
        closes the connection for good. Outages are waited out.
        """
        for cog, key in await self._overrides.load():
            self._health.bad(
                f"settings.{cog}.{key}",
                "the value set at run time no longer fits and is ignored: set it again, or reset it",
            )
        await self._switches.load()
        failures = 0
        try:
            while not self._stopping.is_set():
                try:
                    await self._step()
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
                        await asyncio.wait_for(self._stopping.wait(), wait)
                else:
                    failures = 0
        finally:
            open_now = [connection for connection in (self._acting, self._beside) if connection is not None]
            await asyncio.gather(*(connection.close() for connection in open_now))

    async def _step(self) -> None:
        """Open a connection if one is needed, else wait until one is; raises what ended the one there was."""
        acting = self._acting
        if acting is None or acting.bot.restart_wanted.is_set():
            await self._renew()
            return
        ended = True
        try:
            ended = not await acting.until(acting.bot.restart_wanted, self._stopping)
        finally:
            if ended:
                self._acting = None
                await acting.close()

    async def _renew(self) -> None:
        """Open a connection with the intents that are needed now and let it act, in the other one's place."""
        wanted = intents_of(self._overrides, self._switches.enabled())
        try:
            await self._open(wanted, granted=wanted)
        except discord.PrivilegedIntentsRequired:
            if not wanted.message_content:
                raise ConfigError([_refused("Server Members Intent")]) from None
            # Only listening needs it: everything else works without, so the bot goes on without.
            self._health.bad("discord.intents", str(_refused("Message Content Intent")))
            try:
                await self._open(wanted, granted=dataclasses.replace(wanted, message_content=False))
            except discord.PrivilegedIntentsRequired:
                raise ConfigError([_refused("Server Members Intent")]) from None

    async def _open(self, wanted: Intents, granted: Intents) -> None:
        acting = self._acting
        if acting is not None and acting.bot.granted_intents == granted:
            acting.bot.settle_for(wanted)
            return
        fresh = self._beside = Connection(self._bot(wanted, granted, first=acting is None), self._token())
        try:
            connected = await fresh.until(fresh.bot.connected, self._stopping)
        except BaseException:
            self._beside = None
            await fresh.close()
            raise
        if self._stopping.is_set():
            return
        if not connected:
            self._beside = None
            await fresh.close()
            return
        self._acting, self._beside = fresh, acting
        if acting is not None and await self._unless_stopped(_hand_over(acting.bot, fresh.bot)):
            self._beside = None
            await acting.close()

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do `work`; False when the process is told to stop meanwhile, and the work was given up."""
        working = asyncio.create_task(work, name="handover")
        stop = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((working, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if working.done():
            working.result()
            return True
        working.cancel()
        await asyncio.wait((working,), timeout=CANCEL_SECONDS)
        return False

    def _bot(self, wanted: Intents, granted: Intents, *, first: bool) -> CommunityBot:
        return CommunityBot(
            self._settings,
            database=self._database,
            overrides=self._overrides,
            switches=self._switches,
            health=self._health,
            outbox=self._outbox,
            delivery=self._delivery,
            clock=self._clock,
            turns=self._turns,
            wanted=wanted,
            granted=granted,
            first=first,
        )

    def _token(self) -> str:
        if self._settings.token is None:
            raise ConfigError([Problem("DISCORD_TOKEN", "there is no token", "set it")])
        return self._settings.token.get_secret_value()


async def _hand_over(acting: CommunityBot, fresh: CommunityBot) -> None:
    # While the one finishes what it is doing, the other only collects, and people wait.
    await acting.turn.quiet(QUIET_SECONDS)
    fresh.hold_events()
    await acting.retire()
    await fresh.begin()


def _refused(name: str) -> Problem:
    return Problem(
        "discord",
        f"the {name} is not switched on for this bot",
        "developer portal → Bot → Privileged Gateway Intents → switch it on, then start again",
    )
