"""What every step stands on: who may take it, whether it is its turn, and the transaction it is done in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import NotAllowed, UserError
from bot.health import HealthBoard
from bot.outbox import Message, Outbox
from cogs.elections.box import BallotBox
from cogs.elections.conduct.cards import Cards
from cogs.elections.conduct.entitled import require_step
from cogs.elections.conduct.facts import BOT, Actor, Note, Sheet
from cogs.elections.conduct.roles import Roles
from cogs.elections.conduct.sheets import Sheets
from cogs.elections.conduct.stores import Stores
from cogs.elections.model import Candidate, Election, LogEntry, Stage
from cogs.elections.rules import powers, stages
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.stages import Step
from cogs.elections.settings import ElectionsSettings

# Draws a counted question as PNG; None when that cannot be done.
Draw = Callable[[Sequence[Mapping[str, Any]]], Awaitable[list[bytes | None]]]


@contextmanager
def answered() -> Iterator[None]:
    """Let what the rules refuse be the answer to whoever asked."""
    try:
        yield
    except powers.NotEntitled as error:
        raise NotAllowed(error.message, error.hint) from error
    except Refused as error:
        raise UserError(error.message, error.hint) from error


def key(election_id: int, what: str) -> str:
    """Return the outbox key of something that is said about an election."""
    return f"elections.{election_id}.{what}"


class Act:
    """One step in its transaction: `election` is as it was before, and after `done` as it is then."""

    def __init__(
        self, desk: Desk, tx: Transaction, actor: Actor, election: Election, step: str, stage: Stage
    ) -> None:
        self._desk = desk
        self._step = step
        self._stage = stage
        self.tx = tx
        self.actor = actor
        self.election = election
        self.now = desk.clock.now()

    @classmethod
    def by_itself(cls, desk: Desk, tx: Transaction, election: Election, step: Step) -> Act:
        """Return a step that the bot takes, because its time has come or because the facts are so."""
        return cls(desk, tx, BOT, election, step, stages.after(election.stage, step))

    def instead(self, step: Step) -> None:
        """Take another step, which follows from the facts and not from somebody's wish."""
        self._step = step
        self._stage = stages.after(self.election.stage, step)

    async def done(self, detail: Mapping[str, Any] | None = None, **changes: Any) -> LogEntry:
        """Write the election as it is now, with `changes` to its fields, and the log's entry."""
        self.election = replace(self.election, stage=self._stage, **changes)
        await self._desk.stores.elections.save(self.tx, self.election)
        return await self._desk.stores.log.append(
            self.tx, self.election.id, self.now, self.actor.user_id, self._step, detail or {}
        )

    async def sheet(self) -> Sheet:
        """Return the election as it is in this transaction."""
        return await self._desk.sheets.of(self.election, self.now, self.tx)

    async def say(
        self, what: str, message: Message, channel_id: int | None = None, not_after: datetime | None = None
    ) -> bool:
        """Say something in the election's channel, or in another; False when it was said before.

        What cannot be said before `not_after` is not said any more.
        """
        where = channel_id or self.election.channel_id
        name = key(self.election.id, what)
        return await self._desk.outbox.post(self.tx, name, where, message, not_after=not_after)

    async def correct(self, what: str, words: Callable[[Sheet], Message]) -> None:
        """Let something that was said, if it was, say something else: how it stands now."""
        outbox, name = self._desk.outbox, key(self.election.id, what)
        if await outbox.find(name, self.tx) is not None:
            await outbox.edit(self.tx, name, words(await self.sheet()))

    async def take_back(self, what: str) -> None:
        """Delete something that was said."""
        outbox, name = self._desk.outbox, key(self.election.id, what)
        if await outbox.find(name, self.tx) is not None:
            await outbox.delete(self.tx, name)

    async def note(self, note: Note, details: Sequence[str] = (), *, once: str = "") -> None:
        """Tell the returns officer something; `once` tells apart what may come up several times."""
        message = self._desk.cards.note(await self.sheet(), note, details)
        await self.say(_noted(note, once), message, self._desk.officers_channel(self.election))


