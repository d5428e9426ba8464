"""An election begins: its draft, until it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import discord_time, to_text, to_text_or_none
from bot.database import Transaction
from bot.errors import NotAllowed, UserError
from bot.texts import plain
from cogs.elections.conduct.desk import Desk, answered, in_the_future
from cogs.elections.conduct.entitled import require_create
from cogs.elections.conduct.facts import BOT, Actor, Draft, QuestionDraft
from cogs.elections.model import Election, Question, Stage
from cogs.elections.rules import powers
from cogs.elections.rules.calendar import refuse_dates
from cogs.elections.rules.kinds import PRESETS, Preset, change, to_json
from cogs.elections.rules.stages import Step

# What a ballot has room for, and the database (a title is a label of a form, too).
_TITLE = 100
_WORDING = 4000
# Until voting opens its dates may change.
MOVABLE = frozenset({Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN})


class Drafting:
    """What officers do before anybody else sees an election."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def create(self, actor: Actor, draft: Draft) -> Election:
        """Begin an election."""
        preset = preset_of(draft.preset)
        now = self._desk.clock.now()
        if actor != BOT:
            with answered():
                require_create(actor)
        in_the_future(draft.closes_at, now, "The end of voting")
        election = Election(
            0, titled(draft.title), preset.kind, Stage.DRAFT, preset.regulations, draft.officer_id,
            draft.channel_id, draft.opens_at, draft.closes_at, now, draft.nominations_at,
            draft.nominations_until,
        )  # fmt: skip
        with answered():
            _check_order(election)
        questions = draft.questions or tuple(
            QuestionDraft(each.form, each.title, each.text, each.seats)
            for each in preset.questions
            if each.title
        )
        async with self._desk.database.write() as tx:
            return await self.write(tx, actor, election, questions, {"preset": preset.name})

    async def write(
        self,
        tx: Transaction,
        actor: Actor,
        election: Election,
        questions: Sequence[QuestionDraft],
        detail: dict[str, object],
    ) -> Election:
        """Write a new election with its questions and the first entry of its log."""
        stores = self._desk.stores
        election = replace(election, id=await stores.elections.add(tx, election))
        for each in questions:
            await self._add(tx, election, each)
        await stores.log.append(
            tx,
            election.id,
            election.created_at,
            actor.user_id,
            Step.CREATE,
            {
                **detail,
                "title": election.title,
                "kind": str(election.kind),
                "officer": str(election.officer_id),
                "questions": [each.title for each in questions],
                **_dates(election),
            },
        )
        return election

    async def set_regulation(self, actor: Actor, election_id: int, key: str, value: str) -> Election:
        """Change one regulation of a draft."""
        async with self._desk.step(actor, election_id, Step.REGULATE) as act:
            changed = change(act.election.regulations, key, value)
            await act.done({"rule": key, "value": to_json(changed)[key]}, regulations=changed)
            return act.election

    async def set_dates(
        self,
        actor: Actor,
        election_id: int,
        *,
        nominations_at: datetime | None = None,
        nominations_until: datetime | None = None,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
    ) -> Election:
        """Change moments that have not come; what is announced already is announced anew."""
        desk = self._desk
        given = {
            "nominations_at": nominations_at,
            "nominations_until": nominations_until,
            "opens_at": opens_at,
            "closes_at": closes_at,
        }
        wanted = {name: moment for name, moment in given.items() if moment is not None}
        why = "its dates do not change any more. A vote in which too few took part can be extended"
        async with desk.aside(
            actor, election_id, "set dates", like=Step.REGULATE, at=MOVABLE, why=why
        ) as act:
            if act.election.stage is not Stage.DRAFT and (nominations_at or nominations_until):
                raise UserError("Nominations have begun.", "They can be extended.")
            for moment in wanted.values():
                in_the_future(moment, act.now, discord_time(moment))
            _check_order(replace(act.election, **wanted))  # type: ignore[arg-type]
            await act.done({name: to_text(moment) for name, moment in wanted.items()}, **wanted)
            if act.election.stage is Stage.NOMINATIONS:
                await act.correct("nominations", desk.cards.nominations_open)
            elif act.election.stage is Stage.FROZEN:
                await act.correct("ballot", desk.cards.ballot_published)
            return act.election

    async def add_question(self, actor: Actor, election_id: int, question: QuestionDraft) -> Question:
        """Add a question to a draft."""
        async with self._desk.step(actor, election_id, Step.ADD_QUESTION) as act:
            added = await self._add(act.tx, act.election, question)
            await act.done({"question": added.number, "title": added.title})
            return added

    async def change_question(self, actor: Actor, question_id: int, wanted: QuestionDraft) -> Question:
        """Change a question of a draft; sent as it is, nothing happens."""
        stores = self._desk.stores
        if (found := await stores.elections.question(question_id)) is None:
            raise UserError("There is no such question any more.")
        async with self._desk.step(actor, found.election_id, Step.CHANGE_QUESTION) as act:
            if (before := await stores.elections.question(question_id, act.tx)) is None:
                raise UserError("There is no such question any more.")
            changed = await self._checked(act.tx, replace(before, **_asked(wanted)))
            if act.election.follows and (changed.title, changed.seats) != (before.title, before.seats):
                # By its title what it comes to is written into the election before.
                raise UserError(
                    "Title and seats are those of the election that this one follows.",
                    "The text can be changed.",
                )
            if changed != before:
                await stores.elections.change_question(act.tx, changed)
                detail = {"question": changed.number, "title": changed.title, "seats": changed.seats}
                await act.done(detail)
            return changed

    async def remove_question(self, actor: Actor, election_id: int, question_id: int) -> None:
        """Take a question out of a draft."""
        stores = self._desk.stores
        async with self._desk.step(actor, election_id, Step.REMOVE_QUESTION) as act:
            question = await stores.elections.question(question_id, act.tx)
            if question is None or question.election_id != election_id:
                raise UserError("There is no such question any more.")
            if any(
                each.question_id == question_id
                for each in await stores.candidates.of_election(election_id, act.tx)
            ):
                raise UserError("Somebody stands for it already.", "Cancel this election and begin another.")
            await stores.elections.remove_question(act.tx, question)
            await act.done({"question": question.number, "title": question.title})

    async def favour(self, actor: Actor, election_id: int) -> Election:
        """Note that an officer is in favour of filling an office anew whose term runs (row 14)."""
        stores = self._desk.stores
        async with self._desk.step(actor, election_id, Step.FAVOUR) as act:
            if actor.user_id not in {term.user_id for term in await stores.terms.running(act.tx)}:
                raise NotAllowed("Whether an office is filled anew is for those who hold an office.")
            entries = await stores.log.of_step(election_id, Step.FAVOUR, act.tx)
            if actor.user_id not in {each.who for each in entries}:
                await act.done()
            return act.election

    async def hand_over(self, actor: Actor, election_id: int, officer_id: int) -> Election:
        """Make somebody else the returns officer."""
        async with self._desk.step(actor, election_id, Step.APPOINT) as act:
            standing = await self._desk.standing(act.election, act.tx)
            powers.refuse_officer(officer_id, standing, act.election.regulations)
            await act.done({"officer": str(officer_id)}, officer_id=officer_id)
            return act.election

    async def _add(self, tx: Transaction, election: Election, question: QuestionDraft) -> Question:
        asked = await self._checked(tx, Question(0, election.id, 0, question.form, **_asked(question)))
        return await self._desk.stores.elections.add_question(
            tx, election.id, asked.form, asked.title, asked.text, asked.seats
        )

    async def _checked(self, tx: Transaction, question: Question) -> Question:
        """Return a question that can be asked beside the others. Raises `UserError`."""
        if len(question.text) > _WORDING:
            raise UserError(
                f"The wording has {len(question.text)} characters; there is room for {_WORDING}.",
                "Write what is decided, and link the rest.",
            )
        if question.seats < 1:
            raise UserError("At least one seat has to be filled.")
        others = await self._desk.stores.elections.questions(question.election_id, tx)
        title = question.title
        if any(each.title.casefold() == title.casefold() and each.id != question.id for each in others):
            raise UserError(f"There is a question “{plain(title)}” already.")
        return question


def preset_of(name: str) -> Preset:
    """Return a preset. Raises `UserError` when there is none of that name."""
    if name not in PRESETS:
        raise UserError(f"There is no kind of election {name!r}.", f"There are {', '.join(PRESETS)}.")
    return PRESETS[name]


def _asked(question: QuestionDraft) -> dict[str, Any]:
    return {"title": titled(question.title), "text": question.text.strip(), "seats": question.seats}


def titled(text: str) -> str:
    """Return a title on one line. Raises `UserError` when it is empty or too long."""
    title = " ".join(text.split())
    if not 1 <= len(title) <= _TITLE:
        raise UserError(f"A title has 1 to {_TITLE} characters; this one has {len(title)}.")
    return title


def _check_order(election: Election) -> None:
    refuse_dates(election.opens_at, election.closes_at, election.nominations_at, election.nominations_until)


def _dates(election: Election) -> dict[str, str | None]:
    return {
        "nominations_at": to_text_or_none(election.nominations_at),
        "nominations_until": to_text_or_none(election.nominations_until),
        "opens_at": to_text(election.opens_at),
        "closes_at": to_text(election.closes_at),
    }
