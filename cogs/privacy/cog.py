"""`/privacy`: what the bot keeps about whoever asks; and what the outbox holds about people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import click
from discord import app_commands

from bot.clock import to_text
from bot.cog import CogSettings, CommunityCog
from bot.delivery import KEEP_BODIES, KEEP_DIRECT
from bot.outbox_people import OutboxPeople
from bot.privacy import Erasure, StoredData
from bot.texts import plural
from cogs.privacy import buttons, cli
from cogs.privacy.buttons import Interaction


class PrivacySettings(CogSettings):
    """`[cogs.privacy]`; there is nothing to set."""


class Privacy(CommunityCog[PrivacySettings], name="privacy"):
    """Commands for everybody, each about oneself alone."""

    key = "privacy"
    summary = "Everybody sees, exports and erases what the bot keeps about them."
    settings_model = PrivacySettings
    stores: ClassVar = (
        StoredData(
            what="The text of each message that the bot posts by itself, with the ids of those it names; of "
            "direct messages, to whom it wrote",
            why="so that each is sent once, and can be corrected and taken back",
            kept=f"{plural(KEEP_BODIES.days, 'day')} after it was sent, direct messages "
            f"{plural(KEEP_DIRECT.days, 'day')}",
        ),
    )

    privacy = app_commands.Group(name="privacy", description="What the bot keeps about you.", guild_only=True)

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot privacy`."""
        return cli.group()

    async def start(self) -> None:
        """Answer the buttons."""
        self.bot.add_components(*buttons.COMPONENTS)

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

    # --- the outbox, which is no cog's own ------------------------------------------------------------------

    @property
    def _people(self) -> OutboxPeople:
        return OutboxPeople(self.bot.database)

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return which messages name a person; not their text, which may name others too."""
        return {
            "messages_naming_you": [
                {
                    "direct_messages" if each.direct else "channel": each.channel_id,
                    "written_at": to_text(each.written_at),
                    "state": each.state,
                }
                for each in await self._people.naming(user_id)
            ]
        }

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return how many messages that name a person are still to be sent."""
        found = [each for each in await self._people.naming(user_id) if not each.may_go]
        if not found:
            return ()
        count = plural(len(found), "message that names you is", "messages that name you are")
        return (
            f"{count} still to be sent: the text is kept until {plural(KEEP_BODIES.days, 'day')} after that, "
            "or until you erase again.",
        )

    async def erase_member(self, user_id: int) -> Erasure:
        """Forget what names a person, but for what is still to be said."""
        return Erasure(await self._people.erase(user_id), tuple(await self.must_wait(user_id)))
