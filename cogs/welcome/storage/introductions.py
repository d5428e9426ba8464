"""Introductions: what was typed, and which message shows it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from bot.database import Database, Reader, Transaction
from cogs.welcome.model import Introduction


@dataclass(frozen=True, slots=True)
class Kept:
    """An introduction and the outbox key of the message that shows it."""

    key: str
    introduction: Introduction


class IntroductionStore:
    """Reads and writes the table `welcome_introduction`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int, reader: Reader | None = None) -> Kept | None:
        """Return a person's introduction, if there is one."""
        row = await (reader or self._database).one(
            "SELECT outbox_key, about, brings, work FROM welcome_introduction WHERE user_id = ?", (user_id,)
        )
        if row is None:
            return None
        return Kept(row["outbox_key"], Introduction(row["about"], row["brings"], row["work"]))

    async def shown_by(self, message_ids: Collection[int]) -> list[int]:
        """Return whose introductions these messages show."""
        rows = await self._database.all(
            "SELECT user_id FROM welcome_introduction JOIN outbox ON outbox.key = outbox_key "
            "WHERE message_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(message_ids)),),
        )
        return [row["user_id"] for row in rows]

    async def keep(self, tx: Transaction, user_id: int, kept: Kept) -> None:
        """Write a person's introduction in the place of the one before."""
        said = kept.introduction
        await tx.execute(
            "INSERT INTO welcome_introduction (user_id, outbox_key, about, brings, work) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET outbox_key = excluded.outbox_key, "
            "about = excluded.about, brings = excluded.brings, work = excluded.work, left_at = NULL",
            (user_id, kept.key, said.about, said.brings, said.work),
        )

    async def forget(self, tx: Transaction, user_id: int) -> None:
        """Forget a person's introduction."""
        await tx.execute("DELETE FROM welcome_introduction WHERE user_id = ?", (user_id,))
