"""Nominations as a time: their beginning, extension and end, and the ballot that comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import to_text
from bot.errors import UserError
from cogs.elections.conduct.counting import Counting
from cogs.elections.conduct.desk import Act, Desk, in_the_future
from cogs.elections.conduct.facts import BOT, Actor, Note, QuestionSheet
from cogs.elections.conduct.frozen_roll import freeze_roll
from cogs.elections.model import Election, Form, Stage
from cogs.elections.rules.stages import Step


class Nominations:
    """Opens and ends nominations, and freezes the ballot."""

    def __init__(self, desk: Desk, counting: Counting) -> None:
        self._desk = desk
        self._counting = counting

    async def begin(self, actor: Actor, election_id: int) -> Election:
        """Open nominations: at their moment, or before it when the officer wants so."""
        async with self._desk.step(actor, election_id, Step.BEGIN_NOMINATIONS) as act:
            until = act.election.nominations_until
            if until is None:
                raise UserError("This election has no nominations.", "Give it dates for them, or freeze it.")
            sheet = await act.sheet()
            if sheet.lacks:
                raise UserError(" ".join(sheet.lacks))
            await act.done({"nominations_until": to_text(until)}, nominations_at=act.now)
            await act.say("nominations", self._desk.cards.nominations_open(await act.sheet()))
            return act.election

    async def extend(
        self,
        actor: Actor,
        election_id: int,
        until: datetime | None,
        reason: str,
        empty: Sequence[QuestionSheet] = (),
    ) -> Election:
        """Let nominations go on; voting moves by as much when it would begin before they end."""
        async with self._desk.step(actor, election_id, Step.EXTEND) as act:
            if act.election.stage is not Stage.NOMINATIONS:
                raise UserError("Nominations are over.")
            ends = act.election.nominations_until or act.now
            until = until or ends + timedelta(days=act.election.regulations.extension_days)
            return await self._extend(act, until, reason, empty)

    async def _extend(
        self, act: Act, until: datetime, reason: str, empty: Sequence[QuestionSheet]
    ) -> Election:
        election = act.election
        in_the_future(until, act.now, "The end of nominations")
        before = election.nominations_until
        if before is not None and until <= before:
            raise UserError(
                "Nominations end later anyway.", "They are not shortened once they are announced."
            )
        late = max(timedelta(0), until - election.opens_at)
        detail = {
            "nominations_until": to_text(until),
            "opens_at": to_text(election.opens_at + late),
            "closes_at": to_text(election.closes_at + late),
            "reason": reason,
            "empty": [each.question.number for each in empty],
        }
        entry = await act.done(
            detail,
            nominations_until=until,
            opens_at=election.opens_at + late,
            closes_at=election.closes_at + late,
        )
        sheet = await act.sheet()
        await act.say(f"nominations.{entry.number}", self._desk.cards.nominations_extended(sheet, empty))
        await act.correct("nominations", self._desk.cards.nominations_open)
        return act.election

    async def end(self, election_id: int) -> None:
        """End nominations whose time is over: extend them, freeze the ballot, or find that nobody stands.

        When the ballot cannot be frozen, because the time for voting is over as well, its officer is told.
        """
        try:
            await self._end(election_id)
        except UserError as error:
            async with self._desk.database.write() as tx:
                election = await self._desk.election(election_id, tx)
                if election.stage is Stage.NOMINATIONS:
                    act = Act(self._desk, tx, BOT, election, Step.FREEZE, election.stage)
                    once = f"{int(election.closes_at.timestamp())}.ballot"
                    await act.note(Note.NOT_OPENED, [str(error)], once=once)

    async def _end(self, election_id: int) -> None:
        desk = self._desk
        async with desk.database.write() as tx:
            election = await desk.election(election_id, tx)
            if election.stage is not Stage.NOMINATIONS:
                return
            sheet = await desk.sheets.of(election, desk.clock.now(), tx)
            empty = [
                each for each in sheet.questions if each.question.form is Form.OFFICE and not each.standing
            ]
            extended = bool(await desk.stores.log.of_step(election_id, Step.EXTEND, tx))
            if empty and not extended and election.regulations.empty == "extend":
                act = Act(desk, tx, BOT, election, Step.EXTEND, election.stage)
                until = act.now + timedelta(days=election.regulations.extension_days)
                await self._extend(act, until, "", empty)
                return
            step = Step.DECLARE_REOPENED if len(empty) == len(sheet.questions) else Step.FREEZE
            act = Act.by_itself(desk, tx, election, step)
            if step is Step.FREEZE:
                await self.freeze(act)
            else:
                await self._counting.without_ballot(act)
                await self._desk.close_nominations(act)
            if empty:
                await act.note(Note.NOBODY_STANDS, [each.question.title for each in empty])

    async def freeze(self, act: Act) -> None:
        """Freeze and publish the ballot, in an act that leads there."""
        desk = self._desk
        sheet = await act.sheet()
        if sheet.lacks:
            raise UserError(" ".join(sheet.lacks))
        until = act.election.nominations_until
        await act.done(
            {
                "candidates": {
                    str(each.question.number): [candidate.name for candidate in each.standing]
                    for each in sheet.questions
                    if each.question.form is Form.OFFICE
                },
                "opens_at": to_text(act.election.opens_at),
                "closes_at": to_text(act.election.closes_at),
            },
            # An officer may end them before their time; a motion has none.
            nominations_until=until and min(until, act.now),
        )
        await self._desk.close_nominations(act)
        if act.election.regulations.proxies:
            # For those who give theirs before the meeting; it is frozen for good when voting opens.
            await freeze_roll(desk, act)
        await act.say("ballot", desk.cards.ballot_published(await act.sheet()))
