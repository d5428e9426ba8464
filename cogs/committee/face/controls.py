"""What the commands and buttons of this job share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord

from bot.errors import NotAllowed, UserError
from bot.ui import Layout, page

if TYPE_CHECKING:
    from cogs.committee.cog import Committee

Interaction = discord.Interaction[Any]

_ADDRESS = re.compile(r"https?://[^\s<>]{1,400}")


def committee_of(interaction: Interaction) -> Committee:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Committee | None = interaction.client.get_cog("committee")
    if cog is None:
        raise UserError(
            "The committee's motions are switched off now.", "Moderators switch them on with /admin cogs."
        )
    return cog


def require_seat(interaction: Interaction) -> Committee:
    """Return the running cog. Raises `NotAllowed` unless who acts sits on the committee now."""
    cog = committee_of(interaction)
    seen = cog.seen()
    if seen is not None and interaction.user.id not in seen.names:
        raise NotAllowed(
            "Only members of the committee take part in its motions.", "Everybody may read and discuss."
        )
    return cog


def address(typed: str | None, what: str) -> str:
    """Return a link as it was typed, or an empty text. Raises `UserError` for anything else."""
    typed = (typed or "").strip()
    if typed and _ADDRESS.fullmatch(typed) is None:
        raise UserError(f"{what} has to be a link.", "One that begins with https:// and has no spaces.")
    return typed


async def show(interaction: Interaction, view: Layout, **rest: Any) -> None:
    """Put a page in the place of a deferred answer."""
    await interaction.edit_original_response(view=view, **rest)


def words_page(*texts: str) -> Layout:
    """Return a page of paragraphs; empty ones are left out."""
    return page(*(text for text in texts if text))
