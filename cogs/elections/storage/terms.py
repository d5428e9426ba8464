"""Who holds which office since when."""

from __future__ import annotations

from datetime import datetime

from bot.clock import from_text, from_text_or_none, to_text
from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import Term


class TermStore:
    """Reads and writes the table `officer_term`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def running(self, reader: Reader | None = None) -> list[Term]:
        """Return the terms that run, by office and beginning."""
        rows = await (reader or self._database).all(
            "SELECT * FROM officer_term WHERE ended_at IS NULL ORDER BY office, began_at, id"
        )
        return [_term(row) for row in rows]

    async def ended(self) -> list[Term]:
        """Return the terms that ended, the last first."""
        rows = await self._database.all(
            "SELECT * FROM officer_term WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC"
        )
        return [_term(row) for row in rows]

    async def of(self, user_id: int) -> list[Term]:
        """Return all terms of somebody, oldest first."""
        rows = await self._database.all(
            "SELECT * FROM officer_term WHERE user_id = ? ORDER BY began_at, id", (user_id,)
        )
        return [_term(row) for row in rows]

    async def begun_by(self, election_id: int, reader: Reader | None = None) -> list[Term]:
        """Return the terms that an election began."""
        rows = await (reader or self._database).all(
            "SELECT * FROM officer_term WHERE election_id = ? ORDER BY id", (election_id,)
        )
        return [_term(row) for row in rows]

    async def ended_by(self, election_id: int, reader: Reader | None = None) -> list[Term]:
        """Return the terms that ended when those began which an election gave."""
        rows = await (reader or self._database).all(
            "SELECT * FROM officer_term AS o WHERE ended_at IS NOT NULL AND EXISTS (SELECT 1 "
            "FROM officer_term WHERE election_id = ? AND office = o.office AND began_at = o.ended_at) "
            "ORDER BY id",
            (election_id,),
        )
        return [_term(row) for row in rows]

    async def before(self, term: Term, reader: Reader | None = None) -> Term | None:
        """Return the term in the same office that ended when this one began."""
        row = await (reader or self._database).one(
            "SELECT * FROM officer_term WHERE office = ? AND ended_at = ? AND id < ? "
            "ORDER BY id DESC LIMIT 1",
            (term.office, to_text(term.began_at), term.id),
        )
        return None if row is None else _term(row)

    async def find(self, term_id: int, reader: Reader | None = None) -> Term | None:
        """Return a term."""
        row = await (reader or self._database).one("SELECT * FROM officer_term WHERE id = ?", (term_id,))
        return None if row is None else _term(row)

    async def begin(
        self, tx: Transaction, office: str, user_id: int, name: str, election_id: int | None, at: datetime
    ) -> Term:
        """Begin somebody's term."""
        term_id = await tx.insert(
            "INSERT INTO officer_term (office, user_id, name, election_id, began_at) VALUES (?, ?, ?, ?, ?)",
            (office, user_id, name, election_id, to_text(at)),
        )
        return Term(term_id, office, user_id, name, election_id, at)

    async def end(self, tx: Transaction, term_id: int, at: datetime) -> None:
        """End a term that runs."""
        await tx.execute(
            "UPDATE officer_term SET ended_at = max(?, began_at) WHERE id = ? AND ended_at IS NULL",
            (to_text(at), term_id),
        )


def _term(row: Row) -> Term:
    return Term(
        row["id"],
        row["office"],
        row["user_id"],
        row["name"],
        row["election_id"],
        from_text(row["began_at"]),
        from_text_or_none(row["ended_at"]),
    )
