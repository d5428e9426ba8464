"""Reactions: the bot's own, with emojis that exist."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from ..validation.emojis import is_emoji
from ..world.errors import unknown_emoji
from ..world.routing import RequestContext, Routes, model_route, world_of

_PATH = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
_add = model_route("PUT", _PATH)


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("PUT", _PATH)(add)


def add(ctx: RequestContext) -> Any:
    """React as the bot; what is no emoji is unknown (10014)."""
    if not is_emoji(world_of(ctx), unquote(ctx.args["emoji"])):
        raise unknown_emoji()
    return _add(ctx)
