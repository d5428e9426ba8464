"""What channels have beside the model: flags, age limits, and what a forum gives its posts."""

from __future__ import annotations

from typing import Any

from simcord.backend.models import Channel

from . import shapes
from .publishing import Publishing

#: A post on top of its forum, and a forum whose posts need a tag.
PINNED, REQUIRE_TAG = 1 << 1, 1 << 4


class Channels(Publishing):
    """Channels with their settings (``channel_settings``)."""

    def create_channel(
        self, guild_id: int | None, name: str | None, *, announce: bool = True, **fields: Any
    ) -> Channel:
        """Make a channel with ``next_settings``, and announce it with them."""
        channel = super().create_channel(guild_id, name, announce=False, **fields)
        settings, self.next_settings = self.next_settings, {}
        channel.available_tags = settings.pop("available_tags", [])
        self.channel_settings[channel.id] = settings
        if announce and guild_id is not None:
            self.emit("CHANNEL_CREATE", shapes.channel(self, channel))
        return channel

    def pinned_posts(self, forum_id: int) -> list[int]:
        """The posts on top of a forum: one at most."""
        return [
            channel.id
            for channel in self.channels.values()
            if channel.parent_id == forum_id and self.channel_flags(channel.id) & PINNED
        ]

    def channel_flags(self, channel_id: int) -> int:
        """The flags of a channel or thread."""
        return int(self.channel_settings.get(channel_id, {}).get("flags") or 0)
