"""The Secretary's list of members, as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import Member, Standing


class RollStore:
    """Reads and writes the table `roll_member`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, reader: Reader | None = None) -> list[Member]:
        """Return everybody on the list, by member id."""
        rows = await (reader or self._database).all("SELECT * FROM roll_member ORDER BY member_id")
        return [_member(row) for row in rows]

    async def get(self, member_id: str, reader: Reader | None = None) -> Member | None:
        """Return one member."""
        row = await (reader or self._database).one(
            "SELECT * FROM roll_member WHERE member_id = ?", (member_id,)
        )
        return None if row is None else _member(row)

    async def by_user(self, user_id: int, reader: Reader | None = None) -> Member | None:
        """Return the member to whom a Discord account belongs."""
        row = await (reader or self._database).one("SELECT * FROM roll_member WHERE user_id = ?", (user_id,))
        return None if row is None else _member(row)

    async def replace(self, tx: Transaction, members: Iterable[Member]) -> None:
        """Put these members in the place of the list before."""
        await tx.execute("DELETE FROM roll_member")
        await tx.execute_many(
            "INSERT INTO roll_member (member_id, name, user_id, standing, last_meeting, last_contribution) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    each.member_id,
                    each.name,
                    each.user_id,
                    each.standing,
                    _text(each.last_meeting),
                    _text(each.last_contribution),
                )
                for each in members
            ],
        )

    async def relink(self, tx: Transaction, member_id: str, user_id: int | None) -> bool:
        """Give a member another Discord account, or none; False when there is no such member."""
        return bool(
            await tx.execute("UPDATE roll_member SET user_id = ? WHERE member_id = ?", (user_id, member_id))
        )


def _member(row: Row) -> Member:
    return Member(
        row["member_id"],
        row["name"],
        row["user_id"],
        Standing(row["standing"]),
        _date(row["last_meeting"]),
        _date(row["last_contribution"]),
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
