"""Channels that delivery stopped at, looked at again whenever Discord tells of a change in permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.permissions import may_post

if TYPE_CHECKING:
    from bot.client import CommunityBot

_EVENTS = ("on_ready", "on_guild_channel_update", "on_guild_role_update", "on_member_update")


def watch(bot: CommunityBot) -> None:
    """Let delivery go on where the bot may write again.

    What Discord refuses although the bot may write, for a permission that only this message needs, is not
    tried again at each of the many events of a large server, but when something changed for the bot.
    """
    allowed: dict[int, int] = {}

    async def look(*_: Any) -> None:
        if bot.community is None or not bot.turn.has_begun:
            return
        for channel_id in bot.delivery.stopped:
            channel = bot.community.get_channel_or_thread(channel_id)
            now = 0 if channel is None else channel.permissions_for(bot.community.me).value
            before, allowed[channel_id] = allowed.get(channel_id), now
            if channel is not None and may_post(channel) and now != before:
                await bot.delivery.reopen(channel_id)

    for event in _EVENTS:
        bot.add_listener(look, event)
