"""What the buttons and menus of `/announce` share: whoever presses is checked, at every press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

import discord
from discord import ui

from bot.errors import UserError
from bot.ui import Component, page

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements

Interaction = discord.Interaction[Any]
ItemT = TypeVar("ItemT", bound="ui.Item[Any]")


class ModeratorComponent(Component[ItemT], template=r"(?!)"):
    """A component of the moderators' messages. Subclasses give `template=` and override `act`."""

    async def pressed(self, interaction: Interaction) -> None:
        """Let moderators through."""
        cog = announcements_of(interaction)
        cog.bot.require_moderator(interaction.user)
        await self.act(interaction, cog)

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Do what the component is for; a moderator asks."""
        raise NotImplementedError


class Cancel(ModeratorComponent[ui.Button[Any]], template=r"announce:cancel"):
    """Leaves everything as it is."""

    @classmethod
    def button(cls, label: str = "Cancel") -> Self:
        """Return the button."""
        return cls.of(ui.Button(label=label, custom_id="announce:cancel"))

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Take the question away."""
        await interaction.response.edit_message(view=page("Nothing was changed, and nothing was posted."))


def announcements_of(interaction: Interaction) -> Announcements:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Announcements | None = interaction.client.get_cog("announcements")
    if cog is None:
        raise UserError("Announcements are switched off now.", "Switch them on with /admin cogs enable.")
    return cog
