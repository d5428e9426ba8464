"""Messages: sending with limits and nonces, history, edits, crosspost, pins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord

from ..jsontypes import Json
from ..validation.form import invalid
from ..validation.messages import (
    COMPONENTS_V2,
    MAX_FILE_BYTES,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    check_message,
)
from ..validation.pages import page_size
from ..world import World, shapes
from ..world.errors import ApiError, missing_permissions, not_a_text_channel, unknown_message
from ..world.routing import RequestContext, Routes, message_response, model_route, world_of
from ..world.visibility import may, sees_channel

#: Flags a bot may set on an ordinary message; others are dropped, as Discord does.
SETTABLE_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
#: Pinned messages a channel can hold.
MAX_PINS = 250
#: Older messages are deleted one by one only.
BULK_DELETE_AGE = timedelta(days=14)
_SILENT_CHANNELS = (4, 14, 15, 16)

_send = model_route("POST", "/channels/{channel_id}/messages")
_edit = model_route("PATCH", "/channels/{channel_id}/messages/{message_id}")
_history = model_route("GET", "/channels/{channel_id}/messages")
_crosspost = model_route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
_bulk_delete = model_route("POST", "/channels/{channel_id}/messages/bulk-delete")
_expire = model_route("POST", "/channels/{channel_id}/polls/{message_id}/expire")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("POST", "/channels/{channel_id}/messages")(send)
    routes.add("PATCH", "/channels/{channel_id}/messages/{message_id}")(edit)
    routes.add("GET", "/channels/{channel_id}/messages")(history)
    routes.add("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")(crosspost)
    routes.add("POST", "/channels/{channel_id}/messages/bulk-delete")(bulk_delete)
    routes.add("POST", "/channels/{channel_id}/polls/{message_id}/expire")(expire_poll)
    routes.add("GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}")(voters)
    routes.add("GET", "/channels/{channel_id}/messages/pins")(pins)
    routes.add("PUT", "/channels/{channel_id}/messages/pins/{message_id}")(pin)
    routes.add("DELETE", "/channels/{channel_id}/messages/pins/{message_id}")(unpin)
    # The older addresses of the same, which other libraries still use.
    routes.add("PUT", "/channels/{channel_id}/pins/{message_id}")(pin)
    routes.add("DELETE", "/channels/{channel_id}/pins/{message_id}")(unpin)


def check_files(ctx: RequestContext, path: tuple[str | int, ...] = ()) -> list[str]:
    """The names of the uploaded files; refuses files larger than 10 MiB (40005)."""
    for file in ctx.files:
        if file.size > MAX_FILE_BYTES:
            raise ApiError(413, 40005, "Request entity too large")
    return [file.filename for file in ctx.files]


def check_sending(world: World, channel_id: int, body: Json, file_names: list[str]) -> Json:
    """Check place, permissions and limits of a bot's message; the body with only the flags it may set."""
    channel = world.get_channel(channel_id)
    if channel.type in _SILENT_CHANNELS:
        raise not_a_text_channel()
    check_message(body, file_names=file_names)
    bot = world.bot_user.id
    if channel.guild_id is not None and sees_channel(world, bot, channel_id):
        if file_names and not may(world, bot, channel_id, "attach_files"):
            raise missing_permissions()
        if body.get("poll") and not may(world, bot, channel_id, "send_polls"):
            raise missing_permissions()
        if body.get("embeds") and not may(world, bot, channel_id, "embed_links"):
            body = {**body, "embeds": []}
    for recipient in channel.recipient_ids:
        if recipient in world.closed_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if not any(recipient in guild.members for guild in world.guilds.values()):
            message = "Cannot send messages to this user due to having no mutual guilds"
            raise ApiError(403, 50278, message)
    reference = body.get("message_reference") or {}
    answered = world.messages.get(channel_id, {}).get(int(reference.get("message_id") or 0))
    if answered is not None and answered.is_ephemeral:
        # Outside its interaction an ephemeral message is not there.
        if reference.get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        body = {**body, "message_reference": None}
    metadata = channel.thread_metadata
    if metadata is not None and metadata.archived:
        if metadata.locked:
            raise ApiError(400, 50083, "Thread is archived")
        world.edit_channel(channel_id, {}, thread_metadata={"archived": False})
    return {**body, "flags": int(body.get("flags") or 0) & SETTABLE_FLAGS}


def send(ctx: RequestContext) -> Any:
    """Send a message; with ``enforce_nonce`` a repeat inside the window gives the first one back."""
    world = world_of(ctx)
    channel_id = ctx.int_arg("channel_id")
    body = check_sending(world, channel_id, ctx.body(), check_files(ctx))
    nonce = body.get("nonce")
    unique = bool(body.get("enforce_nonce"))
    if nonce is not None and unique:
        stored = world.message_by_nonce(world.bot_user.id, nonce)
        if stored is not None:
            return message_response(ctx, stored)
    ctx.json = body
    world.next_nonce = nonce
    try:
        answer = _send(ctx)
    finally:
        world.next_nonce = None
    if nonce is not None:
        message = world.get_message(channel_id, int(answer["id"]))
        world.remember_nonce(message, nonce, unique=unique)
    return answer