@dataclass(kw_only=True)
class Desk:
    """What the parts of conduct share. `moderator_channel` is where officers are told who have no channel."""

    database: Database
    box: BallotBox
    clock: Clock
    outbox: Outbox
    health: HealthBoard
    settings: ElectionsSettings
    cards: Cards
    draw: Draw
    roles: Roles
    moderator_channel: int | None = None

    def __post_init__(self) -> None:
        self.stores = Stores.of(self.database)
        self.sheets = Sheets(self.stores, lambda: self.settings.scrutineers)

    def officers_channel(self, election: Election) -> int:
        """Return where the returns officer is told what to decide."""
        return self.settings.officers_channel or self.moderator_channel or election.channel_id

    async def election(self, election_id: int, reader: Reader | None = None) -> Election:
        """Return an election. Raises `UserError` when there is none of that number."""
        found = await self.stores.elections.get(election_id, reader)
        if found is None:
            raise UserError(
                f"There is no election number {election_id}.", "See /election status for those there are."
            )
        return found

    @asynccontextmanager
    async def step(
        self, actor: Actor, election_id: int, step: Step, *, also: frozenset[str] = frozenset()
    ) -> AsyncIterator[Act]:
        """Take a step: the block runs in its transaction, once it is clear that it may be taken now.

        `also` are powers that follow from what it is about. Raises `UserError` otherwise.
        """
        async with self.database.write() as tx:
            election = await self.election(election_id, tx)
            with answered():
                await self.require(tx, actor, election, step, also)
                yield Act(self, tx, actor, election, step, stages.after(election.stage, step))

    @asynccontextmanager
    async def aside(
        self, actor: Actor, election_id: int, name: str, *, like: Step, at: frozenset[Stage], why: str
    ) -> AsyncIterator[Act]:
        """Do what leads nowhere, at the stages `at`, for those who may take the step `like`.

        The log has it as `name`; `why` ends the sentence that refuses it at other stages.
        """
        async with self.database.write() as tx:
            election = await self.election(election_id, tx)
            with answered():
                await self.require(tx, actor, election, like)
                if election.stage not in at:
                    raise UserError(f"This election {stages.in_words(election.stage)}: {why}.")
                yield Act(self, tx, actor, election, name, election.stage)

    async def require(
        self,
        reader: Reader,
        actor: Actor,
        election: Election,
        step: Step,
        also: frozenset[str] = frozenset(),
    ) -> None:
        """Raise `powers.NotEntitled` unless the actor may take a step of an election."""
        if actor == BOT:
            return
        stands = actor.user_id in await self.standing(election, reader)
        require_step(step, actor, election, stands=stands, also=also)

    async def standing(self, election: Election, reader: Reader) -> set[int]:
        """Return who stands, or was asked to and may still answer."""
        candidates = await self.stores.candidates.of_election(election.id, reader)
        return powers.standing(candidates, election.stage)

    async def tell(
        self, election_id: int, note: Note, details: Sequence[str] = (), *, once: str = ""
    ) -> None:
        """Tell the returns officer something that no step brings about, if they were not told of it yet."""
        if await self.said(election_id, _noted(note, once)):
            return
        async with self.database.write() as tx:
            election = await self.election(election_id, tx)
            # Nothing is done, so that the step has no name and leads nowhere.
            await Act(self, tx, BOT, election, "", election.stage).note(note, details, once=once)

    async def said(self, election_id: int, what: str) -> bool:
        """Return whether something was said, or is about to be."""
        return await self.outbox.find(key(election_id, what)) is not None

    async def opening_key(self, election: Election, reader: Reader) -> str:
        """Return which message has the Vote button: the one that was posted last."""
        again = len(await self.stores.log.of_step(election.id, "repost", reader))
        return f"opening.{again}" if again else "opening"

    async def result_key(self, election_id: int, reader: Reader | None = None) -> str | None:
        """Return which message has the result: the one that was posted last; None before there is one."""
        start = key(election_id, "")
        found = await self.outbox.keys(start + "result", reader)
        return found[-1].removeprefix(start) if found else None

    async def show(self, act: Act) -> None:
        """Let the message with the Vote button say how it stands now."""
        what = await self.opening_key(act.election, act.tx)
        await act.correct(what, self.cards.opening)

    async def close_nominations(self, act: Act) -> None:
        """Take the buttons from what announced nominations and from questions to nominees: they are over."""
        extended = await self.stores.log.of_step(act.election.id, Step.EXTEND, act.tx)
        for what in ("nominations", *(f"nominations.{entry.number}" for entry in extended)):
            await act.correct(what, self.cards.nominations_open)
        for candidate in await self.stores.candidates.of_election(act.election.id, act.tx):
            if candidate.nominated_by != candidate.user_id:
                await self.show_answer(act, candidate)

    async def show_answer(self, act: Act, candidate: Candidate) -> None:
        """Let the question to a nominee say what came of it."""

        def words(sheet: Sheet) -> Message:
            asked = next(each for each in sheet.questions if each.question.id == candidate.question_id)
            return self.cards.nominee_asked(sheet, asked, candidate)

        await act.correct(f"nominee.{candidate.id}", words)


def _noted(note: Note, once: str) -> str:
    return f"note.{note.name.lower()}" + (f".{once}" if once else "")


def in_the_future(moment: datetime, now: datetime, what: str) -> datetime:
    """Return `moment`. Raises `UserError` when it has passed."""
    if moment <= now:
        raise UserError(f"{what} would be in the past.", "Give a moment that lies ahead.")
    return moment
