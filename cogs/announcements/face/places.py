"""Where announcements may go, and whom they may mention: checked before saving and before posting."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.client import CommunityBot
from bot.errors import NotAllowed, UserError
from bot.permissions import NAMES, POSTING, missing
from bot.texts import listing
from cogs.announcements.face.controls import Interaction
from cogs.announcements.storage.records import Choices

TYPES = (discord.ChannelType.text, discord.ChannelType.news)

_IN_THREADS = discord.Permissions(send_messages_in_threads=True)
_POSTS = POSTING & ~_IN_THREADS
_THREADS = _IN_THREADS | discord.Permissions(create_public_threads=True)


class Place(app_commands.Transformer):
    """A text or announcement channel, by id."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """An option that holds a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Channels that hold messages."""
        return list(TYPES)

    async def transform(self, interaction: Interaction, value: Any, /) -> int:
        """Return its id; `require_place` tells whether the bot can post there."""
        return int(value.id)


def needed_by(choices: Choices) -> discord.Permissions:
    """Return what the bot needs where posts are made as `choices` say."""
    return _POSTS | _THREADS if choices.thread else _POSTS


def channel_of(bot: CommunityBot, channel_id: int) -> discord.TextChannel:
    """Return a channel by id. Raises `UserError` when the bot does not see it, or cannot post in its kind."""
    found = bot.community.get_channel(channel_id) if bot.community else None
    if found is None:
        raise UserError(
            f"The bot does not see <#{channel_id}>.",
            "Give it the permission View Channel there first, or choose another channel.",
        )
    if not isinstance(found, discord.TextChannel):
        raise UserError(f"<#{channel_id}> is no channel for announcements.", "Choose a text channel.")
    return found


def require_place(bot: CommunityBot, choices: Choices, member: Any) -> None:
    """Raise `UserError` unless posts can be made as `choices` say, and `member` sees where they go."""
    channel = channel_of(bot, choices.channel_id)
    if not channel.permissions_for(member).view_channel:
        raise NotAllowed(f"You do not see <#{channel.id}> yourself.", "Choose a channel that you see.")
    if lacking := missing(channel.permissions_for(channel.guild.me), needed_by(choices)):
        raise UserError(
            f"The bot cannot post in <#{channel.id}>: it lacks {listing(lacking)} there.",
            "Give it these permissions in the channel's settings, then try again.",
        )
    if choices.crosspost and not channel.is_news():
        raise UserError(
            f"<#{channel.id}> is no announcement channel, so nothing can be published from it.",
            "Leave crosspost off, or choose an announcement channel.",
        )
    if choices.role_id == channel.guild.id:
        raise UserError(
            "@everyone is never mentioned by itself.",
            "Choose another role; /announce latest can ping everyone for a single item.",
        )
    if choices.role_id and channel.guild.get_role(choices.role_id) is None:
        raise UserError("The role to mention does not exist any more.", "Choose another one, or none.")


def require_everyone(bot: CommunityBot, channel_id: int, member: Any) -> None:
    """Raise `UserError` unless both the bot and `member` may mention @everyone in a channel."""
    channel = channel_of(bot, channel_id)
    wanted = discord.Permissions(mention_everyone=True)
    (name,) = missing(discord.Permissions.none(), wanted)
    if missing(channel.permissions_for(member), wanted):
        raise NotAllowed("You may not mention @everyone there yourself.", f"That takes “{name}”.")
    if missing(channel.permissions_for(channel.guild.me), wanted):
        raise UserError(
            f"The bot may not mention @everyone in <#{channel.id}>: it lacks “{name}”.",
            "Give it that permission there, or post without.",
        )


def doubts(bot: CommunityBot, choices: Choices) -> list[str]:
    """Return what will not work as expected, though posts can be made."""
    channel = channel_of(bot, choices.channel_id)
    role = channel.guild.get_role(choices.role_id) if choices.role_id else None
    if role is None or role.mentionable or channel.permissions_for(channel.guild.me).mention_everyone:
        return []
    return [
        f"<@&{role.id}> will be named, but nobody notified: let everybody mention that role, or give the bot "
        f"“{NAMES['mention_everyone']}”."
    ]
