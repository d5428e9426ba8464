"""Reminders that people asked for: a direct message an hour before, and a word when it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.database import Transaction
from bot.outbox import Message, Outbox
from cogs.announcements.agenda.records import Kept, Reminder
from cogs.announcements.agenda.store import ReminderStore
from cogs.announcements.events.event import Event, ending

LEAD = timedelta(hours=1)


class PersonalCards(Protocol):
    """What the direct message looks like."""

    def personal(self, event: Event, *, cancelled: bool = False) -> Message:
        """Return the message."""


class PersonalReminders:
    """Reminds those who asked. What they asked for is forgotten once the event is over or cancelled."""

    def __init__(self, store: ReminderStore, outbox: Outbox, cards: PersonalCards) -> None:
        self._store = store
        self._outbox = outbox
        self._cards = cards

    async def due(self, events: Sequence[Kept], now: datetime) -> set[int]:
        """Return the events for which `remind` has something to do at `now`."""
        wishes = await self._store.all()
        wished: dict[int, list[Reminder]] = {}
        for wish in wishes:
            wished.setdefault(wish.event_id, []).append(wish)
        return {
            kept.id
            for kept in events
            if kept.id in wished and (_over(kept, now) or _unreminded(kept, wished[kept.id], now))
        }

    async def remind(self, tx: Transaction, kept: Kept, now: datetime) -> None:
        """Remind whoever is to be reminded now, once for each start."""
        if _over(kept, now):
            await self._store.forget_event(tx, kept.id)
            return
        wishes = await self._store.all(tx, kept.id)
        said = kept.standing(now)
        for wish in _unreminded(kept, wishes, now):
            if said is not None and said.start is not None:
                key = f"{kept.key}.personal.{wish.id}.{said.start:%Y%m%dT%H%M}"
                message = replace(self._cards.personal(kept.shown(said)), to=wish.user_id)
                await self._outbox.post(tx, key, wish.channel_id, message, not_after=said.start)
                await self._store.sent(tx, wish.id, said.start)

    async def cancel(self, tx: Transaction, kept: Kept, event: Event) -> None:
        """Tell those who wanted to be reminded that the event does not take place."""
        message = self._cards.personal(event, cancelled=True)
        for wish in await self._store.all(tx, kept.id):
            key = f"{kept.key}.personal.{wish.id}.cancelled"
            word = replace(message, to=wish.user_id)
            await self._outbox.post(tx, key, wish.channel_id, word, not_after=event.ends)
        await self._store.forget_event(tx, kept.id)


def _unreminded(kept: Kept, wishes: Sequence[Reminder], now: datetime) -> list[Reminder]:
    """Return who is to be reminded now and was not yet."""
    said = kept.standing(now)
    if said is None or said.start is None or not said.start - LEAD <= now < said.start:
        return []
    return [wish for wish in wishes if wish.sent_for != said.start]


def _over(kept: Kept, now: datetime) -> bool:
    """Tell whether an event is over by what its page says and by what members were told."""
    said = kept.done.said
    ends = [kept.page.ends, ending(kept.page.kind, said.start, said.end, said.day) if said else None]
    return all(end is None or end <= now for end in ends)
