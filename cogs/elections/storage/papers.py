"""What the ballot box has to know of an election: when it takes ballots, and what can be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_text
from bot.database import Database, Reader
from cogs.elections.model import Candidate, Question, Regulations, Stage
from cogs.elections.rules.regulating import from_json
from cogs.elections.storage.candidates import candidate_of
from cogs.elections.storage.elections import question_of


@dataclass(frozen=True, slots=True)
class Paper:
    """An election's ballot paper: its questions in their order, each with everybody ever nominated for it.

    `withdrawn_since` has the number of the question and the name of each who withdrew after voting opened.
    """

    election_id: int
    stage: Stage
    opens_at: datetime
    closes_at: datetime
    extended: bool
    regulations: Regulations
    questions: tuple[tuple[Question, tuple[Candidate, ...]], ...]
    withdrawn_since: frozenset[tuple[int, str]] = frozenset()


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
        # While voting is open a withdrawal is logged with the name that stands on the paper.
        withdrawn = await source.all(
            "SELECT json_extract(detail, '$.withdrawn.question') AS question, "
            "json_extract(detail, '$.withdrawn.name') AS name FROM election_log "
            "WHERE election_id = ? AND name IS NOT NULL",
            (election_id,),
        )
        candidates = [candidate_of(row) for row in nominated]
        return Paper(
            election_id,
            Stage(election["stage"]),
            from_text(election["opens_at"]),
            from_text(election["closes_at"]),
            bool(election["extended"]),
            from_json(json.loads(election["regulations"])),
            tuple(
                (question_of(row), tuple(each for each in candidates if each.question_id == row["id"]))
                for row in asked
            ),
            frozenset((row["question"], row["name"]) for row in withdrawn),
        )
