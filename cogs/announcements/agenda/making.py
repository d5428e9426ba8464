"""Puts the parts of the agenda together, as the settings say."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.repository.github import GitHub, Place
from bot.repository.mirror import Mirror
from bot.repository.store import CopyStore
from bot.repository.token import token_in_use
from bot.rest import Rest
from cogs.announcements.agenda.acting import Actor, Cards
from cogs.announcements.agenda.calendar import DiscordCalendar
from cogs.announcements.agenda.personal import PersonalReminders
from cogs.announcements.agenda.scheduled import ScheduledStore
from cogs.announcements.agenda.service import EventService
from cogs.announcements.agenda.source import FolderPages, GitHubPages, PageSource, pick
from cogs.announcements.agenda.store import EventStore, ReminderStore
from cogs.announcements.events.pages import FOLDERS
from cogs.announcements.settings import EventSettings

if TYPE_CHECKING:
    from bot.client import CommunityBot

# What the names of its sweeps and of its conditions begin with.
PART = "announcements.events"


def make_events(
    bot: CommunityBot, settings: EventSettings, channel_id: int, rest: Rest, cards: Cards
) -> EventService:
    """Return the service that announces events in a channel; `rest` keeps Discord's own calendar."""
    store, reminders = EventStore(bot.database), ReminderStore(bot.database)
    scheduled = ScheduledStore(bot.database)
    actor = Actor(
        bot.database,
        store,
        scheduled,
        PersonalReminders(reminders, bot.outbox, cards),
        bot.outbox,
        cards,
        channel_id=channel_id,
        role_id=settings.role,
        moderator_channel=bot.settings.kernel.discord.moderator_channel,
    )
    calendar = None
    if settings.scheduled_events:
        calendar = DiscordCalendar(
            scheduled,
            rest,
            bot.clock,
            bot.health,
            bot.guild_id,
            forgetful=lambda: bot.outbox.has_forgotten,
        )
    return EventService(
        bot.database,
        store,
        reminders,
        _pages(bot, settings),
        settings.site_base,
        actor,
        calendar,
        bot.clock,
        bot.health,
    )


def _pages(bot: CommunityBot, settings: EventSettings) -> PageSource:
    config = bot.settings.source
    base = config.parent if config else Path()
    if settings.folder is not None:
        return FolderPages(base / settings.folder)
    file = base / settings.github_token_file if settings.github_token_file else None
    place = Place(
        repository=settings.repository,
        branch=settings.branch,
        folders=tuple(FOLDERS),
        api_url=settings.api_url,
        raw_url=settings.raw_url,
        seconds_between_files=1.0,
        table="[cogs.announcements.events]",
        user="the announcements",
    )
    store = CopyStore(bot.database, "event")
    github = GitHub(
        place,
        bot.fetcher,
        bot.clock,
        store,
        asyncio.sleep,
        token_in_use(file, os.environ, bot.health, f"{PART}.token"),
        lambda problem: bot.health.bad(f"{PART}.token", problem),
    )
    key = f"{settings.repository}@{settings.branch}"
    return GitHubPages(Mirror(key, github, store, bot.clock, pick), store, bot.clock)
