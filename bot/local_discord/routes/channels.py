"""Editing channels: what the model does not keep of forums, posts and age limits."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..validation.form import Form, invalid
from ..world import World
from ..world.channels import PINNED, REQUIRE_TAG
from ..world.errors import ApiError
from ..world.records import Channel
from ..world.routing import RequestContext, Routes, model_route, world_of

_FORUM = 15
_AUTO_ARCHIVE = (60, 1440, 4320, 10080)
#: What is kept beside the model, with its least and greatest number.
_NUMBERS = {
    "flags": (0, PINNED | REQUIRE_TAG),
    "default_thread_rate_limit_per_user": (0, 21600),
    "default_sort_order": (0, 1),
    "default_forum_layout": (0, 2),
    "default_auto_archive_duration": (60, 10080),
}

_edit = model_route("PATCH", "/channels/{channel_id}")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("PATCH", "/channels/{channel_id}")(edit)


def edit(ctx: RequestContext) -> Any:
    """Change a channel or thread."""
    world = world_of(ctx)
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_channels")
    body = ctx.body()
    kept = {key: body[key] for key in (*_NUMBERS, "nsfw") if key in body}
    _check(world, channel, kept)
    ctx.json = {key: value for key, value in body.items() if key not in kept}
    world.channel_settings.setdefault(channel.id, {}).update(kept)
    return _edit(ctx)


def _check(world: World, channel: Channel, settings: Json) -> None:
    form = Form()
    for key, (low, high) in _NUMBERS.items():
        form.number(settings, key, (), low=low, high=high)
    duration = settings.get("default_auto_archive_duration")
    if duration is not None and duration not in _AUTO_ARCHIVE:
        form.choice(("default_auto_archive_duration",), _AUTO_ARCHIVE)
    if not isinstance(settings.get("nsfw") or False, bool):
        form.error(("nsfw",), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    form.refuse()
    if not int(settings.get("flags") or 0) & PINNED:
        return
    forum = world.channels.get(channel.parent_id or 0)
    if forum is None or forum.type != _FORUM:
        raise invalid(("flags",), "BASE_TYPE_BAD_VALUE", "Only the posts of a forum are pinned in it.")
    if any(post != channel.id for post in world.pinned_posts(forum.id)):
        raise ApiError(400, 30047, "Maximum number of pinned threads in a forum channel has been reached (1)")