def edit(ctx: RequestContext) -> Any:
    """Edit the bot's own message within Discord's limits; a poll cannot be edited."""
    world = world_of(ctx)
    message = world.get_message(ctx.int_arg("channel_id"), ctx.int_arg("message_id"))
    if message.author_id == world.bot_user.id:
        if message.poll is not None:
            raise ApiError(400, 520003, "Cannot edit a poll message")
        check_message(ctx.body(), file_names=check_files(ctx), existing=shapes.message(world, message))
    return _edit(ctx)


def history(ctx: RequestContext) -> Any:
    """Messages of a channel, newest first, 1 to 100 of them; with ``after`` the next ones after it."""
    limit = page_size(ctx, 50)
    if "after" in ctx.params:
        # The model would give the newest of all: the page ends before the first message beyond it.
        stored = world_of(ctx).messages.get(ctx.int_arg("channel_id"), {})
        after = int(ctx.params["after"])
        later = sorted(number for number, m in stored.items() if number > after and not m.is_ephemeral)
        if len(later) > limit:
            ctx.params["before"] = str(later[limit])
    return _history(ctx)


def bulk_delete(ctx: RequestContext) -> None:
    """Delete 2 to 100 messages at once, none of them older than 14 days (50034)."""
    oldest = discord.utils.time_snowflake(world_of(ctx).clock.now() - BULK_DELETE_AGE)
    if any(int(message) < oldest for message in ctx.body().get("messages") or ()):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    _bulk_delete(ctx)


def crosspost(ctx: RequestContext) -> Any:
    """Publish an announcement to the channels that follow this one."""
    world = world_of(ctx)
    answer = _crosspost(ctx)
    world.spread(ctx.int_arg("channel_id"), ctx.int_arg("message_id"))
    return answer


def expire_poll(ctx: RequestContext) -> Any:
    """Close the bot's own poll at once; one that has ended is not ended again."""
    world = world_of(ctx)
    message = ctx.require_message(ctx.int_arg("channel_id"), ctx.int_arg("message_id"))
    if message.poll is None:
        raise ApiError(400, 520006, "Cannot expire a non-poll message")
    if message.author_id == world.bot_user.id and message.poll.finalized:
        raise ApiError(400, 520001, "Poll expired")
    return _expire(ctx)


def voters(ctx: RequestContext) -> Any:
    """Who chose an answer of a poll: a page by user id, 1 to 100 people after ``after``."""
    world = world_of(ctx)
    message = ctx.require_message(
        ctx.int_arg("channel_id"), ctx.int_arg("message_id"), "read_message_history"
    )
    limit, after = page_size(ctx, 25), int(ctx.params.get("after", 0))
    chose = message.poll.votes.get(ctx.int_arg("answer_id"), ()) if message.poll is not None else ()
    page = sorted(user for user in chose if user > after)[:limit]
    return {"users": [shapes.user(world.users[user]) for user in page]}


def pins(ctx: RequestContext) -> Any:
    """The pinned messages, last pinned first."""
    world = world_of(ctx)
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "read_message_history")
    pinned = [m for m in world.messages[channel.id].values() if m.pinned and not m.is_ephemeral]
    pinned.sort(key=lambda message: world.pinned_at.get(message.id, ""), reverse=True)
    limit = int(ctx.params.get("limit", 50))
    items = [
        {"message": message_response(ctx, m), "pinned_at": world.pinned_at.get(m.id, m.timestamp)}
        for m in pinned[:limit]
    ]
    return {"items": items, "has_more": len(pinned) > limit}


def pin(ctx: RequestContext) -> None:
    """Pin a message; needs PIN_MESSAGES, and a channel holds 250."""
    world = world_of(ctx)
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "pin_messages")
    message = ctx.require_message(channel.id, ctx.int_arg("message_id"))
    if not message.pinned and sum(m.pinned for m in world.messages[channel.id].values()) >= MAX_PINS:
        raise ApiError(400, 30003, f"Maximum number of pins reached for the channel ({MAX_PINS})")
    world.set_pinned(channel.id, message.id, True)


def unpin(ctx: RequestContext) -> None:
    """Unpin a message; needs PIN_MESSAGES."""
    world = world_of(ctx)
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "pin_messages")
    message = ctx.require_message(channel.id, ctx.int_arg("message_id"))
    if not message.pinned:
        raise unknown_message()
    world.set_pinned(channel.id, message.id, False)
