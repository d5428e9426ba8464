"""Which servers asked us to wait, and until when: in the database, so that a restart does not ask again."""

from __future__ import annotations

from datetime import datetime

from bot.clock import from_text, to_text
from bot.database import Database


class PauseStore:
    """Reads and writes the table `NAME_pause`, which a cog makes in a migration of its own."""

    def __init__(self, database: Database, name: str) -> None:
        if not name.isidentifier():
            raise ValueError(f"{name!r} cannot begin the name of a table")
        self._database = database
        self._name = name

    def _sql(self, sql: str) -> str:
        """Return `sql` with the tables' own names: `@` stands for what they begin with."""
        return sql.replace("@", self._name)

    async def pause_of(self, host: str) -> tuple[datetime, str] | None:
        """Return until when (UTC) and why `host` is left alone, if it ever asked for it."""
        row = await self._database.one(self._sql("SELECT until, reason FROM @_pause WHERE host = ?"), (host,))
        return (from_text(row["until"]), row["reason"]) if row else None

    async def pause(self, host: str, until: datetime, reason: str) -> None:
        """Leave `host` alone until then (UTC)."""
        async with self._database.write() as tx:
            await tx.execute(
                self._sql(
                    "INSERT INTO @_pause (host, until, reason) VALUES (?, ?, ?)"
                    " ON CONFLICT (host) DO UPDATE SET until = excluded.until, reason = excluded.reason"
                ),
                (host, to_text(until), reason),
            )
