"""What the cards, answers and lists have in common."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.limits import fit
from bot.texts import plain, plural
from cogs.moderation.model import Finding, Place, Sign

COLOURS = {"open": 0xB3423A, "taken": 0xC98A2B, "closed": 0x8A8F98}
# So much of a message is shown; its link leads to the rest.
_QUOTED = 900


def person(user_id: int) -> str:
    """Return a person as Discord shows them; 0 is one whose id was erased."""
    return f"<@{user_id}>" if user_id else "Somebody"


def quoted(words: str) -> str:
    """Return a message's words as a quotation that pings nobody and marks up nothing."""
    return f"> {fit(plain(words), _QUOTED)}" if words.strip() else ""


def sign(found: Finding) -> str:
    """Return what the guard found, after the member's name."""
    if found.sign is Sign.INVITE:
        return "invited to a server in their first minutes"
    channels = len({place.channel_id for place in found.places})
    return f"wrote the same in {plural(channels, 'channel')}"


def link(guild_id: int, place: Place) -> str:
    """Return the address of a message."""
    return f"https://discord.com/channels/{guild_id}/{place.channel_id}/{place.message_id}"


def link_button(label: str, address: str) -> ui.Button[Any]:
    """Return a button that leads somewhere."""
    return ui.Button(label=label, url=address, style=discord.ButtonStyle.link)
