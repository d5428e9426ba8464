"""What a person gives a slash command, checked as Discord's client checks it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ..jsontypes import Json
from ..world import shapes
from ..world.errors import OptionError
from ..world.options import checked_value, store_attachment
from ..world.visibility import sees_channel
from .errors import LocalError
from .lookup import Lookup, number

SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
#: Discord's own limit of a text option.
MAX_STRING = 6000


class Resolver:
    """Collects the objects behind the ids a person chose (Discord's ``resolved``)."""

    def __init__(self, lookup: Lookup, user_id: int, channel_id: int) -> None:
        self._lookup = lookup
        self._user_id = user_id
        self._channel_id = channel_id
        self.resolved: Json = {}

    def _put(self, kind: str, key: int, payload: Json) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = payload

    def user(self, value: Any) -> str | None:
        """A user (and membership); None when there is no such user."""
        world, user_id = self._lookup.world, number(value, "user")
        if user_id not in world.users:
            return None
        self._put("users", user_id, shapes.user(world.users[user_id]))
        guild = self._lookup.guild
        if user_id in guild.members and world.get_channel(self._channel_id).guild_id is not None:
            member = shapes.member(world, guild, guild.members[user_id], with_user=False)
            member["permissions"] = str(world.compute_permissions(guild.id, user_id, self._channel_id))
            self._put("members", user_id, member)
        return str(user_id)

    def role(self, value: Any) -> str | None:
        """A role of the guild."""
        role = self._lookup.guild.roles.get(number(value, "role"))
        if role is None:
            return None
        self._put("roles", role.id, shapes.role(role))
        return str(role.id)

    def channel(self, value: Any, types: list[int] | None = None) -> str | None:
        """A channel the person can see, of one of ``types`` when given."""
        world, channel_id = self._lookup.world, number(value, "channel")
        if not sees_channel(world, self._user_id, channel_id):
            return None
        channel = world.get_channel(channel_id)
        if types and channel.type not in types:
            return None
        payload = shapes.channel(world, channel)
        for key, user_id in (("permissions", self._user_id), ("app_permissions", world.bot_user.id)):
            payload[key] = str(world.compute_permissions(self._lookup.guild_id, user_id, channel_id))
        self._put("channels", channel_id, payload)
        return str(channel_id)

    def mentionable(self, value: Any) -> str | None:
        """A user or a role."""
        return self.role(value) or self.user(value)

    def attachment(self, value: Any, what: str) -> str:
        """An uploaded file, as ``{"filename", "content_base64"}``."""
        filename, data = read_file(value, what)
        return store_attachment(self._lookup.world, self._channel_id, filename, data, self.resolved)


def read_file(value: Any, what: str) -> tuple[str, bytes]:
    """The name and bytes of a file written as ``{"filename", "content_base64"}``."""
    if not isinstance(value, dict) or not isinstance(value.get("filename"), str):
        raise LocalError(f"{what} is no file", 'give {"filename": …, "content_base64": …}')
    try:
        data = base64.b64decode(str(value.get("content_base64", "")), validate=True)
    except binascii.Error as error:
        raise LocalError(f"{what}: content_base64 is not base64", "encode the file's bytes") from error
    return value["filename"], data


def find_leaf(command: Json, path: list[str]) -> tuple[Json, list[Json]]:
    """Walk a command's groups down a path of names: the leaf and the nodes below the root."""
    node, below = command, []
    for name in path:
        children = [o for o in node.get("options") or () if o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP)]
        child = next((option for option in children if option["name"] == name), None)
        if child is None:
            known = ", ".join(option["name"] for option in children) or "none"
            raise LocalError(f"/{command['name']} has no sub-command {name!r}", f"sub-commands here: {known}")
        below.append(child)
        node = child
    deeper = [o["name"] for o in node.get("options") or () if o["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP)]
    if deeper:
        raise LocalError(
            f"/{' '.join([command['name'], *path])} is a group", f"go on with: {', '.join(deeper)}"
        )
    return node, below


def build(
    command: Json, leaf: Json, given: Any, resolver: Resolver, *, focused: str | None = None
) -> list[Json]:
    """The option list of an interaction; with ``focused`` an autocomplete's, else a whole command's.

    Refuses (``LocalError``) what the client would not let a person send: unknown options, missing
    required ones, wrong types, values outside choices, lengths and ranges.
    """
    if not isinstance(given, dict):
        raise LocalError("'options' is not an object", 'give {"option name": value}')
    declared = {option["name"]: option for option in leaf.get("options") or ()}
    for name in given:
        if name not in declared:
            raise LocalError(
                f"/{command['name']} has no option {name!r}", f"options: {', '.join(declared) or 'none'}"
            )
    if focused is not None:
        if not declared.get(focused, {}).get("autocomplete"):
            raise LocalError(f"option {focused!r} has no autocomplete", "name one that has as 'focused'")
        given = {**given, focused: given.get(focused, "")}
    else:
        missing = [
            name for name, option in declared.items() if option.get("required") and given.get(name) is None
        ]
        if missing:
            raise LocalError(f"option {missing[0]!r} is required", "give it a value")
    built: list[Json] = []
    for name, option in declared.items():
        if given.get(name) is None:
            continue
        if name == focused:
            built.append({"name": name, "type": option["type"], "value": given[name], "focused": True})
            continue
        try:
            value = _value(command["name"], option, given[name], resolver)
        except LocalError:
            if focused is None:
                raise
            continue
        built.append({"name": name, "type": option["type"], "value": value})
    return built


def nest(below: list[Json], options: list[Json]) -> list[Json]:
    """Wrap the leaf's options in its sub-command and group."""
    for node in reversed(below):
        options = [{"name": node["name"], "type": node["type"], "options": options}]
    return options


def _value(command: str, option: Json, value: Any, resolver: Resolver) -> Any:
    name, kind = option["name"], option["type"]
    found: str | None
    if kind == USER:
        found = resolver.user(value)
    elif kind == ROLE:
        found = resolver.role(value)
    elif kind == CHANNEL:
        found = resolver.channel(value, option.get("channel_types"))
    elif kind == MENTIONABLE:
        found = resolver.mentionable(value)
    elif kind == ATTACHMENT:
        found = resolver.attachment(value, f"option {name!r}")
    else:
        if kind == STRING and isinstance(value, str) and len(value) > MAX_STRING:
            raise LocalError(f"option {name!r} has {len(value)} characters", f"at most {MAX_STRING}")
        try:
            return checked_value(command, option, value)
        except OptionError as error:
            raise LocalError(str(error), "give a value the option allows") from error
    if found is None:
        raise LocalError(f"option {name!r}: {value!r} cannot be chosen here", "take an id from /local/state")
    return found
