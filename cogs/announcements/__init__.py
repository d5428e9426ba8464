"""Blog posts, videos, events and releases, announced once each."""

from __future__ import annotations

import click

from bot.cog import CommunityCog
from cogs.announcements import cli
from cogs.announcements.settings import AnnouncementsSettings


class Announcements(CommunityCog[AnnouncementsSettings], name="announcements"):
    """Announces what the community's sources bring. So far it only reads them, on the command line."""

    key = "announcements"
    summary = "Blog posts, videos, events and releases, announced once each."
    settings_model = AnnouncementsSettings

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot feed`."""
        return cli.group()


COG = Announcements
