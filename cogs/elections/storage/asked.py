"""For what questions of elections were asked by other parts of the bot."""

from __future__ import annotations

from bot.database import Database, Reader, Transaction
from cogs.elections.model import Question
from cogs.elections.storage.elections import question_of


class AskedStore:
    """Reads and writes the table `election_asked`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str, reader: Reader | None = None) -> Question | None:
        """Return the question that was asked last under a key."""
        row = await (reader or self._database).one(
            "SELECT q.* FROM election_question AS q JOIN election_asked ON question_id = id WHERE key = ?",
            (key,),
        )
        return None if row is None else question_of(row)

    async def put(self, tx: Transaction, key: str, question_id: int) -> None:
        """Write which question is asked under a key, in the place of the one before."""
        await tx.execute(
            "INSERT INTO election_asked (key, question_id) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET question_id = excluded.question_id",
            (key, question_id),
        )
