"""The people's side in one place: what ``/local`` offers over HTTP, as functions."""

from __future__ import annotations

from typing import Any

from ..sessions import Sessions
from ..world import World
from .events import Events
from .interacting import Interacting
from .living import Living
from .lookup import Lookup
from .outcomes import Outcomes
from .view import View


class People:
    """Acts, uses the bot, looks and listens for the members of the one guild."""

    def __init__(self, world: World, guild_id: int, sessions: Sessions) -> None:
        self._world = world
        self.lookup = Lookup(world, guild_id)
        self.outcomes = Outcomes(world)
        self.living = Living(world, self.lookup)
        self.using = Interacting(world, self.lookup, self.outcomes)
        self.view = View(world, self.lookup, self.outcomes, self.using, online=lambda: sessions.online)
        self.events = Events(world, self.lookup, self.view)

    def populate(self, count: int, *, prefix: str = "member") -> None:
        """Add ``count`` plain members at once, as if they had always been there (no events)."""
        self._world.populate(self.lookup.guild_id, count, prefix=prefix)

    def named(self, username: str) -> str:
        """The id of the member with a username; ``KeyError`` when there is none."""
        for member in self.lookup.guild.members.values():
            if self._world.users[member.user_id].name == username:
                return str(member.user_id)
        raise KeyError(username)

    def channel(self, name: str) -> str:
        """The id of the channel with a name; ``KeyError`` when there is none."""
        for channel_id in self.lookup.guild.channel_ids:
            if self._world.channels[channel_id].name == name:
                return str(channel_id)
        raise KeyError(name)

    def role(self, name: str) -> str:
        """The id of the role with a name; ``KeyError`` when there is none."""
        for role in self.lookup.guild.roles.values():
            if role.name == name:
                return str(role.id)
        raise KeyError(name)

    def join(self, username: str, **details: Any) -> str:
        """A newcomer joins; their id. Details as for ``POST /local/join``."""
        return str(self.living.join(username, **details)["user"]["id"])
