"""The guild: itself, members, onboarding, welcome screen, roles' sizes, followers, identity."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..jsontypes import Json
from ..validation.form import Form, invalid
from ..world import shapes
from ..world.errors import ApiError
from ..world.members import LocalGuild
from ..world.model import World
from ..world.records import Guild
from ..world.routing import RequestContext, Routes, model_route, world_of

_follow = model_route("POST", "/channels/{channel_id}/followers")
_edit_guild = model_route("PATCH", "/guilds/{guild_id}")

#: Onboarding needs this many default channels, and this many of them writable by everyone.
MIN_DEFAULT_CHANNELS, MIN_WRITABLE_CHANNELS = 7, 5


def register(routes: Routes) -> None:
    """Add these routes to the table."""
    routes.add("GET", "/users/@me")(me)
    routes.add("GET", "/users/@me/guilds")(my_guilds)
    routes.add("GET", "/oauth2/applications/@me")(application)
    routes.add("GET", "/applications/@me")(application)
    routes.add("GET", "/gateway/bot")(gateway_bot)
    routes.add("GET", "/guilds/{guild_id}")(guild)
    routes.add("PATCH", "/guilds/{guild_id}")(edit_guild)
    routes.add("GET", "/guilds/{guild_id}/members")(members)
    routes.add("GET", "/guilds/{guild_id}/members/search")(search_members)
    routes.add("GET", "/guilds/{guild_id}/roles/member-counts")(role_member_counts)
    routes.add("GET", "/guilds/{guild_id}/onboarding")(onboarding)
    routes.add("PUT", "/guilds/{guild_id}/onboarding")(edit_onboarding)
    routes.add("GET", "/guilds/{guild_id}/welcome-screen")(welcome_screen)
    routes.add("PATCH", "/guilds/{guild_id}/welcome-screen")(edit_welcome_screen)
    routes.add("POST", "/channels/{channel_id}/followers")(follow)


def me(ctx: RequestContext) -> Any:
    """The bot's own user."""
    return shapes.own_user(world_of(ctx).bot_user)


def my_guilds(ctx: RequestContext) -> Any:
    """The guilds that the bot is in, as partial guilds by id, at most 200 of them."""
    world = world_of(ctx)
    limit = str(ctx.params.get("limit", 200))
    if not limit.isdecimal() or not 1 <= int(limit) <= 200:
        raise invalid(("limit",), "NUMBER_TYPE_MAX", "int value should be less than or equal to 200.")
    before, after = (_snowflake(ctx, name) for name in ("before", "after"))
    found = [
        item
        for number, item in sorted(world.guilds.items())
        if (before is None or number < before) and (after is None or number > after)
    ]
    # `before` walks down from its end, `after` up (resources/user: get current user guilds).
    page = found[-int(limit) :] if before is not None else found[: int(limit)]
    return [_partial(world, item, ctx) for item in page]


def _partial(world: World, item: Guild, ctx: RequestContext) -> Json:
    me = item.members[world.bot_user.id]
    roles = [item.everyone_role, *(item.roles[role] for role in me.role_ids if role in item.roles)]
    permissions = 0
    for role in roles:
        permissions |= role.permissions
    payload: Json = {
        "id": str(item.id),
        "name": item.name,
        "icon": None,
        "banner": None,
        "owner": item.owner_id == world.bot_user.id,
        "permissions": str(permissions),
        "features": sorted(item.features) if isinstance(item, LocalGuild) else [],
    }
    if str(ctx.params.get("with_counts", "")).lower() in ("1", "true"):
        payload["approximate_member_count"] = len(item.members)
        payload["approximate_presence_count"] = 1
    return payload


def _snowflake(ctx: RequestContext, name: str) -> int | None:
    said = ctx.params.get(name)
    if said is not None and not str(said).isdecimal():
        raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{said}" is not snowflake.')
    return None if said is None else int(said)


def application(ctx: RequestContext) -> Any:
    """The bot's application, owned by the guild's owner; its flags tell which intents are switched on."""
    world = world_of(ctx)
    first = next(iter(world.guilds.values()), None)
    owner = world.get_user(first.owner_id) if first is not None else world.bot_user
    flags = world.portal.application_flags()
    return {
        "id": str(world.application_id),
        "name": world.bot_user.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": shapes.user(world.bot_user),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": shapes.user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "install_params": {"scopes": ["bot", "applications.commands"], "permissions": "0"},
        "integration_types_config": {"0": {}},
        "tags": [],
    }


def gateway_bot(ctx: RequestContext) -> Any:
    """Where the gateway is, for libraries that ask and for sharded bots."""
    world = world_of(ctx)
    return {
        "url": world.gateway_url,
        "shards": 1,
        "session_start_limit": {
            "total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1,
        },
    }  # fmt: skip


def guild(ctx: RequestContext) -> Any:
    """The guild without its members and channels; counts on request."""
    world = world_of(ctx)
    item = world.get_guild(ctx.int_arg("guild_id"))
    payload = shapes.guild(world, item)
    if str(ctx.params.get("with_counts", "")).lower() in ("1", "true"):
        payload["approximate_member_count"] = len(item.members)
        payload["approximate_presence_count"] = 1
    return payload


def edit_guild(ctx: RequestContext) -> Any:
    """Change the guild's settings."""
    _edit_guild(ctx)
    world = world_of(ctx)
    return shapes.guild(world, world.get_guild(ctx.int_arg("guild_id")))


