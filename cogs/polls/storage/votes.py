"""Votes: one of each voter in each poll."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.database import Database, Reader, Transaction
from cogs.polls.model import Answer


class VoteStore:
    """Reads and writes the table `poll_vote`. A `voter` is a user id or a mark, as text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, tx: Transaction, poll_id: int, voter: str, answer: Answer) -> bool:
        """Note somebody's vote in the place of the one before; whether that changes anything."""
        return bool(
            await tx.execute(
                "INSERT INTO poll_vote (poll_id, voter, answer) VALUES (?, ?, ?) "
                "ON CONFLICT (poll_id, voter) DO UPDATE SET answer = excluded.answer "
                "WHERE answer <> excluded.answer",
                (poll_id, voter, json.dumps(list(answer))),
            )
        )

    async def take_back(self, tx: Transaction, poll_id: int, voter: str) -> bool:
        """Forget somebody's vote; False when there was none."""
        return bool(
            await tx.execute("DELETE FROM poll_vote WHERE poll_id = ? AND voter = ?", (poll_id, voter))
        )

    async def of(self, poll_id: int, voter: str, reader: Reader | None = None) -> Answer | None:
        """Return somebody's vote, or None."""
        row = await (reader or self._database).one(
            "SELECT answer FROM poll_vote WHERE poll_id = ? AND voter = ?", (poll_id, voter)
        )
        return None if row is None else tuple(json.loads(row["answer"]))

    async def all(self, poll_id: int, reader: Reader | None = None) -> Mapping[str, Answer]:
        """Return all votes of a poll by voter."""
        rows = await (reader or self._database).all(
            "SELECT voter, answer FROM poll_vote WHERE poll_id = ? ORDER BY voter", (poll_id,)
        )
        return {row["voter"]: tuple(json.loads(row["answer"])) for row in rows}

    async def turnout(self, poll_id: int, reader: Reader | None = None) -> int:
        """Return how many have voted."""
        row = await (reader or self._database).one(
            "SELECT count(*) AS n FROM poll_vote WHERE poll_id = ?", (poll_id,)
        )
        return row["n"] if row else 0

    async def forget(self, tx: Transaction, poll_id: int) -> None:
        """Forget all votes of a poll."""
        await tx.execute("DELETE FROM poll_vote WHERE poll_id = ?", (poll_id,))
