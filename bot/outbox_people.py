"""The outbox as it concerns one person: what names them, and what was written to them alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_text
from bot.database import Database, Reader
from bot.delivery_rules import State
from bot.outbox import Message


@dataclass(frozen=True, slots=True)
class Naming:
    """A message whose stored text names a person; `direct`: it was written to them alone."""

    id: int
    state: State
    channel_id: int
    written_at: datetime
    direct: bool

    @property
    def may_go(self) -> bool:
        """Whether it may be forgotten now: nothing is to be done about it, or nobody else waits for it."""
        return self.state in ("sent", "dropped") or (self.direct and self.state != "sending")


class OutboxPeople:
    """Finds and erases what the outbox holds about a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def naming(self, user_id: int, reader: Reader | None = None) -> Sequence[Naming]:
        """Return the messages that name a person or are to them, the oldest first."""
        rows = await (reader or self._database).all(
            "SELECT id, action, state, channel_id, created_at, body FROM outbox "
            "WHERE instr(body, ?) ORDER BY id",
            (str(user_id),),
        )
        # Not as a part of a longer number.
        named = re.compile(rf"(?<!\d){user_id}(?!\d)")
        return [
            Naming(
                row["id"],
                row["state"],
                row["channel_id"],
                from_text(row["created_at"]),
                row["action"] == "post" and Message.from_json(row["body"]).to == user_id,
            )
            for row in rows
            if named.search(row["body"])
        ]

    async def erase(self, user_id: int) -> int:
        """Forget what names a person, but for what is still to be said to others too; how many messages.

        What is to them alone is not said any more, unless it is on its way just now.
        """
        async with self._database.write() as tx:
            found = [each for each in await self.naming(user_id, tx) if each.may_go]
            direct = [each.id for each in found if each.direct]
            await tx.execute(
                "DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(:ids)) "
                "OR subject IN (SELECT value FROM json_each(:ids))",
                {"ids": json.dumps(direct)},
            )
            await tx.execute(
                "UPDATE outbox SET body = NULL WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([each.id for each in found if not each.direct]),),
            )
        return len(found)
