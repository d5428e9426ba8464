"""What is to be said on pull requests: rows written with the decisions that they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_text, to_text
from bot.database import Database, Row, Transaction
from cogs.committee.rules.pull_request import Address


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that is not said yet, as far as is known; `sent_at`: when the request began whose outcome is
    not.

    `mark` is what it is found by, `problem` why it could not be said, `failures` how often in a row.
    """

    motion: int
    address: Address
    mark: str
    body: str
    next_at: datetime
    sent_at: datetime | None = None
    failures: int = 0
    problem: str = ""


class CommentStore:
    """Reads and writes the table `committee_comment`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def intend(
        self, tx: Transaction, motion: int, address: Address, mark: str, body: str, at: datetime
    ) -> None:
        """Have something said once on the pull request of a motion."""
        await tx.execute(
            "INSERT INTO committee_comment (motion, repository, number, mark, body, next_at) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (motion, address.repository, address.number, mark, body, to_text(at)),
        )

    async def all(self) -> list[Comment]:
        """Return what is not said yet."""
        rows = await self._database.all(
            "SELECT * FROM committee_comment WHERE state <> 'said' ORDER BY motion"
        )
        return [_comment(row) for row in rows]

    async def sending(self, tx: Transaction, motion: int, at: datetime, next_at: datetime) -> None:
        """Note that a request begins; when nobody learns what became of it, it is looked for at `next_at`."""
        await tx.execute(
            "UPDATE committee_comment SET state = 'sending', sent_at = ?, next_at = ? WHERE motion = ?",
            (to_text(at), to_text(next_at), motion),
        )

    async def said(self, tx: Transaction, motion: int) -> None:
        """Note that it stands there; its words are not needed any more."""
        await tx.execute(
            "UPDATE committee_comment SET state = 'said', body = mark, failures = 0, problem = '' "
            "WHERE motion = ?",
            (motion,),
        )

    async def not_there(self, tx: Transaction, motion: int) -> None:
        """Note that it is certain not to stand there."""
        await tx.execute(
            "UPDATE committee_comment SET state = 'waiting', sent_at = NULL WHERE motion = ?", (motion,)
        )

    async def later(self, tx: Transaction, motion: int, next_at: datetime, problem: str) -> None:
        """Note why it could not be said, or looked for, and when to try again."""
        await tx.execute(
            "UPDATE committee_comment SET next_at = ?, problem = ?, failures = failures + 1 WHERE motion = ?",
            (to_text(next_at), problem, motion),
        )


def _comment(row: Row) -> Comment:
    return Comment(
        row["motion"],
        Address(row["repository"], row["number"]),
        row["mark"],
        row["body"],
        from_text(row["next_at"]),
        from_text(row["sent_at"]) if row["state"] == "sending" else None,
        row["failures"],
        row["problem"],
    )
