"""Whole elections on a real database file and a clock that stands still; what is said is kept as plain words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.database import Database
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.outbox import Message, Outbox
from bot.rest import File
from cogs.elections.box import BallotBox, KeyFolder
from cogs.elections.conduct.cards import Cards
from cogs.elections.conduct.desk import Desk, Draw
from cogs.elections.conduct.facts import Actor, Confirmation, Draft, Note, QuestionSheet, Sheet
from cogs.elections.conduct.service import Conduct
from cogs.elections.model import Answer, Candidate, Election, Form, Term
from cogs.elections.record import chain
from cogs.elections.rules.lot import Lot
from cogs.elections.settings import ElectionsSettings

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANNEL, OFFICERS = 4242, 4343
NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon")

SECRETARY = Actor(900, "Sue", frozenset({"secretary", "member"}))
COMMITTEE = Actor(901, "Cleo", frozenset({"committee", "member"}))
MODERATOR = Actor(902, "Mo", frozenset({"moderator"}))
STRANGER = Actor(999, "Zed")


def member(number: int) -> Actor:
    """The member with the account `number` (1 for Ada, m001)."""
    return Actor(number, NAMES[(number - 1) % len(NAMES)], frozenset({"member"}))


def roll_of(size: int) -> str:
    rows = [f"m{number:03},{NAMES[(number - 1) % len(NAMES)]},{number}" for number in range(1, size + 1)]
    return "\n".join(["member_id,name,discord_id", *rows])


class Words:
    """The cards, as the facts that they are handed."""

    def _say(self, what: str, sheet: Sheet, *more: object, files: Sequence[File] = ()) -> Message:
        facts = " ".join(str(each) for each in (what, f"[{sheet.election.stage}]", *more) if str(each))
        return Message([{"type": 10, "content": facts}], files=tuple(files))

    def nominations_open(self, sheet: Sheet) -> Message:
        return self._say("nominations open", sheet, _standing(sheet))

    def nominations_extended(self, sheet: Sheet, empty: Sequence[QuestionSheet]) -> Message:
        return self._say("nominations extended", sheet, [each.question.title for each in empty])

    def nominee_asked(self, sheet: Sheet, asked: QuestionSheet, candidate: Candidate) -> Message:
        return self._say("asked", sheet, candidate.name, asked.question.title, candidate.state)

    def ballot_published(self, sheet: Sheet) -> Message:
        return self._say("ballot", sheet, _standing(sheet))

    def opening(self, sheet: Sheet) -> Message:
        assert sheet.turnout is not None
        late = "late" if sheet.opened_late else ""
        return self._say("vote", sheet, f"{sheet.turnout.voted} of {sheet.turnout.roll}", late)

    def reminder(self, sheet: Sheet, days: int) -> Message:
        return self._say("reminder", sheet, f"{days} days, {sheet.missing} missing")

    def withdrawal(self, sheet: Sheet, question: QuestionSheet, candidate: Candidate) -> Message:
        return self._say("withdrawal", sheet, candidate.name)

    def extension(self, sheet: Sheet, reason: str) -> Message:
        return self._say("extension", sheet, reason)

    def closing(self, sheet: Sheet, reason: str) -> Message:
        return self._say("closing", sheet, reason)

    def result(self, sheet: Sheet, files: Sequence[File]) -> Message:
        verdicts = [(each.outcome or {}).get("verdict") for each in sheet.questions]
        return self._say("result", sheet, verdicts, files=files)

    def lot(self, sheet: Sheet, lots: Sequence[Lot], files: Sequence[File]) -> Message:
        return self._say("lot", sheet, [each.order for each in lots], files=files)

    def scrutiny(self, sheet: Sheet) -> Message:
        return self._say("scrutiny", sheet, sheet.scrutineers)

    def confirmation(self, confirmation: Confirmation) -> Message:
        began = [f"{each.office}: {each.name}" for each in confirmation.began]
        return self._say("confirmation", confirmation.sheet, began)

    def cancelled(self, sheet: Sheet, reason: str) -> Message:
        return self._say("cancelled", sheet, reason)

    def note(self, sheet: Sheet, note: Note, details: Sequence[str]) -> Message:
        return self._say(f"note: {note}", sheet, *details)

    def term_ending(self, term: Term, ends: datetime) -> Message:
        return Message([{"type": 10, "content": f"ending: {term.office} {term.name} {ends.date()}"}])

    def term_overdue(self, term: Term, ended: datetime) -> Message:
        return Message([{"type": 10, "content": f"overdue: {term.office} {term.name} {ended.date()}"}])


def _standing(sheet: Sheet) -> str:
    return "; ".join(
        f"{each.question.title}: {', '.join(one.name for one in each.standing)}" for each in sheet.questions
    )


async def _draw(questions: Sequence[Mapping[str, Any]]) -> list[bytes | None]:
    return [b"\x89PNG drawn" for _ in questions]


@dataclass
class HeldRoles:
    """Discord's roles. `above` are those that the bot may not give."""

    held: set[tuple[int, int]] = field(default_factory=set)
    above: set[int] = field(default_factory=set)

    async def give(self, user_id: int, role_id: int) -> str | None:
        if role_id in self.above:
            return "the role stands above the bot's"
        self.held.add((user_id, role_id))
        return None

    async def take(self, user_id: int, role_id: int) -> str | None:
        self.held.discard((user_id, role_id))
        return None


