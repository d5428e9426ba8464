"""Motions: what is known of each beside its log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_text, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from cogs.committee.model import Motion, Policy
from cogs.committee.rules import policy as policies


@dataclass(frozen=True, slots=True)
class Kept:
    """A motion as it is kept: where it stands in Discord, what was said of it, and when to look again.

    `cards` counts how often its card was posted, `shown` is the hash of what it shows; `told` is what the
    channel was told of last, `tellings` how often.
    """

    motion: Motion
    channel_id: int
    cards: int = 0
    shown: str = ""
    told: str = ""
    tellings: int = 0
    look_at: datetime | None = None
    ended: bool = False


class MotionStore:
    """Reads and writes the table `committee_motion`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tx: Transaction, policy: Policy, channel_id: int) -> Kept:
        """Add a motion with the next number."""
        number = await tx.insert(
            "INSERT INTO committee_motion (policy, channel_id) VALUES (?, ?)",
            (json.dumps(policies.to_json(policy)), channel_id),
        )
        return Kept(Motion(number, policy), channel_id)

    async def get(self, number: int, reader: Reader | None = None) -> Kept | None:
        """Return a motion, or None when there is none of that number."""
        row = await (reader or self._database).one(
            "SELECT * FROM committee_motion WHERE number = ?", (number,)
        )
        return None if row is None else _kept(row)

    async def all(self, reader: Reader | None = None) -> list[Kept]:
        """Return all motions, the newest first."""
        rows = await (reader or self._database).all("SELECT * FROM committee_motion ORDER BY number DESC")
        return [_kept(row) for row in rows]

    async def due(self, now: datetime) -> list[int]:
        """Return the numbers of those at which to look now, the one that waits longest first."""
        rows = await self._database.all(
            "SELECT number FROM committee_motion WHERE look_at <= ? ORDER BY look_at, number", (to_text(now),)
        )
        return [row["number"] for row in rows]

    async def save(self, tx: Transaction, kept: Kept) -> None:
        """Write what has changed of a motion."""
        await tx.execute(
            "UPDATE committee_motion SET channel_id = ?, cards = ?, shown = ?, told = ?, tellings = ?, "
            "look_at = ?, ended = ? WHERE number = ?",
            (
                kept.channel_id,
                kept.cards,
                kept.shown,
                kept.told,
                kept.tellings,
                to_text_or_none(kept.look_at),
                int(kept.ended),
                kept.motion.number,
            ),
        )

    async def look_at_all(self, tx: Transaction, now: datetime) -> None:
        """Let every motion that goes on be looked at: the seats have changed."""
        await tx.execute("UPDATE committee_motion SET look_at = ? WHERE ended = 0", (to_text(now),))


def _kept(row: Row) -> Kept:
    return Kept(
        Motion(row["number"], policies.from_json(json.loads(row["policy"]))),
        row["channel_id"],
        row["cards"],
        row["shown"],
        row["told"],
        row["tellings"],
        None if row["look_at"] is None else from_text(row["look_at"]),
        bool(row["ended"]),
    )
