"""Who was nominated for what, and what became of it."""

from __future__ import annotations

from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import Candidate, CandidateState


class CandidateStore:
    """Reads and writes the table `election_candidate`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, candidate_id: int, reader: Reader | None = None) -> Candidate | None:
        """Return a candidate."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_candidate WHERE id = ?", (candidate_id,)
        )
        return None if row is None else candidate_of(row)

    async def find(self, question_id: int, user_id: int, reader: Reader | None = None) -> Candidate | None:
        """Return the nomination of somebody for an office."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_candidate WHERE question_id = ? AND user_id = ?", (question_id, user_id)
        )
        return None if row is None else candidate_of(row)

    async def of_election(self, election_id: int, reader: Reader | None = None) -> list[Candidate]:
        """Return everybody nominated in an election, by question and in the order of nomination."""
        rows = await (reader or self._database).all(
            "SELECT c.* FROM election_candidate AS c JOIN election_question AS q ON q.id = c.question_id "
            "WHERE q.election_id = ? ORDER BY q.number, c.id",
            (election_id,),
        )
        return [candidate_of(row) for row in rows]

    async def of(self, user_id: int) -> list[Row]:
        """Return somebody's candidacies, with the office and the election."""
        return await self._database.all(
            "SELECT e.id AS election_id, e.title AS election, q.title AS office, c.name, c.statement, "
            "c.state, c.nominated_by = c.user_id AS by_themselves FROM election_candidate AS c "
            "JOIN election_question AS q ON q.id = c.question_id JOIN election AS e ON e.id = q.election_id "
            "WHERE c.user_id = ? ORDER BY c.id",
            (user_id,),
        )

    async def add(
        self,
        tx: Transaction,
        question_id: int,
        user_id: int,
        name: str,
        statement: str,
        nominated_by: int,
        state: CandidateState,
    ) -> Candidate:
        """Write a nomination."""
        row = await tx.one(
            "INSERT INTO election_candidate (question_id, user_id, name, statement, nominated_by, state) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING *",
            (question_id, user_id, name, statement, nominated_by, state),
        )
        assert row is not None  # noqa: S101 - RETURNING returns what was inserted
        return candidate_of(row)

    async def save(self, tx: Transaction, candidate: Candidate) -> None:
        """Write a nomination as it is now."""
        await tx.execute(
            "UPDATE election_candidate SET name = ?, statement = ?, nominated_by = ?, state = ? WHERE id = ?",
            (candidate.name, candidate.statement, candidate.nominated_by, candidate.state, candidate.id),
        )

    async def remove(self, tx: Transaction, candidate_id: int) -> None:
        """Delete a nomination that never was on a ballot paper."""
        await tx.execute("DELETE FROM election_candidate WHERE id = ?", (candidate_id,))


def candidate_of(row: Row) -> Candidate:
    """Return the candidate that a row of `election_candidate` holds."""
    return Candidate(
        row["id"],
        row["question_id"],
        row["user_id"],
        row["name"],
        row["statement"],
        row["nominated_by"],
        CandidateState(row["state"]),
    )
