"""What came of an election: the count of each question, and the files that are published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.database import Database, Reader, Transaction


class ResultStore:
    """Reads and writes the tables `election_result` and `election_file`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, election_id: int, reader: Reader | None = None) -> dict[int, dict[str, Any]]:
        """Return the outcome of each question that was decided, by its id."""
        rows = await (reader or self._database).all(
            "SELECT question_id, outcome FROM election_result JOIN election_question ON id = question_id "
            "WHERE election_id = ?",
            (election_id,),
        )
        return {row["question_id"]: json.loads(row["outcome"]) for row in rows}

    async def put(self, tx: Transaction, question_id: int, result: Mapping[str, Any]) -> None:
        """Write what came of a question, in the place of what was found before."""
        await tx.execute(
            "INSERT INTO election_result (question_id, outcome) VALUES (?, ?) "
            "ON CONFLICT (question_id) DO UPDATE SET outcome = excluded.outcome",
            (question_id, json.dumps(result, ensure_ascii=False, separators=(",", ":"))),
        )

    async def files(self, election_id: int, reader: Reader | None = None) -> list[str]:
        """Return the names of the files there are."""
        rows = await (reader or self._database).all(
            "SELECT name FROM election_file WHERE election_id = ? ORDER BY name", (election_id,)
        )
        return [row["name"] for row in rows]

    async def file(self, election_id: int, name: str, reader: Reader | None = None) -> bytes | None:
        """Return a file's content."""
        row = await (reader or self._database).one(
            "SELECT content FROM election_file WHERE election_id = ? AND name = ?", (election_id, name)
        )
        return None if row is None else bytes(row["content"])

    async def put_file(self, tx: Transaction, election_id: int, name: str, content: bytes) -> None:
        """Write a file, in the place of the one before."""
        await tx.execute(
            "INSERT INTO election_file (election_id, name, content) VALUES (?, ?, ?) "
            "ON CONFLICT (election_id, name) DO UPDATE SET content = excluded.content",
            (election_id, name, content),
        )
