"""Application commands: registering them, in bulk or one at a time."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..validation.commands import check_commands
from ..world import World
from ..world.errors import ApiError, missing_access
from ..world.routing import RequestContext, Routes, world_of

_FIELDS = frozenset(
    {
        "name", "description", "type", "options", "default_member_permissions", "dm_permission", "contexts",
        "integration_types", "name_localizations", "description_localizations", "nsfw",
    }
)  # fmt: skip
_BASE = "/applications/{application_id}"
_SCOPES = (_BASE + "/commands", _BASE + "/guilds/{guild_id}/commands")


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    for scope in _SCOPES:
        routes.add("GET", scope)(listing)
        routes.add("PUT", scope)(replace_all)
        routes.add("POST", scope)(create)
        routes.add("GET", scope + "/{command_id}")(one)
        routes.add("PATCH", scope + "/{command_id}")(change)
        routes.add("DELETE", scope + "/{command_id}")(delete)


def _scope(ctx: RequestContext) -> tuple[World, int | None]:
    world = world_of(ctx)
    if ctx.args["application_id"] != str(world.application_id):
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    if "guild_id" not in ctx.args:
        return world, None
    if ctx.int_arg("guild_id") not in world.guilds:
        raise missing_access()
    return world, ctx.int_arg("guild_id")


def _store(world: World, guild_id: int | None, payloads: list[Json]) -> list[Json]:
    """Replace a scope's commands; who keeps name and type keeps the id, and a new version when changed."""
    old = world.commands.get(guild_id, {})
    stored: dict[tuple[str, int], Json] = {}
    for payload in payloads:
        command = {key: value for key, value in payload.items() if key in _FIELDS}
        kind = int(command.get("type") or 1)
        command["type"] = kind
        command.setdefault("description", "")
        command.setdefault("options", [])
        command.setdefault("default_member_permissions", None)
        command.setdefault("contexts", None)
        command["integration_types"] = command.get("integration_types") or [0]
        command.setdefault("nsfw", False)
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
        command["application_id"] = str(world.application_id)
        if guild_id is not None:
            command["guild_id"] = str(guild_id)
        else:
            command.setdefault("dm_permission", True)
        before = old.get((command["name"], kind))
        fresh = str(world.snowflake())
        command["id"] = before["id"] if before else fresh
        same = before is not None and {**before, "version": None} == {**command, "version": None}
        command["version"] = before["version"] if before is not None and same else fresh
        stored[(command["name"], kind)] = command
    world.commands[guild_id] = stored
    world.tell("COMMANDS_UPDATE", {"guild_id": str(guild_id) if guild_id is not None else None})
    return list(stored.values())


def _current(world: World, guild_id: int | None) -> list[Json]:
    return list(world.commands.get(guild_id, {}).values())


def _find(ctx: RequestContext) -> tuple[World, int | None, Json]:
    world, guild_id = _scope(ctx)
    for command in _current(world, guild_id):
        if command["id"] == ctx.args["command_id"]:
            return world, guild_id, command
    raise ApiError(404, 10063, "Unknown application command")


def listing(ctx: RequestContext) -> Any:
    """The commands of a scope."""
    return _current(*_scope(ctx))


def replace_all(ctx: RequestContext) -> Any:
    """Bulk overwrite: the whole set of a scope."""
    world, guild_id = _scope(ctx)
    return _store(world, guild_id, check_commands(ctx.json))


def create(ctx: RequestContext) -> Any:
    """Add one command, or replace the one of the same name and type."""
    world, guild_id = _scope(ctx)
    body = ctx.body()
    key = (body.get("name"), int(body.get("type") or 1))
    kept = [command for command in _current(world, guild_id) if (command["name"], command["type"]) != key]
    check_commands([*kept, body])
    return _store(world, guild_id, [*kept, body])[-1]


def one(ctx: RequestContext) -> Any:
    """One command."""
    return _find(ctx)[2]


def change(ctx: RequestContext) -> Any:
    """Change some fields of one command."""
    world, guild_id, command = _find(ctx)
    commands = [{**other, **ctx.body()} if other is command else other for other in _current(world, guild_id)]
    check_commands(commands)
    return _store(world, guild_id, commands)[commands.index({**command, **ctx.body()})]


def delete(ctx: RequestContext) -> None:
    """Remove one command."""
    world, guild_id, command = _find(ctx)
    _store(world, guild_id, [other for other in _current(world, guild_id) if other is not command])
