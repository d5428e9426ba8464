"""What is due for events, carried out: rows of the outbox, written with what counts as done from then on."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.database import Database, Transaction
from bot.errors import DatabaseError
from bot.outbox import Message, Outbox
from bot.rest import File
from cogs.announcements.agenda.personal import PersonalReminders
from cogs.announcements.agenda.records import Asked, Kept, digest
from cogs.announcements.agenda.scheduled import Entry, ScheduledStore
from cogs.announcements.agenda.store import EventStore
from cogs.announcements.events.event import Event
from cogs.announcements.events.ics import calendar
from cogs.announcements.events.plan import Done, Due, Gone, Step, after, due, held

log = logging.getLogger(__name__)


class Cards(Protocol):
    """What messages about events look like; `event` carries the times that members are told."""

    def announcement(
        self, event: Event, event_id: int, *, file: File | None, role_id: int | None, cancelled: bool = False
    ) -> Message:
        """Return the announcement a week before."""

    def reminder(self, event: Event, event_id: int, *, cancelled: bool = False) -> Message:
        """Return the reminder for everybody."""

    def cancellation(self, event: Event) -> Message:
        """Return the short word that an announced event is cancelled."""

    def recording(self, event: Event) -> Message:
        """Return the news that an event's recording can be watched."""

    def question(self, event: Event, doubts: Sequence[Asked]) -> Message:
        """Return what moderators are asked, and what became of each doubt."""

    def personal(self, event: Event, *, cancelled: bool = False) -> Message:
        """Return the direct message to somebody who wanted to be reminded."""


