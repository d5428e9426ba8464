"""What the commands, buttons and forms of elections share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.errors import UserError
from bot.texts import plain
from bot.ui import Layout, member_of
from bot.ui import page as plain_page
from cogs.elections.conduct.facts import Actor

if TYPE_CHECKING:
    from cogs.elections.cog import Elections

Interaction = discord.Interaction[Any]

COLOUR = 0x7A5FD0
# A row's id, as buttons carry it.
KEY = r"\d{1,18}"


def elections_of(interaction: Interaction) -> Elections:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Elections | None = interaction.client.get_cog("elections")
    if cog is None:
        raise UserError("Elections are switched off now.", "Ask a moderator if you miss them.")
    return cog


def actor_of(interaction: Interaction) -> Actor:
    """Return who acts, with the powers they have at this moment."""
    cog = elections_of(interaction)
    member = member_of(interaction)
    settings = cog.settings
    roles = {role.id for role in member.roles}
    powers = {
        # Before they accepted the server's rules they are nobody yet.
        "member": not member.pending,
        "moderator": cog.bot.is_moderator(member),
        "committee": settings.committee_role in roles,
        "secretary": member.id in settings.returns_officers
        or not roles.isdisjoint(settings.returns_officer_roles),
    }
    return Actor(member.id, member.display_name, frozenset(name for name, has in powers.items() if has))


def page(*items: str | ui.Item[Any]) -> Layout:
    """Return a message of these paragraphs, buttons and menus, in the colour of this job."""
    return plain_page(*items, colour=COLOUR)


def lines(text: str) -> str:
    """Return a text of several lines so that Discord shows it as typed; empty lines are left out."""
    return "\n".join(line for line in map(plain, text.splitlines()) if line)
