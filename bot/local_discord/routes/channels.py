"""Making and editing channels: what the model does not keep of forums, posts and age limits."""

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

_KEPT = (*_NUMBERS, "nsfw", "default_reaction_emoji")
MAX_TAGS = 20

_create = model_route("POST", "/guilds/{guild_id}/channels")
_edit = model_route("PATCH", "/channels/{channel_id}")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("POST", "/guilds/{guild_id}/channels")(create)
    routes.add("PATCH", "/channels/{channel_id}")(edit)


def create(ctx: RequestContext) -> Any:
    """Make a channel; a forum's tags get their ids."""
    world = world_of(ctx)
    body = {key: value for key, value in ctx.body().items() if value is not None}
    kept = {key: body[key] for key in _KEPT if key in body}
    _check_settings(kept)
    ctx.json = {key: value for key, value in body.items() if key not in {*kept, "available_tags"}}
    world.next_settings = {**kept, "available_tags": _tags(world, body)}
    try:
        return _create(ctx)
    finally:
        world.next_settings = {}


def edit(ctx: RequestContext) -> Any:
    """Change a channel or thread."""
    world = world_of(ctx)
    channel = ctx.require_channel_permissions(ctx.int_arg("channel_id"), "manage_channels")
    body = ctx.body()
    kept = {key: body[key] for key in _KEPT if key in body}
    _check_settings(kept)
    _check_pin(world, channel, kept)
    ctx.json = {key: value for key, value in body.items() if key not in kept}
    if "available_tags" in body:
        ctx.json["available_tags"] = _tags(world, body)
    world.channel_settings.setdefault(channel.id, {}).update(kept)
    return _edit(ctx)


def _tags(world: World, body: Json) -> list[Json]:
    """A forum's tags as they are stored."""
    form = Form()
    tags = form.items(body, "available_tags", (), high=MAX_TAGS)
    for path, tag in tags:
        form.text(tag, "name", path, low=1, high=50, required=True)
    form.refuse()
    empty = {"moderated": False, "emoji_id": None, "emoji_name": None}
    return [{**empty, **tag, "id": str(tag.get("id") or world.snowflake())} for _, tag in tags]


def _check_settings(settings: Json) -> None:
    form = Form()
    for key, (low, high) in _NUMBERS.items():
        form.number(settings, key, (), low=low, high=high)
    duration = settings.get("default_auto_archive_duration")
    if duration is not None and duration not in _AUTO_ARCHIVE:
        form.choice(("default_auto_archive_duration",), _AUTO_ARCHIVE)
    if not isinstance(settings.get("nsfw") or False, bool):
        form.error(("nsfw",), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
    form.refuse()


def _check_pin(world: World, channel: Channel, settings: Json) -> None:
    if not int(settings.get("flags") or 0) & PINNED:
        return
    forum = world.channels.get(channel.parent_id or 0)
    if forum is None or forum.type != _FORUM:
        raise invalid(("flags",), "BASE_TYPE_BAD_VALUE", "Only the posts of a forum are pinned in it.")
    if any(post != channel.id for post in world.pinned_posts(forum.id)):
        raise ApiError(400, 30047, "Maximum number of pinned threads in a forum channel has been reached (1)")