@dataclass
class Course:
    """One bot's elections; `start` makes them anew on the same files, as a restart does."""

    path: Path
    database: Database
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    roles: HeldRoles = field(default_factory=HeldRoles)
    cards: Cards = field(default_factory=Words)
    draw: Draw = field(default=_draw)

    async def start(self, **settings: Any) -> Course:
        self.settings = ElectionsSettings.model_validate(
            {"channel": CHANNEL, "officers_channel": OFFICERS, "vacuum": False, **settings}
        )
        self.health = HealthBoard(self.clock)
        self.keys = KeyFolder.beside(self.path)
        self.box = BallotBox(self.database, self.keys, self.clock)
        self.outbox = Outbox(self.database, self.clock)
        self.conduct = Conduct(
            Desk(
                database=self.database,
                box=self.box,
                clock=self.clock,
                outbox=self.outbox,
                health=self.health,
                settings=self.settings,
                cards=self.cards,
                draw=self.draw,
                roles=self.roles,
            )
        )
        await self.conduct.start()
        return self

    # --- acts --------------------------------------------------------------------------------------------

    async def roll(self, size: int) -> None:
        await self.conduct.import_roll(SECRETARY, roll_of(size))

    async def draft(self, preset: str = "officers", **changes: Any) -> Election:
        """A draft whose nominations (of offices) begin in an hour, with two weeks each; motions open in a day."""
        offices = preset in ("officers", "officers at a meeting", "by-election")
        begin = self.clock.now() + HOUR if offices else None
        until = begin + 14 * DAY if begin else None
        opens = until + DAY if until else self.clock.now() + DAY
        given: dict[str, Any] = {
            "title": f"The {preset}",
            "preset": preset,
            "officer_id": SECRETARY.user_id,
            "channel_id": CHANNEL,
            "nominations_at": begin,
            "nominations_until": until,
            "opens_at": opens,
            "closes_at": opens + 14 * DAY,
            **changes,
        }
        return await self.conduct.create(SECRETARY, Draft(**given))

    async def regulate(self, election: Election, **rules: str) -> None:
        for key, value in rules.items():
            await self.conduct.set_regulation(SECRETARY, election.id, key, value)

    async def stand(self, election: Election, **offices: Sequence[int]) -> None:
        """Let members nominate themselves, by the offices' names (Vice_Chair for Vice-Chair)."""
        sheet = await self.conduct.describe(election.id)
        for office, numbers in offices.items():
            title = office.replace("_", "-")
            question = next(each.question for each in sheet.questions if each.question.title == title)
            for number in numbers:
                name = member(number).name
                await self.conduct.nominate(member(number), question.id, number, name, f"I am {name}.")

    async def to_opening(self, election: Election) -> Sheet:
        """Let time pass until voting is open."""
        fresh = await self.conduct.describe(election.id)
        await self.until(fresh.election.opens_at)
        return await self.conduct.describe(election.id)

    async def until(self, moment: datetime | None) -> None:
        """Let time pass until a moment, and sweep."""
        assert moment is not None
        if moment > self.clock.now():
            self.clock.advance(moment - self.clock.now())
        await self.conduct.sweep()

    async def after(self, span: timedelta) -> None:
        await self.until(self.clock.now() + span)

    async def vote(self, election_id: int, number: int, **answers: Sequence[str] | str) -> str:
        """Cast a member's ballot: names in order for an office, yes, no or abstain for a motion; else blank."""
        sheet = await self.conduct.describe(election_id)
        said: dict[int, Answer] = {}
        for each in sheet.questions:
            answer = answers.get(each.question.title.replace("-", "_").replace(" ", "_"), ())
            ids = {candidate.name: str(candidate.id) for candidate in each.candidates} | {"reopen": "reopen"}
            if each.question.form is Form.MOTION:
                said[each.question.id] = {"vote": answer or "abstain"}
            else:
                said[each.question.id] = {"ranking": [[ids[name]] for name in answer]}
        return await self.box.cast(election_id, f"m{number:03}", said)

    async def closes(self, election_id: int) -> Sheet:
        """Let time pass until voting has closed and is counted."""
        fresh = await self.conduct.describe(election_id)
        await self.until(fresh.election.closes_at)
        return await self.conduct.describe(election_id)

    # --- what came of it ---------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def says(self, channel: int = CHANNEL) -> list[str]:
        """What was said first, in its order, without the edits."""
        return [
            json.loads(body)["components"][0]["content"]
            for (body,) in self.rows(
                "SELECT body FROM outbox WHERE action = 'post' AND channel_id = ? ORDER BY id", channel
            )
        ]

    def notes(self) -> list[str]:
        return self.says(OFFICERS)

    def post(self, what: str, election_id: int = 1) -> str:
        """What a message says now."""
        ((row_id, body),) = self.rows(
            "SELECT id, body FROM outbox WHERE key = ?", f"elections.{election_id}.{what}"
        )
        edits = self.rows(
            "SELECT body FROM outbox WHERE subject = ? AND action = 'edit' ORDER BY id DESC LIMIT 1", row_id
        )
        said: str = json.loads(edits[0][0] if edits else body)["components"][0]["content"]
        return said

    def keys_like(self, pattern: str, election_id: int = 1) -> list[str]:
        """Which messages were said under keys like this, without the edits."""
        begin = f"elections.{election_id}."
        rows = self.rows("SELECT key FROM outbox WHERE action = 'post' AND key LIKE ?", begin + pattern)
        return [key.removeprefix(begin) for (key,) in rows]

    def files(self, what: str, election_id: int = 1) -> list[File]:
        """What goes with a message."""
        ((body,),) = self.rows("SELECT body FROM outbox WHERE key = ?", f"elections.{election_id}.{what}")
        return list(Message.from_json(body).files)

    def sent(self) -> None:
        """Delivery did its work."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                "UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at "
                "WHERE state = 'waiting'"
            )

    async def steps(self, election_id: int = 1) -> list[str]:
        """The steps of the log, which holds together."""
        entries = await self.conduct.log(election_id)
        chain.verify(entries)
        return [entry.step for entry in entries]

    async def file(self, election_id: int = 1, name: str = "public") -> dict[str, Any]:
        content: dict[str, Any] = json.loads((await self.conduct.export(SECRETARY, election_id, name)).data)
        return content


@asynccontextmanager
async def course_at(path: Path, **settings: Any) -> AsyncIterator[Course]:
    migrate(path)
    database = await Database.open(path)
    try:
        yield await Course(path, database).start(**settings)
    finally:
        await database.close()
