"""The seats: who took and left which, and what they are called in records."""

from __future__ import annotations

from collections.abc import Iterable

from bot.clock import from_text, to_text
from bot.database import Database, Reader, Transaction
from cogs.committee.model import SeatChange, Vacancy


class SeatStore:
    """Reads and writes the tables `committee_seat` and `committee_name`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, reader: Reader | None = None) -> list[SeatChange]:
        """Return every change there was, in its order."""
        rows = await (reader or self._database).all("SELECT * FROM committee_seat ORDER BY at, id")
        return [
            SeatChange(
                from_text(row["at"]),
                row["seat"],
                row["holder"],
                None if row["why"] is None else Vacancy(row["why"]),
                bool(row["abolished"]),
            )
            for row in rows
        ]

    async def add(self, tx: Transaction, changes: Iterable[SeatChange]) -> None:
        """Add changes."""
        await tx.execute_many(
            "INSERT INTO committee_seat (at, seat, holder, why, abolished) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    to_text(one.at),
                    one.seat,
                    one.holder,
                    None if one.why is None else str(one.why),
                    one.abolished,
                )
                for one in changes
            ],
        )

    async def names(self, reader: Reader | None = None) -> dict[int, str]:
        """Return what the people are called who hold or held a seat."""
        rows = await (reader or self._database).all("SELECT user_id, name FROM committee_name")
        return {row["user_id"]: row["name"] for row in rows}

    async def call(self, tx: Transaction, user_id: int, name: str) -> None:
        """Write what somebody is called."""
        await tx.execute(
            "INSERT INTO committee_name (user_id, name) VALUES (?, ?) "
            "ON CONFLICT (user_id) DO UPDATE SET name = excluded.name",
            (user_id, name),
        )

    async def forget_name(self, tx: Transaction, user_id: int) -> int:
        """Forget what somebody is called; how many rows."""
        return await tx.execute("DELETE FROM committee_name WHERE user_id = ?", (user_id,))