def members(ctx: RequestContext) -> Any:
    """A page of members by id; needs the members intent switched on, even over REST."""
    world = world_of(ctx)
    item = world.get_guild(ctx.int_arg("guild_id"))
    if "members" not in world.portal.intents:
        raise ApiError(403, 50001, "Missing Access")
    limit = str(ctx.params.get("limit", 1))
    if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
        raise invalid(("limit",), "NUMBER_TYPE_MAX", "int value should be less than or equal to 1000.")
    after = str(ctx.params.get("after", 0))
    if not after.isdecimal():
        raise invalid(("after",), "NUMBER_TYPE_COERCE", f'Value "{after}" is not snowflake.')
    # Ids alone are put in order: a large server has many pages.
    ids = sorted(filter(int(after).__lt__, item.members))[: int(limit)]
    return [shapes.member(world, item, item.members[user_id]) for user_id in ids]


def search_members(ctx: RequestContext) -> Any:
    """Members whose name or nickname begins with ``query``."""
    world = world_of(ctx)
    item = world.get_guild(ctx.int_arg("guild_id"))
    query = str(ctx.params.get("query", "")).lower()
    limit = min(int(ctx.params.get("limit", 1)), 1000)
    found = [
        member
        for member in item.members.values()
        if world.users[member.user_id].name.lower().startswith(query)
        or (member.nick or "").lower().startswith(query)
    ]
    return [shapes.member(world, item, member) for member in found[:limit]]


def role_member_counts(ctx: RequestContext) -> Any:
    """How many members have each role (without @everyone)."""
    item = world_of(ctx).get_guild(ctx.int_arg("guild_id"))
    counts = Counter(role for member in item.members.values() for role in member.role_ids)
    return {str(role): counts[role] for role in item.roles if role != item.id}


def onboarding(ctx: RequestContext) -> Any:
    """Onboarding as it is set."""
    item = world_of(ctx).local_guild(ctx.int_arg("guild_id"))
    empty: Json = {"prompts": [], "default_channel_ids": [], "enabled": False, "mode": 0}
    return {"guild_id": str(item.id), **empty, **item.onboarding}


def edit_onboarding(ctx: RequestContext) -> Any:
    """Set onboarding: switched on it needs 7 default channels, 5 of them writable by everyone."""
    world = world_of(ctx)
    item = world.local_guild(ctx.int_arg("guild_id"))
    ctx.require_guild_permissions(item.id, "manage_guild", "manage_roles")
    body = ctx.body()
    merged = {**onboarding(ctx), **{key: body[key] for key in _ONBOARDING if key in body}}
    form = Form()
    for path, prompt in form.items(merged, "prompts", (), high=15):
        form.text(prompt, "title", path, low=1, high=100, required=True)
        for where, option in form.items(prompt, "options", path, low=1, high=50, required=True):
            form.text(option, "title", where, low=1, high=50, required=True)
            form.text(option, "description", where, high=100)
            _fill(option, world.snowflake(), description="", role_ids=[], channel_ids=[])
            option["emoji"] = option.get("emoji") or {"id": None, "name": None, "animated": False}
        _fill(prompt, world.snowflake(), single_select=False, required=False, in_onboarding=True, type=0)
    form.refuse()
    channels = [int(channel) for channel in merged["default_channel_ids"]]
    writable = [cid for cid in channels if _everyone_writes(ctx, item.id, cid)]
    if merged["enabled"] and (len(channels) < MIN_DEFAULT_CHANNELS or len(writable) < MIN_WRITABLE_CHANNELS):
        raise ApiError(400, 350000, "Cannot update onboarding while below requirements")
    item.onboarding = {key: merged[key] for key in _ONBOARDING}
    return onboarding(ctx)


def _fill(holder: Json, new_id: int, **defaults: Any) -> None:
    """Give a prompt or option an id and what else a stored one has."""
    holder["id"] = str(holder.get("id") or new_id)
    for key, value in defaults.items():
        if holder.get(key) is None:
            holder[key] = value


_ONBOARDING = ("prompts", "default_channel_ids", "enabled", "mode")


def _everyone_writes(ctx: RequestContext, guild_id: int, channel_id: int) -> bool:
    world = world_of(ctx)
    channel = world.get_channel(channel_id)
    allowed = world.get_guild(guild_id).everyone_role.permissions
    for overwrite in channel.overwrites:
        if overwrite.target_id == guild_id:
            allowed = (allowed & ~overwrite.deny) | overwrite.allow
    wanted = (1 << 10) | (1 << 11)
    return allowed & wanted == wanted


def welcome_screen(ctx: RequestContext) -> Any:
    """The welcome screen; 10069 when none is set."""
    item = world_of(ctx).local_guild(ctx.int_arg("guild_id"))
    if item.welcome_screen is None:
        raise ApiError(404, 10069, "Unknown Guild Welcome Screen")
    return item.welcome_screen


def edit_welcome_screen(ctx: RequestContext) -> Any:
    """Set the welcome screen: 140 characters and at most five channels."""
    item = world_of(ctx).local_guild(ctx.int_arg("guild_id"))
    ctx.require_guild_permissions(item.id, "manage_guild")
    body = ctx.body()
    form = Form()
    form.text(body, "description", (), high=140)
    for path, channel in form.items(body, "welcome_channels", (), high=5):
        form.text(channel, "description", path, low=1, high=50, required=True)
    form.refuse()
    old = item.welcome_screen or {"description": None, "welcome_channels": []}
    item.welcome_screen = {**old, **{key: body[key] for key in old if key in body}}
    return item.welcome_screen


def follow(ctx: RequestContext) -> Any:
    """Follow an announcement channel into another one: what is published there arrives here."""
    answer = _follow(ctx)
    world = world_of(ctx)
    world.followers.setdefault(ctx.int_arg("channel_id"), []).append(int(answer["webhook_id"]))
    return answer
