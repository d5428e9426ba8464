"""A ballot box on a real database file with a clock that stands still; elections are put there as rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bot.clock import ManualClock, to_text
from bot.database import Database
from bot.migrations import migrate
from cogs.elections.box import BallotBox, KeyFolder
from cogs.elections.model import Answer, Election, Kind, Regulations, Stage, Voter
from cogs.elections.storage.ballots import Ballot, BallotStore
from cogs.elections.storage.proxies import ProxyStore
from cogs.elections.storage.voters import VoterStore

OPENS = datetime(2026, 12, 1, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=14)
INSTANT = timedelta(microseconds=1)
NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve", "Fay", "Gus", "Hal")


@dataclass(frozen=True)
class Asked:
    """An election in the database: ids of its questions, and of each office's candidates as ballots have them."""

    id: int
    questions: tuple[int, ...]
    candidates: tuple[tuple[str, ...], ...]
    regulations: Regulations

    def answers(self, *given: Answer) -> dict[int, Answer]:
        return dict(zip(self.questions, given, strict=True))

    def ranked(self, *places: int) -> dict[int, Answer]:
        """Rank candidates of the first office by their places on the paper, and leave the rest blank."""
        first: Answer = {"ranking": [[self.candidates[0][place]] for place in places]}
        return self.answers(
            first, *({"ranking": []} if each else {"vote": "abstain"} for each in self.candidates[1:])
        )


@dataclass
class BoxWorld:
    """One bot's ballot box; `restart` makes it anew on the same files."""

    path: Path
    clock: ManualClock
    database: Database
    keys: KeyFolder
    box: BallotBox
    voters: VoterStore
    ballots: BallotStore
    proxies: ProxyStore

    @classmethod
    async def start(cls, path: Path, clock: ManualClock | None = None) -> BoxWorld:
        clock = clock or ManualClock(OPENS)
        database = await Database.open(path)
        keys = KeyFolder.beside(path)
        return cls(
            path,
            clock,
            database,
            keys,
            BallotBox(database, keys, clock),
            VoterStore(database),
            BallotStore(database),
            ProxyStore(database),
        )

    async def restart(self) -> None:
        await self.database.close()
        self.__dict__.update((await BoxWorld.start(self.path, self.clock)).__dict__)

    async def election(
        self,
        *,
        voters: int | Sequence[str] = 5,
        offices: Sequence[int] = (3,),
        motions: int = 0,
        stage: Stage = Stage.OPEN,
        prepare: bool = True,
        **chosen: Any,
    ) -> Asked:
        """Put an election there: offices with so many candidates each, then motions; and its roll and key."""
        regulations = replace(Regulations(), **chosen)
        async with self.database.write() as tx:
            number = await tx.insert(
                "INSERT INTO election (title, kind, stage, regulations, officer_id, channel_id, opens_at, closes_at, "
                "created_at) VALUES ('Officers', 'officers', ?, ?, 1, 2, ?, ?, ?)",
                (stage, json.dumps(as_json(regulations)), to_text(OPENS), to_text(CLOSES), to_text(OPENS)),
            )
            questions, candidates = [], []
            for place, standing in enumerate([*offices, *[0] * motions], 1):
                question = await tx.insert(
                    "INSERT INTO election_question (election_id, number, form, title, text, seats) "
                    "VALUES (?, ?, ?, ?, '', 1)",
                    (number, place, "office" if place <= len(offices) else "motion", f"Question {place}"),
                )
                questions.append(question)
                ids = [
                    await tx.insert(
                        "INSERT INTO election_candidate (question_id, user_id, name, statement, nominated_by, state) "
                        "VALUES (?, ?, ?, '', 1, 'accepted')",
                        (question, 100 + each, NAMES[each]),
                    )
                    for each in range(standing)
                ]
                candidates.append(tuple(map(str, ids)))
            names = [f"m{each}" for each in range(1, voters + 1)] if isinstance(voters, int) else voters
            await self.voters.freeze(
                tx, number, [Voter(name, f"Name of {name}", 1000 + each) for each, name in enumerate(names)]
            )
        if prepare:
            await self.box.prepare(number)
        return Asked(number, tuple(questions), tuple(candidates), regulations)

    async def stage(self, election_id: int, stage: Stage, **more: Any) -> None:
        """Bring an election to a stage, as conduct does; `more` are other columns."""
        async with self.database.write() as tx:
            for column, value in {"stage": stage, **more}.items():
                await tx.execute(f"UPDATE election SET {column} = ? WHERE id = ?", (value, election_id))

    async def close(self, election_id: int) -> None:
        """Let time pass until voting is over, and close it."""
        self.clock.advance(max(timedelta(0), CLOSES - self.clock.now()))
        await self.stage(election_id, Stage.CLOSED)

    async def open_box(self, asked: Asked) -> dict[int, list[Ballot]]:
        """Open the box as the count does; the ballots by question."""
        async with self.database.write() as tx:
            await self.box.open(tx, some_election(asked))
            await tx.execute("UPDATE election SET stage = 'counted' WHERE id = ?", (asked.id,))
        return {number: await self.ballots.opened(number) for number in asked.questions}

    async def count(self, table: str) -> int:
        (row,) = await self.database.all(f"SELECT count(*) AS n FROM {table}")
        return int(row["n"])


def some_election(asked: Asked) -> Election:
    """The election as conduct has it."""
    return Election(
        asked.id, "Officers", Kind.OFFICERS, Stage.CLOSED, asked.regulations, 1, 2, OPENS, CLOSES, OPENS
    )


def as_json(regulations: Regulations) -> Mapping[str, Any]:
    """Regulations as they are stored."""
    values = {field.name: getattr(regulations, field.name) for field in fields(regulations)}
    return {key: str(value) if isinstance(value, Fraction) else value for key, value in values.items()}


@cache
def _template() -> Path:
    path = Path(mkdtemp(prefix="box-")) / "community.sqlite3"
    migrate(path)
    return path


@asynccontextmanager
async def box_world(folder: Path) -> AsyncIterator[BoxWorld]:
    """A box in a fresh folder."""
    path = folder / "community.sqlite3"
    shutil.copy(_template(), path)
    world = await BoxWorld.start(path)
    try:
        yield world
    finally:
        await world.database.close()
