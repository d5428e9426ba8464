"""People using the bot: commands, menus, buttons, selects, modals."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..jsontypes import Json
from ..validation.components import SELECTS, walk
from ..world import World, shapes
from ..world.options import interaction
from ..world.visibility import command_refusal, may
from .errors import LocalError
from .lookup import Lookup, number
from .modal_values import submitted
from .options import Resolver, build, find_leaf, nest
from .outcomes import Outcomes, Pending
from .selects import chosen

if TYPE_CHECKING:
    from ..world.records import Interaction, Message

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
#: A call waits so many seconds longer than the bot has for its first response, unless told otherwise.
MORE = 0.5

_REFUSALS = {
    "default-member-permissions": "the command asks for permissions this member lacks",
    "use-application-commands": "this member may not use application commands in this channel",
    "context": "the command is not offered here",
}


class Interacting:
    """Everything a person does that becomes an interaction; each call returns its outcome."""

    def __init__(self, world: World, lookup: Lookup, outcomes: Outcomes) -> None:
        self._world = world
        self._lookup = lookup
        self._outcomes = outcomes

    async def command(
        self, user: Any, channel: Any, name: str, options: Json | None = None, *, wait: float | None = None
    ) -> Json:
        """Use a slash command, ``name`` with its groups: ``"guide ask"``."""
        user_id, channel_id = self._place(user, channel)
        root, *path = name.removeprefix("/").split()
        command = self._command(root, CHAT_INPUT, user_id, channel_id)
        leaf, below = find_leaf(command, path)
        resolver = Resolver(self._lookup, user_id, channel_id)
        given = nest(below, build(command, leaf, options or {}, resolver))
        data = self._command_data(command, resolver.resolved)
        data["options"] = given
        return await self._send(COMMAND, channel_id, user_id, data, wait)

    async def autocomplete(
        self, user: Any, channel: Any, name: str, options: Json, focused: str, *, wait: float | None = None
    ) -> list[Json]:
        """Ask for suggestions for one option; an empty list when the bot does not answer in time."""
        user_id, channel_id = self._place(user, channel)
        root, *path = name.removeprefix("/").split()
        command = self._command(root, CHAT_INPUT, user_id, channel_id)
        leaf, below = find_leaf(command, path)
        resolver = Resolver(self._lookup, user_id, channel_id)
        data = self._command_data(command, resolver.resolved)
        data["options"] = nest(below, build(command, leaf, options, resolver, focused=focused))
        pending = self._dispatch(AUTOCOMPLETE, channel_id, user_id, data)
        with suppress(TimeoutError):
            await asyncio.wait_for(pending.answered.wait(), self._patience(wait))
        return list(pending.record.autocomplete_choices or ())

    async def context(
        self,
        user: Any,
        channel: Any,
        name: str,
        *,
        message: Any = None,
        target: Any = None,
        wait: float | None = None,
    ) -> Json:
        """Use a context menu on a message or on a user."""
        if (message is None) == (target is None):
            raise LocalError("a context menu has one target", "give either 'message' or 'user'")
        user_id, channel_id = self._place(user, channel)
        resolver = Resolver(self._lookup, user_id, channel_id)
        if message is not None:
            command = self._command(name, MESSAGE_MENU, user_id, channel_id)
            found = self._lookup.message(user_id, channel_id, message)
            resolver.resolved["messages"] = {str(found.id): shapes.message(self._world, found)}
            target_id = str(found.id)
        else:
            command = self._command(name, USER_MENU, user_id, channel_id)
            target_id = resolver.user(target) or ""
            if not target_id:
                raise LocalError(f"there is no user {target}", "take an id from /local/state", status=404)
        data = {**self._command_data(command, resolver.resolved), "target_id": target_id}
        return await self._send(COMMAND, channel_id, user_id, data, wait)

    async def click(
        self, user: Any, channel: Any, message: Any, custom_id: str, *, wait: float | None = None
    ) -> Json:
        """Press a button."""
        user_id, channel_id = self._place(user, channel, command=False)
        found, component = self._component(user_id, channel_id, message, custom_id)
        if component["type"] != 2:
            raise LocalError(f"{custom_id!r} is no button", "use /local/select for a select")
        data = {"custom_id": custom_id, "component_type": 2, "id": component.get("id", 0)}
        return await self._send(COMPONENT, channel_id, user_id, data, wait, source=found)

    async def select(
        self,
        user: Any,
        channel: Any,
        message: Any,
        custom_id: str,
        values: list[Any],
        *,
        wait: float | None = None,
    ) -> Json:
        """Choose in a select of any kind."""
        user_id, channel_id = self._place(user, channel, command=False)
        found, component = self._component(user_id, channel_id, message, custom_id)
        if component["type"] not in SELECTS:
            raise LocalError(f"{custom_id!r} is no select", "use /local/click for a button")
        resolver = Resolver(self._lookup, user_id, channel_id)
        data: Json = {
            "custom_id": custom_id,
            "component_type": component["type"],
            "id": component.get("id", 0),
        }
        data["values"] = chosen(component, values, resolver)
        if component["type"] != 3:
            data["resolved"] = resolver.resolved
        return await self._send(COMPONENT, channel_id, user_id, data, wait, source=found)

    async def modal(self, user: Any, interaction_id: Any, values: Json, *, wait: float | None = None) -> Json:
        """Send a modal that is open for this person."""
        user_id = self._lookup.person(user).user_id
        pending, spec = self._open_modal(user_id, interaction_id)
        channel_id = pending.record.channel_id
        resolver = Resolver(self._lookup, user_id, channel_id)
        data: Json = {
            "custom_id": spec["custom_id"],
            "components": submitted(spec["components"], values, resolver),
        }
        if resolver.resolved:
            data["resolved"] = resolver.resolved
        pending.record.modal_consumed = True
        self._outcomes.close_modal(pending.record.id)
        source_id = pending.record.source_message_id
        source = self._world.messages[channel_id].get(source_id) if source_id is not None else None
        return await self._send(
            MODAL_SUBMIT, channel_id, user_id, data, wait, source=source, trigger=pending.record
        )

    def close_modal(self, user: Any, interaction_id: Any) -> None:
        """Close a modal without sending it; the bot hears nothing of it, as on Discord."""
        pending, _ = self._open_modal(self._lookup.person(user).user_id, interaction_id)
        self._outcomes.close_modal(pending.record.id)

    async def outcome(self, user: Any, interaction_id: Any, *, wait: float = 0.0) -> Json:
        """The newest outcome of a person's interaction; ``wait`` seconds for a deferred one to finish."""
        pending = self._pending(self._lookup.person(user).user_id, interaction_id)
        if wait:
            with suppress(TimeoutError):
                await asyncio.wait_for(pending.finished.wait(), wait)
        return self._outcomes.with_followups(pending)

    # ------------------------------------------------------------ parts

    def _place(self, user: Any, channel: Any, *, command: bool = True) -> tuple[int, int]:
        user_id = self._lookup.person(user).user_id
        found = self._lookup.channel(user_id, channel)
        if command and found.guild_id is not None and found.type in (4, 15):
            raise LocalError("commands are used in channels with messages", "choose another channel")
        return user_id, found.id

    def _command(self, name: str, kind: int, user_id: int, channel_id: int) -> Json:
        guild_id = self._world.get_channel(channel_id).guild_id
        command = self._world.find_command(name, guild_id, kind)
        if command is None:
            known = sorted(
                {n for commands in self._world.commands.values() for n, k in commands if k == kind}
            )
            listed = ", ".join(known) or "none (is the bot online and synced?)"
            raise LocalError(f"there is no command {name!r}", f"known: {listed}", status=404)
        refusal = command_refusal(self._world, command, user_id, channel_id)
        if refusal is not None:
            raise LocalError(
                f"this member cannot use {name!r} here",
                _REFUSALS.get(refusal, refusal),
                status=403,
            )
        return command

    @staticmethod
    def _command_data(command: Json, resolved: Json) -> Json:
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if command.get("guild_id"):
            data["guild_id"] = command["guild_id"]
        # The resolver fills this in while the options are read.
        data["resolved"] = resolved
        return data

    def _component(self, user_id: int, channel_id: int, message: Any, custom_id: str) -> tuple[Any, Json]:
        found = self._lookup.message(user_id, channel_id, message)
        components = [c for c in walk(found.components) if c.get("custom_id")]
        component = next((c for c in components if c["custom_id"] == custom_id), None)
        if component is None:
            known = ", ".join(repr(c["custom_id"]) for c in components) or "none"
            raise LocalError(
                f"the message has no component {custom_id!r}", f"its components: {known}", status=404
            )
        if component.get("disabled"):
            raise LocalError(f"{custom_id!r} is disabled", "nobody can use it now")
        return found, component

    def _pending(self, user_id: int, interaction_id: Any) -> Pending:
        pending = self._outcomes.find(number(interaction_id, "interaction"), user_id)
        if pending is None:
            raise LocalError(
                f"this member has no interaction {interaction_id}", "it is theirs for 15 minutes", status=404
            )
        return pending

    def _open_modal(self, user_id: int, interaction_id: Any) -> tuple[Pending, Json]:
        pending = self._pending(user_id, interaction_id)
        spec = self._outcomes.modal(pending.record.id)
        if spec is None:
            raise LocalError("no modal of this interaction is open", "it was sent or closed already")
        return pending, spec

    async def _send(
        self,
        kind: int,
        channel_id: int,
        user_id: int,
        data: Json,
        wait: float | None,
        *,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Json:
        pending = self._dispatch(kind, channel_id, user_id, data, source, trigger)
        if wait != 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(pending.answered.wait(), self._patience(wait))
        return self._outcomes.shown(pending)

    def _patience(self, wait: float | None) -> float:
        return self._outcomes.first_response + MORE if wait is None else wait

    def _dispatch(
        self,
        kind: int,
        channel_id: int,
        user_id: int,
        data: Json,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Pending:
        if data.get("resolved") == {}:
            del data["resolved"]
        record, payload = interaction(self._world, kind, channel_id, user_id, data)
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = shapes.message(self._world, source)
        if trigger is not None:
            self._world.triggers[record.id] = self._world.metadata(trigger)
        pending = self._outcomes.watch(record)
        self._world.emit("INTERACTION_CREATE", payload)
        return pending

    def may_use(self, command: Json, user_id: int, channel_ids: list[int]) -> bool:
        """Whether a person may use a command in any of these channels."""
        return any(
            command_refusal(self._world, command, user_id, channel_id) is None for channel_id in channel_ids
        )

    def may_send(self, user_id: int, channel_id: int) -> bool:
        """Whether a person may write in a channel."""
        thread = self._world.get_channel(channel_id).is_thread
        return may(
            self._world, user_id, channel_id, "send_messages_in_threads" if thread else "send_messages"
        )
