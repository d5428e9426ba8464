"""Who votes for whom at a meeting."""

from __future__ import annotations

from bot.database import Database, Reader, Transaction


class ProxyStore:
    """Reads and writes the table `election_proxy`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holder(self, election_id: int, principal_id: str, reader: Reader | None = None) -> str | None:
        """Return who votes for a member, or None."""
        row = await (reader or self._database).one(
            "SELECT holder_id FROM election_proxy WHERE election_id = ? AND principal_id = ?",
            (election_id, principal_id),
        )
        return None if row is None else str(row["holder_id"])

    async def principals(self, election_id: int, holder_id: str, reader: Reader | None = None) -> list[str]:
        """Return for whom a member votes."""
        rows = await (reader or self._database).all(
            "SELECT principal_id FROM election_proxy WHERE election_id = ? AND holder_id = ? "
            "ORDER BY principal_id",
            (election_id, holder_id),
        )
        return [row["principal_id"] for row in rows]

    async def all(self, election_id: int, reader: Reader | None = None) -> dict[str, str]:
        """Return the holder of each principal: the written record."""
        rows = await (reader or self._database).all(
            "SELECT principal_id, holder_id FROM election_proxy WHERE election_id = ? ORDER BY principal_id",
            (election_id,),
        )
        return {row["principal_id"]: row["holder_id"] for row in rows}

    async def give(self, tx: Transaction, election_id: int, principal_id: str, holder_id: str) -> None:
        """Let one member vote for another, in the place of whom they had asked before."""
        await tx.execute(
            "INSERT INTO election_proxy (election_id, principal_id, holder_id) VALUES (?, ?, ?) "
            "ON CONFLICT (election_id, principal_id) DO UPDATE SET holder_id = excluded.holder_id",
            (election_id, principal_id, holder_id),
        )

    async def end(self, tx: Transaction, election_id: int, principal_id: str) -> bool:
        """End a proxy; False when there was none."""
        return bool(
            await tx.execute(
                "DELETE FROM election_proxy WHERE election_id = ? AND principal_id = ?",
                (election_id, principal_id),
            )
        )
