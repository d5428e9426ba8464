"""The outbox as delivery sees it: which row is next in each lane, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import from_text, from_text_or_none, to_text
from bot.database import Database, Transaction
from bot.delivery_rules import CHANNEL_DELETED, Change
from bot.delivery_rules import Row as OutboxRow
from bot.outbox import PUBLISHING
from bot.said_before import RESTORED, Gap

_NEXT = """
SELECT o.*, coalesce(o.message_id, p.message_id) AS about
FROM outbox AS o LEFT JOIN outbox AS p ON p.id = o.subject
WHERE o.state IN ('waiting', 'sending')
  AND o.channel_id NOT IN (SELECT channel_id FROM outbox_stop)
  AND (p.id IS NULL OR p.state = 'sent')
"""
_FIRST_IN_LANE = f"SELECT *, min(id) FROM ({_NEXT}) GROUP BY lane"  # noqa: S608 - no input

# Nothing holds these back: not a channel that stopped, a post that is not sent, or the hour's publications.
_UNSENT = f"SELECT min(created_at) FROM ({_NEXT}) WHERE action <> '{PUBLISHING}'"  # noqa: S608 - no input

_ORPHANS = """
FROM outbox WHERE state IN ('waiting', 'sending')
AND subject IN (SELECT id FROM outbox WHERE state = 'dropped')
"""
_DROP_ORPHANS = f"""
UPDATE outbox
SET state = 'dropped', first_try_at = NULL, last_try_at = NULL, settled_at = ?, note = 'its post was dropped'
WHERE id IN (SELECT id {_ORPHANS})
"""  # noqa: S608 - no input

_DIRECT = "SELECT id FROM outbox WHERE settled_at < :before AND json_extract(body, '$.to') IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Stop:
    """A channel to which nothing is sent, why, and how many rows wait for it."""

    channel_id: int
    reason: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Held:
    """A row that somebody has to decide about."""

    id: int
    key: str
    channel_id: int
    note: str


class OutboxRows:
    """Reads and writes of the delivery."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def heads(self) -> Mapping[str, OutboxRow]:
        """Return the row whose turn it is in each lane that has one."""
        return {row["lane"]: _row(row) for row in await self._database.all(_FIRST_IN_LANE)}

    async def gap(self) -> Gap | None:
        """Return the time of which the database knows nothing, if it was restored from a backup."""
        row = await self._database.one("SELECT value FROM kernel_state WHERE key = ?", (RESTORED,))
        return None if row is None else Gap.from_json(row["value"])

    async def unsent(self) -> tuple[Mapping[str, int], datetime | None]:
        """Return the open rows by state, and when the oldest was written that nothing holds back (UTC)."""
        rows = await self._database.all(
            "SELECT state, count(*) AS rows FROM outbox WHERE state IN ('waiting', 'sending') GROUP BY state"
        )
        oldest = await self._database.one(_UNSENT)
        open_rows = {"waiting": 0, "sending": 0} | {row["state"]: row["rows"] for row in rows}
        return open_rows, from_text_or_none(oldest[0] if oldest else None)

    async def drop_orphans(self, now: datetime) -> None:
        """Drop what is about a post that will never stand."""
        if await self._database.one(f"SELECT 1 {_ORPHANS}"):
            async with self._database.write() as tx:
                await tx.execute(_DROP_ORPHANS, (to_text(now),))

    async def claim(self, row: OutboxRow, now: datetime) -> tuple[OutboxRow, str | None] | None:
        """Note that `row` is about to be sent and return it with its body; None when it is no longer open.

        Committed before the request begins: whatever happens then, it is known that it may have been sent.
        """
        async with self._database.write() as tx:
            moment = to_text(now)
            claimed = await tx.one(
                "UPDATE outbox SET state = 'sending', tries = tries + 1, last_try_at = ?, "
                "first_try_at = coalesce(first_try_at, ?) "
                "WHERE id = ? AND state = ? RETURNING *, NULL AS about",
                (moment, moment, row.id, row.state),
            )
        if claimed is None:
            return None
        return _row({**dict(claimed), "about": row.message_id}), claimed["body"]

    async def body(self, row: OutboxRow) -> str | None:
        """Return what `row` says; None when that is forgotten."""
        found = await self._database.one("SELECT body FROM outbox WHERE id = ?", (row.id,))
        return None if found is None else found["body"]

    async def record(self, row: OutboxRow, change: Change, now: datetime, *, stop: str | None = None) -> None:
        """Write what became of `row`; with `stop`, its channel stops for that reason."""
        open_still = change.state == "sending"
        settled = to_text(now) if change.state in ("sent", "dropped") else None
        async with self._database.write() as tx:
            await tx.execute(
                "UPDATE outbox SET state = ?, next_try_at = ?, note = ?, settled_at = ?, "
                "message_id = coalesce(?, message_id), "
                "first_try_at = CASE WHEN ? THEN first_try_at END, "
                "last_try_at = CASE WHEN ? THEN last_try_at END WHERE id = ?",
                (
                    change.state,
                    to_text(change.next_try_at),
                    change.note,
                    settled,
                    change.message_id,
                    open_still,
                    open_still,
                    row.id,
                ),
            )
            if stop is not None:
                await tx.execute(
                    "INSERT INTO outbox_stop (channel_id, reason, since) VALUES (?, ?, ?) "
                    "ON CONFLICT (channel_id) DO UPDATE SET reason = excluded.reason",
                    (row.channel_id, stop, to_text(now)),
                )

    async def stops(self) -> list[Stop]:
        """Return the channels that stopped."""
        rows = await self._database.all(
            "SELECT channel_id, reason, (SELECT count(*) FROM outbox AS o WHERE o.channel_id = s.channel_id "
            "AND o.state IN ('waiting', 'sending')) AS waiting FROM outbox_stop AS s ORDER BY since"
        )
        return [Stop(**dict(row)) for row in rows]

    async def reopen(self, channel_id: int) -> bool:
        """Send to a stopped channel again; False when it was not stopped."""
        async with self._database.write() as tx:
            return bool(await tx.execute("DELETE FROM outbox_stop WHERE channel_id = ?", (channel_id,)))

    async def give_up(self, channel_id: int, now: datetime) -> bool:
        """Never send what waits for a stopped channel, and forget the stop; False when it was not stopped."""
        async with self._database.write() as tx:
            stopped = bool(await tx.execute("DELETE FROM outbox_stop WHERE channel_id = ?", (channel_id,)))
            if stopped:
                await _drop_all(tx, channel_id, now, "its channel was given up")
            return stopped

    async def bury(self, channel_id: int, now: datetime) -> int:
        """Drop what waits for a channel that was deleted, and forget its stop; how many rows."""
        async with self._database.write() as tx:
            await tx.execute("DELETE FROM outbox_stop WHERE channel_id = ?", (channel_id,))
            return await _drop_all(tx, channel_id, now, CHANNEL_DELETED)

    async def held(self) -> list[Held]:
        """Return the rows that somebody has to decide about, oldest first."""
        rows = await self._database.all(
            "SELECT id, key, channel_id, note FROM outbox WHERE state = 'held' ORDER BY id"
        )
        return [Held(**dict(row)) for row in rows]

    async def release(self, row_id: int, now: datetime) -> bool:
        """Send a held row after all; False when it is not held any more."""
        return await self._decide(row_id, "state = 'waiting', next_try_at = ?, note = NULL", now)

    async def drop(self, row_id: int, now: datetime) -> bool:
        """Never send a held row; False when it is not held any more."""
        return await self._decide(row_id, "state = 'dropped', settled_at = ?", now)

    async def _decide(self, row_id: int, change: str, now: datetime) -> bool:
        async with self._database.write() as tx:
            return bool(
                await tx.execute(
                    f"UPDATE outbox SET {change} WHERE id = ? AND state = 'held'",  # noqa: S608 - no input
                    (to_text(now), row_id),
                )
            )

    async def published_since(self, moment: datetime) -> list[datetime]:
        """Return when publications succeeded since `moment`, oldest first."""
        rows = await self._database.all(
            "SELECT settled_at FROM outbox WHERE action = ? AND state = 'sent' AND settled_at > ? "
            "ORDER BY settled_at",
            (PUBLISHING, to_text(moment)),
        )
        return [from_text(row["settled_at"]) for row in rows]

    async def forget(self, now: datetime, *, bodies: timedelta, direct: timedelta) -> None:
        """Delete direct messages that were settled longer ago than `direct`, and empty older `bodies`."""
        async with self._database.write() as tx:
            # First of all these: their bodies tell that they are direct messages.
            await tx.execute(
                f"DELETE FROM outbox WHERE id IN ({_DIRECT}) OR subject IN ({_DIRECT})",  # noqa: S608
                {"before": to_text(now - direct)},
            )
            await tx.execute(
                "UPDATE outbox SET body = NULL WHERE body IS NOT NULL AND settled_at < ?",
                (to_text(now - bodies),),
            )


async def _drop_all(tx: Transaction, channel_id: int, now: datetime, why: str) -> int:
    return await tx.execute(
        "UPDATE outbox SET state = 'dropped', first_try_at = NULL, last_try_at = NULL, settled_at = ?, "
        "note = ? WHERE channel_id = ? AND state IN ('waiting', 'sending')",
        (to_text(now), why, channel_id),
    )


def _row(row: Any) -> OutboxRow:
    return OutboxRow(
        id=row["id"],
        key=row["key"],
        action=row["action"],
        channel_id=row["channel_id"],
        state=row["state"],
        created_at=from_text(row["created_at"]),
        next_try_at=from_text(row["next_try_at"]),
        tries=row["tries"],
        not_after=from_text_or_none(row["not_after"]),
        first_try_at=from_text_or_none(row["first_try_at"]),
        last_try_at=from_text_or_none(row["last_try_at"]),
        message_id=row["about"],
    )
