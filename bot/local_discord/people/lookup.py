"""Finding members, channels and messages for a person, with clear refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..world import World
from ..world.errors import ApiError
from ..world.visibility import message_accessible, sees_channel
from .errors import LocalError

if TYPE_CHECKING:
    from ..world.records import Channel, Guild, Member, Message


def number(value: Any, what: str) -> int:
    """An id given as text (or number) as an integer."""
    if isinstance(value, bool) or not str(value).isdecimal():
        raise LocalError(f"{what} {value!r} is not an id", "ids are strings of digits, as in /local/state")
    return int(value)


class Lookup:
    """Lookups in the one guild of this Discord."""

    def __init__(self, world: World, guild_id: int) -> None:
        self.world = world
        self.guild_id = guild_id

    @property
    def guild(self) -> Guild:
        """The guild."""
        return self.world.get_guild(self.guild_id)

    def member(self, user: Any, what: str = "as") -> Member:
        """The member with an id."""
        user_id = number(user, what)
        member = self.guild.members.get(user_id)
        if member is None:
            raise LocalError(
                f"{what}: {user_id} is no member", "take an id from /local/state, or join first", status=404
            )
        return member

    def person(self, user: Any) -> Member:
        """The member to act as; a bot acts for itself."""
        member = self.member(user)
        if self.world.users[member.user_id].bot:
            raise LocalError("a bot acts over REST, nobody acts as it", "act as a person")
        return member

    def channel(self, user_id: int, channel: Any) -> Channel:
        """A channel or direct conversation that the user can see."""
        channel_id = number(channel, "channel")
        if not sees_channel(self.world, user_id, channel_id):
            raise LocalError(
                f"there is no channel {channel_id} for this member",
                "see /local/state?as=… for theirs",
                status=404,
            )
        return self.world.get_channel(channel_id)

    def message(self, user_id: int, channel: Any, message: Any) -> Message:
        """A message that the user can see."""
        where = self.channel(user_id, channel)
        try:
            found = self.world.get_message(where.id, number(message, "message"))
        except ApiError:
            found = None
        if found is None or not message_accessible(self.world, where.id, found, user_id):
            raise LocalError(
                f"there is no message {message} in channel {where.id} for this member",
                "see /local/messages?as=…&channel=…",
                status=404,
            )
        return found
