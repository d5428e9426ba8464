"""The community as one person sees it: state, channels in order, messages."""

from __future__ import annotations

from typing import Any

from ..jsontypes import Json
from ..world import World, shapes
from ..world.records import Channel, ChannelType, Message
from ..world.visibility import may, may_moderate, message_accessible, sees_channel
from .discretion import discreet
from .interacting import Interacting
from .lookup import Lookup, number
from .outcomes import Outcomes

#: Messages of each channel in the state, and members at most (the page asks for no more).
MESSAGES, MEMBERS = 50, 1000
_VOICE = (ChannelType.VOICE, ChannelType.STAGE_VOICE)


class View:
    """Reads the world for one person, or for the operator when ``user`` is None."""

    def __init__(
        self, world: World, lookup: Lookup, outcomes: Outcomes, interacting: Interacting, *, online: Any
    ) -> None:
        self._world = world
        self._lookup = lookup
        self._outcomes = outcomes
        self._interacting = interacting
        self._online = online

    def state(self, user: Any = None) -> Json:
        """Everything the page shows at first."""
        world, guild = self._world, self._lookup.guild
        user_id = None if user is None else self._lookup.member(user).user_id
        channels = self.channels(user_id)
        members = list(guild.members.values())[:MEMBERS]
        if user_id is not None and all(member.user_id != user_id for member in members):
            members.append(guild.members[user_id])
        writable = [channel.id for channel in channels if channel.type not in (4, 15)]
        return {
            "now": world.now_iso(),
            "me": None if user_id is None else shapes.member(world, guild, guild.members[user_id]),
            "guild": shapes.guild(world, guild),
            "member_count": len(guild.members),
            "roles": [shapes.role(r) for r in sorted(guild.roles.values(), key=lambda r: -r.position)],
            "channels": [self._channel(channel, user_id) for channel in channels],
            "members": [shapes.member(world, guild, member) for member in members],
            "bots_online": [str(world.bot_user.id)] if self._online() else [],
            "commands": self._commands(user_id, writable),
            "messages": {
                str(channel.id): self._shown(self._visible(channel.id, user_id)[-MESSAGES:], user_id)
                for channel in channels
                if channel.type != ChannelType.CATEGORY
            },
            "modals": [] if user_id is None else self._outcomes.modals_of(user_id),
        }

    def messages(self, user: Any, channel: Any, *, before: Any = None, limit: int = MESSAGES) -> list[Json]:
        """A page of a channel's messages, oldest first, up to the one before ``before``."""
        user_id = None if user is None else self._lookup.member(user).user_id
        channel_id = number(channel, "channel")
        if user_id is not None:
            self._lookup.channel(user_id, channel_id)
        else:
            self._world.get_channel(channel_id)
        found = self._visible(channel_id, user_id)
        if before is not None:
            found = [message for message in found if message.id < number(before, "before")]
        return self._shown(found[-limit:] if limit > 0 else [], user_id)

    def channels(self, user_id: int | None) -> list[Channel]:
        """The channels a person sees in Discord's order: loose ones, then each category with its own;
        text before voice, threads below their channel, direct conversations last."""
        world, guild = self._world, self._lookup.guild
        visible = [
            world.channels[channel_id]
            for channel_id in guild.channel_ids
            if user_id is None or sees_channel(world, user_id, channel_id)
        ]
        threads: dict[int, list[Channel]] = {}
        for thread in world.active_threads(guild.id):
            if thread.parent_id is not None and (user_id is None or sees_channel(world, user_id, thread.id)):
                threads.setdefault(thread.parent_id, []).append(thread)
        categories = {channel.id for channel in visible if channel.type == ChannelType.CATEGORY}

        def children(parent: int | None) -> list[Channel]:
            own = [
                channel
                for channel in visible
                if channel.type != ChannelType.CATEGORY
                and (channel.parent_id if channel.parent_id in categories else None) == parent
            ]
            own.sort(key=lambda channel: (channel.type in _VOICE, channel.position, channel.id))
            return [item for channel in own for item in (channel, *threads.get(channel.id, ()))]

        ordered = children(None)
        for category in sorted(
            (channel for channel in visible if channel.id in categories),
            key=lambda channel: (channel.position, channel.id),
        ):
            ordered += [category, *children(category.id)]
        if user_id is not None and user_id in world.dm_channels:
            ordered.append(world.channels[world.dm_channels[user_id]])
        return ordered

    def shown(self, message: Message, user_id: int | None) -> Json:
        """A message as a person sees it, its author's membership with it."""
        payload = shapes.message(self._world, message, for_user=user_id)
        guild = self._lookup.guild
        member = guild.members.get(message.author_id)
        if member is not None and "guild_id" in payload:
            payload["member"] = shapes.member(self._world, guild, member, with_user=False)
        return discreet(self._world, payload, user_id)

    def _shown(self, messages: list[Message], user_id: int | None) -> list[Json]:
        return [self.shown(message, user_id) for message in messages]

    def _visible(self, channel_id: int, user_id: int | None) -> list[Message]:
        stored = self._world.messages.get(channel_id, {}).values()
        if user_id is None:
            found = [message for message in stored if not message.is_ephemeral]
        else:
            history = may(self._world, user_id, channel_id, "read_message_history")
            found = [
                message
                for message in stored
                if (history or message.is_ephemeral)
                and message_accessible(self._world, channel_id, message, user_id)
            ]
        return sorted(found, key=lambda message: message.id)

    def _channel(self, channel: Channel, user_id: int | None) -> Json:
        world = self._world
        payload = shapes.channel(world, channel)
        if user_id is None:
            payload["can"] = {"send": False, "manage": True, "manage_messages": False, "threads": False}
            return payload
        member = self._lookup.guild.members.get(user_id)
        screened = channel.guild_id is not None and member is not None and member.pending
        writes = channel.type != ChannelType.CATEGORY and self._interacting.may_send(user_id, channel.id)
        payload["can"] = {
            "send": writes and not screened,
            "manage": channel.guild_id is not None and may(world, user_id, channel.id, "manage_channels"),
            "manage_messages": may_moderate(world, user_id, channel.id),
            "threads": not screened
            and channel.guild_id is not None
            and may(world, user_id, channel.id, "create_public_threads"),
        }
        return payload

    def _commands(self, user_id: int | None, channel_ids: list[int]) -> list[Json]:
        commands = [
            command
            for scope in (self._lookup.guild_id, None)
            for command in self._world.commands.get(scope, {}).values()
        ]
        if user_id is not None:
            commands = [c for c in commands if self._interacting.may_use(c, user_id, channel_ids)]
        return sorted(commands, key=lambda command: (command["type"], command["name"]))
