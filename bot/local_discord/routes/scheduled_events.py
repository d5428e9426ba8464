"""Scheduled events: limits and permissions the model lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..jsontypes import Json
from ..validation.form import Form
from ..validation.pages import page_size
from ..world import World, shapes
from ..world.errors import ApiError, missing_permissions
from ..world.routing import RequestContext, Routes, world_of

#: Scheduled and active events a guild may have together.
MAX_EVENTS = 100
_EXTERNAL = 3
#: The only answer to an event that people can give.
_INTERESTED = 1
_FIELDS = (
    "name", "description", "scheduled_start_time", "scheduled_end_time", "status", "entity_type",
    "privacy_level", "channel_id", "entity_metadata",
)  # fmt: skip
#: From which status to which an event may be moved by hand.
_MOVES = {1: (1, 2, 4), 2: (2, 3)}


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("POST", "/guilds/{guild_id}/scheduled-events")(create)
    routes.add("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}")(edit)
    routes.add("DELETE", "/guilds/{guild_id}/scheduled-events/{event_id}")(delete)
    routes.add("GET", "/guilds/{guild_id}/scheduled-events/{event_id}/users")(interested)


def _check(world: World, event: Json) -> None:
    form = Form()
    form.text(event, "name", (), low=1, high=100, required=True)
    form.text(event, "description", (), high=1000)
    kind = form.number(event, "entity_type", (), low=1, high=3, required=True)
    start = _moment(form, event, "scheduled_start_time", required=True)
    end = _moment(form, event, "scheduled_end_time", required=kind == _EXTERNAL)
    if kind == _EXTERNAL:
        metadata = event.get("entity_metadata")
        form.text(
            metadata if isinstance(metadata, dict) else {},
            "location", ("entity_metadata",), low=1, high=100, required=True,
        )  # fmt: skip
    elif kind is not None and not event.get("channel_id"):
        form.required(("channel_id",))
    if start is not None and end is not None and end <= start:
        form.error(
            ("scheduled_end_time",),
            "GUILD_SCHEDULED_EVENT_END_BEFORE_START",
            "The end time must be after the start time",
        )
    if event.get("status", 1) == 1 and start is not None and start < world.clock.now():
        form.error(
            ("scheduled_start_time",),
            "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
            "Cannot schedule event in the past.",
        )
    form.refuse()


def _moment(form: Form, event: Json, key: str, *, required: bool) -> datetime | None:
    value = event.get(key)
    if value is None:
        if required:
            form.required((key,))
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        form.error((key,), "DATE_TIME_TYPE_PARSE", f'Could not parse "{value}". Should be ISO8601.')
        return None
    if moment.tzinfo is None:
        form.error((key,), "DATE_TIME_TYPE_PARSE", "The time needs an offset.")
        return None
    return moment


def _require(ctx: RequestContext, guild_id: int, *, creator_id: int | None) -> None:
    """Making an event needs CREATE_EVENTS; changing one's own too, another's MANAGE_EVENTS."""
    world = world_of(ctx)
    held = world.compute_permissions(guild_id, world.bot_user.id)
    create_events, manage_events = 1 << 44, 1 << 33
    own = creator_id is None or creator_id == world.bot_user.id
    if not held & (
        create_events | (manage_events if creator_id is not None else 0) if own else manage_events
    ):
        raise missing_permissions()


def create(ctx: RequestContext) -> Any:
    """Make an event."""
    world = world_of(ctx)
    guild = world.get_guild(ctx.int_arg("guild_id"))
    _require(ctx, guild.id, creator_id=None)
    body = ctx.fields(*_FIELDS)
    _check(world, body)
    if sum(event.status in (1, 2) for event in guild.scheduled_events.values()) >= MAX_EVENTS:
        raise ApiError(400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)")
    channel_id = body.get("channel_id")
    event = world.create_scheduled_event(
        guild.id,
        name=body["name"].strip(),
        entity_type=body["entity_type"],
        scheduled_start_time=_utc(body["scheduled_start_time"]),
        scheduled_end_time=_utc(body.get("scheduled_end_time")),
        channel_id=int(channel_id) if channel_id else None,
        description=body.get("description"),
        entity_metadata=body.get("entity_metadata"),
    )
    return shapes.scheduled_event(world, event)


def edit(ctx: RequestContext) -> Any:
    """Change an event or move it on: scheduled to active or cancelled, active to completed."""
    world = world_of(ctx)
    guild_id, event_id = ctx.int_arg("guild_id"), ctx.int_arg("event_id")
    event = world.get_scheduled_event(guild_id, event_id)
    _require(ctx, guild_id, creator_id=event.creator_id)
    if event.status not in _MOVES:
        raise ApiError(400, 180000, "Cannot update a finished event")
    body = ctx.fields(*_FIELDS)
    before = shapes.scheduled_event(world, event)
    if body.get("status") is not None and body["status"] not in _MOVES.get(event.status, ()):
        raise ApiError(400, 180000, "Invalid Guild Scheduled Event status transition")
    times_moved = "scheduled_start_time" in body
    _check(world, {**before, **body, "status": 1 if times_moved else 2})
    for key in ("scheduled_start_time", "scheduled_end_time"):
        if key in body:
            body[key] = _utc(body[key])
    if body.get("channel_id") is not None:
        body["channel_id"] = int(body["channel_id"])
    return shapes.scheduled_event(world, world.edit_scheduled_event(guild_id, event_id, body))


def delete(ctx: RequestContext) -> None:
    """Delete an event."""
    world = world_of(ctx)
    guild_id, event_id = ctx.int_arg("guild_id"), ctx.int_arg("event_id")
    event = world.get_scheduled_event(guild_id, event_id)
    _require(ctx, guild_id, creator_id=event.creator_id)
    world.delete_scheduled_event(guild_id, event_id)


def interested(ctx: RequestContext) -> Any:
    """Who is interested: a page by user id, 1 to 100 people ``after`` or ``before`` one."""
    world = world_of(ctx)
    guild = world.get_guild(ctx.int_arg("guild_id"))
    event = world.get_scheduled_event(guild.id, ctx.int_arg("event_id"))
    limit, after = page_size(ctx, 100), int(ctx.params.get("after", 0))
    before = int(ctx.params["before"]) if "before" in ctx.params else None
    found = sorted(user for user in event.user_ids if user > after and (before is None or user < before))
    entries = []
    for user_id in found[:limit] if before is None else found[-limit:]:
        entry: Json = {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(user_id),
            "user": shapes.user(world.get_user(user_id)),
            "response": _INTERESTED,
        }
        if user_id in guild.members and str(ctx.params.get("with_member", "")).lower() in ("1", "true"):
            entry["member"] = shapes.member(world, guild, guild.members[user_id])
        entries.append(entry)
    return entries


def _utc(value: str | None) -> Any:
    return None if value is None else datetime.fromisoformat(value).isoformat()
