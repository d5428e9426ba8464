"""Where elections are announced: channels as options of commands, and whether the bot can post there."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.errors import UserError
from bot.permissions import POSTING, missing
from bot.texts import listing
from bot.ui import member_of
from cogs.elections.face.controls import Interaction


class Channel(app_commands.Transformer):
    """A text or announcement channel, by id."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """An option that holds a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Channels that hold messages."""
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(self, interaction: Interaction, value: Any, /) -> int:
        """Return its id; whether the bot can post there is asked later."""
        return int(value.id)


def require_place(interaction: Interaction, channel_id: int | None) -> int:
    """Return the channel for the announcements. Raises `UserError` where the bot cannot post."""
    if channel_id is None:
        raise UserError(
            "There is no channel for elections yet.",
            "Choose one with the option `channel`, or ask a moderator.",
        )
    community: discord.Guild | None = interaction.client.community
    channel = community.get_channel(channel_id) if community else None
    if not isinstance(channel, discord.TextChannel):
        raise UserError(f"The bot does not see <#{channel_id}>.", "Choose another channel.")
    if not channel.permissions_for(member_of(interaction)).view_channel:
        raise UserError(f"You do not see <#{channel_id}> yourself.", "Choose a channel that you see.")
    if lacking := missing(channel.permissions_for(channel.guild.me), POSTING):
        raise UserError(
            f"The bot cannot post in <#{channel_id}>: it lacks {listing(lacking)} there.",
            "Give it these permissions in the channel's settings, or choose another channel.",
        )
    return channel_id
