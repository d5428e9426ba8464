"""Members: changed by the bot, their time-outs above all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ..validation.form import invalid
from ..world.errors import missing_permissions
from ..world.routing import RequestContext, Routes, model_route, world_of

_PATH = "/guilds/{guild_id}/members/{user_id}"
_TIME_OUT = "communication_disabled_until"
_edit = model_route("PATCH", _PATH)

#: The longest time-out (resources/guild: modify guild member).
LONGEST = timedelta(days=28)
_ADMINISTRATOR = 1 << 3


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("PATCH", _PATH)(edit)


def edit(ctx: RequestContext) -> Any:
    """Change a member. A time-out ends within 28 days, and administrators and the owner get none (403)."""
    until = ctx.body().get(_TIME_OUT)
    if until is None:
        return _edit(ctx)
    world, moment = world_of(ctx), _moment(until)
    if moment > world.clock.now() + LONGEST:
        raise invalid((_TIME_OUT,), "BASE_TYPE_BAD_VALUE", "A time-out ends within 28 days.")
    if world.compute_permissions(ctx.int_arg("guild_id"), ctx.int_arg("user_id")) & _ADMINISTRATOR:
        raise missing_permissions()
    member = _edit(ctx)
    # Discord's own clients see the end by the clock: no event tells of it.
    world.deadlines.at(moment, lambda: world.tell("STATE", {"because": "TIME_OUT_OVER"}))
    return member


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise invalid(
            (_TIME_OUT,), "DATE_TIME_TYPE_PARSE", f'Could not parse "{value}". Should be ISO8601.'
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
