"""Elections as rows: what is voted on, by which rules and when, and how far it got."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from cogs.elections.model import Election, Form, Kind, Question, Stage
from cogs.elections.rules.kinds import from_json, to_json


class ElectionStore:
    """Reads and writes the tables `election` and `election_question`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- elections ---------------------------------------------------------------------------------------

    async def get(self, election_id: int, reader: Reader | None = None) -> Election | None:
        """Return an election."""
        row = await (reader or self._database).one("SELECT * FROM election WHERE id = ?", (election_id,))
        return None if row is None else _election(row)

    async def all(self, stages: Iterable[Stage] = (), reader: Reader | None = None) -> list[Election]:
        """Return the elections, newest first; with `stages` only those."""
        wanted = json.dumps(list(stages))
        rows = await (reader or self._database).all(
            "SELECT * FROM election WHERE ?1 = '[]' OR stage IN (SELECT value FROM json_each(?1)) "
            "ORDER BY id DESC",
            (wanted,),
        )
        return [_election(row) for row in rows]

    async def following(self, election_id: int, reader: Reader | None = None) -> list[Election]:
        """Return the elections that follow this one, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election WHERE follows = ? ORDER BY id", (election_id,)
        )
        return [_election(row) for row in rows]

    async def without_step(
        self, stages: Iterable[Stage], step: str, reader: Reader | None = None
    ) -> list[Election]:
        """Return the elections at one of `stages` whose log does not have `step`, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election AS e WHERE stage IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
            "(SELECT 1 FROM election_log WHERE election_id = e.id AND step = ?) ORDER BY id",
            (json.dumps(list(stages)), step),
        )
        return [_election(row) for row in rows]

    async def add(self, tx: Transaction, election: Election) -> int:
        """Write a new election, whose `id` is not looked at; its id."""
        return await tx.insert(
            "INSERT INTO election (title, kind, stage, regulations, officer_id, channel_id, nominations_at, "
            "nominations_until, opens_at, closes_at, extended, follows, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _values(election),
        )

    async def save(self, tx: Transaction, election: Election) -> None:
        """Write an election as it is now."""
        await tx.execute(
            "UPDATE election SET title = ?, kind = ?, stage = ?, regulations = ?, officer_id = ?, "
            "channel_id = ?, nominations_at = ?, nominations_until = ?, opens_at = ?, closes_at = ?, "
            "extended = ?, follows = ?, created_at = ? WHERE id = ?",
            (*_values(election), election.id),
        )

    # --- questions ---------------------------------------------------------------------------------------

    async def questions(self, election_id: int, reader: Reader | None = None) -> list[Question]:
        """Return what is asked, in its order."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election_question WHERE election_id = ? ORDER BY number", (election_id,)
        )
        return [question_of(row) for row in rows]

    async def question(self, question_id: int, reader: Reader | None = None) -> Question | None:
        """Return a question."""
        row = await (reader or self._database).one(
            "SELECT * FROM election_question WHERE id = ?", (question_id,)
        )
        return None if row is None else question_of(row)

    async def add_question(
        self, tx: Transaction, election_id: int, form: Form, title: str, text: str, seats: int
    ) -> Question:
        """Add a question after the others."""
        row = await tx.one(
            "INSERT INTO election_question (election_id, number, form, title, text, seats) SELECT ?1, "
            "1 + (SELECT count(*) FROM election_question WHERE election_id = ?1), ?2, ?3, ?4, ?5 RETURNING *",
            (election_id, form, title, text, seats),
        )
        assert row is not None  # noqa: S101 - RETURNING returns what was inserted
        return question_of(row)

    async def change_question(self, tx: Transaction, question: Question) -> None:
        """Write a question's title, text and seats as they are now."""
        await tx.execute(
            "UPDATE election_question SET title = ?, text = ?, seats = ? WHERE id = ?",
            (question.title, question.text, question.seats, question.id),
        )

    async def remove_question(self, tx: Transaction, question: Question) -> None:
        """Take out a question that nobody was nominated for; those after it move up."""
        await tx.execute("DELETE FROM election_question WHERE id = ?", (question.id,))
        # One by one and in order: the numbers are unique at every moment.
        for later in await self.questions(question.election_id, tx):
            if later.number > question.number:
                await tx.execute(
                    "UPDATE election_question SET number = ? WHERE id = ?", (later.number - 1, later.id)
                )


def _values(election: Election) -> tuple[object, ...]:
    return (
        election.title,
        election.kind,
        election.stage,
        json.dumps(to_json(election.regulations), separators=(",", ":")),
        election.officer_id,
        election.channel_id,
        to_text_or_none(election.nominations_at),
        to_text_or_none(election.nominations_until),
        to_text(election.opens_at),
        to_text(election.closes_at),
        election.extended,
        election.follows,
        to_text(election.created_at),
    )


def _election(row: Row) -> Election:
    return Election(
        row["id"],
        row["title"],
        Kind(row["kind"]),
        Stage(row["stage"]),
        from_json(json.loads(row["regulations"])),
        row["officer_id"],
        row["channel_id"],
        from_text(row["opens_at"]),
        from_text(row["closes_at"]),
        from_text(row["created_at"]),
        from_text_or_none(row["nominations_at"]),
        from_text_or_none(row["nominations_until"]),
        bool(row["extended"]),
        row["follows"],
    )


def question_of(row: Row) -> Question:
    """Return the question that a row of `election_question` holds."""
    return Question(
        row["id"],
        row["election_id"],
        row["number"],
        Form(row["form"]),
        row["title"],
        row["text"],
        row["seats"],
    )
