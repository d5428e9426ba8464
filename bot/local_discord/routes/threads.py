"""Threads and forum posts."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..validation.form import Form
from ..validation.messages import check_message
from ..world import shapes
from ..world.channels import REQUIRE_TAG
from ..world.errors import ApiError
from ..world.routing import (
    RequestContext,
    Routes,
    commit_bot_message,
    message_response,
    model_route,
    prepare_bot_message,
    world_of,
)
from .messages import SETTABLE_FLAGS, check_files

_FORUM = 15
_AUTO_ARCHIVE = (60, 1440, 4320, 10080)

_create = model_route("POST", "/channels/{channel_id}/threads")
_create_from_message = model_route("POST", "/channels/{channel_id}/messages/{message_id}/threads")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("POST", "/channels/{channel_id}/threads")(create)
    routes.add("POST", "/channels/{channel_id}/messages/{message_id}/threads")(create_from_message)


def _check(body: Json) -> None:
    form = Form()
    form.text(body, "name", (), low=1, high=100, required=True)
    duration = body.get("auto_archive_duration")
    if duration is not None and duration not in _AUTO_ARCHIVE:
        form.choice(("auto_archive_duration",), _AUTO_ARCHIVE)
    form.number(body, "rate_limit_per_user", (), low=0, high=21600)
    form.refuse()


def create(ctx: RequestContext) -> Any:
    """Open a thread without a message, or a forum post with its first one."""
    world = world_of(ctx)
    _check(ctx.body())
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"))
    if channel.type != _FORUM:
        return _create(ctx)
    ctx.require_channel_permissions(channel.id, "send_messages")
    body = ctx.body()
    starter_body = body.get("message") or {}
    check_message(starter_body, file_names=check_files(ctx), at=("message",))
    starter_body = {**starter_body, "flags": int(starter_body.get("flags") or 0) & SETTABLE_FLAGS}
    known = {str(tag["id"]) for tag in channel.available_tags}
    tags = [str(tag) for tag in body.get("applied_tags") or ()]
    if len(tags) > 5 or not set(tags) <= known:
        form = Form()
        form.error(("applied_tags",), "BASE_TYPE_BAD_LENGTH", "Unknown tag, or more than 5")
        form.refuse()
    if not tags and world.channel_flags(channel.id) & REQUIRE_TAG:
        raise ApiError(400, 40067, "A tag is required to create a forum post in this channel")
    prepared = prepare_bot_message(ctx, channel.id, body=starter_body)
    message, _ = prepared
    thread = world.create_thread(
        channel.id,
        body["name"],
        world.bot_user.id,
        auto_archive_duration=int(body.get("auto_archive_duration") or 1440),
        message_id=message.id,
        applied_tags=[int(tag) for tag in tags],
        broadcast=False,
    )
    message.channel_id = thread.id
    commit_bot_message(ctx, thread.id, prepared, broadcast=False)
    channel.last_message_id = thread.id
    world.announce_thread_create(thread)
    world.announce_message_create(message)
    return {**shapes.thread(world, thread), "message": message_response(ctx, message)}


def create_from_message(ctx: RequestContext) -> Any:
    """Open a thread on a message; a message has one at most (160004)."""
    _check(ctx.body())
    if ctx.int_arg("message_id") in world_of(ctx).channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    return _create_from_message(ctx)
