"""What the commands, buttons and menus of this job share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import ui

from bot.errors import NotAllowed, UserError
from bot.ui import Component, Layout, member_of
from bot.ui import page as plain_page

if TYPE_CHECKING:
    from cogs.welcome.cog import Welcome

Interaction = discord.Interaction[Any]
ItemT = TypeVar("ItemT", bound="ui.Item[Any]")

COLOUR = 0x2E8B57


def welcome_of(interaction: Interaction) -> Welcome:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Welcome | None = interaction.client.get_cog("welcome")
    if cog is None:
        raise UserError("Welcoming is switched off now.", "Ask a moderator if you miss it.")
    return cog


def screened_member_of(interaction: Interaction) -> discord.Member:
    """Return who acts, as `member_of`. Raises `NotAllowed` before they have accepted the server's rules.

    Until then Discord lets nobody write, and a role would let them past the rules (resources/guild:
    membership screening): what they do through the bot must not either.
    """
    member = member_of(interaction)
    if member.pending:
        raise NotAllowed(
            "You have not accepted the server's rules yet.", "Do that first; Discord asks you for it."
        )
    return member


class ModeratorComponent(Component[ItemT], template=r"(?!)"):
    """A component for moderators. Subclasses give `template=` and override `act`."""

    async def pressed(self, interaction: Interaction) -> None:
        """Let moderators through."""
        cog = welcome_of(interaction)
        cog.bot.require_moderator(interaction.user)
        await self.act(interaction, cog)

    async def act(self, interaction: Interaction, cog: Welcome) -> None:
        """Do what the component is for; a moderator asks."""
        raise NotImplementedError


def page(*items: str | ui.Item[Any]) -> Layout:
    """Return a message of these paragraphs, buttons and menus, in the colour of this job."""
    return plain_page(*items, colour=COLOUR)
