"""Which cogs run: `cogs.enabled` of the configuration, overlaid with what moderators switched at run time."""

from __future__ import annotations

from typing import Any

from bot.clock import Clock, to_text
from bot.cog import available
from bot.database import Database
from bot.privacy import NOBODY
from bot.settings import Settings


class CogSwitches:
    """The cogs that are to run. A switch set at run time is stored and wins over `config.toml`."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._stored: dict[str, bool] = {}

    async def load(self) -> None:
        """Read the switches from the database."""
        rows = await self._database.all("SELECT name, enabled FROM cog_switch")
        self._stored = {row["name"]: bool(row["enabled"]) for row in rows}

    def enabled(self) -> list[str]:
        """Return the cogs that are to run, those of the configuration first, in its order.

        A cog that was switched on once and is no longer installed is left out.
        """
        names = [name for name in self._settings.enabled if self._stored.get(name, True)]
        added = [name for name in available() if self._stored.get(name) and name not in names]
        return names + added

    async def set(self, name: str, enabled: bool, by: int) -> None:
        """Remember that `name` is to run, or not, as the user `by` decided."""
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO cog_switch (name, enabled, changed_by, changed_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled,"
                " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
                (name, int(enabled), by, to_text(self._clock.now())),
            )
        self._stored[name] = enabled

    async def changed_by(self, user_id: int) -> list[dict[str, Any]]:
        """Return which cogs a person switched, and when, as plain JSON values."""
        rows = await self._database.all(
            "SELECT name, enabled, changed_at FROM cog_switch WHERE changed_by = ?", (user_id,)
        )
        return [{**dict(row), "enabled": bool(row["enabled"])} for row in rows]

    async def forget_person(self, user_id: int) -> int:
        """Put `NOBODY` in the place of `user_id`, and return how many cogs they had switched."""
        async with self._database.write() as tx:
            return await tx.execute(
                "UPDATE cog_switch SET changed_by = ? WHERE changed_by = ?", (NOBODY, user_id)
            )
