"""What is kept about one person, and what of it can go. Asked also while the cog does not run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.database import Database, Reader
from bot.privacy import NOBODY, Erasure
from cogs.polls.rules.secrecy import Seal, mark

_ASKED = "That you asked polls that go on, so that you can end them: until they are over."


class People:
    """Answers for `/privacy`. `token` is the bot's: marks in secret polls are made again from it."""

    def __init__(self, database: Database, token: str) -> None:
        self._database = database
        self._token = token

    async def export(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person."""
        asked = await self._database.all(
            "SELECT id AS poll, kind, question, created_at, ends_at, ended_at FROM poll "
            "WHERE author_id = ? ORDER BY id",
            (user_id,),
        )
        ended = await self._database.all(
            "SELECT id AS poll FROM poll WHERE ended_by = ? ORDER BY id", (user_id,)
        )
        return {
            "asked": [dict(row) for row in asked],
            "ended": [dict(row) for row in ended],
            "answers": [
                {**dict(row), "answer": json.loads(row["answer"])}
                for row in await self._answers(user_id, self._database)
            ],
        }

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        row = await self._database.one(
            "SELECT 1 FROM poll WHERE author_id = ? AND ended_at IS NULL", (user_id,)
        )
        return () if row is None else (_ASKED,)

    async def erase(self, user_id: int) -> Erasure:
        """Erase what may go, and say what stays; messages that showed it are made anew."""
        async with self._database.write() as tx:
            erased = 0
            for row in await self._answers(user_id, tx):
                erased += await tx.execute(
                    "DELETE FROM poll_vote WHERE poll_id = ? AND voter = ?", (row["poll"], row["voter"])
                )
                await tx.execute("UPDATE poll SET stale = 1 WHERE id = ?", (row["poll"],))
            erased += await tx.execute(
                "UPDATE poll SET author_id = ?, stale = (kind <> 'ask') "
                "WHERE author_id = ? AND ended_at IS NOT NULL",
                (NOBODY, user_id),
            )
            erased += await tx.execute("UPDATE poll SET ended_by = ? WHERE ended_by = ?", (NOBODY, user_id))
        return Erasure(erased, tuple(await self.must_wait(user_id)))

    async def _answers(self, user_id: int, reader: Reader) -> list[Mapping[str, Any]]:
        seals = await reader.all("SELECT id, salt, proof FROM poll WHERE salt IS NOT NULL")
        voters = {
            row["id"]: mark(self._token, Seal(row["salt"], row["proof"]), user_id) or "" for row in seals
        }
        rows = await reader.all(
            "SELECT poll_id AS poll, kind, question, answer, voter FROM poll_vote "
            "JOIN poll ON poll.id = poll_id WHERE voter IN (SELECT value FROM json_each(?)) ORDER BY poll_id",
            (json.dumps([str(user_id), *voters.values()]),),
        )
        return [dict(row) for row in rows]
