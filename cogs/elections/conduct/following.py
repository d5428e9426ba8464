"""What follows a tie or an office left open: the next election, or the public lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.database import Reader, Transaction
from bot.errors import UserError
from cogs.elections.conduct.confirming import outcome_of
from cogs.elections.conduct.counting import Counting, may_go_on
from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.conduct.drafting import Drafting
from cogs.elections.conduct.facts import BOT, Actor, QuestionDraft, QuestionSheet, Sheet
from cogs.elections.model import CandidateState, Election, Form, Stage
from cogs.elections.record import commitments
from cogs.elections.record.lots import drawn
from cogs.elections.record.promised import Promised
from cogs.elections.record.tally import settled_outcomes
from cogs.elections.rules.outcome import Next
from cogs.elections.rules.stages import Step, after

# How long after its draft a second ballot opens, or nominations do, unless the officer sets other dates.
_NOTICE = timedelta(days=1)


class Following:
    """Begins what follows, and writes what came of it into the election that it follows."""

    def __init__(self, desk: Desk, drafting: Drafting, counting: Counting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._counting = counting

    async def second_ballot(self, actor: Actor, election_id: int) -> Election:
        """Begin the election that follows: between the tied, or with new nominations for open offices.

        It is a draft. The roll is that of its own opening (A7). Tied offices come first; once their election
        is begun, this begins the one for offices that were left open.
        """
        async with self._desk.step(actor, election_id, Step.SECOND_BALLOT) as act:
            sheet = await act.sheet()
            taken = await self._taken(act)
            for kind in (Next.SECOND_BALLOT, Next.NOMINATIONS):
                open_still = [
                    (each, follows)
                    for each in sheet.questions
                    if (follows := outcome_of(each.outcome, kind)) and each.question.title not in taken
                ]
                if open_still:
                    begun = await self._begin(act, open_still, second=kind is Next.SECOND_BALLOT)
                    await act.done(
                        {"election": begun.id, "questions": [o[0].question.number for o in open_still]}
                    )
                    return begun
        raise UserError(
            "Nothing is left to decide in another election.",
            "See /election status for the one that follows, or draw the lot where the rules say so.",
        )

    async def _taken(self, act: Act) -> set[str]:
        """Return the offices for which an election follows already."""
        stores = self._desk.stores
        return {
            question.title
            for election in await stores.elections.following(act.election.id, act.tx)
            if not await self._came_to_nothing(election, act.tx)
            for question in await stores.elections.questions(election.id, act.tx)
        }

    async def _came_to_nothing(self, election: Election, reader: Reader) -> bool:
        """Return whether an election is over and nothing was counted: another may take its place."""
        if election.stage is Stage.NOT_VALID:
            return not may_go_on(election, await self._desk.stores.voters.turnout(election.id, reader))
        if election.stage is Stage.ARCHIVED:
            return not await self._desk.stores.log.of_step(election.id, Step.COUNT, reader)
        return election.stage is Stage.CANCELLED

    async def _begin(
        self, act: Act, asked: Sequence[tuple[QuestionSheet, Mapping[str, Any]]], *, second: bool
    ) -> Election:
        before, rules, stores = act.election, act.election.regulations, self._desk.stores
        first = max(follows["days"] or 0 for _, follows in asked) or rules.nomination_days
        begins_at = act.now + _NOTICE
        opens_at = begins_at if second else begins_at + timedelta(days=first)
        lasts = timedelta(days=first if second else rules.voting_days)
        election = replace(
            before,
            id=0,
            title=_after(before.title, "second ballot" if second else "open offices"),
            stage=Stage.DRAFT,
            nominations_at=None if second else begins_at,
            nominations_until=None if second else opens_at,
            opens_at=opens_at,
            closes_at=opens_at + lasts,
            created_at=act.now,
            extended=False,
            follows=before.id,
        )
        questions = [
            QuestionDraft(Form.OFFICE, each.question.title, each.question.text, follows["seats"])
            for each, follows in asked
        ]
        detail: dict[str, object] = {"follows": before.id, "second_ballot": second}
        election = await self._drafting.write(act.tx, act.actor, election, questions, detail)
        if second:
            for question, (each, follows) in zip(
                await stores.elections.questions(election.id, act.tx), asked, strict=True
            ):
                for candidate in each.standing:
                    if candidate.name in follows["candidates"]:
                        await stores.candidates.add(
                            act.tx, question.id, candidate.user_id, candidate.name, candidate.statement,
                            candidate.nominated_by, CandidateState.ACCEPTED,
                        )  # fmt: skip
        return election

    async def settle(self, tx: Transaction, election: Election) -> None:
        """Write into the election before what a second ballot decided, once that has its result."""
        desk = self._desk
        if election.follows is None or election.stage not in (Stage.ELECTED, Stage.REOPENED):
            return
        before = await desk.election(election.follows, tx)
        if before.stage not in (Stage.TIE, Stage.CONFIRMED):
            return
        here = await desk.sheets.of(election, desk.clock.now(), tx)
        there = await desk.sheets.of(before, desk.clock.now(), tx)
        settled = False
        for asked in there.questions:
            if outcome_of(asked.outcome, Next.SECOND_BALLOT) is None:
                continue
            for each in here.questions:
                if each.question.title == asked.question.title and each.outcome is not None:
                    promised = commitments.settling(
                        asked.question.number, each.outcome["elected"], election=election.id
                    )
                    act = Act(desk, tx, BOT, before, Step.SECOND_BALLOT, before.stage)
                    await act.done(promised)
                    before = await self._settled(act)
                    settled = True
        if settled:
            # The file of the election before has changed: whoever looks for it reads where it is.
            act = Act(desk, tx, BOT, before, Step.SECOND_BALLOT, before.stage)
            files = await self._counting.published(act)
            await act.say(f"settled.{election.id}", desk.cards.result(await act.sheet(), files))

    async def to_settle(self, election: Election) -> bool:
        """Return whether the election before this one still waits for what it came to."""
        if election.follows is None:
            return False
        results = await self._desk.stores.results.all(election.follows)
        return any(outcome_of(each, Next.SECOND_BALLOT) for each in results.values())

    async def draw_lot(self, actor: Actor, election_id: int, value: str) -> Sheet:
        """Decide every tie that is left to the lot, by a public value that was fixed after the close."""
        async with self._desk.step(actor, election_id, Step.DRAW_LOT) as act:
            sheet = await act.sheet()
            tied = [each for each in sheet.questions if outcome_of(each.outcome, Next.LOT) is not None]
            if not tied:
                raise UserError("No tie is left to the lot.", "Hold a second ballot.")
            lots = []
            for each in tied:
                lot, chosen = drawn(election_id, each.outcome or {}, value)
                lots.append(lot)
                keep = Act(self._desk, act.tx, actor, act.election, Step.DRAW_LOT, act.election.stage)
                await keep.done(commitments.settling(each.question.number, chosen, value=value))
            settled = await self._settled(act)
            sheet = await self._desk.sheets.of(settled, act.now, act.tx)
            files = await self._counting.published(act)
            await act.say("lot", self._desk.cards.lot(sheet, lots, files))
            return sheet

    async def _settled(self, act: Act) -> Election:
        """Find the outcomes anew from what was settled, and publish the file anew; the stage may follow."""
        desk, stores = self._desk, self._desk.stores
        counted = await self._counting.counted(act)
        entries = await stores.log.all(act.election.id, act.tx)
        found = settled_outcomes(Promised.of(entries), counted.questions)
        outcomes = found["outcomes"] if found else []
        for question in await stores.elections.questions(act.election.id, act.tx):
            for outcome in outcomes:
                if outcome["number"] == question.number:
                    await stores.results.put(act.tx, question.id, outcome)
        election = act.election
        if election.stage is Stage.TIE and not any(each["verdict"] == "tie" for each in outcomes):
            moved = Act(
                desk, act.tx, act.actor, election, Step.DRAW_LOT, after(election.stage, Step.DRAW_LOT)
            )
            await moved.done({str(each["number"]): each["verdict"] for each in outcomes})
            election = moved.election
        await self._counting.write_files(Act(desk, act.tx, act.actor, election, "", election.stage), counted)
        return election


def _after(title: str, what: str) -> str:
    return f"{title[: 97 - len(what)]} ({what})" if not title.endswith(f"({what})") else title