class Actor:
    """Carries the plan out, one event and one transaction at a time."""

    def __init__(
        self,
        database: Database,
        store: EventStore,
        scheduled: ScheduledStore,
        personal: PersonalReminders,
        outbox: Outbox,
        cards: Cards,
        *,
        channel_id: int,
        role_id: int | None,
        moderator_channel: int | None,
    ) -> None:
        self._database = database
        self._store = store
        self._scheduled = scheduled
        self._personal = personal
        self._outbox = outbox
        self._cards = cards
        self._channel_id = channel_id
        self._role_id = role_id
        self._moderator_channel = moderator_channel

    async def act(self, now: datetime) -> list[str]:
        """Do whatever is due for any event; return the identities of those for which that failed."""
        failed: list[str] = []
        asked = _by_event(await self._store.doubts(self._database))
        events = await self._store.all()
        wished = await self._personal.due(events, now)
        for kept in events:
            moved = _moved(kept, asked.get(kept.id, ()), now)
            if not moved and kept.id not in wished and not due(kept.event, kept.done, now):
                continue
            try:
                async with self._database.write() as tx:
                    # Read again: a moderator may have confirmed something meanwhile.
                    fresh = await self._store.get(kept.id, tx)
                    if fresh is not None:
                        await self._act(tx, fresh, now)
            except DatabaseError:
                raise
            except Exception:
                # One event must not keep the others from being told of.
                failed.append(kept.page.identity)
                log.exception("an event failed", extra={"fields": {"event": kept.page.identity}})
        return failed

    async def _act(self, tx: Transaction, kept: Kept, now: datetime) -> None:
        done = kept.done
        for step in due(kept.event, done, now):
            done = after(done, step, kept.event, now)
            if not step.late:
                await self._take(tx, kept, step, done, now)
        if done != kept.done:
            await self._store.record(tx, kept.id, done)
        await self._keep_questions(tx, kept, now)
        await self._personal.remind(tx, kept, now)

    async def _take(self, tx: Transaction, kept: Kept, step: Due, done: Done, now: datetime) -> None:
        match step.step:
            case Step.ASK:
                await self._ask(tx, kept, step)
            case Step.EDIT:
                await self._edit(tx, kept, done, now)
            case Step.SCHEDULE:
                await self._scheduled.want(tx, kept.id, Entry.of(_told(kept, done)), now)
            case Step.ANNOUNCE:
                await self._announce(tx, kept, done, now)
            case Step.REMIND_DAY | Step.REMIND_HOUR:
                await self._remind(tx, kept, step, done)
            case Step.CANCEL:
                await self._cancel(tx, kept, done, now)
            case Step.RECORDING:
                await self._show_recording(tx, kept, done, now)

    async def _announce(self, tx: Transaction, kept: Kept, done: Done, now: datetime) -> None:
        key = f"{kept.key}.announce"
        event = _told(kept, done)
        message = self._announcement(kept, done, now)
        await self._outbox.post(tx, key, self._channel_id, message, not_after=event.start or event.ends)
        await self._store.posted(tx, kept.id, key, Step.ANNOUNCE)

    async def _remind(self, tx: Transaction, kept: Kept, step: Due, done: Done) -> None:
        if step.start is None:
            return
        lead = "day" if step.step is Step.REMIND_DAY else "hour"
        key = f"{kept.key}.remind-{lead}.{step.start:%Y%m%dT%H%M}"
        message = self._cards.reminder(_told(kept, done), kept.id)
        await self._outbox.post(tx, key, self._channel_id, message, not_after=step.start)
        await self._store.posted(tx, kept.id, key, step.step)

    async def _edit(self, tx: Transaction, kept: Kept, done: Done, now: datetime) -> None:
        """Let everything that was said of the event say what is true now."""
        await self._correct(tx, kept, done, now)
        if done.scheduled:
            await self._scheduled.want(tx, kept.id, Entry.of(_told(kept, done)), now)

    async def _cancel(self, tx: Transaction, kept: Kept, done: Done, now: datetime) -> None:
        event = _told(kept, done)
        if await self._correct(tx, kept, done, now):
            key = f"{kept.key}.cancelled.{done.revision}"
            message = self._cards.cancellation(event)
            await self._outbox.post(tx, key, self._channel_id, message, not_after=event.ends)
        await self._scheduled.want(tx, kept.id, None, now)
        await self._personal.cancel(tx, kept, event)

    async def _correct(self, tx: Transaction, kept: Kept, done: Done, now: datetime) -> bool:
        """Edit what was said of the event; False when nothing was."""
        posts = await self._store.posts(tx, kept.id)
        for key, step in posts:
            if step is Step.ANNOUNCE:
                message = self._announcement(kept, done, now)
            else:
                message = self._cards.reminder(_told(kept, done), kept.id, cancelled=done.cancelled)
            await self._outbox.edit(tx, key, message)
        return bool(posts)

    async def _show_recording(self, tx: Transaction, kept: Kept, done: Done, now: datetime) -> None:
        video, ends = kept.page.video, _told(kept, done).ends
        if video is None or ends is None:
            return
        # Shown before the event was over, it was the stream that was to come, and no recording.
        if await self._store.claim_video(tx, video, now, since=ends):
            message = self._cards.recording(kept.page)
            await self._outbox.post(tx, f"{kept.key}.recording.{video}", self._channel_id, message)

    async def _ask(self, tx: Transaction, kept: Kept, step: Due) -> None:
        key = f"{kept.key}.ask.{digest(' '.join(doubt.key for doubt in step.doubts))}"
        told = key if self._moderator_channel is not None else None
        await self._store.ask(tx, kept.id, step.doubts, told)
        if self._moderator_channel is not None:
            asked = [each for each in await self._store.doubts(tx, kept.id) if each.outbox_key == key]
            await self._outbox.post(tx, key, self._moderator_channel, self._cards.question(kept.page, asked))

    async def _keep_questions(self, tx: Transaction, kept: Kept, now: datetime) -> None:
        """Close questions that the page answers by now, and open those again that it asks anew."""
        asked = await self._store.doubts(tx, kept.id)
        moved = _moved(kept, asked, now)
        for each in moved:
            await self._store.decide(tx, each.id, None if each.decision == "past" else "past")
        await self.show_questions(tx, kept, {each.outbox_key for each in moved})

    async def show_questions(self, tx: Transaction, kept: Kept, keys: set[str | None]) -> None:
        """Let the messages of these keys show what became of their doubts."""
        asked = await self._store.doubts(tx, kept.id)
        for key in sorted(key for key in keys if key is not None):
            shown = [each for each in asked if each.outbox_key == key]
            await self._outbox.edit(tx, key, self._cards.question(kept.page, shown))

    def _announcement(self, kept: Kept, done: Done, now: datetime) -> Message:
        event = _told(kept, done)
        text = calendar(event, revision=done.revision, now=now, cancelled=done.cancelled)
        file = None
        if text is not None:
            # Discord changes other characters in names, and would not find the file that the card shows.
            name = re.sub(r"[^a-z0-9_-]", "-", event.identity.rpartition("/")[2][:60])
            file = File(f"{name}.ics", text.encode(), "The event for your calendar")
        return self._cards.announcement(
            event, kept.id, file=file, role_id=self._role_id, cancelled=done.cancelled
        )


def _told(kept: Kept, done: Done) -> Event:
    """Return the event as members are told of it once `done` is done."""
    return kept.page if done.said is None else kept.shown(done.said)


def _moved(kept: Kept, asked: Sequence[Asked], now: datetime) -> list[Asked]:
    """Return undecided doubts that the page does not raise any more, and past ones that it raises again."""
    if not asked:
        return []
    event = kept.event
    keys = {doubt.key for doubt in held(event, kept.done, now)} if not isinstance(event, Gone) else set()
    return [
        each
        for each in asked
        if (each.decision in (None, "left") and each.doubt.key not in keys)
        or (each.decision == "past" and each.doubt.key in keys)
    ]


def _by_event(doubts: Sequence[Asked]) -> Mapping[int, list[Asked]]:
    """Return doubts by the event that they are about."""
    found: dict[int, list[Asked]] = {}
    for doubt in doubts:
        found.setdefault(doubt.event_id, []).append(doubt)
    return found
