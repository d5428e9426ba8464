"""Events as a service: what the sweep, the commands and the buttons stand on.

Whatever a member can do wrong raises `UserError`, whose words are the answer. Moments are aware, in UTC.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.clock import Clock, discord_time
from bot.database import Database
from bot.errors import UserError
from bot.health import HealthBoard
from bot.ports import NextEvent
from bot.repository.files import Paused, SourceError
from bot.texts import plural
from cogs.announcements.agenda.acting import Actor
from cogs.announcements.agenda.calendar import DiscordCalendar
from cogs.announcements.agenda.personal import LEAD
from cogs.announcements.agenda.records import Asked, Kept
from cogs.announcements.agenda.source import LOOK_EVERY, Files, PageSource
from cogs.announcements.agenda.store import EventStore, ReminderStore
from cogs.announcements.events.event import Doubt, Event, midnight
from cogs.announcements.events.match import match
from cogs.announcements.events.pages import Pages, read_events
from cogs.announcements.events.plan import Done, baseline, held

log = logging.getLogger(__name__)

SOURCE_HEALTH = "announcements.events.source"
ACT_HEALTH = "announcements.events.due"
PAGES_HEALTH = "announcements.events.pages"
# So many pages of one kind that vanish at once, and more than half of them, are an accident.
ACCIDENT = 3
# So many pages that cannot be read are named.
_NAMED = 3
# How often `sweep` and `tidy` want to be woken.
SWEEP = timedelta(seconds=10)
TIDY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An event that lies ahead or takes place, as members may be told of it."""

    id: int
    event: Event

    @property
    def begins(self) -> datetime:
        """Its start, or the first instant of its day in UTC."""
        return self.event.start or midnight(self.event.day or date.max)


@dataclass(frozen=True, slots=True)
class Question:
    """An event that is held, and the doubts of it that a moderator may decide about."""

    event: Event
    doubts: tuple[Asked, ...]


