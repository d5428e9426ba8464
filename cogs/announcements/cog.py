"""The announcements' sweep, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bot.permissions import POSTING, PermissionNeed
from bot.privacy import Erasure, StoredData
from bot.repository.address import addresses_of
from bot.uses import Address, Uses, without_keys
from cogs.announcements import cli
from cogs.announcements.face import cards
from cogs.announcements.face.commands import COMPONENTS, AnnounceCommands
from cogs.announcements.face.event_commands import STORES, EventCommands, event_permissions
from cogs.announcements.face.places import needed_by
from cogs.announcements.face.posting import Looks
from cogs.announcements.service import AnnouncementService
from cogs.announcements.settings import AnnouncementsSettings
from cogs.announcements.storage.source_store import all_sources

if TYPE_CHECKING:
    import click

    from bot.client import CommunityBot
    from bot.database import Reader

# How soon a source whose turn it is, and what waited for its hour, are noticed.
SWEEP = timedelta(seconds=5)
TIDY = timedelta(hours=6)


class Announcements(AnnounceCommands, EventCommands, name="announcements"):
    """Follows the community's sources and announces what is new in them."""

    key = "announcements"
    summary = "Blog posts, videos, events and releases, announced once each."
    settings_model = AnnouncementsSettings
    stores: ClassVar = (
        StoredData(
            what="The user id of the moderator who added a source",
            why="so that moderators know whom to ask about it",
            kept="until the source is removed",
        ),
        *STORES,
    )

    def __init__(self, bot: CommunityBot, settings: AnnouncementsSettings) -> None:
        super().__init__(bot, settings)
        self.service = AnnouncementService(
            bot.database,
            bot.outbox,
            bot.fetcher,
            bot.clock,
            bot.health,
            settings,
            cards,
            moderator_channel=bot.settings.kernel.discord.moderator_channel,
        )
        self.looks = Looks()

    @classmethod
    def permissions(cls, settings: AnnouncementsSettings) -> Sequence[PermissionNeed]:
        """Return what posting needs, in the channels that the configuration names."""
        channels = tuple(dict.fromkeys(source.channel for source in settings.sources))
        posting = PermissionNeed("announcements", POSTING, channels or None)
        return (posting, *event_permissions(settings.events))

    @classmethod
    async def uses(cls, settings: AnnouncementsSettings, base: Path, database: Reader | None) -> Uses:
        """Return the sources, those that moderators added too, and what posting each of them needs."""
        events = addresses_of("events", settings.events, base) if settings.events.channel else ()
        if database is None:
            return Uses(
                (
                    *(Address(seed.title or without_keys(seed.url), seed.url) for seed in settings.sources),
                    *events,
                )
            )
        followed = [source for source in await all_sources(database) if source.paused_at is None]
        needs = (
            PermissionNeed(f"announcements: {source.title}", needed_by(source), (source.channel_id,))
            for source in followed
        )
        return Uses((*(Address(source.title, source.url) for source in followed), *events), tuple(needs))

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot feed`."""
        return cli.group()

    async def start(self) -> None:
        """Follow the sources."""
        await self.service.start()
        self.bot.add_components(*COMPONENTS)
        self.bot.sweeps.every(
            SWEEP, "announcements.sources", self.service.sweep, first_in=timedelta(seconds=1)
        )
        self.bot.sweeps.every(TIDY, "announcements.tidy", self.service.tidy, first_in=timedelta(minutes=2))
        await self.start_events()

    async def stop(self) -> None:
        """Answer presses no more; the kernel ends the sweeps."""
        self.bot.remove_components(*COMPONENTS)
        await self.service.stop()
        await self.stop_events()

    async def settings_changed(self) -> None:
        """Follow what was added to the configuration."""
        await self.service.apply(self.settings)
        await self.restart_events()

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return which sources a person added, and what they want to be reminded of."""
        return {**await self.service.export_member(user_id), **await self.export_reminders(user_id)}

    async def erase_member(self, user_id: int) -> Erasure:
        """Forget who added a person's sources (the sources stay), and what they want to be reminded of."""
        return Erasure(await self.service.erase_member(user_id) + await self.erase_reminders(user_id))
