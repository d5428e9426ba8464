"""Reports and who made them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import from_text, to_text
from bot.database import Database, Reader, Row, Transaction
from cogs.moderation.model import Act, Card, Evidence, Place, Report, Reporter


class ReportStore:
    """Reads and writes the tables `moderation_report` and `moderation_reporter`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tx: Transaction, evidence: Evidence | None, now: datetime) -> int:
        """Add a report that nobody has made yet, and return its number."""
        place = evidence.place if evidence else None
        return await tx.insert(
            "INSERT INTO moderation_report (channel_id, message_id, author_id, words, made_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                place.channel_id if place else None,
                place.message_id if place else None,
                evidence.author_id if evidence else None,
                evidence.words if evidence else None,
                to_text(now),
            ),
        )

    async def learn(self, tx: Transaction, report_id: int, evidence: Evidence) -> None:
        """Note what a message says, if nobody could read it before."""
        await tx.execute(
            "UPDATE moderation_report SET author_id = ?, words = ? WHERE id = ? AND author_id IS NULL",
            (evidence.author_id, evidence.words, report_id),
        )

    async def join(self, tx: Transaction, report_id: int, reporter: Reporter) -> bool:
        """Note that somebody makes a report; False when they made it before: nothing changes."""
        return bool(
            await tx.execute(
                "INSERT INTO moderation_reporter (report_id, user_id, reason, made_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (report_id, reporter.user_id, reporter.reason, to_text(reporter.made_at)),
            )
        )

    async def about(self, tx: Reader, message_id: int) -> int | None:
        """Return the number of the open report about a message, or None."""
        row = await tx.one(
            "SELECT id FROM moderation_report WHERE message_id = ? AND closed_at IS NULL", (message_id,)
        )
        return None if row is None else int(row["id"])

    async def made_since(self, tx: Reader, user_id: int, moment: datetime) -> int:
        """Return how many reports somebody made after a moment."""
        row = await tx.one(
            "SELECT count(*) AS n FROM moderation_reporter WHERE user_id = ? AND made_at > ?",
            (user_id, to_text(moment)),
        )
        return int(row["n"]) if row else 0

    async def get(self, report_id: int, reader: Reader | None = None) -> Report | None:
        """Return a report, or None when there is none of that number."""
        read = reader or self._database
        row = await read.one("SELECT * FROM moderation_report WHERE id = ?", (report_id,))
        return None if row is None else await self._report(row, read)

    async def open(self) -> Sequence[Report]:
        """Return the reports that nobody has closed, the oldest first."""
        rows = await self._database.all("SELECT * FROM moderation_report WHERE closed_at IS NULL ORDER BY id")
        return [await self._report(row, self._database) for row in rows]

    async def elsewhere(self, place_id: int) -> Sequence[int]:
        """Return the numbers of open reports whose card is not in this channel."""
        rows = await self._database.all(
            "SELECT id FROM moderation_report WHERE closed_at IS NULL AND place_id IS NOT ? ORDER BY id",
            (place_id,),
        )
        return [row["id"] for row in rows]

    async def put(self, tx: Transaction, report_id: int, card: Card) -> None:
        """Note where the card of a report stands."""
        await tx.execute(
            "UPDATE moderation_report SET place_id = ?, cards = ? WHERE id = ?",
            (card.channel_id, card.posts, report_id),
        )

    async def take(self, tx: Transaction, report_id: int, act: Act) -> None:
        """Note who looks into a report."""
        await tx.execute(
            "UPDATE moderation_report SET taken_by = ?, taken_at = ? WHERE id = ?",
            (act.by, to_text(act.at), report_id),
        )

    async def close(self, tx: Transaction, report_id: int, act: Act, note: str) -> None:
        """Note who closed an open report, and what they say of it."""
        await tx.execute(
            "UPDATE moderation_report SET closed_by = ?, closed_at = ?, note = ? WHERE id = ?",
            (act.by, to_text(act.at), note or None, report_id),
        )

    async def forget_before(self, tx: Transaction, moment: datetime) -> int:
        """Forget the reports that were closed before a moment; how many."""
        return await tx.execute("DELETE FROM moderation_report WHERE closed_at < ?", (to_text(moment),))

    async def _report(self, row: Row, read: Reader) -> Report:
        reporters = await read.all(
            "SELECT user_id, reason, made_at FROM moderation_reporter WHERE report_id = ? "
            "ORDER BY made_at, user_id",
            (row["id"],),
        )
        evidence = None
        if row["message_id"] is not None:
            place = Place(row["channel_id"], row["message_id"])
            evidence = Evidence(place, row["author_id"], row["words"])
        return Report(
            row["id"],
            evidence,
            from_text(row["made_at"]),
            [Reporter(each["user_id"], each["reason"], from_text(each["made_at"])) for each in reporters],
            Card(row["place_id"], row["cards"]),
            _act(row["taken_by"], row["taken_at"]),
            _act(row["closed_by"], row["closed_at"]),
            row["note"] or "",
        )


def _act(by: int | None, at: str | None) -> Act | None:
    return None if by is None or at is None else Act(by, from_text(at))
