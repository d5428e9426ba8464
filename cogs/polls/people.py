"""What is kept about one person, and what of it can go. Asked also while the cog does not run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import discord_time, from_text, to_text
from bot.database import Database, Reader
from bot.privacy import NOBODY, Erasure
from cogs.polls.rules.quota import DAY
from cogs.polls.rules.secrecy import Seal, mark

_ASKED = "That you asked polls that go on, so that you can end them: until they are over."
# Who asked a poll may go when it is over and counts for no limit any more.
_MAY_GO = "author_id = :user AND ended_at IS NOT NULL AND created_at <= :yesterday"


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

    async def must_wait(self, user_id: int, now: datetime) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        row = await self._database.one(
            "SELECT count(*) FILTER (WHERE ended_at IS NULL) AS going, "
            "max(created_at) FILTER (WHERE ended_at IS NOT NULL AND created_at > ?) AS latest "
            "FROM poll WHERE author_id = ?",
            (to_text(now - DAY), user_id),
        )
        waiting = []
        if row and row["going"]:
            waiting.append(_ASKED)
        if row and row["latest"]:
            counted = discord_time(from_text(row["latest"]) + DAY)
            waiting.append(f"That you asked polls, so that the daily limit counts them: until {counted}.")
        return waiting

    async def erase_waiting(self, user_id: int, erased_at: datetime, now: datetime) -> int:
        """Erase that a person asked what they had asked before `erased_at`, and had to wait; how often."""
        async with self._database.write() as tx:
            return await tx.execute(
                f"UPDATE poll SET author_id = :nobody, stale = (kind <> 'ask') "  # noqa: S608 - ours
                f"WHERE {_MAY_GO} AND created_at <= :erased",
                {
                    "nobody": NOBODY,
                    "user": user_id,
                    "yesterday": to_text(now - DAY),
                    "erased": to_text(erased_at),
                },
            )

    async def erase(self, user_id: int, now: datetime) -> Erasure:
        """Erase what may go, and say what stays; messages that showed it are made anew."""
        async with self._database.write() as tx:
            erased = 0
            for row in await self._answers(user_id, tx):
                erased += await tx.execute(
                    "DELETE FROM poll_vote WHERE poll_id = ? AND voter = ?", (row["poll"], row["voter"])
                )
                await tx.execute("UPDATE poll SET stale = 1 WHERE id = ?", (row["poll"],))
            erased += await tx.execute("UPDATE poll SET ended_by = ? WHERE ended_by = ?", (NOBODY, user_id))
        erased += await self.erase_waiting(user_id, now, now)
        return Erasure(erased, tuple(await self.must_wait(user_id, now)))

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
