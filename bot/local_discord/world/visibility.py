"""Who may see what: gateway intents for bots, channel permissions for people."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import discord
from simcord import intents as _model
from simcord.backend.access import channel_accessible, message_accessible
from simcord.backend.command_access import command_access
from simcord.backend.permissions import flag

from ..jsontypes import Json
from .model import World

#: Every intent bit Discord knows.
ALL_INTENTS: int = discord.Intents.all().value
MEMBERS: int = discord.Intents.members.flag
PRESENCES: int = discord.Intents.presences.flag
MESSAGE_CONTENT: int = discord.Intents.message_content.flag
#: The three that must be switched on in the developer portal.
PRIVILEGED: dict[str, int] = {
    "members": MEMBERS,
    "presences": PRESENCES,
    "message_content": MESSAGE_CONTENT,
}


def intent_bits(event: str, payload: Mapping[str, Any]) -> int:
    """The intent an event needs as a bit, 0 when it is always delivered."""
    name = _model.required_intent(event, payload)
    return 0 if name is None else int(getattr(discord.Intents, name).flag)


def without_content(world: World, event: str, payload: Mapping[str, Any]) -> Json | None:
    """The payload for a bot without the message-content intent; None when nothing is to be hidden.

    Own messages, direct messages, messages that mention the bot and the target of a message
    command keep their content, as on Discord.
    """
    bot_id = world.bot_user.id
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        own = payload["author"]["id"] == str(bot_id)
        if own and not payload.get("referenced_message"):
            # Nothing to hide, and nothing to copy: most messages of a busy bot.
            return None
        shown = deepcopy(dict(payload))
        return shown if _model.censor_message(shown, bot_id, backend=world) else None
    if event != "INTERACTION_CREATE" or not (payload.get("message") or payload["data"].get("resolved")):
        return None
    shown = deepcopy(dict(payload))
    censored = False
    data = shown["data"]
    if isinstance(shown.get("message"), dict):
        censored = _model.censor_message(shown["message"], bot_id, backend=world, exempt_root=True)
    for message_id, message in (data.get("resolved") or {}).get("messages", {}).items():
        target = data.get("type") == 3 and str(data.get("target_id")) == message_id
        censored |= _model.censor_message(message, bot_id, backend=world, exempt_root=target)
    return shown if censored else None


def sees_channel(world: World, user_id: int, channel_id: int, *, history: bool = False) -> bool:
    """Whether the user can open the channel (and read its past, with ``history``)."""
    return channel_accessible(world, channel_id, user_id, history=history)


def may(world: World, user_id: int, channel_id: int, *permissions: str) -> bool:
    """Whether the user has all the named permissions in a channel; always in a direct conversation."""
    channel = world.get_channel(channel_id)
    if channel.guild_id is None:
        return sees_channel(world, user_id, channel_id)
    held = world.compute_permissions(channel.guild_id, user_id, channel_id)
    return all(held & flag(name) for name in permissions)


def may_moderate(world: World, user_id: int, channel_id: int) -> bool:
    """Whether the user may delete others' messages; nobody may in a direct conversation."""
    in_guild = world.get_channel(channel_id).guild_id is not None
    return in_guild and may(world, user_id, channel_id, "manage_messages")


def command_refusal(world: World, command: Json, user_id: int, channel_id: int) -> str | None:
    """Why the user may not use a command in a channel, None when they may."""
    access = command_access(world, command, user_id=user_id, channel_id=channel_id)
    return None if access.allowed else access.reason or "refused"


__all__ = [
    "ALL_INTENTS",
    "MEMBERS",
    "MESSAGE_CONTENT",
    "PRESENCES",
    "PRIVILEGED",
    "command_refusal",
    "intent_bits",
    "may",
    "may_moderate",
    "message_accessible",
    "sees_channel",
    "without_content",
]
