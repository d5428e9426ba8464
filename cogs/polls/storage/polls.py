"""Polls and their options."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from cogs.polls.model import Kind, Option, Poll, Question
from cogs.polls.rules.quota import DAY, Numbers
from cogs.polls.rules.secrecy import Seal


class PollStore:
    """Reads and writes the tables `poll` and `poll_option`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        tx: Transaction,
        question: Question,
        channel_id: int,
        author_id: int,
        now: datetime,
        seal: Seal | None,
    ) -> Poll:
        """Add a poll, open from now."""
        poll_id = await tx.insert(
            "INSERT INTO poll (kind, channel_id, author_id, question, most, created_at, ends_at, salt, "
            "proof) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(question.kind),
                channel_id,
                author_id,
                question.text,
                question.most,
                to_text(now),
                to_text(question.ends_at),
                seal.salt if seal else None,
                seal.proof if seal else None,
            ),
        )
        for option in question.options:
            await tx.execute(
                "INSERT INTO poll_option (poll_id, number, label, at) VALUES (?, ?, ?, ?)",
                (poll_id, option.number, option.label, to_text_or_none(option.at)),
            )
        return Poll(poll_id, question, channel_id, author_id, now)

    async def get(self, poll_id: int, reader: Reader | None = None) -> Poll | None:
        """Return a poll, or None when there is none of that number."""
        read = reader or self._database
        row = await read.one("SELECT * FROM poll WHERE id = ?", (poll_id,))
        return None if row is None else await self._poll(row, read)

    async def open(self, reader: Reader | None = None) -> list[Poll]:
        """Return the polls that nobody has ended yet, what ends next first."""
        read = reader or self._database
        rows = await read.all("SELECT * FROM poll WHERE ended_at IS NULL ORDER BY ends_at, id")
        return [await self._poll(row, read) for row in rows]

    async def due(self, now: datetime) -> list[int]:
        """Return the numbers of open polls whose time has come."""
        rows = await self._database.all(
            "SELECT id FROM poll WHERE ended_at IS NULL AND ends_at <= ? ORDER BY ends_at, id",
            (to_text(now),),
        )
        return [row["id"] for row in rows]

    async def numbers(self, reader: Reader, author_id: int, channel_id: int, now: datetime) -> Numbers:
        """Return how many polls somebody and a channel have; one whose time has come is not open any more."""
        row = await reader.one(
            "SELECT "
            "count(*) FILTER (WHERE author_id = :author AND ended_at IS NULL AND ends_at > :now) AS a, "
            "count(*) FILTER (WHERE channel_id = :channel AND ended_at IS NULL AND ends_at > :now) AS b, "
            "count(*) FILTER (WHERE author_id = :author AND created_at > :since) AS c, "
            "count(*) FILTER (WHERE channel_id = :channel AND created_at > :since) AS d FROM poll",
            {"author": author_id, "channel": channel_id, "now": to_text(now), "since": to_text(now - DAY)},
        )
        assert row is not None  # noqa: S101 - counting gives a row
        return Numbers(row["a"], row["b"], row["c"], row["d"])

    async def seal(self, poll_id: int, reader: Reader | None = None) -> Seal | None:
        """Return the seal of a secret poll that is open; None for all others."""
        row = await (reader or self._database).one("SELECT salt, proof FROM poll WHERE id = ?", (poll_id,))
        return None if row is None or row["salt"] is None else Seal(row["salt"], row["proof"])

    async def end(
        self,
        tx: Transaction,
        poll_id: int,
        at: datetime,
        by: int | None,
        counts: Sequence[int] | None = None,
        turnout: int | None = None,
    ) -> None:
        """Note that a poll ended and, of a secret one, what came of it; its seal goes."""
        await tx.execute(
            "UPDATE poll SET ended_at = ?, ended_by = ?, counts = ?, turnout = ?, salt = NULL, proof = NULL, "
            "stale = 0 WHERE id = ?",
            (to_text(at), by, None if counts is None else json.dumps(list(counts)), turnout, poll_id),
        )

    async def move_end(self, tx: Transaction, poll_id: int, ends_at: datetime) -> None:
        """Note that an open poll ends at another moment."""
        await tx.execute(
            "UPDATE poll SET ends_at = ? WHERE id = ? AND ended_at IS NULL", (to_text(ends_at), poll_id)
        )

    async def result(self, poll_id: int, reader: Reader | None = None) -> tuple[list[int], int] | None:
        """Return the counts and the turnout of a secret poll that has ended; None for all others."""
        row = await (reader or self._database).one(
            "SELECT counts, turnout FROM poll WHERE id = ?", (poll_id,)
        )
        return None if row is None or row["counts"] is None else (json.loads(row["counts"]), row["turnout"])

    async def stale(self) -> list[int]:
        """Return the numbers of polls whose message shows less than is known."""
        return [
            row["id"] for row in await self._database.all("SELECT id FROM poll WHERE stale = 1 ORDER BY id")
        ]

    async def mark_stale(self, tx: Transaction, poll_id: int, *, stale: bool) -> None:
        """Note whether the message of a poll shows less than is known."""
        await tx.execute("UPDATE poll SET stale = ? WHERE id = ?", (int(stale), poll_id))

    async def forget_before(self, tx: Transaction, moment: datetime) -> int:
        """Forget the polls that ended before a moment, with all that belongs to them; how many."""
        return await tx.execute("DELETE FROM poll WHERE ended_at < ?", (to_text(moment),))

    async def _poll(self, row: Row, read: Reader) -> Poll:
        options = await read.all(
            "SELECT number, label, at FROM poll_option WHERE poll_id = ? ORDER BY number", (row["id"],)
        )
        question = Question(
            Kind(row["kind"]),
            row["question"],
            tuple(Option(each["number"], each["label"], from_text_or_none(each["at"])) for each in options),
            from_text(row["ends_at"]),
            row["most"],
        )
        return Poll(
            row["id"],
            question,
            row["channel_id"],
            row["author_id"],
            from_text(row["created_at"]),
            from_text_or_none(row["ended_at"]),
            row["ended_by"],
        )
