"""What somebody has typed and has still to confirm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.chain import FIRST, LogEntry, canonical
from bot.clock import from_text, to_text
from bot.database import Database, Transaction
from cogs.committee.model import Event
from cogs.committee.rules import log


@dataclass(frozen=True, slots=True)
class Draft:
    """An act that waits for its confirmation, and the version of the text that was before its author."""

    motion: int
    version: int
    event: Event


class DraftStore:
    """Reads and writes the table `committee_draft`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, tx: Transaction, draft: Draft, at: datetime) -> int:
        """Keep a draft; its id."""
        entry = log.entry(None, draft.event, at)
        return await tx.insert(
            "INSERT INTO committee_draft (user_id, motion, version, at, step, detail) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                draft.event.by,
                draft.motion,
                draft.version,
                to_text(entry.at),
                entry.step,
                canonical(dict(entry.detail)),
            ),
        )

    async def take(self, tx: Transaction, draft_id: int, user_id: int) -> Draft | None:
        """Return somebody's draft, and forget it; None when it is not there any more, or not theirs."""
        row = await tx.one("SELECT * FROM committee_draft WHERE id = ? AND user_id = ?", (draft_id, user_id))
        if row is None:
            return None
        await tx.execute("DELETE FROM committee_draft WHERE id = ?", (draft_id,))
        entry = LogEntry(
            1, from_text(row["at"]), user_id, row["step"], json.loads(row["detail"]), FIRST, FIRST
        )
        return Draft(row["motion"], row["version"], log.event(entry))

    async def of(self, user_id: int) -> list[dict[str, object]]:
        """Return somebody's drafts as plain values."""
        rows = await self._database.all(
            "SELECT motion, at, step, detail FROM committee_draft WHERE user_id = ? ORDER BY id", (user_id,)
        )
        return [
            {"motion": row["motion"], "at": row["at"], "step": row["step"], **json.loads(row["detail"])}
            for row in rows
        ]

    async def forget(self, tx: Transaction, user_id: int) -> int:
        """Forget somebody's drafts; how many."""
        return await tx.execute("DELETE FROM committee_draft WHERE user_id = ?", (user_id,))

    async def forget_before(self, tx: Transaction, moment: datetime) -> None:
        """Forget what nobody has confirmed since a moment."""
        await tx.execute("DELETE FROM committee_draft WHERE at < ?", (to_text(moment),))
