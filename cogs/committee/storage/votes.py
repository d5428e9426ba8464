"""The voting members' votes that motions ask for, as the committee knows them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database import Database, Reader, Row, Transaction
from cogs.committee.rules.members import Asked


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a vote: the election, once it was drafted, and of which stage of it that was told
    which is not noted.
    """

    election: int | None = None
    told: str = ""


class VoteStore:
    """Reads and writes the table `committee_vote`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def want(self, tx: Transaction, asked: Asked) -> None:
        """Write that a vote is asked for, before it is: whatever becomes of it is looked for from now on."""
        await tx.execute(
            "INSERT INTO committee_vote (motion, version, round) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET settled = 0",
            (asked.motion, asked.version, asked.round),
        )

    async def know(self, tx: Transaction, asked: Asked, known: Known, *, settled: bool) -> None:
        """Write what is known of it by now, and whether nothing more is to come of it."""
        await tx.execute(
            "UPDATE committee_vote SET election = ?, told = ?, settled = ? "
            "WHERE motion = ? AND version = ? AND round = ?",
            (known.election, known.told, settled, asked.motion, asked.version, asked.round),
        )

    async def known(self, asked: Asked, reader: Reader | None = None) -> Known:
        """Return what is known of it."""
        row = await (reader or self._database).one(
            "SELECT election, told FROM committee_vote WHERE motion = ? AND version = ? AND round = ?",
            (asked.motion, asked.version, asked.round),
        )
        return Known() if row is None else Known(row["election"], row["told"])

    async def waiting(self) -> list[Asked]:
        """Return those of which something may still become, oldest motion first."""
        rows = await self._database.all(
            "SELECT motion, version, round FROM committee_vote WHERE settled = 0 "
            "ORDER BY motion, version, round"
        )
        return [_asked(row) for row in rows]


def _asked(row: Row) -> Asked:
    return Asked(row["motion"], row["version"], row["round"])
