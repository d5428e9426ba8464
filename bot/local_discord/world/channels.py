"""What channels have beside the model: flags, age limits, and what a forum gives its posts."""

from __future__ import annotations

from .publishing import Publishing

#: A post on top of its forum, and a forum whose posts need a tag.
PINNED, REQUIRE_TAG = 1 << 1, 1 << 4


class Channels(Publishing):
    """Channels with their settings (``channel_settings``)."""

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
