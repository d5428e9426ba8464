"""`/admin`: what moderators steer and see of the bot as a whole."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar

import discord
from discord import app_commands

from bot import __version__
from bot.cog import available, find
from bot.errors import CogError, UserError
from bot.limits import AUTOCOMPLETE_CHOICES
from bot.privacy import Erasure, StoredData
from bot.settings import ESSENTIAL_COGS
from bot.texts import listing, plain
from cogs.admin import cards, outbox, setup
from cogs.admin.group import admin
from cogs.admin.server import ServerCommands
from cogs.admin.settings import AdminSettings

Interaction = discord.Interaction[Any]
Choice = app_commands.Choice[str]
COMPONENTS = (outbox.Decide, *setup.COMPONENTS)


class Admin(ServerCommands, name="admin"):
    """Commands for moderators; each checks again that the person is one."""

    key = "admin"
    summary = "Cogs on and off, status, configuration."
    settings_model = AdminSettings
    stores: ClassVar = (
        StoredData(
            what="The user id of the moderator who changed a setting or switched a cog, and when",
            why="so that moderators can see who to ask about it",
            kept="until the setting is changed again or reset",
        ),
    )

    admin = admin
    cogs = app_commands.Group(name="cogs", description="The bot's jobs, on and off.", parent=admin)
    config = app_commands.Group(name="config", description="The bot's settings in force.", parent=admin)

    def allow(self, interaction: Interaction) -> None:
        """Let moderators through and tell everybody else why not, for every command of this cog."""
        self.bot.require_moderator(interaction.user)

    def _suggest(self, interaction: Interaction, names: Iterable[str], current: str) -> list[Choice]:
        """Return choices that contain what was typed; none for people who may not use the command."""
        if not self.bot.is_moderator(interaction.user):
            return []
        typed = current.casefold()
        fitting = (name for name in names if typed in name.casefold())
        return [Choice(name=name, value=name) for name in islice(fitting, AUTOCOMPLETE_CHOICES)]

    @admin.command(name="status", description="How the bot and its parts are doing.")
    async def status(self, interaction: Interaction) -> None:
        """Show health, version, latency and load."""
        view = cards.status(
            self.bot.health.conditions(),
            version=__version__,
            started=self.bot.health.started,
            latency=timedelta(seconds=self.bot.latency) if self.bot.is_ready() else None,
            members=self.bot.community.member_count if self.bot.community else None,
            report=self.bot.health.report,
        )
        await interaction.response.send_message(view=view, ephemeral=True)

    async def start(self) -> None:
        """Answer the buttons of `/admin outbox` and `/admin setup`."""
        self.bot.add_components(*COMPONENTS)

    async def stop(self) -> None:
        """Answer them no more."""
        self.bot.remove_components(*COMPONENTS)

    @admin.command(name="outbox", description="What the bot could not say, and what is to become of it.")
    async def show_outbox(self, interaction: Interaction) -> None:
        """Show the channels it stopped at and the messages that need a decision."""
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(view=await outbox.panel(self.bot.delivery.rows))

    # --- cogs --------------------------------------------------------------------------------------------

    @cogs.command(name="list", description="The bot's jobs, running or not.")
    async def list_cogs(self, interaction: Interaction) -> None:
        """Show every installed cog with its state."""
        # Those that never ran are imported now.
        await interaction.response.defer(ephemeral=True)
        running = self.bot.runner.running()
        rows = []
        for name in available():
            try:
                summary = find(name).summary
            except CogError as error:
                summary = str(error)
            rows.append((name, name in running, summary))
        await interaction.followup.send(view=cards.cog_list(rows))

    @cogs.command(name="enable", description="Switch a job of the bot on.")
    @app_commands.describe(name="Which job")
    async def enable(self, interaction: Interaction, name: str) -> None:
        """Start a cog and remember that it is to run."""
        if name in self.bot.runner.running():
            raise UserError(f"{name} is already running.")
        await interaction.response.defer(ephemeral=True)
        await self._change(self.bot.runner.start, name)
        await self.bot.switches.set(name, True, interaction.user.id)
        await self._after_change(interaction, f"✅ **{name}** is on.")

    @cogs.command(name="disable", description="Switch a job of the bot off; its data stays.")
    @app_commands.describe(name="Which job")
    async def disable(self, interaction: Interaction, name: str) -> None:
        """Stop a cog and remember that it is not to run, also one that fails to start."""
        running = self.bot.runner.running()
        if name not in running and name not in self.bot.switches.enabled():
            raise UserError(f"{_typed(name)} is not running.", f"Running: {listing(sorted(running))}.")
        if name in ESSENTIAL_COGS:
            raise UserError(f"{name} cannot be switched off: the bot always has it.")
        await interaction.response.defer(ephemeral=True)
        await self.bot.switches.set(name, False, interaction.user.id)
        await self.bot.runner.stop(name)
        self.bot.health.forget(f"cog.{name}")
        await self._after_change(interaction, f"✅ **{name}** is off. Its data is kept.")

    @cogs.command(name="reload", description="Stop a job of the bot and start it again.")
    @app_commands.describe(name="Which job")
    async def reload(self, interaction: Interaction, name: str) -> None:
        """Restart a cog from its source, for instance after that was mended."""
        if name not in self.bot.runner.running():
            raise UserError(f"{_typed(name)} is not running.", "Start it with /admin cogs enable.")
        if name == self.key:
            raise UserError("admin cannot reload itself.", "Restart the bot instead.")
        await interaction.response.defer(ephemeral=True)
        await self._change(self.bot.runner.reload, name)
        await self._after_change(interaction, f"✅ **{name}** runs afresh.")

    @enable.autocomplete("name")
    async def _stopped_names(self, interaction: Interaction, current: str) -> list[Choice]:
        running = self.bot.runner.running()
        return self._suggest(interaction, (name for name in available() if name not in running), current)

    @disable.autocomplete("name")
    async def _names_to_disable(self, interaction: Interaction, current: str) -> list[Choice]:
        names = (name for name in self.bot.switches.enabled() if name not in ESSENTIAL_COGS)
        return self._suggest(interaction, names, current)

    @reload.autocomplete("name")
    async def _names_to_reload(self, interaction: Interaction, current: str) -> list[Choice]:
        names = (name for name in self.bot.switches.enabled() if name != self.key)
        return self._suggest(interaction, names, current)

    async def _change(self, change: Callable[[str], Awaitable[None]], name: str) -> None:
        """Start or reload the cog `name`; when that fails, tell here and, if it should run, in the status."""
        try:
            await change(name)
        except CogError as error:
            runs_on = name in self.bot.runner.running()
            if not runs_on and name in self.bot.switches.enabled():
                self.bot.health.bad(f"cog.{name}", f"not running: {error}")
            await self.bot.sync_commands()
            hint = "It runs on as it was." if runs_on else ""
            raise UserError(f"{_typed(name)} was not started: {plain(str(error))}.", hint) from error

    async def _after_change(self, interaction: Interaction, text: str) -> None:
        await self.bot.sync_commands()
        await interaction.followup.send(text, ephemeral=True)
        self.bot.check_intents()

    # --- configuration -----------------------------------------------------------------------------------

    @config.command(name="show", description="Each setting in force and where it comes from.")
    @app_commands.describe(cog="Which job")
    async def show(self, interaction: Interaction, cog: str) -> None:
        """Show one cog's effective settings."""
        self._configurable(cog)
        view = cards.settings(cog, self.bot.overrides.explain(cog))
        await interaction.response.send_message(view=view, ephemeral=True)

    @config.command(name="set", description="Change a setting now; it wins over config.toml.")
    @app_commands.describe(cog="Which job", key="Which setting", value="Its value as in config.toml")
    async def set_value(self, interaction: Interaction, cog: str, key: str, value: str) -> None:
        """Store a setting at run time, checked by the cog's own model."""
        self._known(cog, key)
        await interaction.response.defer(ephemeral=True)
        await self.bot.runner.change_setting(cog, key, _value(value), interaction.user.id)
        await interaction.followup.send(f"✅ `{cog}.{key}` is changed.", ephemeral=True)

    @config.command(name="reset", description="Take a run-time change back; config.toml counts again.")
    @app_commands.describe(cog="Which job", key="Which setting")
    async def reset(self, interaction: Interaction, cog: str, key: str) -> None:
        """Forget a run-time setting."""
        self._known(cog, key)
        await interaction.response.defer(ephemeral=True)
        await self.bot.runner.reset_setting(cog, key)
        await interaction.followup.send(f"✅ `{cog}.{key}` is as in config.toml again.", ephemeral=True)

    @config.command(name="export", description="The whole configuration in force, as a file.")
    async def export(self, interaction: Interaction) -> None:
        """Send the effective configuration as TOML: put in place of config.toml, it gives the same bot."""
        text = self.bot.overrides.export_toml(self.bot.switches.enabled())
        file = discord.File(io.BytesIO(text.encode()), filename="config.toml")
        await interaction.response.send_message(
            "The configuration in force, without the token.", file=file, ephemeral=True
        )

    @show.autocomplete("cog")
    @set_value.autocomplete("cog")
    @reset.autocomplete("cog")
    async def _cog_names(self, interaction: Interaction, current: str) -> list[Choice]:
        return self._suggest(interaction, available(), current)

    @set_value.autocomplete("key")
    @reset.autocomplete("key")
    async def _keys(self, interaction: Interaction, current: str) -> list[Choice]:
        cog = interaction.namespace.cog
        return self._suggest(
            interaction,
            self.bot.overrides.keys(cog) if cog in self.bot.overrides.configurable() else (),
            current,
        )

    def _configurable(self, cog: str) -> None:
        try:
            known = self.bot.overrides.know(cog)
        except CogError as error:
            raise UserError(f"The settings of {_typed(cog)} cannot be read: {plain(str(error))}.") from error
        if not known:
            raise UserError(f"There is no cog named {_typed(cog)}.", f"There are: {listing(available())}.")

    def _known(self, cog: str, key: str) -> None:
        self._configurable(cog)
        known = self.bot.overrides.keys(cog)
        if key not in known:
            raise UserError(f"{cog} has no setting {key}.", f"It has: {listing(known) or 'none'}.")

    async def export_member(self, user_id: int) -> dict[str, Any]:
        """Return the settings and switches that this person changed."""
        return {
            "settings": await self.bot.overrides.changed_by(user_id),
            "switches": await self.bot.switches.changed_by(user_id),
        }

    async def erase_member(self, user_id: int) -> Erasure:
        """Take the person's id out of what they changed; the changes stay."""
        settings = await self.bot.overrides.forget_person(user_id)
        return Erasure(settings + await self.bot.switches.forget_person(user_id))


def _value(text: str) -> Any:
    """Return what was typed as `config.toml` would read it; a bare word, as it is."""
    try:
        table = tomllib.loads(f"value = {text}")
        # Dates and infinities have no place in the settings: they are words too.
        json.dumps(table, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text


def _typed(name: str) -> str:
    """Return what somebody typed as the name of a cog so that it can be shown."""
    return plain(name[:100])
