"""`/privacy`: what the bot keeps about whoever asks; and what the outbox holds about people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

import click
from discord import app_commands

from bot.clock import discord_time, to_text
from bot.cog import CogSettings, CommunityCog
from bot.delivery import KEEP_BODIES, KEEP_DIRECT
from bot.erasures import Erasures, kept_for
from bot.old_copies import KEPT
from bot.outbox_people import OutboxPeople
from bot.privacy import Erasure, StoredData
from bot.texts import plural
from cogs.privacy import asking, buttons, cli
from cogs.privacy.buttons import Interaction

# How often it is looked for what has to be erased again, or forgotten.
_EVERY = timedelta(hours=1)
# So long the other jobs wait for that at the start.
_AT_START_SECONDS = 20.0
_AGAIN = "privacy.again"


class Privacy(CommunityCog[CogSettings], name="privacy"):
    """Commands for everybody, each about oneself alone."""

    key = "privacy"
    summary = "Everybody sees, exports and erases what the bot keeps about them."
    # There is nothing to set in `[cogs.privacy]`.
    settings_model = CogSettings
    stores: ClassVar = (
        StoredData(
            what="The text of each message that the bot posts by itself, with the ids of those it names; of "
            "direct messages, to whom it wrote",
            why="so that each is sent once, and can be corrected and taken back",
            kept=f"{plural(KEEP_BODIES.days, 'day')} after it was sent, direct messages "
            f"{plural(KEEP_DIRECT.days, 'day')}",
        ),
        StoredData(
            what="The user id of who had erased what is held about them, and when",
            why="so that they are erased again when a backup from before is restored",
            kept=f"{plural(KEPT.days, 'day')} after it, or as long as the settings let backups stay",
        ),
    )

    privacy = app_commands.Group(name="privacy", description="What the bot keeps about you.", guild_only=True)

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot privacy`."""
        return cli.group()

    async def start(self) -> None:
        """Answer the buttons; first of all erase again what a restored backup has brought back."""
        self.bot.add_components(*buttons.COMPONENTS)
        self.bot.sweeps.every(_EVERY, "privacy.erasures", self._look, first_in=timedelta(minutes=1))
        with suppress(TimeoutError):
            async with asyncio.timeout(_AT_START_SECONDS):
                await self._erase_again()

    async def _look(self) -> None:
        await self._erase_again()
        await asking.erase_waiting(self.bot)
        await self._erasures.forget_before(self.bot.clock.now() - self._remembered)

    async def _erase_again(self) -> None:
        if await asking.erase_again(self.bot):
            self.bot.health.good(_AGAIN, "nobody is left to be erased again after a restore")
        else:
            self.bot.health.bad(
                _AGAIN,
                "not everything that members had erased before the restore could be erased again: the log "
                "names the jobs that failed. It is tried again every hour",
            )

    async def stop(self) -> None:
        """Answer them no more."""
        self.bot.remove_components(*buttons.COMPONENTS)

    @privacy.command(name="show", description="What the bot keeps about people, and what about you.")
    async def show(self, interaction: Interaction) -> None:
        """Show it."""
        await interaction.response.defer(ephemeral=True)
        await buttons.show(interaction)

    @privacy.command(name="export", description="Everything that the bot holds about you, as a file.")
    async def export(self, interaction: Interaction) -> None:
        """Hand it over."""
        await interaction.response.defer(ephemeral=True)
        await buttons.hand_over(interaction)

    @privacy.command(name="erase", description="Erase what the bot holds about you; it asks first.")
    async def erase(self, interaction: Interaction) -> None:
        """Ask first."""
        await interaction.response.defer(ephemeral=True)
        await buttons.ask_first(interaction)

    # --- who was erased -------------------------------------------------------------------------------------

    @property
    def _erasures(self) -> Erasures:
        return Erasures(self.bot.database, self.bot.clock)

    @property
    def _remembered(self) -> timedelta:
        return kept_for(self.bot.settings.kernel.backup)

    # --- the outbox, which is no cog's own ------------------------------------------------------------------

    @property
    def _people(self) -> OutboxPeople:
        return OutboxPeople(self.bot.database)

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return which messages name a person, without the text that may name others; and their erasure."""
        erased_at = await self._erasures.of(user_id)
        return {
            "erased_at": erased_at and to_text(erased_at),
            "messages_naming_you": [
                {
                    "direct_messages" if each.direct else "channel": each.channel_id,
                    "written_at": to_text(each.written_at),
                    "state": each.state,
                }
                for each in await self._people.naming(user_id)
            ],
        }

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return how many messages that name a person are to be sent, and that an erasure is remembered."""
        waiting = []
        found = [each for each in await self._people.naming(user_id) if not each.may_go]
        if found:
            count = plural(len(found), "message that names you is", "messages that name you are")
            waiting.append(
                f"{count} still to be sent: the text is kept until {plural(KEEP_BODIES.days, 'day')} after "
                "that, or until you erase again."
            )
        if (erased_at := await self._erasures.of(user_id)) is not None:
            waiting.append(
                "Your id and when you had it erased, so that restoring a backup does not undo it: until "
                f"{discord_time(erased_at + self._remembered)}."
            )
        return waiting

    async def erase_member(self, user_id: int) -> Erasure:
        """Forget what names a person, but for what is still to be said."""
        return Erasure(await self._people.erase(user_id), tuple(await self.must_wait(user_id)))
