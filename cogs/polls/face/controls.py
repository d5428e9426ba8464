"""What the commands, forms and buttons of polls share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import NotAllowed, UserError
from bot.permissions import POSTING, missing
from bot.texts import listing
from bot.ui import member_of
from cogs.polls.model import Kind

if TYPE_CHECKING:
    from cogs.polls.cog import Polls

Interaction = discord.Interaction[Any]

# A poll's number, as buttons carry it.
KEY = r"(?P<poll>\d{1,15})"


def polls_of(interaction: Interaction) -> Polls:
    """Return the running cog. Raises `UserError` when it was switched off a moment ago."""
    cog: Polls | None = interaction.client.get_cog("polls")
    if cog is None:
        raise UserError("Polls are switched off now.", "Ask a moderator if you miss them.")
    return cog


def require_place(interaction: Interaction, *, native: bool = False) -> int:
    """Return the channel in which somebody asks. Raises unless they and the bot may write there.

    `native`: whether it is one of Discord's own polls, for which each needs Create Polls, too.
    """
    community: discord.Guild | None = interaction.client.community
    channel_id = interaction.channel_id or 0
    channel = community.get_channel_or_thread(channel_id) if community else None
    if channel is None or isinstance(channel, discord.CategoryChannel | discord.ForumChannel):
        raise UserError("There can be no poll here.", "Ask in a channel in which people write.")
    thread = isinstance(channel, discord.Thread)
    writing = discord.Permissions(
        view_channel=True,
        send_messages=not thread,
        send_messages_in_threads=thread,
        send_polls=native,
    )
    if lacking := missing(channel.permissions_for(member_of(interaction)), writing):
        raise NotAllowed(
            f"You may not ask here: you lack {listing(lacking)}.", "Ask in a channel in which you may write."
        )
    needed = writing | discord.Permissions(read_message_history=POSTING.read_message_history)
    if community and (lacking := missing(channel.permissions_for(community.me), needed)):
        raise UserError(
            f"The bot cannot post here: it lacks {listing(lacking)}.",
            "Ask a moderator to allow it, or ask in another channel.",
        )
    return channel_id


async def require_poll(interaction: Interaction, poll_id: int, kind: Kind) -> None:
    """Raise `UserError` unless a press belongs to this poll: of this kind, in its channel, by who sees it."""
    poll = await polls_of(interaction).polling.poll(poll_id)
    community: discord.Guild | None = interaction.client.community
    channel = community.get_channel_or_thread(poll.channel_id) if community else None
    # A thread that was archived is not known; where it is pressed it is seen.
    sees = channel is None or channel.permissions_for(member_of(interaction)).view_channel
    if poll.kind is not kind or interaction.channel_id != poll.channel_id or not sees:
        raise unknown_poll()


def unknown_poll() -> UserError:
    """Return what is told of a poll that is forgotten, or that somebody does not see."""
    return UserError("This poll is over, and forgotten by now.", "/poll list has those that go on.")


def is_moderator(interaction: Interaction) -> bool:
    """Tell whether who acts is a moderator at this moment."""
    return bool(interaction.client.is_moderator(member_of(interaction)))
