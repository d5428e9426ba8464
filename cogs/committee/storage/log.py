"""The log of a motion: entries are added, and never changed (the table's triggers see to that)."""

from __future__ import annotations

import json
from datetime import datetime

from bot.chain import LogEntry, canonical
from bot.clock import from_text, to_text
from bot.database import Database, Reader, Row, Transaction
from cogs.committee.model import Event
from cogs.committee.rules import log


class LogStore:
    """Reads and writes the table `committee_log`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self, tx: Transaction, motion: int, last: LogEntry | None, event: Event, learnt: datetime
    ) -> LogEntry:
        """Add an event that became known at `learnt`, after the entry `last`."""
        entry = log.entry(last, event, learnt)
        await tx.execute(
            "INSERT INTO committee_log (motion, number, at, who, step, detail, previous, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                motion,
                entry.number,
                to_text(entry.at),
                entry.who,
                entry.step,
                canonical(dict(entry.detail)),
                entry.previous,
                entry.hash,
            ),
        )
        return entry

    async def all(self, motion: int, reader: Reader | None = None) -> list[LogEntry]:
        """Return the whole log, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM committee_log WHERE motion = ? ORDER BY number", (motion,)
        )
        return [_entry(row) for row in rows]

    async def by(self, user_id: int) -> list[tuple[int, LogEntry]]:
        """Return what somebody did, each with the motion's number."""
        rows = await self._database.all(
            "SELECT * FROM committee_log WHERE who = ? ORDER BY motion, number", (user_id,)
        )
        return [(row["motion"], _entry(row)) for row in rows]


def _entry(row: Row) -> LogEntry:
    return LogEntry(
        row["number"],
        from_text(row["at"]),
        row["who"],
        row["step"],
        json.loads(row["detail"]),
        row["previous"],
        row["hash"],
    )
