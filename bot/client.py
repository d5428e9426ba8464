"""One connection to Discord, with the cogs that use it; `bot.connections` makes it, and the next one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord.ext import commands

from bot.clock import Clock
from bot.cog import Intents
from bot.cog_runner import CogRunner, intents_of
from bot.command_sync import CommandList
from bot.database import Database
from bot.delivery import Delivery
from bot.delivery_watch import watch
from bot.errors import CogError
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.heap import settle
from bot.old_copies import remove_old_copies
from bot.outbox import Outbox
from bot.overrides import Overrides
from bot.pace import Pacing
from bot.permissions import is_moderator, require_moderator
from bot.ports import Ports
from bot.presses import Presses
from bot.schedule import Sweeps
from bot.settings import ESSENTIAL_COGS, Settings
from bot.switches import CogSwitches
from bot.turns import Turns
from bot.ui import CommandTree, Component

log = logging.getLogger(__name__)

# discord.py sleeps on a 429 inside the call; above this it raises RateLimited instead (30 is its minimum).
MAX_RATELIMIT_SECONDS = 30.0
# Each part's share of the ten seconds that stopping may take in all (bot/connections.py has the rest).
FINISH_INTERACTIONS_SECONDS = 2.5
STOP_COGS_SECONDS = 3.0
STOP_DISCORD_SECONDS = 2.0
# What was forgotten in time stays in the files no longer than this.
SCRUB = timedelta(hours=1)
OLD_COPIES = timedelta(days=1)


# The bot never speaks: without this, discord.py warns at every start that it could not.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class CommunityBot(commands.Bot):
    """One connection to Discord, with the cogs that use it.

    Cogs reach everything they need from here: `database`, `outbox`, `clock`, `health`, `sweeps`, `ports`,
    `fetcher`, `overrides`, `switches`, `runner`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        database: Database,
        overrides: Overrides,
        switches: CogSwitches,
        health: HealthBoard,
        outbox: Outbox,
        delivery: Delivery,
        clock: Clock,
        turns: Turns,
        wanted: Intents,
        granted: Intents,
        first: bool,
    ) -> None:
        """Make a connection. The `first` starts its cogs before it connects, others when told to `begin`."""
        super().__init__(
            # No text commands: everything is a slash command, a menu or a button.
            command_prefix=(),
            help_command=None,
            tree_cls=CommandTree,
            intents=granted.to_discord(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=MAX_RATELIMIT_SECONDS,
            # Messages are looked up when they are needed; the members are what the bot lives from.
            max_messages=None,
            # How long to wait for further servers after the last one told of itself; there is only one.
            guild_ready_timeout=0.5,
        )
        self.settings = settings
        self.database = database
        self.overrides = overrides
        self.switches = switches
        self.health = health
        self.outbox = outbox
        self.delivery = delivery
        self.clock = clock
        self.ports = Ports()
        self.sweeps = Sweeps(health)
        self.fetcher = Fetcher(private_hosts=settings.kernel.fetch.private_hosts)
        # What the cogs asked for and what the developer portal allows; they differ when it refuses one.
        self.wanted_intents = wanted
        self.granted_intents = granted
        # Set when a fresh connection is to take this one's place; bot.connections sees to it.
        self.restart_wanted = asyncio.Event()
        # Set when Discord has told everything that a connection begins with.
        self.connected = asyncio.Event()
        # Whether the connection stands at this moment; `is_ready` stays true while it is cut.
        self.gateway_up = False
        self.turns = turns
        self.turn = turns.turn()
        self._pacing = Pacing(settings.kernel.interactions.per_minute)
        self._first = first
        # What happens between the retirement of the connection before and the beginning of this one.
        self._held: list[tuple[str, tuple[Any, ...]]] | None = None
        self.runner = CogRunner(self)
        watch(self)
        self._closing: asyncio.Task[None] | None = None
        self._server_missing = False
        self._presses = Presses(self)
        self._command_list = CommandList(self)

    @property
    def guild_id(self) -> int:
        """The one server that this bot serves."""
        return self.settings.kernel.discord.guild_id

    @property
    def community(self) -> discord.Guild | None:
        """The server, once the gateway has told of it."""
        return self.get_guild(self.guild_id)

    def is_moderator(self, person: discord.abc.User) -> bool:
        """Tell whether `person` may steer the bot; asked at the moment they act."""
        return is_moderator(person, self.settings.kernel.discord.moderator_roles)

    def require_moderator(self, person: discord.abc.User) -> None:
        """Raise `NotAllowed` unless `person` is a moderator."""
        require_moderator(person, self.settings.kernel.discord.moderator_roles)

    def keep_pace(self, person: discord.abc.User, *, typing: bool = False) -> None:
        """Count one command or press, or what is asked while `typing`; `UserError` when it is too soon."""
        self._pacing.keep(person.id, self.clock.now(), typing=typing)

    async def is_gone(self, channel_id: int, message_id: int) -> bool:
        """Ask Discord whether a message was deleted, by itself or with its channel.

        False also while Discord does not say: the bot may not look there, or cannot ask just now.
        """
        channel = self.get_partial_messageable(channel_id, guild_id=self.guild_id)
        try:
            await channel.fetch_message(message_id)
        except discord.NotFound:
            return True
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return False
        return False

    # --- starting and stopping -------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        """Begin before the gateway connects, if there is nobody in whose place this connection comes."""
        if self._first:
            await self._start_cogs()
            self.turn.begin()
            await self._command_list.keep()

    async def begin(self) -> None:
        """Act in the place of a connection that retired: start the cogs, then go on with what has come in."""
        await self._start_cogs()
        self.turn.begin()
        self.dispatch("ready")
        for event, arguments in self._held or ():
            self.dispatch(event, *arguments)
        self._held = None
        await self._command_list.keep()
        # The needs may have changed while this connection was being made.
        self.check_intents()

    def hold_events(self) -> None:
        """Keep from now on what happens, for `begin`."""
        self._held = []

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the listeners what happened, while it is this connection's turn: two may be told of it."""
        if event in ("ready", "resumed", "disconnect"):
            self.gateway_up = event != "disconnect"
        # Interactions take their turn one by one, and whoever waits for the connection is told at once.
        acts = self.turn.has_begun and not self.turn.is_over
        if acts or event == "interaction" or (event == "ready" and not self.turn.has_begun):
            super().dispatch(event, *args, **kwargs)
        elif self._held is not None:
            self._held.append((event, args))

    async def _start_cogs(self) -> None:
        self.sweeps.start()
        self.sweeps.every(SCRUB, "database.scrub", self._scrub, first_in=SCRUB)
        self.sweeps.every(
            OLD_COPIES, "database.old_copies", self._remove_old_copies, first_in=timedelta(minutes=10)
        )
        # These first: what was erased before a restore is gone before other jobs work with it.
        for name in sorted(self.switches.enabled(), key=lambda name: name not in ESSENTIAL_COGS):
            try:
                await self.runner.start(name)
            except CogError as error:
                self.health.bad(f"cog.{name}", f"not running: {error}")

    async def _scrub(self) -> None:
        """Let what was forgotten in time be gone from the files too."""
        await self.database.scrub()

    async def _remove_old_copies(self) -> None:
        await asyncio.to_thread(remove_old_copies, self.settings.kernel.database.path, self.clock.now())

    async def close(self) -> None:
        """Finish what runs, stop the cogs, leave Discord. Waits no longer than its share of ten seconds.

        May be called several times, also at once: everybody waits for the same end.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="closing")
        await asyncio.shield(self._closing)

    async def retire(self) -> None:
        """Take on nothing more, finish what runs and stop the cogs; the connection stays. May be repeated."""
        began = self.turn.has_begun
        self.turn.end()
        if began:
            self.sweeps.cancel_all()
            await self.turn.finish(FINISH_INTERACTIONS_SECONDS)
            await _within(STOP_COGS_SECONDS, "the cogs", self.runner.stop_all())

    async def _close(self) -> None:
        await self.retire()
        # discord.py 2.7.1 leaves the task behind that waits for servers before it says "ready"; it would run
        # on after the close, and fail.
        waiting: asyncio.Task[None] | None = getattr(self._connection, "_ready_task", None)
        if waiting is not None:
            waiting.cancel()
        await _within(STOP_DISCORD_SECONDS, "the connection to Discord", super().close())
        self.sweeps.stop()
        await self.fetcher.close()

    async def on_ready(self) -> None:
        """Tell that the bot is connected. Discord sends this again after every new session."""
        self.connected.set()
        if not self.turn.has_begun:
            return
        self._tell_intents()
        guild = self.community
        self._server_missing = guild is None or guild.unavailable
        if guild is None:
            self.health.bad(
                "discord.server",
                f"the bot is not in the server {self.guild_id}: check discord.guild_id, or invite it",
            )
            return
        if guild.unavailable:
            self.health.bad("discord.server", "Discord says that the server is not available at the moment")
            return
        self.health.good("discord.server", f"connected to {guild.name}")
        settle()
        log.info(
            "ready", extra={"fields": {"server": guild.id, "members": guild.member_count, "user": self._id()}}
        )

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Begin to work when the bot is invited while it runs: Discord takes no commands before."""
        if guild.id == self.guild_id:
            await self.sync_commands()
            await self.on_ready()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Go on when Discord tells of the server late, or again after an outage."""
        if guild.id == self.guild_id and self._server_missing:
            await self.on_ready()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Tell that the bot was thrown out."""
        if guild.id == self.guild_id:
            await self.on_ready()

    def _id(self) -> int | None:
        return self.user.id if self.user else None

    def settle_for(self, wanted: Intents) -> None:
        """Go on with this connection, whose intents are all that can be had of `wanted`."""
        self.restart_wanted.clear()
        self.wanted_intents = wanted
        log.info("the connection stays as it is: it has all the intents that can be had")
        self._tell_intents()

    def _tell_intents(self) -> None:
        if self.granted_intents == self.wanted_intents:
            self.health.good("discord.intents", "Discord grants what the features in use need")

    def restart(self, reason: str) -> None:
        """Have a fresh connection take this one's place; the process goes on."""
        log.info("connecting anew: %s", reason)
        self.restart_wanted.set()

    def check_intents(self) -> None:
        """Connect anew when the cogs in use need intents that this connection lacks.

        And when nobody needs messages' contents any more: the bot must not go on receiving them. Other
        intents that are no longer needed are left for the next connection, as leaving costs some seconds.
        """
        needed = intents_of(self.overrides, self.switches.enabled())
        idle_content = self.wanted_intents.message_content and not needed.message_content
        if idle_content or not self.wanted_intents.covers(needed):
            self.restart("the features in use need other gateway intents")

    # --- what cogs register ------------------------------------------------------------------------------

    async def sync_commands(self) -> None:
        """Tell Discord the commands when they changed; a refusal is shown in health and tried again later."""
        await self._command_list.tell()

    def add_components(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components from now on."""
        self._presses.add(*components)

    def remove_components(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components no longer."""
        self._presses.remove(*components)

    async def on_interaction(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Answer what no running cog knows."""
        await self._presses.take(interaction)


async def _within(seconds: float, what: str, stop: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop
    except TimeoutError:
        log.warning("%s did not stop within %s s", what, seconds)
