"""Blog posts, videos, events and releases, announced once each."""

from cogs.announcements.cog import Announcements

COG = Announcements
