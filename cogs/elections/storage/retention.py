"""What is forgotten of elections that are over: who took part, through whom, and by which account."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.clock import to_text
from bot.database import Database, Transaction
from cogs.elections.model import Stage


class RetentionStore:
    """Takes people out of elections that are over. What was published stays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, stages: Iterable[Stage], closed_before: datetime) -> list[int]:
        """Return elections at one of `stages` that closed before a moment and still know who took part."""
        rows = await self._database.all(
            "SELECT id FROM election WHERE stage IN (SELECT value FROM json_each(?)) AND closes_at < ? "
            "AND (stage NOT IN ('archived', 'cancelled') OR EXISTS (SELECT 1 FROM election_voter "
            "WHERE election_id = election.id)) ORDER BY id",
            (json.dumps(list(stages)), to_text(closed_before)),
        )
        return [row["id"] for row in rows]

    async def forget(self, tx: Transaction, election_id: int) -> None:
        """Delete the roll of an election and who of it voted for whom; the log has numbers and hash."""
        for table in ("election_proxy", "election_voted", "election_voter"):
            await tx.execute(f"DELETE FROM {table} WHERE election_id = ?", (election_id,))  # noqa: S608 - ours
