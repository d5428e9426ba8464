"""Everything that follows from one reading of one source, as one transaction, outbox rows included.

Killed at any moment, the bot has done all of it or nothing; done again, it changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.outbox import Message, Outbox
from cogs.announcements import identity
from cogs.announcements.announcer import Announcer
from cogs.announcements.filters import is_premature, refusal
from cogs.announcements.looking import kind_of
from cogs.announcements.model import Item, Reading
from cogs.announcements.newness import Judgement, Past, Rules, judge
from cogs.announcements.settings import AnnouncementsSettings
from cogs.announcements.storage.item_store import ItemStore
from cogs.announcements.storage.known_items import KnownItems
from cogs.announcements.storage.records import Source, shown_digest
from cogs.announcements.storage.source_store import Read, SourceStore
from cogs.announcements.text import safe
from cogs.announcements.timing import due_at, next_check

_TEXT_DISPLAY = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """A source's answer that was read: what it holds, its validators, and where it moved for good."""

    reading: Reading
    body_hash: str
    etag: str | None = None
    last_modified: str | None = None
    moved: str | None = None


class Recorder:
    """Writes readings down. `moderator_channel` hears of addresses that moved, if there is one."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        sources: SourceStore,
        items: ItemStore,
        announcer: Announcer,
        clock: Clock,
        settings: AnnouncementsSettings,
        moderator_channel: int | None,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._sources = sources
        self._items = items
        self._known = KnownItems(database)
        self._announcer = announcer
        self._clock = clock
        self.settings = settings
        self._moderator_channel = moderator_channel

    async def judge(self, source: Source, reading: Reading) -> list[Judgement]:
        """Return what would become of the items of a reading now; changes nothing."""
        return await self._judge(source, reading.items, self._clock.now(), None)

    async def record(self, source_id: int, answer: Answer) -> None:
        """Write down what a source holds, and announce what is new.

        Nothing happens when the source was paused or removed meanwhile.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            source = await self._sources.get(source_id, tx)
            if source is None or source.paused_at is not None:
                return
            judgements = await self._judge(source, answer.reading.items, now, tx)
            await self._store(tx, source, judgements, now)
            await self._announcer.release(tx, source, now)
            await self._sources.was_read(tx, source.id, await self._read(tx, source, answer, now))

    async def release(self, source_id: int) -> None:
        """Announce what waited for its hour."""
        async with self._database.write() as tx:
            source = await self._sources.get(source_id, tx)
            if source is not None and source.paused_at is None:
                await self._announcer.release(tx, source, self._clock.now())

    async def _judge(
        self, source: Source, items: Sequence[Item], now: datetime, tx: Transaction | None
    ) -> list[Judgement]:
        known = await self._known.known(source, items, now, tx)
        taken = await self._known.taken(source, items, tx)
        first = source.baseline_at is None and source.read_at is None
        if not known and len(items) > self.settings.posts_at_once:
            # It had nothing at first, by mistake it seems: a whole feed at once is no news.
            first = first or not await self._known.has_any(source.id, tx)
        past = Past(
            first=first,
            after_pause=source.baseline_at is None and not first,
            succeeded_at=source.succeeded_at,
        )
        rules = Rules(
            refuse=lambda item: refusal(source.filters, item),
            taken=lambda item: next(
                (taken[key] for key in sorted(identity.keys(item)) if key in taken), None
            ),
            premature=lambda item: is_premature(source.filters, item),
            digest=shown_digest,
            late_after=timedelta(days=self.settings.missed_days),
        )
        return judge(items, known, past, rules, now)

    async def _store(
        self, tx: Transaction, source: Source, judgements: Sequence[Judgement], now: datetime
    ) -> None:
        last = await self._items.last_announced(tx, source.id) if source.kind == "releases" else None
        due = due_at(source.kind, source.quiet, now, last_announced=last)
        new, unchanged = [], []
        # The last of a feed is its oldest: rows are in the order in which things were published.
        for each in reversed(judgements):
            known = each.known
            if known is None:
                new.append(each)
                continue
            same = shown_digest(each.item) == known.shown and known.state == each.state
            if same and identity.keys(each.item) <= known.keys:
                unchanged.append(known.id)
                continue
            becomes_due = due if each.state == "due" and known.state != "due" else None
            await self._items.see(tx, each, known, source, now, due_at=becomes_due)
            if each.edit:
                await self._announcer.correct(tx, known.id, each.item, source)
        await self._items.saw(tx, unchanged, now)
        await self._items.record(tx, source, new, now, due)

    async def _read(self, tx: Transaction, source: Source, answer: Answer, now: datetime) -> Read:
        reading = answer.reading
        first = source.read_at is None
        kind = kind_of(reading, source.kind) if first and source.kind == "feed" else source.kind
        # A source of the configuration without a title is called by its address until it was read.
        nameless = first and source.title == source.url
        url, moved_to = source.url, answer.moved
        if moved_to is not None and moved_to == source.moved_to:
            url, moved_to = await self._move(tx, source, moved_to), None
        return Read(
            at=now,
            next_check_at=next_check(kind, source.id, now),
            etag=answer.etag,
            last_modified=answer.last_modified,
            body_hash=answer.body_hash,
            problems=reading.problems,
            kind=kind,
            title=reading.title[:100] if nameless and reading.title else source.title,
            url=url,
            moved_to=moved_to,
        )

    async def _move(self, tx: Transaction, source: Source, to: str) -> str:
        """Return the address a source has from now on, and tell moderators of a new one."""
        there = await self._sources.at_address(to, tx)
        if there is not None and there.id != source.id:
            return source.url
        if self._moderator_channel is not None:
            digest = hashlib.sha256(to.encode()).hexdigest()[:16]
            text = f"ℹ️ The source **{safe(source.title)}** moved for good; it is read at {to} from now on."
            message = Message([{"type": _TEXT_DISPLAY, "content": text}])
            key = f"announcements.moved.{source.id}.{digest}"
            await self._outbox.post(tx, key, self._moderator_channel, message)
        return to
