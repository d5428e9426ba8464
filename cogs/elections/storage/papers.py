"""What the ballot box has to know of an election: when it takes ballots, and what can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_text
from bot.database import Database, Reader
from cogs.elections.model import Candidate, CandidateState, Form, Question, Regulations, Stage


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
        raise NotImplementedError
