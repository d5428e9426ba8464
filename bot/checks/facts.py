"""What Discord says of the application and the server, as plain values. Pure.

The same facts are made of REST answers (`fetching`) and of what the running bot knows (`from_guild`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.references import THREADS

# Discord docs, topics/permissions: bits as discord.py names them.
_ALL = discord.Permissions.all().value
_ADMINISTRATOR = discord.Permissions(administrator=True).value
_SEND = discord.Permissions(send_messages=True).value
_SEND_IN_THREADS = discord.Permissions(send_messages_in_threads=True).value


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was asked was not answered well. `status` is None when there was no answer at all."""

    status: int | None
    message: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """The bot's application. `flags` tell which privileged intents are switched on in the portal."""

    id: int
    name: str
    flags: int
    bot_id: int
    bot_name: str


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role of the server. `position` orders roles, the lowest is 0."""

    id: int
    name: str
    permissions: int
    position: int
    managed: bool = False


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel or thread. `overwrites` are (allow, deny) by the role's or member's id."""

    id: int
    name: str
    type: int
    overwrites: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """The server as the bot stands in it. `members` are those of the asked-for people who are in it."""

    id: int
    name: str
    owner_id: int
    me: int
    my_roles: frozenset[int]
    roles: Mapping[int, RoleFacts]
    channels: Mapping[int, ChannelFacts]
    members: frozenset[int] = frozenset()

    @property
    def everyone(self) -> int:
        """The permissions that everybody has."""
        role = self.roles.get(self.id)
        return role.permissions if role else 0

    @property
    def own(self) -> int:
        """The permissions of the bot's roles as they are set, @everyone's included."""
        value = self.everyone
        for role_id in self.my_roles:
            if role := self.roles.get(role_id):
                value |= role.permissions
        return value

    @property
    def top(self) -> RoleFacts | None:
        """The bot's highest role; of two at one position, the older one is higher."""
        mine = [self.roles[role_id] for role_id in self.my_roles if role_id in self.roles]
        return max(mine, key=lambda role: (role.position, -role.id), default=None)

    def below_me(self, role: RoleFacts) -> bool:
        """Tell whether the bot's highest role stands above `role`."""
        top = self.top
        return top is not None and (top.position, -top.id) > (role.position, -role.id)

    def permissions(self, channel: ChannelFacts | None = None) -> discord.Permissions:
        """Return what the bot may do, in a channel or in the server as a whole.

        As in topics/permissions (permission overwrites), without what follows from other missing bits: what
        is not there is exactly what has to be allowed. In a thread, Send Messages is that of threads.
        """
        value = self.own
        if value & _ADMINISTRATOR or self.owner_id == self.me:
            return discord.Permissions(_ALL)
        if channel is None:
            return discord.Permissions(value)
        thread = channel.type in THREADS
        place = self.channels.get(channel.parent_id or 0, channel) if thread else channel
        for allow, deny in self._overwrites(place):
            value = value & ~deny | allow
        if thread:
            value = value | _SEND if value & _SEND_IN_THREADS else value & ~_SEND
        return discord.Permissions(value)

    def _overwrites(self, channel: ChannelFacts) -> list[tuple[int, int]]:
        """Return allow and deny in the order in which they count: @everyone, all roles together, the bot."""
        of_roles = [channel.overwrites[each] for each in self.my_roles if each in channel.overwrites]
        allow = deny = 0
        for allowed, denied in of_roles:
            allow |= allowed
            deny |= denied
        return [
            channel.overwrites.get(self.id, (0, 0)),
            (allow, deny),
            channel.overwrites.get(self.me, (0, 0)),
        ]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that was fetched of Discord.

    `commands` are those it has for the server. `elsewhere` are the servers that the bot is in, by id, looked
    up when it is not in the one that is configured. `clock_ahead` is by how many seconds this machine's clock
    is ahead of Discord's.
    """

    application: Application | Refusal
    server: Server | Refusal
    commands: Sequence[Mapping[str, Any]] | Refusal
    elsewhere: Mapping[int, str] = field(default_factory=dict)
    clock_ahead: float | None = None


def from_guild(guild: discord.Guild) -> Server:
    """Return the facts that the running bot knows of its server."""
    return Server(
        id=guild.id,
        name=guild.name,
        owner_id=guild.owner_id or 0,
        me=guild.me.id,
        my_roles=frozenset(role.id for role in guild.me.roles if not role.is_default()),
        roles={
            role.id: RoleFacts(role.id, role.name, role.permissions.value, role.position, role.managed)
            for role in guild.roles
        },
        channels={
            **{channel.id: _of_channel(channel) for channel in guild.channels},
            **{
                thread.id: ChannelFacts(thread.id, thread.name, thread.type.value, {}, thread.parent_id)
                for thread in guild.threads
            },
        },
        members=frozenset(member.id for member in guild.members),
    )


def _of_channel(channel: discord.abc.GuildChannel) -> ChannelFacts:
    overwrites = {}
    for target, overwrite in channel.overwrites.items():
        allow, deny = overwrite.pair()
        overwrites[target.id] = (allow.value, deny.value)
    return ChannelFacts(
        channel.id, channel.name, channel.type.value, overwrites, getattr(channel, "category_id", None)
    )
