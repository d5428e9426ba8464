"""Who may vote in an election, and who has: the roll as it was frozen, and a mark for each who voted."""

from __future__ import annotations

from collections.abc import Iterable

from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import Standing, Turnout, Voter

_PUT = (
    "INSERT INTO election_voter (election_id, member_id, name, user_id, standing, late_reason) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


class VoterStore:
    """Reads and writes the tables `election_voter` and `election_voted`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- who may vote ------------------------------------------------------------------------------------

    async def freeze(self, tx: Transaction, election_id: int, voters: Iterable[Voter]) -> None:
        """Write who may vote, in the place of whom was written before; the schema refuses it after a vote."""
        await tx.execute("DELETE FROM election_voter WHERE election_id = ?", (election_id,))
        await tx.execute_many(_PUT, [_row(election_id, each) for each in voters])

    async def add(self, tx: Transaction, election_id: int, voter: Voter) -> None:
        """Add somebody who was left out; `late_reason` says why."""
        await tx.execute(_PUT, _row(election_id, voter))

    async def relink(self, tx: Transaction, election_id: int, member_id: str, user_id: int | None) -> bool:
        """Give a voter another Discord account, or none; False when they are not on this roll."""
        return bool(
            await tx.execute(
                "UPDATE election_voter SET user_id = ? WHERE election_id = ? AND member_id = ?",
                (user_id, election_id, member_id),
            )
        )

    async def get(self, election_id: int, member_id: str, reader: Reader | None = None) -> Voter | None:
        """Return a voter by member id."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_voter WHERE election_id = ? AND member_id = ?", (election_id, member_id)
        )
        return None if row is None else _voter(row)

    async def by_user(self, election_id: int, user_id: int, reader: Reader | None = None) -> Voter | None:
        """Return the voter to whom a Discord account belongs."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_voter WHERE election_id = ? AND user_id = ?", (election_id, user_id)
        )
        return None if row is None else _voter(row)

    async def all(self, election_id: int, reader: Reader | None = None) -> list[Voter]:
        """Return who may vote, by member id."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election_voter WHERE election_id = ? ORDER BY member_id", (election_id,)
        )
        return [_voter(row) for row in rows]

    # --- who has voted -----------------------------------------------------------------------------------

    async def mark(self, tx: Transaction, election_id: int, member_id: str, holder_id: str | None) -> None:
        """Note that a ballot of this member is in the box, and who cast it for them."""
        await tx.execute(
            "INSERT INTO election_voted (election_id, member_id, holder_id) VALUES (?, ?, ?) "
            "ON CONFLICT (election_id, member_id) DO UPDATE SET holder_id = excluded.holder_id",
            (election_id, member_id, holder_id),
        )

    async def has_voted(self, election_id: int, member_id: str, reader: Reader | None = None) -> bool:
        """Return whether a ballot of this member is in the box."""
        row = await (reader or self._database).one(
            "SELECT 1 FROM election_voted WHERE election_id = ? AND member_id = ?", (election_id, member_id)
        )
        return row is not None

    async def voted(self, election_id: int, reader: Reader | None = None) -> list[str]:
        """Return the member ids of those whose ballots are in the box."""
        rows = await (reader or self._database).all(
            "SELECT member_id FROM election_voted WHERE election_id = ? ORDER BY member_id", (election_id,)
        )
        return [row["member_id"] for row in rows]

    async def votes(self, election_id: int, reader: Reader | None = None) -> dict[str, str | None]:
        """Return who cast the ballot of each who has voted; None for themselves."""
        rows = await (reader or self._database).all(
            "SELECT member_id, holder_id FROM election_voted WHERE election_id = ?", (election_id,)
        )
        return {row["member_id"]: row["holder_id"] for row in rows}

    async def turnout(self, election_id: int, reader: Reader | None = None) -> Turnout:
        """Return how many have voted, of how many."""
        # One statement, so that the numbers are of one moment.
        (row,) = await (reader or self._database).all(
            "SELECT (SELECT count(*) FROM election_voter WHERE election_id = ?1) AS roll, count(*) AS voted, "
            "count(holder_id) AS by_proxy FROM election_voted WHERE election_id = ?1",
            (election_id,),
        )
        return Turnout(row["roll"], row["voted"], row["by_proxy"])


def _row(election_id: int, voter: Voter) -> tuple[object, ...]:
    return election_id, voter.member_id, voter.name, voter.user_id, voter.standing, voter.late_reason


def _voter(row: Row) -> Voter:
    return Voter(row["member_id"], row["name"], row["user_id"], Standing(row["standing"]), row["late_reason"])
