"""The SQL of events: their rows, what was said of them, doubts and reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.clock import from_text_or_none, to_text
from bot.database import Database, Reader, Transaction
from cogs.announcements.agenda import records
from cogs.announcements.agenda.records import Asked, Decision, Kept, Reminder
from cogs.announcements.events.event import Doubt, Event
from cogs.announcements.events.plan import Done, Step


class EventStore:
    """Reads and writes event, event_baseline, event_post and event_doubt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- events -------------------------------------------------------------------------------------------

    async def all(self, reader: Reader | None = None) -> list[Kept]:
        """Return every event that was ever seen."""
        rows = await (reader or self._database).all("SELECT * FROM event ORDER BY id")
        return [records.kept(row) for row in rows]

    async def get(self, event_id: int, reader: Reader | None = None) -> Kept | None:
        """Return one event."""
        row = await (reader or self._database).one("SELECT * FROM event WHERE id = ?", (event_id,))
        return None if row is None else records.kept(row)

    async def add(self, tx: Transaction, page: Event, done: Done, now: datetime) -> None:
        """Keep an event that nobody knew."""
        await tx.execute(
            "INSERT INTO event (identity, page, done, first_seen_at) VALUES (?, ?, ?, ?)",
            (page.identity, records.page_json(page), records.done_json(done), to_text(now)),
        )

    async def read(self, tx: Transaction, page: Event) -> None:
        """Keep what the page of a known event says now."""
        await tx.execute(
            "UPDATE event SET page = ?, gone_since = NULL WHERE identity = ?",
            (records.page_json(page), page.identity),
        )

    async def miss(self, tx: Transaction, identities: Iterable[str], now: datetime) -> None:
        """Note since when the pages of known events are nowhere to be found."""
        await tx.execute_many(
            "UPDATE event SET gone_since = ? WHERE identity = ? AND gone_since IS NULL",
            [(to_text(now), identity) for identity in identities],
        )

    async def record(self, tx: Transaction, event_id: int, done: Done) -> None:
        """Keep what was done about an event."""
        await tx.execute("UPDATE event SET done = ? WHERE id = ?", (records.done_json(done), event_id))

    # --- the first look -----------------------------------------------------------------------------------

    async def begin(self, tx: Transaction, source: str, now: datetime) -> bool:
        """Note that `source` was read; True the first time: its events were there before."""
        return bool(
            await tx.execute(
                "INSERT INTO event_baseline (source, made_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (source, to_text(now)),
            )
        )

    # --- what was said ------------------------------------------------------------------------------------

    async def posted(self, tx: Transaction, event_id: int, key: str, step: Step) -> None:
        """Note under which key of the outbox an event was told of."""
        await tx.execute(
            "INSERT INTO event_post (outbox_key, event_id, step) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (key, event_id, step.value),
        )

    async def posts(self, reader: Reader, event_id: int) -> list[tuple[str, Step]]:
        """Return the keys of what was said of an event, with their steps."""
        rows = await reader.all("SELECT outbox_key, step FROM event_post WHERE event_id = ?", (event_id,))
        return [(row["outbox_key"], Step(row["step"])) for row in rows]

    async def claim_video(self, tx: Transaction, video: str, now: datetime, *, since: datetime) -> bool:
        """Note that a recording is announced; False when it was shown since then, by whatever source."""
        return bool(
            await tx.execute(
                "INSERT INTO announcement_video (video_id, item_id, known_at) VALUES (?, NULL, ?)"
                " ON CONFLICT (video_id) DO UPDATE SET item_id = NULL, known_at = excluded.known_at"
                " WHERE known_at < ?",
                (video, to_text(now), to_text(since)),
            )
        )

    # --- doubts -------------------------------------------------------------------------------------------

    async def ask(self, tx: Transaction, event_id: int, doubts: Iterable[Doubt], key: str | None) -> None:
        """Keep doubts that moderators are asked about, in the message of this key if there is one."""
        await tx.execute_many(
            "INSERT INTO event_doubt (event_id, key, doubt, outbox_key) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(event_id, doubt.key, records.doubt_json(doubt), key) for doubt in doubts],
        )

    async def doubt(self, doubt_id: int, reader: Reader) -> Asked | None:
        """Return one doubt."""
        row = await reader.one("SELECT * FROM event_doubt WHERE id = ?", (doubt_id,))
        return None if row is None else records.asked(row)

    async def doubts(self, reader: Reader, event_id: int | None = None) -> list[Asked]:
        """Return all doubts there ever were, about one event or any, oldest first."""
        rows = await reader.all(
            "SELECT * FROM event_doubt WHERE ?1 IS NULL OR event_id = ?1 ORDER BY id", (event_id,)
        )
        return [records.asked(row) for row in rows]

    async def decide(self, tx: Transaction, doubt_id: int, decision: Decision | None) -> None:
        """Keep what was decided; None: it is open again."""
        await tx.execute("UPDATE event_doubt SET decision = ? WHERE id = ?", (decision, doubt_id))


class ReminderStore:
    """Reads and writes event_reminder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, event_id: int, user_id: int, channel_id: int, now: datetime) -> None:
        """Keep somebody's wish to be reminded of an event."""
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO event_reminder (event_id, user_id, channel_id, asked_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (event_id, user_id, channel_id, to_text(now)),
            )

    async def forget(self, event_id: int, user_id: int) -> None:
        """Forget somebody's wish."""
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM event_reminder WHERE event_id = ? AND user_id = ?", (event_id, user_id)
            )

    async def wants(self, event_id: int, user_id: int) -> bool:
        """Tell whether somebody wants to be reminded of an event."""
        row = await self._database.one(
            "SELECT 1 FROM event_reminder WHERE event_id = ? AND user_id = ?", (event_id, user_id)
        )
        return row is not None

    async def all(self, reader: Reader | None = None, event_id: int | None = None) -> list[Reminder]:
        """Return who wants to be reminded, of one event or any."""
        rows = await (reader or self._database).all(
            "SELECT id, event_id, user_id, channel_id, sent_for FROM event_reminder"
            " WHERE ?1 IS NULL OR event_id = ?1 ORDER BY id",
            (event_id,),
        )
        return [
            Reminder(
                row["id"],
                row["event_id"],
                row["user_id"],
                row["channel_id"],
                from_text_or_none(row["sent_for"]),
            )
            for row in rows
        ]

    async def sent(self, tx: Transaction, reminder_id: int, start: datetime) -> None:
        """Note that somebody was reminded of `start`."""
        await tx.execute("UPDATE event_reminder SET sent_for = ? WHERE id = ?", (to_text(start), reminder_id))

    async def forget_event(self, tx: Transaction, event_id: int) -> None:
        """Forget who wanted to be reminded of an event."""
        await tx.execute("DELETE FROM event_reminder WHERE event_id = ?", (event_id,))

    async def export(self, user_id: int) -> list[dict[str, Any]]:
        """Return what a person wants to be reminded of."""
        rows = await self._database.all(
            "SELECT identity, channel_id, asked_at FROM event_reminder JOIN event ON event.id = event_id"
            " WHERE user_id = ? ORDER BY asked_at",
            (user_id,),
        )
        return [
            {"event": row["identity"], "direct_messages": row["channel_id"], "asked_at": row["asked_at"]}
            for row in rows
        ]

    async def erase(self, user_id: int) -> int:
        """Forget a person's reminders; how many."""
        async with self._database.write() as tx:
            return await tx.execute("DELETE FROM event_reminder WHERE user_id = ?", (user_id,))
