"""Who was erased, remembered for as long as there may be a backup that knows them still.

A backup that is restored brings back what was erased since. So a restore reads who that was from the database
that it replaces, writes it into the restored one, and the `privacy` cog erases them there again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock, from_text, to_text
from bot.copying import reading
from bot.database import Database
from bot.old_copies import KEPT
from bot.settings import BackupSettings

# Who is to be erased again: the key in `kernel_state`, which backups of every schema have.
AGAIN = "erasures.again"


def kept_for(settings: BackupSettings) -> timedelta:
    """Return how long a copy of the database may be there: a backup as set, an old copy for `KEPT`."""
    return max(KEPT, timedelta(days=settings.keep_days), timedelta(weeks=settings.keep_weeks))


@dataclass(frozen=True, slots=True)
class Known:
    """Who was erased when (UTC), as one database knows it; `since`: from then on it knows of all."""

    erased: dict[int, datetime]
    since: datetime | None = None

    def after(self, moment: datetime) -> dict[int, datetime]:
        """Return those who were erased since `moment`."""
        return {user_id: at for user_id, at in self.erased.items() if at >= moment}

    def covers(self, moment: datetime) -> bool:
        """Tell whether everybody is known who was erased since `moment`."""
        return self.since is not None and self.since <= moment


def read(database: Path, now: datetime, kept: timedelta) -> Known:
    """Return what the file `database` knows; nothing when it is not there, too old or damaged."""
    if not database.exists():
        return Known({})
    try:
        with closing(reading(database)) as connection:
            erased = dict(connection.execute("SELECT user_id, erased_at FROM erasure"))
            # It was restored itself, and did not start since.
            erased = _still_to_do(connection) | erased
            (since,) = connection.execute(
                "SELECT applied_at FROM schema_migration WHERE name = 'erasures'"
            ).fetchone()
    except sqlite3.Error:
        return Known({})
    moments = {user_id: from_text(at) for user_id, at in erased.items()}
    return Known(moments, max(from_text(since), now - kept))


def order_again(copy: sqlite3.Connection, people: dict[int, datetime]) -> None:
    """Note in the restored `copy` who is to be erased in it, beside those that it was to erase anyway."""
    noted = _still_to_do(copy) | {user_id: to_text(at) for user_id, at in people.items()}
    if noted:
        copy.execute("INSERT OR REPLACE INTO kernel_state VALUES (?, ?)", (AGAIN, json.dumps(noted)))


def _still_to_do(connection: sqlite3.Connection) -> dict[int, str]:
    row = connection.execute("SELECT value FROM kernel_state WHERE key = ?", (AGAIN,)).fetchone()
    return {int(user_id): at for user_id, at in json.loads(row[0]).items()} if row else {}


class Erasures:
    """The erasures that the bot's own database remembers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def note(self, user_id: int) -> None:
        """Remember that somebody is erased now."""
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO erasure (user_id, erased_at) VALUES (?, ?)"
                " ON CONFLICT (user_id) DO UPDATE SET erased_at = excluded.erased_at",
                (user_id, to_text(self._clock.now())),
            )

    async def of(self, user_id: int) -> datetime | None:
        """Return when somebody was erased last, if that is remembered."""
        row = await self._database.one("SELECT erased_at FROM erasure WHERE user_id = ?", (user_id,))
        return None if row is None else from_text(row["erased_at"])

    async def all(self) -> dict[int, datetime]:
        """Return when each of those who are remembered was erased last."""
        rows = await self._database.all("SELECT user_id, erased_at FROM erasure ORDER BY user_id")
        return {row["user_id"]: from_text(row["erased_at"]) for row in rows}

    async def forget_before(self, moment: datetime) -> None:
        """Forget those who were erased before `moment`."""
        if await self._database.one("SELECT 1 FROM erasure WHERE erased_at < ?", (to_text(moment),)):
            async with self._database.write() as tx:
                await tx.execute("DELETE FROM erasure WHERE erased_at < ?", (to_text(moment),))

    async def again(self) -> Sequence[int]:
        """Return who is to be erased again, as the database was restored."""
        row = await self._database.one("SELECT value FROM kernel_state WHERE key = ?", (AGAIN,))
        return [] if row is None else [int(user_id) for user_id in json.loads(row["value"])]

    async def done_again(self, user_id: int) -> None:
        """Strike somebody off that list."""
        async with self._database.write() as tx:
            await tx.execute(
                "UPDATE kernel_state SET value = json_remove(value, ?) WHERE key = ?",
                (f'$."{user_id}"', AGAIN),
            )
            await tx.execute("DELETE FROM kernel_state WHERE key = ? AND value = '{}'", (AGAIN,))
