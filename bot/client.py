"""One connection to Discord, with the cogs that use it; `bot.app` makes it, and a new one when needed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import discord
from discord.ext import commands

from bot.clock import Clock
from bot.cog import CommunityCog, Intents, find, find_all
from bot.command_sync import sync_commands
from bot.database import Database
from bot.errors import BotError, CogError, UserError, new_reference
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.overrides import Overrides
from bot.permissions import PermissionNeed
from bot.ports import Ports
from bot.schedule import Sweeps
from bot.settings import Settings
from bot.switches import CogSwitches
from bot.ui import CommandTree, Component, answer_error, pressed_id

log = logging.getLogger(__name__)

# discord.py sleeps on a 429 inside the call; above this it raises RateLimited instead (30 is its minimum).
MAX_RATELIMIT_SECONDS = 30.0
# Each part's share of the ten seconds that stopping may take in all.
STOP_COGS_SECONDS = 5.0
STOP_DISCORD_SECONDS = 3.0


# The bot never speaks: without this, discord.py warns at every start that it could not.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class CommunityBot(commands.Bot):
    """One connection to Discord, with the cogs that use it.

    Cogs reach everything they need from here: `database`, `clock`, `health`, `sweeps`, `ports`, `fetcher`,
    `overrides`, `switches`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        database: Database,
        overrides: Overrides,
        switches: CogSwitches,
        health: HealthBoard,
        clock: Clock,
        wanted: Intents,
        granted: Intents,
    ) -> None:
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
        )
        self.settings = settings
        self.database = database
        self.overrides = overrides
        self.switches = switches
        self.health = health
        self.clock = clock
        self.ports = Ports()
        self.sweeps = Sweeps(clock, health)
        self.fetcher = Fetcher(private_hosts=settings.kernel.fetch.private_hosts)
        # What the cogs asked for and what the developer portal allows; they differ when it refuses one.
        self.wanted_intents = wanted
        self.granted_intents = granted
        self.restart_reason: str | None = None
        self._restart: asyncio.Task[None] | None = None
        self._components: list[type[Component[Any]]] = []
        self._cog_turn = asyncio.Lock()

    @property
    def guild_id(self) -> int:
        """The one server that this bot serves."""
        return self.settings.kernel.discord.guild_id

    @property
    def community(self) -> discord.Guild | None:
        """The server, once the gateway has told of it."""
        return self.get_guild(self.guild_id)

    def community_cogs(self) -> dict[str, CommunityCog[Any]]:
        """Return the running cogs by key."""
        return {cog.key: cog for cog in self.cogs.values() if isinstance(cog, CommunityCog)}

    def permission_needs(self) -> list[PermissionNeed]:
        """Return what every running cog needs to be allowed, with the settings in force."""
        return [need for cog in self.community_cogs().values() for need in cog.permissions(cog.settings)]

    # --- starting and stopping -------------------------------------------------------------------------

    async def setup_hook(self) -> None:
        """Start the cogs and bring the command list up to date, before the gateway connects."""
        self.sweeps.start()
        for name in self.switches.enabled():
            try:
                await self.start_cog(name)
            except BotError as error:
                self.health.bad(f"cog.{name}", f"not running: {error}")
        await self.sync_commands()

    async def close(self) -> None:
        """Finish what runs, stop the cogs, leave Discord. Waits no longer than its share of ten seconds."""
        if self.is_closed():
            return
        self.sweeps.stop()
        await _within(STOP_COGS_SECONDS, "the cogs", self._stop_all)
        await _within(STOP_DISCORD_SECONDS, "the connection to Discord", super().close)
        await self.fetcher.close()

    async def _stop_all(self) -> None:
        await _finish_interactions()
        for name in reversed(list(self.community_cogs())):
            try:
                await self.stop_cog(name)
            except Exception:
                log.exception("the cog %s did not stop cleanly", name)

    async def on_ready(self) -> None:
        """Tell that the bot is connected. Discord sends this again after every new session."""
        guild = self.community
        if guild is None:
            self.health.bad(
                "discord.server",
                f"the bot is not in the server {self.guild_id}: check discord.guild_id, or invite it",
            )
            return
        self.health.good("discord.server", f"connected to {guild.name}")
        log.info(
            "ready", extra={"fields": {"server": guild.id, "members": guild.member_count, "user": self._id()}}
        )

    def _id(self) -> int | None:
        return self.user.id if self.user else None

    def restart(self, reason: str) -> None:
        """Leave Discord and come back with a fresh connection; the process goes on."""
        log.info("connecting anew: %s", reason)
        self.restart_reason = reason
        # In a task of its own: the caller is an interaction that `close` waits for.
        self._restart = asyncio.create_task(self.close(), name="restart")

    # --- cogs ------------------------------------------------------------------------------------------

    async def start_cog(self, name: str) -> None:
        """Load and start the cog `name`; commands are synced by the caller.

        Raises `CogError` when it cannot be found or does not start; nothing of it is left behind then.
        """
        async with self._cog_turn:
            if name in self.community_cogs():
                raise CogError(f"the cog {name} is already running")
            cog = find(name)(self, self.overrides.effective(name))
            try:
                await self.add_cog(cog)
                await cog.start()
            except Exception as error:
                reference = new_reference()
                log.exception("the cog %s does not start", name, extra={"fields": {"ref": reference}})
                await self.remove_cog(cog.qualified_name)
                raise CogError(
                    f"it does not start ({type(error).__name__}, reference {reference})"
                ) from error
            self.health.good(f"cog.{name}", "running")

    async def stop_cog(self, name: str) -> None:
        """Stop the cog `name` and take its commands, sweeps and health away."""
        async with self._cog_turn:
            cog = self.community_cogs()[name]
            try:
                await cog.stop()
            finally:
                await self.remove_cog(cog.qualified_name)
                self.health.forget(name)
                self.health.forget(f"cog.{name}")

    async def change_setting(self, cog: str, key: str, value: Any, by: int) -> None:
        """Store a run-time setting and let the running cog act on it. Raises `UserError` when refused."""
        await self._apply(cog, await self.overrides.set(cog, key, value, by))

    async def reset_setting(self, cog: str, key: str) -> None:
        """Forget a run-time setting and let the running cog act on it. Raises `UserError` when unset."""
        await self._apply(cog, await self.overrides.reset(cog, key))

    async def _apply(self, name: str, settings: Any) -> None:
        cog = self.community_cogs().get(name)
        if cog is None:
            return
        cog.settings = settings
        await cog.settings_changed()
        self.check_intents()

    def check_intents(self) -> None:
        """Connect anew when the running cogs need other gateway intents than this connection has."""
        needed = intents_of(self.overrides, list(self.community_cogs()))
        if needed != self.wanted_intents:
            self.restart("the features in use need other gateway intents")

    async def sync_commands(self) -> None:
        """Tell Discord the commands when they changed; a refusal is shown in health, the bot runs on."""
        try:
            await sync_commands(self)
        except discord.HTTPException as error:
            self.health.bad("discord.commands", f"Discord refused the command list: {error}")
        else:
            self.health.good("discord.commands", "Discord has the current command list")

    # --- components --------------------------------------------------------------------------------------

    def add_components(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components from now on."""
        self.add_dynamic_items(*components)
        self._components += components

    def remove_components(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components no longer."""
        self.remove_dynamic_items(*components)
        self._components = [known for known in self._components if known not in components]

    async def on_interaction(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Answer a press on something that no running cog knows, instead of letting it fail."""
        if interaction.type is not discord.InteractionType.component:
            return
        custom_id = pressed_id(interaction)
        if not any(known.__discord_ui_compiled_template__.fullmatch(custom_id) for known in self._components):
            await answer_error(
                interaction,
                UserError(
                    "This belongs to a feature that is switched off now.", "Ask a moderator if you miss it."
                ),
            )


def intents_of(overrides: Overrides, cogs: Iterable[str]) -> Intents:
    """Return the gateway intents that `cogs` need with the settings in force.

    A cog that cannot be imported needs none; starting it tells what is wrong with it.
    """
    needed = Intents()
    for name, cog in find_all(cogs)[0].items():
        needed |= cog.intents(overrides.effective(name))
    return needed


async def _within(seconds: float, what: str, stop: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop()
    except TimeoutError:
        log.warning("%s did not stop within %s s", what, seconds)


async def _finish_interactions() -> None:
    """Wait for the commands and presses that are being answered right now.

    discord.py runs each in a task that it names after its dispatcher; it offers no other handle on them.
    """
    current = asyncio.current_task()
    running = [
        task
        for task in asyncio.all_tasks()
        if task is not current and task.get_name().startswith(("CommandTree-invoker", "discord-ui-"))
    ]
    if running:
        await asyncio.wait(running)