class EventService:
    """The community's events. Links begin with `site`; `calendar` is Discord's own, if the bot keeps it."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        reminders: ReminderStore,
        source: PageSource,
        site: str,
        actor: Actor,
        calendar: DiscordCalendar | None,
        clock: Clock,
        health: HealthBoard,
    ) -> None:
        self._database = database
        self._store = store
        self._reminders = reminders
        self._source = source
        self._site = site
        self._actor = actor
        self._calendar = calendar
        self._clock = clock
        self._health = health
        self._read: tuple[Files, datetime] | None = None
        self._upcoming: tuple[Upcoming, ...] = ()

    async def start(self) -> None:
        """Know what lies ahead from what was stored; never waits for the network."""
        await self._remember(self._clock.now())

    async def sweep(self) -> None:
        """Look at the pages when it is time, and do what is due for events."""
        now = self._clock.now()
        await self._look(now)
        if failed := await self._actor.act(now):
            self._health.bad(ACT_HEALTH, f"{', '.join(failed)}: the log tells why; it is tried again")
        else:
            self._health.good(ACT_HEALTH, "what is due for events is done")
        await self._remember(now)
        if self._calendar is not None:
            await self._calendar.keep()

    async def tidy(self) -> None:
        """Drop what is kept of pages and not needed any more."""
        await self._source.tidy()

    # --- what lies ahead (memory only) --------------------------------------------------------------------

    def upcoming(self) -> list[Upcoming]:
        """Return the events that are not over, the next one first."""
        now = self._clock.now()
        return [each for each in self._upcoming if each.event.ends is not None and now < each.event.ends]

    def next_event(self) -> NextEvent | None:
        """Return the next event that has not begun; for other cogs."""
        now = self._clock.now()
        for each in self.upcoming():
            if each.event.start is not None and now < each.event.start:
                return NextEvent(each.event.title, each.event.link, each.event.start)
        return None

    # --- doubts -------------------------------------------------------------------------------------------

    async def questions(self) -> list[Question]:
        """Return the events that are held, with what moderators may decide about them."""
        now = self._clock.now()
        asked = await self._store.doubts(self._database)
        found = []
        for kept in await self._store.all():
            keys = {doubt.key for doubt in _held(kept, now)}
            mine = [each for each in asked if each.event_id == kept.id and each.doubt.key in keys]
            if mine:
                found.append(Question(kept.page, tuple(mine)))
        return found

    async def confirm(self, doubt_id: int) -> tuple[Event, tuple[Doubt, ...]]:
        """Let an event be told of in spite of one doubt. Returns it, and the doubts that still hold it.

        Raises `UserError` when the page says something else by now, or when it was confirmed before.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            asked = await self._store.doubt(doubt_id, tx)
            kept = await self._store.get(asked.event_id, tx) if asked else None
            if asked is None or kept is None:
                raise _CHANGED
            if asked.decision == "confirmed":
                raise UserError("This was confirmed already.")
            if asked.doubt.key not in {doubt.key for doubt in _held(kept, now)}:
                raise _CHANGED
            if not may_confirm(asked.doubt):
                raise UserError(
                    "There is no time to confirm.", "Nothing is announced before the page is corrected."
                )
            done = replace(kept.done, confirmed=kept.done.confirmed | {asked.doubt.key})
            await self._store.record(tx, kept.id, done)
            await self._store.decide(tx, doubt_id, "confirmed")
            await self._actor.show_questions(tx, kept, {asked.outbox_key})
        await self._actor.act(now)
        await self._remember(now)
        return kept.page, _held(replace(kept, done=done), now)

    async def leave(self, doubt_id: int) -> Event:
        """Hold an event until its page says something else. Raises `UserError` when that was decided."""
        async with self._database.write() as tx:
            asked = await self._store.doubt(doubt_id, tx)
            kept = await self._store.get(asked.event_id, tx) if asked else None
            if asked is None or kept is None or asked.decision == "past":
                raise _CHANGED
            if asked.decision is not None:
                raise UserError("Somebody decided about this already.")
            await self._store.decide(tx, doubt_id, "left")
            await self._actor.show_questions(tx, kept, {asked.outbox_key})
        return kept.page

    # --- reminders ----------------------------------------------------------------------------------------

    def to_remind_of(self, event_id: int) -> Event:
        """Return an event that somebody can be reminded of. Raises `UserError` when it is too late for it."""
        found = next((each.event for each in self.upcoming() if each.id == event_id), None)
        if found is None:
            raise UserError("This event is over, or it does not take place.", "See /event list.")
        if found.start is None:
            raise UserError(
                "The page does not say yet when this event begins.", "Try again some days before."
            )
        if found.start <= self._clock.now():
            raise UserError("This event has begun already.", f"Its page: <{found.link}>")
        if found.start - LEAD <= self._clock.now():
            raise UserError(
                f"This event begins {discord_time(found.start, 'R')}, too soon for a reminder.",
                f"Its page: <{found.link}>",
            )
        return found

    async def wants_reminder(self, event_id: int, user_id: int) -> bool:
        """Tell whether somebody is to be reminded of an event."""
        return await self._reminders.wants(event_id, user_id)

    async def keep_reminder(self, event_id: int, user_id: int, channel_id: int) -> None:
        """Remind somebody of an event in their direct messages."""
        await self._reminders.keep(event_id, user_id, channel_id, self._clock.now())

    async def forget_reminder(self, event_id: int, user_id: int) -> None:
        """Remind somebody of an event no more."""
        await self._reminders.forget(event_id, user_id)

    # --- pages --------------------------------------------------------------------------------------------

    async def _look(self, now: datetime) -> None:
        try:
            files = await self._source.look()
        except SourceError as error:
            # Where we were asked to wait, nothing was tried.
            if not (isinstance(error, Paused) and error.known):
                self._health.bad(SOURCE_HEALTH, f"{error}; events go on from what was read before")
            return
        if files is None:
            return
        self._health.good(SOURCE_HEALTH, f"{plural(len(files.pages), 'event page')} from {self._source.name}")
        self._health.succeeded(SOURCE_HEALTH)
        if self._read is not None and self._read[0] == files and now - self._read[1] < LOOK_EVERY:
            return
        # Also when nothing changed: whether a date is past or far depends on the day.
        pages = await asyncio.to_thread(read_events, files.pages, now=now, site=self._site)
        await self._take(Pages(pages.events, {**files.left_out, **pages.left_out}), now)
        self._read = (files, now)

    async def _take(self, pages: Pages, now: datetime) -> None:
        """Keep what the pages say."""
        async with self._database.write() as tx:
            known = await self._store.all(tx)
            before = {kept.page.identity: kept for kept in known}
            matched = match([kept.known for kept in known], pages.events, pages.left_out)
            first = await self._store.begin(tx, self._source.key, now)
            for page in matched.found:
                kept = before[page.identity]
                if kept.page != page or kept.gone_since is not None:
                    await self._store.read(tx, page)
            for page in matched.new:
                # A draft was never shown to anybody.
                done = baseline(page, now) if first and not page.draft else Done()
                await self._store.add(tx, page, done, now)
            gone = [
                before[each.identity] for each in matched.gone if before[each.identity].gone_since is None
            ]
            accident = _accident(known, gone, now)
            if not accident:
                await self._store.miss(tx, [kept.page.identity for kept in gone], now)
        self._tell_pages(pages.left_out, accident)

    def _tell_pages(self, left_out: Mapping[str, str], accident: str | None) -> None:
        if accident:
            self._health.bad(PAGES_HEALTH, accident)
        elif left_out:
            shown = "; ".join(f"{path}: {why}" for path, why in list(left_out.items())[:_NAMED])
            more = " …" if len(left_out) > _NAMED else ""
            self._health.bad(
                PAGES_HEALTH, f"{plural(len(left_out), 'event page')} cannot be read: {shown}{more}"
            )
        else:
            self._health.good(PAGES_HEALTH, "every event page can be read")

    async def _remember(self, now: datetime) -> None:
        ahead = [
            Upcoming(kept.id, kept.shown(said))
            for kept in await self._store.all()
            if (said := kept.standing(now)) is not None
        ]
        self._upcoming = tuple(sorted(ahead, key=lambda each: (each.begins, each.id)))


def may_confirm(doubt: Doubt) -> bool:
    """Tell whether a doubt comes with a time or a day that a moderator can confirm."""
    return doubt.start is not None or doubt.day is not None


_CHANGED = UserError("The page says something else by now.", "See /event list for what is open.")


def _held(kept: Kept, now: datetime) -> tuple[Doubt, ...]:
    return held(kept.page, kept.done, now) if kept.gone_since is None and not kept.page.draft else ()


def _accident(known: Sequence[Kept], gone: Sequence[Kept], now: datetime) -> str | None:
    """Return why vanished pages are rather an accident than an edit, such as a folder that was moved.

    `None` when none of them lies ahead: nobody would be told of it.
    """
    if not any(kept.standing(now) for kept in gone):
        return None
    there = Counter(kept.page.kind for kept in known if kept.gone_since is None)
    for kind, count in Counter(kept.page.kind for kept in gone).items():
        if count >= ACCIDENT and count * 2 > there[kind]:
            return (
                f"{count} of {there[kind]} pages of the kind {kind} vanished at once, which looks like an "
                "accident, so that none of these events is cancelled. Their folder may have moved"
            )
    return None
