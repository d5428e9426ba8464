"""Reactions: the bot's own, with emojis that exist."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from ..validation.emojis import is_emoji
from ..world.errors import ApiError, unknown_emoji
from ..world.routing import RequestContext, Routes, model_route, world_of

#: Different reactions that a message can have.
MAX_REACTIONS = 20
_PATH = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
_add = model_route("PUT", _PATH)


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("PUT", _PATH)(add)


def add(ctx: RequestContext) -> Any:
    """React as the bot; what is no emoji is unknown (10014), a 21st one too many (30010)."""
    emoji = unquote(ctx.args["emoji"])
    if not is_emoji(world_of(ctx), emoji):
        raise unknown_emoji()
    message = world_of(ctx).get_message(ctx.int_arg("channel_id"), ctx.int_arg("message_id"))
    if message.reaction_for(emoji) is None and len(message.reactions) >= MAX_REACTIONS:
        raise ApiError(400, 30010, f"Maximum number of reactions reached ({MAX_REACTIONS})")
    return _add(ctx)
