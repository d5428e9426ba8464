"""Blog posts, videos, events and releases, announced once each."""

from __future__ import annotations

from bot.cog import CommunityCog
from cogs.announcements.settings import AnnouncementsSettings


class Announcements(CommunityCog[AnnouncementsSettings], name="announcements"):
    """Announces what the community's sources bring. So far it only reads them, on the command line."""

    key = "announcements"
    summary = "Blog posts, videos, events and releases, announced once each."
    settings_model = AnnouncementsSettings


COG = Announcements
