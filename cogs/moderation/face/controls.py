"""What the commands, forms and buttons of this job share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import UserError

if TYPE_CHECKING:
    from cogs.moderation.cog import Moderation

Interaction = discord.Interaction[Any]


def moderation_of(interaction: Interaction) -> Moderation:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Moderation | None = interaction.client.get_cog("moderation")
    if cog is None:
        raise UserError("Reports are switched off now.", "Write to a moderator directly.")
    return cog


def for_moderators(interaction: Interaction) -> Moderation:
    """Return the running cog. Raises `NotAllowed` unless who acts is a moderator at this moment."""
    cog = moderation_of(interaction)
    cog.bot.require_moderator(interaction.user)
    return cog
