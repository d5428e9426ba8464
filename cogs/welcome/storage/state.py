"""What is kept of welcoming as a whole: since when, paused or not, a raid, and counts by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Reader, Transaction
from cogs.welcome.weeks import Step, week_of

Mark = Literal["known_until", "looked_at", "paused_at", "raid_since", "digest_at"]


@dataclass(frozen=True, slots=True)
class WelcomeState:
    """Moments are aware, in UTC; `greetings` counts the messages that were written."""

    known_until: datetime
    looked_at: datetime
    paused_at: datetime | None
    raid_since: datetime | None
    digest_at: datetime | None
    greetings: int


class StateStore:
    """Reads and writes the one row of `welcome_state`, and `welcome_week`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, now: datetime) -> bool:
        """Take everybody who is there now for known; False when that was done before."""
        async with self._database.write() as tx:
            return bool(
                await tx.execute(
                    "INSERT INTO welcome_state (id, known_until, looked_at) VALUES (1, ?, ?) "
                    "ON CONFLICT DO NOTHING",
                    (to_text(now), to_text(now)),
                )
            )

    async def get(self, reader: Reader | None = None) -> WelcomeState:
        """Return how things stand. Raises `LookupError` before `begin`."""
        row = await (reader or self._database).one("SELECT * FROM welcome_state")
        if row is None:
            raise LookupError("welcoming has not begun")
        return WelcomeState(
            from_text(row["known_until"]),
            from_text(row["looked_at"]),
            from_text_or_none(row["paused_at"]),
            from_text_or_none(row["raid_since"]),
            from_text_or_none(row["digest_at"]),
            row["greetings"],
        )

    async def mark(self, tx: Transaction, what: Mark, moment: datetime | None) -> None:
        """Change one of the moments."""
        value = to_text_or_none(moment)
        await tx.execute(f"UPDATE welcome_state SET {what} = ?", (value,))  # noqa: S608 - one of five names

    async def next_greeting(self, tx: Transaction) -> int:
        """Return the number of the next greeting, each once."""
        row = await tx.one("UPDATE welcome_state SET greetings = greetings + 1 RETURNING greetings")
        return row["greetings"] if row else 0

    async def count(self, tx: Transaction, step: Step, now: datetime, many: int = 1) -> None:
        """Count a step of `many` newcomers in the week of `now`."""
        if many:
            await tx.execute(
                "INSERT INTO welcome_week (week, step, n) VALUES (?, ?, ?) "
                "ON CONFLICT (week, step) DO UPDATE SET n = n + excluded.n",
                (week_of(now).isoformat(), step, many),
            )

    async def weeks(self) -> Mapping[date, Mapping[Step, int]]:
        """Return every count by week."""
        found: dict[date, dict[Step, int]] = {}
        for row in await self._database.all("SELECT * FROM welcome_week"):
            found.setdefault(date.fromisoformat(row["week"]), {})[row["step"]] = row["n"]
        return found
