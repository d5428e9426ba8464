"""The roles of offices: given when a term begins, taken when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.client import CommunityBot


class OfficeRoles:
    """Gives and takes roles; what cannot be done is said in words, and tried no further."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot

    async def give(self, user_id: int, role_id: int) -> str | None:
        """Give somebody a role; returns why that cannot be done, or None."""
        return await self._change(user_id, role_id, give=True)

    async def take(self, user_id: int, role_id: int) -> str | None:
        """Take a role from somebody; returns why that cannot be done, or None."""
        return await self._change(user_id, role_id, give=False)

    async def _change(self, user_id: int, role_id: int, *, give: bool) -> str | None:
        community = self._bot.community
        role = community.get_role(role_id) if community else None
        member = community.get_member(user_id) if community else None
        if community is None or role is None:
            return f"there is no role <@&{role_id}>"
        if member is None:
            return f"<@{user_id}> is not in the server" if give else None
        if (role in member.roles) == give:
            return None
        try:
            if give:
                await member.add_roles(role, reason="confirmed in an election")
            else:
                await member.remove_roles(role, reason="a term of office has ended")
        except discord.Forbidden:
            return f"the bot may not give or take {role.mention}: it needs Manage Roles, and a role above it"
        return None
