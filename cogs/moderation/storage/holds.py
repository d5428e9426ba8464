"""Holds and the messages that show why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import from_text, to_text
from bot.database import Database, Reader, Row, Transaction
from cogs.moderation.model import Act, Card, Decision, Finding, Hold, HoldState, Place, Sign


class HoldStore:
    """Reads and writes the tables `moderation_hold` and `moderation_hold_message`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tx: Transaction, finding: Finding, until: datetime) -> int:
        """Add a hold that is still to be asked of Discord, and return its number."""
        hold_id = await tx.insert(
            "INSERT INTO moderation_hold (user_id, kind, words, found_at, until) VALUES (?, ?, ?, ?, ?)",
            (finding.user_id, str(finding.sign), finding.words, to_text(finding.at), to_text(until)),
        )
        await tx.execute_many(
            "INSERT INTO moderation_hold_message (hold_id, message_id, channel_id) VALUES (?, ?, ?)",
            [(hold_id, place.message_id, place.channel_id) for place in finding.places],
        )
        return hold_id

    async def get(self, hold_id: int, reader: Reader | None = None) -> Hold | None:
        """Return a hold, or None when there is none of that number."""
        return next(iter(await self._find("id = ?", (hold_id,), reader)), None)

    async def of(self, user_id: int, reader: Reader) -> Sequence[Hold]:
        """Return the holds of one member, the oldest first."""
        return await self._find("user_id = ?", (user_id,), reader)

    async def due(self) -> Sequence[Hold]:
        """Return those of which Discord is still to be told something."""
        return await self._find("state = 'wanted' OR lifting = 1", ())

    async def undecided(self) -> Sequence[Hold]:
        """Return those that moderators were told of and have not decided, the oldest first."""
        return await self._find("state <> 'wanted' AND decision IS NULL", ())

    async def elsewhere(self, place_id: int) -> Sequence[int]:
        """Return the numbers of undecided holds whose card is not in this channel."""
        rows = await self._database.all(
            "SELECT id FROM moderation_hold WHERE state <> 'wanted' AND decision IS NULL "
            "AND place_id IS NOT ? ORDER BY id",
            (place_id,),
        )
        return [row["id"] for row in rows]

    async def put(self, tx: Transaction, hold_id: int, card: Card) -> None:
        """Note where the card of a hold stands."""
        await tx.execute(
            "UPDATE moderation_hold SET place_id = ?, cards = ? WHERE id = ?",
            (card.channel_id, card.posts, hold_id),
        )

    async def settle(self, tx: Transaction, hold_id: int, trouble: str) -> bool:
        """Note that somebody is held, or why not; False when that was noted before: nothing changes."""
        state = HoldState.REPORTED if trouble else HoldState.HELD
        return bool(
            await tx.execute(
                "UPDATE moderation_hold SET state = ?, trouble = ? WHERE id = ? AND state = 'wanted'",
                (str(state), trouble or None, hold_id),
            )
        )

    async def decide(
        self, tx: Transaction, hold_id: int, decision: Decision, act: Act, *, lifting: bool
    ) -> None:
        """Note what a moderator said, and whether Discord is still to be told the end of the time-out."""
        await tx.execute(
            "UPDATE moderation_hold SET decision = ?, decided_by = ?, decided_at = ?, lifting = ? "
            "WHERE id = ?",
            (str(decision), act.by, to_text(act.at), int(lifting), hold_id),
        )

    async def lifted(self, tx: Transaction, hold_id: int) -> None:
        """Note that there is nothing more to tell Discord."""
        await tx.execute("UPDATE moderation_hold SET lifting = 0 WHERE id = ?", (hold_id,))

    async def forget_before(self, tx: Transaction, moment: datetime) -> int:
        """Forget the holds that ended before a moment, decided or not; how many."""
        return await tx.execute(
            "DELETE FROM moderation_hold WHERE until < ?1 AND coalesce(decided_at, until) < ?1",
            (to_text(moment),),
        )

    async def _find(
        self, where: str, values: Sequence[object], reader: Reader | None = None
    ) -> Sequence[Hold]:
        read = reader or self._database
        rows = await read.all(f"SELECT * FROM moderation_hold WHERE {where} ORDER BY id", values)  # noqa: S608
        return [await self._hold(row, read) for row in rows]

    async def _hold(self, row: Row, read: Reader) -> Hold:
        messages = await read.all(
            "SELECT channel_id, message_id FROM moderation_hold_message WHERE hold_id = ? "
            "ORDER BY message_id",
            (row["id"],),
        )
        decided = row["decided_at"]
        return Hold(
            row["id"],
            Finding(
                row["user_id"],
                Sign(row["kind"]),
                from_text(row["found_at"]),
                row["words"],
                [Place(each["channel_id"], each["message_id"]) for each in messages],
            ),
            from_text(row["until"]),
            HoldState(row["state"]),
            row["trouble"] or "",
            Card(row["place_id"], row["cards"]),
            Decision(row["decision"]) if row["decision"] else None,
            None if decided is None else Act(row["decided_by"], from_text(decided)),
            bool(row["lifting"]),
        )
