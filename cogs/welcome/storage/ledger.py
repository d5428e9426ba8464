"""The ledger in the database: a row for each newcomer."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from cogs.welcome.ledger import FORGOTTEN, NO_NEWCOMER
from cogs.welcome.model import Newcomer

# What a newcomer does, each noted when they first do it.
Deed = Literal["started_at", "introduced_at", "spoke_at"]

_SAVE = """
INSERT INTO welcome_newcomer
    (user_id, joined_at, state, returns, screened_at, greeted_at, left_at, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (user_id) DO UPDATE SET joined_at = excluded.joined_at, state = excluded.state,
    returns = excluded.returns, screened_at = excluded.screened_at, greeted_at = excluded.greeted_at,
    left_at = excluded.left_at, reason = excluded.reason,
    direct = direct AND excluded.state = 'greeted'
"""


class LedgerStore:
    """Reads and writes the table `welcome_newcomer`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, ids: Collection[int], reader: Reader | None = None) -> dict[int, Newcomer]:
        """Return the rows of these people, by id."""
        rows = await (reader or self._database).all(
            "SELECT * FROM welcome_newcomer WHERE user_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row["user_id"]: _newcomer(row) for row in rows}

    async def save(self, tx: Transaction, newcomers: Sequence[Newcomer]) -> None:
        """Write how far these people came; introductions of those who are here stay."""
        await tx.execute_many(
            _SAVE,
            [
                (
                    each.user_id,
                    to_text(each.joined_at),
                    each.state,
                    each.returns,
                    to_text_or_none(each.screened_at),
                    to_text_or_none(each.greeted_at),
                    to_text_or_none(each.left_at),
                    each.reason,
                )
                for each in newcomers
            ],
        )
        await tx.execute_many(
            "UPDATE welcome_introduction SET left_at = NULL WHERE user_id = ?",
            [(each.user_id,) for each in newcomers if each.left_at is None],
        )

    async def leave(self, tx: Transaction, ids: Collection[int], now: datetime) -> None:
        """Note that these people left."""
        gone = json.dumps(list(ids))
        for table in ("welcome_newcomer", "welcome_introduction"):
            await tx.execute(
                f"UPDATE {table} SET left_at = ? WHERE left_at IS NULL "  # noqa: S608 - no input
                "AND user_id IN (SELECT value FROM json_each(?))",
                (to_text(now), gone),
            )

    async def present(self, joined_before: datetime, reader: Reader | None = None) -> set[int]:
        """Return whose rows say that they joined before a moment and have not left."""
        rows = await (reader or self._database).all(
            "SELECT user_id FROM welcome_newcomer WHERE left_at IS NULL AND joined_at < ? "
            "UNION SELECT user_id FROM welcome_introduction WHERE left_at IS NULL",
            (to_text(joined_before),),
        )
        return {row["user_id"] for row in rows}

    # --- greeting ----------------------------------------------------------------------------------------

    async def waiting(self, reader: Reader | None = None) -> list[Newcomer]:
        """Return who is to be greeted, in the order in which they came through."""
        rows = await (reader or self._database).all(
            "SELECT * FROM welcome_newcomer WHERE state = 'waiting' AND left_at IS NULL "
            "ORDER BY screened_at, user_id"
        )
        return [_newcomer(row) for row in rows]

    async def joined_since(self, moment: datetime, reader: Reader | None = None) -> int:
        """Return how many joined after a moment, those who left again included."""
        rows = await (reader or self._database).all(
            "SELECT count(*) AS n FROM welcome_newcomer WHERE joined_at > ?", (to_text(moment),)
        )
        return int(rows[0]["n"])

    async def greeted(
        self, tx: Transaction, ids: Collection[int], key: str, now: datetime, *, direct: bool
    ) -> None:
        """Note that the outbox row `key` greets these people; `direct`: a direct message is to follow."""
        await tx.execute(
            "UPDATE welcome_newcomer SET state = 'greeted', reason = NULL, greeted_at = ?, greeting = ?, "
            "direct = ?, screened_at = coalesce(screened_at, ?) "
            "WHERE user_id IN (SELECT value FROM json_each(?))",
            (to_text(now), key, int(direct), to_text(now), json.dumps(list(ids))),
        )

    async def silence(self, tx: Transaction, ids: Collection[int], reason: str) -> None:
        """Note that these people are not greeted, and why."""
        await tx.execute(
            "UPDATE welcome_newcomer SET state = 'silent', reason = ? "
            "WHERE user_id IN (SELECT value FROM json_each(?))",
            (reason, json.dumps(list(ids))),
        )

    async def to_write(self, greeted_since: datetime) -> int | None:
        """Return who is next to get a direct message, of those greeted since a moment; None for nobody."""
        row = await self._database.one(
            "SELECT user_id FROM welcome_newcomer WHERE direct = 1 AND left_at IS NULL AND greeted_at >= ? "
            "ORDER BY greeted_at, user_id",
            (to_text(greeted_since),),
        )
        return None if row is None else int(row["user_id"])

    async def written(self, tx: Transaction, user_id: int) -> bool:
        """Note that no direct message is to follow any more; False when none was."""
        return bool(
            await tx.execute(
                "UPDATE welcome_newcomer SET direct = 0 WHERE user_id = ? AND direct = 1", (user_id,)
            )
        )

    # --- what newcomers do -------------------------------------------------------------------------------

    async def did(self, tx: Transaction, user_id: int, deed: Deed, now: datetime) -> bool:
        """Note what a newcomer did for the first time; False when they did before, or are none.

        Nothing is noted of somebody who asked to be forgotten.
        """
        return bool(
            await tx.execute(
                f"UPDATE welcome_newcomer SET {deed} = ? "  # noqa: S608 - one of three names
                f"WHERE user_id = ? AND {deed} IS NULL AND reason IS NOT ?",
                (to_text(now), user_id, FORGOTTEN),
            )
        )

    async def asked(self, tx: Transaction, user_id: int, joined_at: datetime, now: datetime) -> None:
        """Note that somebody would like to talk to a person; welcomers are told of them (again)."""
        await tx.execute(
            "INSERT INTO welcome_newcomer"
            " (user_id, joined_at, state, screened_at, reason, asked_at)"
            " VALUES (?, ?, 'silent', ?, ?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET asked_at = excluded.asked_at, told_at = NULL",
            (user_id, to_text(joined_at), to_text(now), NO_NEWCOMER, to_text(now)),
        )

    async def not_spoken(self) -> set[int]:
        """Return who has not written a message since they joined, as far as the bot knows."""
        rows = await self._database.all("SELECT user_id FROM welcome_newcomer WHERE spoke_at IS NULL")
        return {row["user_id"] for row in rows}

    async def in_need(self, quiet_since: datetime, reader: Reader | None = None) -> list[tuple[int, bool]]:
        """Return of whom welcomers are to be told, and whether they asked for it: those come first.

        The others came through before `quiet_since` and have not written or pressed anything.
        """
        rows = await (reader or self._database).all(
            "SELECT user_id, asked_at IS NOT NULL AS asked FROM welcome_newcomer "
            "WHERE left_at IS NULL AND told_at IS NULL AND (asked_at IS NOT NULL OR ("
            "screened_at <= ? AND spoke_at IS NULL AND started_at IS NULL AND introduced_at IS NULL)) "
            "ORDER BY asked DESC, coalesce(asked_at, screened_at), user_id",
            (to_text(quiet_since),),
        )
        return [(row["user_id"], bool(row["asked"])) for row in rows]

    async def told(self, tx: Transaction, ids: Collection[int], now: datetime) -> None:
        """Note that welcomers were told of these people."""
        await tx.execute(
            "UPDATE welcome_newcomer SET told_at = ? WHERE user_id IN (SELECT value FROM json_each(?))",
            (to_text(now), json.dumps(list(ids))),
        )

    # --- looking back ------------------------------------------------------------------------------------

    async def not_greeted(self, most: int) -> Sequence[tuple[int, str]]:
        """Return who was not greeted lately and why, the newest first; leavers too, and lost messages."""
        rows = await self._database.all(
            "SELECT n.user_id, coalesce(n.reason, CASE WHEN n.state = 'greeted' "
            "THEN 'the message: ' || o.note ELSE 'left before they were greeted' END) AS why "
            "FROM welcome_newcomer AS n LEFT JOIN outbox AS o ON o.key = n.greeting "
            "WHERE (n.state = 'silent' AND n.reason NOT IN (?, ?)) "
            "OR (n.state = 'waiting' AND n.left_at IS NOT NULL) "
            "OR (n.state = 'greeted' AND o.state IN ('dropped', 'held')) "
            "ORDER BY n.joined_at DESC, n.user_id DESC LIMIT ?",
            (NO_NEWCOMER, FORGOTTEN, most),
        )
        return [(row["user_id"], row["why"]) for row in rows]

    async def by_state(self) -> Mapping[str, int]:
        """Return how many of those who are here are in each state."""
        rows = await self._database.all(
            "SELECT state, count(*) AS n FROM welcome_newcomer WHERE left_at IS NULL GROUP BY state"
        )
        return {row["state"]: row["n"] for row in rows}

    # --- people ------------------------------------------------------------------------------------------

    async def drop_old(
        self, tx: Transaction, left_before: datetime, through_before: datetime
    ) -> datetime | None:
        """Drop who left before a moment, and who came through (and asked to talk to a person) before another.

        Return when the last of those who are still here had joined; None when there are none.
        """
        await tx.execute("DELETE FROM welcome_introduction WHERE left_at < ?", (to_text(left_before),))
        await tx.execute("DELETE FROM welcome_newcomer WHERE left_at < ?", (to_text(left_before),))
        rows = await tx.all(
            "DELETE FROM welcome_newcomer WHERE left_at IS NULL AND state IN ('greeted', 'silent') "
            "AND max(screened_at, coalesce(asked_at, '')) <= ? RETURNING joined_at",
            (to_text(through_before),),
        )
        return max((from_text(row["joined_at"]) for row in rows), default=None)

    async def export(self, user_id: int) -> Mapping[str, Any]:
        """Return a person's row as it is stored."""
        row = await self._database.one("SELECT * FROM welcome_newcomer WHERE user_id = ?", (user_id,))
        return {} if row is None else {key: row[key] for key in row.keys() if row[key] is not None}  # noqa: SIM118

    async def forget(self, tx: Transaction, user_id: int) -> int:
        """Keep of a person's row only that they are not to be greeted again; 1 when there was more."""
        return await tx.execute(
            "UPDATE welcome_newcomer SET state = 'silent', reason = ?, returns = 0, "
            "greeted_at = NULL, screened_at = joined_at, greeting = NULL, direct = 0, started_at = NULL, "
            "introduced_at = NULL, spoke_at = NULL, asked_at = NULL, told_at = joined_at WHERE user_id = ? "
            "AND (reason IS NOT ? OR asked_at IS NOT NULL)",
            (FORGOTTEN, user_id, FORGOTTEN),
        )


def _newcomer(row: Row) -> Newcomer:
    return Newcomer(
        user_id=row["user_id"],
        joined_at=from_text(row["joined_at"]),
        state=row["state"],
        returns=row["returns"],
        screened_at=from_text_or_none(row["screened_at"]),
        greeted_at=from_text_or_none(row["greeted_at"]),
        left_at=from_text_or_none(row["left_at"]),
        reason=row["reason"],
    )
