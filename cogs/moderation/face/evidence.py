"""What a message says, as much as the bot can read of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.client import CommunityBot
from bot.errors import UserError
from bot.limits import fit
from bot.texts import plural
from cogs.moderation.model import WORDS, Evidence, Place

_UNSEEN = UserError(
    "There is no such message that you can see.", "Check the link, or leave it out and say what happened."
)


def evidence_of(message: discord.Message) -> Evidence:
    """Return a message that somebody reports. Raises `UserError` for one that only they see."""
    if message.flags.ephemeral:
        raise UserError(
            "Only you see this message, so moderators could not look at it.",
            "Use /report, and say what it says.",
        )
    return Evidence(Place(message.channel.id, message.id), message.author.id, fit(said_in(message), WORDS))


async def read(bot: CommunityBot, place: Place, reader: discord.abc.User) -> Evidence:
    """Return the message of a link. Raises `UserError` when who gives it does not see its channel.

    What the bot itself cannot read, or what was deleted since, can be reported all the same.
    """
    community = bot.community
    channel = community.get_channel_or_thread(place.channel_id) if community else None
    if channel is None:
        # A thread that was archived, or a channel that the bot does not see: the reporter may.
        return Evidence(place)
    if not isinstance(reader, discord.Member) or not _sees(channel, reader):
        raise _UNSEEN
    if not isinstance(channel, discord.abc.Messageable):
        return Evidence(place)
    try:
        return evidence_of(await channel.fetch_message(place.message_id))
    except discord.HTTPException:
        return Evidence(place)


def said_in(message: discord.Message) -> str:
    """Return a message's words, those that it forwards included, and how many files it has."""
    parts = [message.content, *(each.content for each in message.message_snapshots)]
    parts += _texts(message.components)
    files = len(message.attachments) + sum(len(each.attachments) for each in message.message_snapshots)
    if files:
        parts.append(f"({plural(files, 'file')})")
    return "\n".join(part for part in parts if part)


def _texts(components: Sequence[Any]) -> Iterator[str]:
    """Yield the texts of a message that is made of components, as this bot's are."""
    for component in components:
        if isinstance(component, discord.components.TextDisplay):
            yield component.content
        yield from _texts(getattr(component, "children", ()))


def _sees(channel: discord.abc.GuildChannel | discord.Thread, reader: discord.Member) -> bool:
    allowed = channel.permissions_for(reader)
    return allowed.view_channel and allowed.read_message_history
