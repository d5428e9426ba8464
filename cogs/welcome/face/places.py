"""What the bot, and what members, may do where, and which roles can be offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import discord

from bot.permissions import POSTING, missing
from bot.texts import listing

if TYPE_CHECKING:
    from bot.client import CommunityBot

# Nobody gives themselves what moderates others (topics/permissions: those that need two factors, and more).
_POWERS = discord.Permissions(
    discord.Permissions.elevated().value
    | discord.Permissions(moderate_members=True, mention_everyone=True, view_audit_log=True).value
)


class Places:
    """The server as it is at the moment."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot

    @property
    def server(self) -> str:
        """The server's name."""
        return self._bot.community.name if self._bot.community else "this server"

    def trouble(self, channel_id: int) -> str | None:
        """Return why the bot cannot post in a channel, or None."""
        channel = self._find(channel_id)
        if channel is None:
            return f"the bot does not see <#{channel_id}>: it is gone, or View Channel is missing"
        if not isinstance(channel, discord.abc.Messageable):
            return f"<#{channel_id}> takes no messages; choose a text channel"
        if lacking := missing(channel.permissions_for(channel.guild.me), POSTING):
            return f"the bot lacks {listing(lacking)} in <#{channel_id}>"
        if channel_id in self._bot.delivery.stopped:
            return f"Discord refuses what the bot sends to <#{channel_id}>; /admin outbox has more"
        return None

    def topic(self, channel_id: int | None, reader: discord.Member | discord.Role) -> str | None:
        """Return the topic of a channel that `reader` can see (empty without one), or None."""
        channel = self._find(channel_id)
        if channel is None or not channel.permissions_for(reader).view_channel:
            return None
        return getattr(channel, "topic", None) or ""

    def public(self, channel_id: int | None) -> bool:
        """Tell whether everybody on the server can see a channel."""
        community = self._bot.community
        return community is not None and self.topic(channel_id, community.default_role) is not None

    def may_write(self, channel_id: int | None, writer: discord.Member | discord.Role) -> bool:
        """Tell whether a member, or everybody who has a role, sees a channel and may write there."""
        channel = self._find(channel_id)
        if channel is None:
            return False
        allowed = channel.permissions_for(writer)
        return allowed.view_channel and allowed.send_messages

    def _find(self, channel_id: int | None) -> discord.abc.GuildChannel | discord.Thread | None:
        community = self._bot.community
        return community.get_channel_or_thread(channel_id) if community and channel_id else None

    def offered(self, chosen: Iterable[int]) -> list[discord.Role]:
        """Return those of the chosen roles that members can give themselves at the moment."""
        community = self._bot.community
        roles = [community.get_role(role_id) for role_id in chosen] if community else []
        return [role for role in roles if role is not None and unfit(role) is None]

    def unfit(self, chosen: Collection[int]) -> list[str]:
        """Return, for moderators, which chosen roles cannot be offered and why."""
        community = self._bot.community
        if community is None:
            return []
        found: dict[str, list[str]] = {}
        for role_id in chosen:
            role = community.get_role(role_id)
            why = "gone" if role is None else unfit(role)
            if why:
                found.setdefault(why, []).append(f"<@&{role_id}>")
        return [f"Not offered to members: {listing(roles)} ({why})." for why, roles in found.items()]


def unfit(role: discord.Role) -> str | None:
    """Return why members cannot give themselves a role, or None when they can."""
    me = role.guild.me
    if role.is_default() or role.managed:
        return "given by Discord itself"
    if role.permissions.value & _POWERS.value:
        return "may moderate others"
    if not me.guild_permissions.manage_roles:
        return "the bot lacks Manage Roles"
    if role >= me.top_role:
        return "above the bot's own role: drag that one higher in the server's settings"
    return None
