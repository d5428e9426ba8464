"""What the ballot box has to know of an election: when it takes ballots, and what can be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from bot.clock import from_text
from bot.database import Database, Reader, Row
from cogs.elections.model import Candidate, CandidateState, Form, Question, Receipts, Regulations, Stage


@dataclass(frozen=True, slots=True)
class Paper:
    """An election's ballot paper: its questions in their order, each with everybody ever nominated for it."""

    election_id: int
    stage: Stage
    opens_at: datetime
    closes_at: datetime
    extended: bool
    regulations: Regulations
    questions: tuple[tuple[Question, tuple[Candidate, ...]], ...]


class PaperStore:
    """Reads ballot papers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, election_id: int, reader: Reader | None = None) -> Paper | None:
        """Return an election's ballot paper as it is now."""
        source = reader or self._database
        election = await source.one("SELECT * FROM election WHERE id = ?", (election_id,))
        if election is None:
            return None
        asked = await source.all(
            "SELECT * FROM election_question WHERE election_id = ? ORDER BY number", (election_id,)
        )
        nominated = await source.all(
            "SELECT candidate.* FROM election_candidate AS candidate JOIN election_question AS question "
            "ON question.id = question_id WHERE election_id = ? ORDER BY candidate.id",
            (election_id,),
        )
        candidates = [_candidate(row) for row in nominated]
        return Paper(
            election_id,
            Stage(election["stage"]),
            from_text(election["opens_at"]),
            from_text(election["closes_at"]),
            bool(election["extended"]),
            _regulations(json.loads(election["regulations"])),
            tuple(
                (_question(row), tuple(each for each in candidates if each.question_id == row["id"]))
                for row in asked
            ),
        )


def _regulations(given: dict[str, Any]) -> Regulations:
    known = {field.name for field in fields(Regulations)}
    chosen = {key: value for key, value in given.items() if key in known}
    if "receipts" in chosen:
        chosen["receipts"] = Receipts(chosen["receipts"])
    return Regulations(**chosen)


def _question(row: Row) -> Question:
    return Question(
        row["id"],
        row["election_id"],
        row["number"],
        Form(row["form"]),
        row["title"],
        row["text"],
        row["seats"],
    )


def _candidate(row: Row) -> Candidate:
    return Candidate(
        row["id"],
        row["question_id"],
        row["user_id"],
        row["name"],
        row["statement"],
        row["nominated_by"],
        CandidateState(row["state"]),
    )
