"""Who may do what, and what the bot itself needs to be allowed.

Discord hides commands by `default_member_permissions`, but server admins can override that and old clients
ignore it: whoever acts is checked here again, at the moment they act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import discord

from bot.errors import NotAllowed

# Posting a card and finding it again in the history (Discord docs, topics/permissions).
POSTING = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    send_messages_in_threads=True,
)
# The same with one of Discord's own polls.
POLLING = discord.Permissions(POSTING.value | discord.Permissions(send_polls=True).value)


# Where discord.py's name for a permission is not what Discord's settings call it.
NAMES = {
    "read_messages": "View Channel",
    "mention_everyone": "Mention @everyone, @here and All Roles",
    "manage_guild": "Manage Server",
    "moderate_members": "Timeout Members",
    "send_polls": "Create Polls",
}


def missing(has: discord.Permissions, wanted: discord.Permissions) -> list[str]:
    """Return what of `wanted` is not there, by the names in Discord's settings."""
    lacking = [name for name, on in wanted if on and not getattr(has, name)]
    return [NAMES.get(name) or name.replace("_", " ").title() for name in lacking]


def may_post(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Tell whether the bot may see the channel and write there, as far as it knows."""
    allowed = channel.permissions_for(channel.guild.me)
    writes = (
        allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
    )
    return allowed.view_channel and writes


@dataclass(frozen=True, slots=True)
class PermissionNeed:
    """The permissions one feature needs, in which channels (None: in the whole server)."""

    feature: str
    permissions: discord.Permissions
    channel_ids: tuple[int, ...] | None = None


def is_moderator(member: discord.abc.User, moderator_roles: Collection[int]) -> bool:
    """Tell whether `member` may steer the bot: Manage Server, or one of the configured roles."""
    if not isinstance(member, discord.Member):
        return False
    if member.guild_permissions.manage_guild:
        return True
    return any(role.id in moderator_roles for role in member.roles)


def require_moderator(member: discord.abc.User, moderator_roles: Collection[int]) -> None:
    """Raise `NotAllowed` unless `member` is a moderator."""
    if not is_moderator(member, moderator_roles):
        raise NotAllowed(
            "Only moderators can do this.",
            "These are people with the Manage Server permission or with one of the bot's moderator roles.",
        )


def combined(needs: Iterable[PermissionNeed]) -> discord.Permissions:
    """Return one set of permissions that covers all of `needs`."""
    value = POSTING.value
    for need in needs:
        value |= need.permissions.value
    return discord.Permissions(value)


def invite_url(application_id: int, needs: Iterable[PermissionNeed], guild_id: int | None = None) -> str:
    """Return the address that adds the bot to a server with exactly the permissions it needs.

    With `guild_id` that server is chosen already.
    """
    return discord.utils.oauth_url(
        application_id,
        permissions=combined(needs),
        scopes=("bot", "applications.commands"),
        guild=discord.Object(guild_id) if guild_id else discord.utils.MISSING,
    )
