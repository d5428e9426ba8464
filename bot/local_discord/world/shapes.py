"""Payload shapes: the model's serializers, completed to what Discord really sends.

The model's serializers look each other up by name, so the completed ones are put in their place
once, when this package is imported. Nothing else in a process uses the model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from simcord.backend import serializers
from simcord.backend.models import Channel, Guild, Member, Message, Poll, Role, ScheduledEvent, User
from simcord.backend.ops.base import BackendBase

from ..jsontypes import Json
from .members import LocalGuild, LocalMember, LocalRole

_member_payload = serializers.member_payload
_channel_payload = serializers.channel_payload
_thread_payload = serializers.thread_payload
_message_payload = serializers.message_payload
_role_payload = serializers.role_payload
_guild_create_payload = serializers.guild_create_payload
_scheduled_event_payload = serializers.scheduled_event_payload
_poll_payload = serializers.poll_payload

HAS_THREAD = 1 << 5
#: The note that a thread was opened; it refers to the thread.
THREAD_CREATED = 18
#: What a guild object has beside its members, channels and threads.
_EVENT_ONLY = frozenset(
    {
        "member_count", "large", "unavailable", "joined_at", "members", "channels", "threads", "presences",
        "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds",
    }
)  # fmt: skip


def user(person: User) -> Json:
    """A user as everybody sees them (Discord's ``UserResponse``)."""
    payload: Json = {
        "id": str(person.id),
        "username": person.name,
        "discriminator": person.discriminator,
        "global_name": person.global_name,
        "avatar": person.avatar,
        "public_flags": person.public_flags,
        "flags": person.public_flags,
        "primary_guild": None,
    }
    if person.bot:
        payload["bot"] = True
    return payload


def own_user(person: User) -> Json:
    """The bot's own user, as ``GET /users/@me`` and READY give it."""
    return {
        **user(person),
        "bot": True,
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
        "premium_type": 0,
        "bio": "",
    }


def member(backend: BackendBase, guild: Guild, person: Member, *, with_user: bool = True) -> Json:
    """A member; ``flags`` and ``banner`` are what the model's own serializer lacks."""
    payload = cast(Json, _member_payload(backend, guild, person, with_user=with_user))
    payload["banner"] = None
    if isinstance(person, LocalMember):
        payload["flags"] = person.flags
    return payload


def role(item: Role) -> Json:
    """A role; an integration's own role names its bot in ``tags``."""
    payload = cast(Json, _role_payload(item))
    if isinstance(item, LocalRole) and item.bot_id is not None:
        payload["tags"] = {"bot_id": str(item.bot_id)}
    return payload


def channel(backend: BackendBase, item: Channel) -> Json:
    """A channel or thread of a guild, or a direct conversation."""
    payload = cast(Json, _channel_payload(backend, item))
    payload.setdefault("flags", 0)
    if item.guild_id is None:
        for key in ("parent_id", "topic", "rate_limit_per_user"):
            payload.pop(key, None)
    elif not item.is_thread:
        payload.setdefault("nsfw", False)
        payload.update(_settings(backend, item))
    return payload


def _settings(backend: BackendBase, item: Channel) -> Json:
    settings: dict[int, Json] = getattr(backend, "channel_settings", {})
    return settings.get(item.id, {})


def thread(backend: BackendBase, item: Channel) -> Json:
    """A thread; ``member`` is the bot's own membership when it has joined."""
    payload = {**cast(Json, _thread_payload(backend, item)), **_settings(backend, item)}
    if backend.bot_user.id in item.thread_members:
        payload["member"] = serializers.thread_member_payload(item, backend.bot_user.id)
    return payload


def message(backend: BackendBase, item: Message, *, for_user: int | None = None) -> Json:
    """A message as ``for_user`` sees it (own reactions and votes); without a reader, as the bot does."""
    reader = backend.bot_user.id if for_user is None else for_user
    payload = cast(Json, _message_payload(backend, item, for_user=reader))
    nonces: dict[int, str | int] = getattr(backend, "nonce_of", {})
    if item.id in nonces:
        payload["nonce"] = nonces[item.id]
    else:
        payload.pop("nonce", None)
    if not payload["sticker_items"]:
        del payload["sticker_items"]
    if not payload["reactions"]:
        del payload["reactions"]
    if item.system_metadata is None:
        # Whom `allowed_mentions` spares is read as a name, and is not mentioned.
        pinged = {str(user_id) for user_id in item.ping_user_ids}
        payload["mentions"] = [person for person in payload["mentions"] if person["id"] in pinged]
        payload["mention_roles"] = [str(role_id) for role_id in item.ping_role_ids]
    metadata = item.interaction_metadata
    if metadata is not None:
        payload["application_id"] = str(backend.application_id)
    if item.flags & HAS_THREAD and item.id in backend.channels:
        payload["thread"] = thread(backend, backend.channels[item.id])
    if payload["type"] == THREAD_CREATED and item.system_metadata is not None:
        opened = str(item.system_metadata.channel_id)
        payload["message_reference"] = {"channel_id": opened, "guild_id": payload["guild_id"]}
    if payload.get("message_reference"):
        payload["message_reference"].setdefault("type", 0)
    if payload.get("message_reference") and payload["type"] in (19, 46):
        payload.setdefault("referenced_message", None)
    return payload


def poll(item: Poll, *, for_user: int | None = None) -> Json:
    """A poll; an answer nobody chose has no count, as on Discord."""
    payload = _poll_payload(item, for_user=for_user)
    payload["results"]["answer_counts"] = [
        count for count in payload["results"]["answer_counts"] if count["count"]
    ]
    return payload


def guild_create(backend: BackendBase, guild: Guild) -> Json:
    """GUILD_CREATE as the gateway sends it: only the bot itself among the members."""
    own = {uid: m for uid, m in guild.members.items() if uid == backend.bot_user.id}
    payload = cast(Json, _guild_create_payload(backend, replace(guild, members=own)))
    count = len(guild.members)
    me = guild.members.get(backend.bot_user.id)
    payload.update(
        member_count=count,
        large=count > 250,
        joined_at=me.joined_at if me else payload["joined_at"],
        features=sorted(guild.features) if isinstance(guild, LocalGuild) else [],
        home_header=None,
        region="deprecated",
        widget_enabled=False,
        widget_channel_id=None,
        max_stage_video_channel_users=50,
        max_video_channel_users=25,
        safety_alerts_channel_id=None,
        nsfw=False,
        nsfw_level=0,
        incidents_data=None,
    )
    return payload


def guild(backend: BackendBase, item: Guild) -> Json:
    """The guild object of ``GET /guilds/{id}`` and GUILD_UPDATE: without members and channels."""
    return {key: value for key, value in guild_create(backend, item).items() if key not in _EVENT_ONLY}


def scheduled_event(backend: BackendBase, event: ScheduledEvent) -> Json:
    """A scheduled event of the guild."""
    payload = _scheduled_event_payload(backend, event)
    payload.update(recurrence_rule=None, guild_scheduled_event_exceptions=[])
    return payload


def install() -> None:
    """Put the completed serializers where the model looks them up."""
    replacements: dict[str, Any] = {
        "user_payload": user,
        "member_payload": member,
        "role_payload": role,
        "channel_payload": channel,
        "thread_payload": thread,
        "message_payload": message,
        "poll_payload": poll,
        "guild_create_payload": guild_create,
        "scheduled_event_payload": scheduled_event,
    }
    for name, function in replacements.items():
        setattr(serializers, name, function)
