"""The log of an election: entries are added, and never changed (the table's triggers see to that)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import from_text, to_text
from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import LogEntry
from cogs.elections.record import chain


class LogStore:
    """Reads and writes the table `election_log`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self, tx: Transaction, election_id: int, at: datetime, who: int, step: str, detail: Mapping[str, Any]
    ) -> LogEntry:
        """Add what was done. `who` is a Discord user, 0 the bot.

        A clock that was set back does not set the log back: `at` is never before the entry before.
        """
        last = await self.last(election_id, tx)
        entry = chain.entry(last, max(at, last.at) if last else at, who, step, detail)
        await tx.execute(
            "INSERT INTO election_log (election_id, number, at, who, step, detail, previous, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                election_id,
                entry.number,
                to_text(entry.at),
                who,
                step,
                chain.canonical(dict(detail)),
                entry.previous,
                entry.hash,
            ),
        )
        return entry

    async def last(self, election_id: int, reader: Reader | None = None) -> LogEntry | None:
        """Return the newest entry."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_log WHERE election_id = ? ORDER BY number DESC LIMIT 1", (election_id,)
        )
        return None if row is None else _entry(row)

    async def all(self, election_id: int, reader: Reader | None = None) -> list[LogEntry]:
        """Return the whole log, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election_log WHERE election_id = ? ORDER BY number", (election_id,)
        )
        return [_entry(row) for row in rows]

    async def of_step(self, election_id: int, step: str, reader: Reader | None = None) -> list[LogEntry]:
        """Return the entries of one step, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election_log WHERE election_id = ? AND step = ? ORDER BY number",
            (election_id, step),
        )
        return [_entry(row) for row in rows]

    async def by(self, user_id: int) -> list[tuple[int, LogEntry]]:
        """Return what somebody did, with the election's id."""
        rows = await self._database.all(
            "SELECT * FROM election_log WHERE who = ? ORDER BY election_id, number", (user_id,)
        )
        return [(row["election_id"], _entry(row)) for row in rows]


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
