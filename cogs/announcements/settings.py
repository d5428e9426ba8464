"""`[cogs.announcements]`."""

from __future__ import annotations

from bot.cog import CogSettings


class AnnouncementsSettings(CogSettings):
    """`[cogs.announcements]` has no settings yet; sources are added with commands."""
