"""Channels that delivery stopped at, looked at again whenever Discord tells of a change in permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.permissions import may_post

if TYPE_CHECKING:
    from bot.client import CommunityBot

_EVENTS = ("on_ready", "on_guild_channel_update", "on_guild_role_update")


def watch(bot: CommunityBot) -> None:
    """Let delivery go on where the bot may write again."""

    async def look(*_: Any) -> None:
        if bot.community is None or not bot.turn.has_begun:
            return
        for channel_id in bot.delivery.stopped:
            channel = bot.community.get_channel_or_thread(channel_id)
            if channel is not None and may_post(channel):
                await bot.delivery.reopen(channel_id)

    async def look_at_itself(_: discord.Member, after: discord.Member) -> None:
        # Members change all the time. What Discord refuses for a reason that is not seen here would be tried
        # at each of their changes.
        if after == after.guild.me:
            await look()

    for event in _EVENTS:
        bot.add_listener(look, event)
    bot.add_listener(look_at_itself, "on_member_update")
