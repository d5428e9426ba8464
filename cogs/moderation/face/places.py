"""Where moderators are told, and why they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.permissions import POSTING, missing
from bot.texts import listing

if TYPE_CHECKING:
    from bot.client import CommunityBot


def trouble(bot: CommunityBot, channel_id: int | None) -> str:
    """Return why moderators cannot be told in their channel, for themselves; empty when they can."""
    if channel_id is None:
        return "moderators have no channel for reports yet: choose one with /admin setup"
    community = bot.community
    channel = community.get_channel_or_thread(channel_id) if community else None
    if channel is None:
        return (
            f"the bot does not see <#{channel_id}>, where reports go: it is gone, or View Channel is "
            "missing; /admin setup chooses another"
        )
    if not isinstance(channel, discord.abc.Messageable):
        return f"<#{channel_id}>, where reports go, takes no messages; choose a text channel"
    if lacking := missing(channel.permissions_for(channel.guild.me), POSTING):
        return f"the bot lacks {listing(lacking)} in <#{channel_id}>, where reports go"
    if channel_id in bot.delivery.stopped:
        return (
            f"Discord refuses what the bot sends to <#{channel_id}>, where reports go; /admin outbox has more"
        )
    return ""
