"""The count: the box is opened, the result found, drawn, published, and the key destroyed.

Each step may be cut short anywhere and is done again: opening the box and counting are one transaction, the
pictures are drawn outside of any, publishing is a second one, and the key goes after what it sealed is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import __version__
from bot.database import Reader
from bot.errors import UserError
from bot.health import HealthBoard
from bot.limits import FILES
from bot.rest import File
from cogs.elections.box.refusals import BoxTrouble
from cogs.elections.chart import alt_text
from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.conduct.facts import Actor, Note
from cogs.elections.model import Election, LogEntry, Publication, Stage, Turnout
from cogs.elections.record import commitments, form
from cogs.elections.record.promised import Promised
from cogs.elections.record.tally import Counted, count_all
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.outcome import Asked, decide
from cogs.elections.rules.papers import contest
from cogs.elections.rules.stages import Step
from cogs.elections.rules.validity import refuse_extension, validity
from cogs.elections.storage.ballots import BallotStore

KEY_HEALTH = "elections.keys"
# As many pictures as a message takes besides the file.
_PICTURES = FILES - 1
# How long after a failure destroying a key is tried again.
_AGAIN = timedelta(minutes=5)
# Where the channel has read what came of the vote, and something is still to be done.
TOLD = frozenset({Stage.ELECTED, Stage.TIE, Stage.REOPENED, Stage.NOT_VALID, Stage.CONFIRMED})
_DECLARE = {
    Stage.ELECTED: Step.DECLARE_ELECTED,
    Stage.TIE: Step.DECLARE_TIE,
    Stage.REOPENED: Step.DECLARE_REOPENED,
}


class Counting:
    """From a closed vote to its published result."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ballots = BallotStore(desk.database)
        # When the key of an election could not be destroyed, or the file not be cleaned.
        self._failed: dict[int, datetime] = {}

    async def count(self, actor: Actor, election_id: int) -> None:
        """Open the box of a closed vote and count, if it is valid; then publish the result."""
        try:
            async with self._desk.step(actor, election_id, Step.COUNT) as act:
                counted = await self._count(act)
        except BoxTrouble as trouble:
            self._desk.health.bad(box_health(election_id), str(trouble))
            await self._desk.tell(election_id, Note.KEY_LOST, [str(trouble)])
            raise UserError(
                "The ballots cannot be opened, and the result cannot be known.", str(trouble)
            ) from None
        box_well(self._desk.health, election_id)
        if act.election.stage is Stage.COUNTED:
            await self.declare(election_id, counted)

    async def _count(self, act: Act) -> Counted:
        election = act.election
        turnout = await self._desk.stores.voters.turnout(election.id, act.tx)
        present = present_at(await self._desk.stores.log.all(election.id, act.tx))
        valid = validity(election.regulations, turnout, present).valid
        if valid:
            await self._desk.box.open(act.tx, election)
        else:
            act.instead(Step.DECLARE_NOT_VALID)
        counted = await self._counted(election, act.tx)
        for question in await self._desk.stores.elections.questions(election.id, act.tx):
            found = next(each for each in counted.questions if each["number"] == question.number)
            await self._desk.stores.results.put(act.tx, question.id, found["outcome"])
        if valid:
            await act.done(commitments.counting(counted))
            return counted
        # The file is for good: as long as voting can be extended there is none.
        final = not may_go_on(election, turnout)
        entry = await act.done(commitments.counting(counted) if final else {})
        if final:
            await self.write_files(act, counted)
        files = await self._files(act, counted) if final else ()
        message = self._desk.cards.result(await act.sheet(), files)
        await act.say(f"result.{entry.number}", message)
        await act.note(Note.DECIDE, once=str(entry.number))
        return counted

    async def _given_up(self) -> list[int]:
        """Return the elections that were not valid, cannot be extended, and still have a key."""
        found = []
        for election in await self._desk.stores.elections.all([Stage.NOT_VALID]):
            turnout = await self._desk.stores.voters.turnout(election.id)
            if await self._ballots.fingerprint(election.id) and not may_go_on(election, turnout):
                found.append(election.id)
        return found

    async def declare(self, election_id: int, counted: Counted | None = None) -> None:
        """Draw and publish the result of an election that was counted; without `counted` again."""
        desk = self._desk
        election = await desk.election(election_id)
        counted = counted or await self._counted(election, desk.database)
        pictures = await desk.draw(counted.questions[:_PICTURES])
        async with desk.database.write() as tx:
            election = await desk.election(election_id, tx)
            if election.stage is not Stage.COUNTED:
                return
            act = Act.by_itself(desk, tx, election, _DECLARE[counted.decision.stage])
            await act.done({str(each.number): str(each.verdict) for each in counted.decision.outcomes})
            for number, picture in enumerate(pictures, 1):
                if picture is not None:
                    await desk.stores.results.put_file(tx, election_id, f"chart-{number}", picture)
            await self.write_files(act, counted)
            message = desk.cards.result(await act.sheet(), await self._files(act, counted))
            await act.say("result", message)
            if (sheet := await act.sheet()).scrutineers:
                await act.say("scrutiny", desk.cards.scrutiny(sheet))
            if counted.reveals:
                await act.note(Note.REVEALS, counted.reveals)
            if act.election.stage is not Stage.ELECTED:
                await act.note(Note.DECIDE)
        await self.destroy_keys()

    async def repost(self, actor: Actor, election_id: int) -> Election:
        """Post the result again, because it or its channel was deleted, in the channel that is set now."""
        desk, why = self._desk, "there is no result to post again"
        async with desk.aside(actor, election_id, "repost result", like=Step.REMIND, at=TOLD, why=why) as act:
            before = await desk.result_key(election_id, act.tx)
            entry = await act.done(channel_id=desk.settings.channel or act.election.channel_id)
            files = await self._files(act, await self.counted(act)) if await self.published(act) else ()
            await act.say(f"result.again.{entry.number}", desk.cards.result(await act.sheet(), files))
            if before is not None:
                await act.take_back(before)
            return act.election

    async def without_ballot(self, act: Act) -> bool:
        """Decide an election in which there is nothing to vote on: nobody stands against anybody, or at all.

        The act leads to where it then stands. False when there has to be a vote.
        """
        stores, rules = self._desk.stores, act.election.regulations
        asked = {
            each.question.id: Asked(
                each.question.number,
                each.question.title,
                each.question.form,
                contest(
                    each.question.form, [one.name for one in each.standing], (), rules,
                    roll=0, seats=each.question.seats, title=each.question.title,
                ),
                {one.name: one.user_id for one in each.standing},
            )
            for each in (await act.sheet()).questions
        }  # fmt: skip
        decision = decide(list(asked.values()), rules, Turnout(0, 0))
        if decision.stage is Stage.NOT_VALID:
            return False
        act.instead(Step.ACCLAIM if decision.stage is Stage.ELECTED else Step.DECLARE_REOPENED)
        for question_id, one in asked.items():
            found = next(each for each in decision.outcomes if each.number == one.number)
            await stores.results.put(act.tx, question_id, found.as_json())
        await act.done({str(each.number): str(each.verdict) for each in decision.outcomes})
        await act.say("result", self._desk.cards.result(await act.sheet(), ()))
        return True

    async def destroy_keys(self) -> None:
        """Destroy the keys of elections that are over; one that cannot be removed is told and tried again."""
        now = self._desk.clock.now()
        for election_id in sorted({*await self._desk.box.to_destroy(), *await self._given_up()}):
            failed = self._failed.get(election_id)
            # Cleaning writes the whole file anew: what kept it from that is not asked all the time.
            if failed is not None and timedelta(0) <= now - failed < _AGAIN:
                continue
            try:
                await self._desk.box.destroy(election_id, vacuum=self._desk.settings.vacuum)
            except BoxTrouble as trouble:
                self._failed[election_id] = now
                self._desk.health.bad(KEY_HEALTH, str(trouble))
            else:
                self._failed.pop(election_id, None)
                if not self._failed:
                    self._desk.health.good(KEY_HEALTH, "keys of elections that are over are destroyed")

    async def write_files(self, act: Act, counted: Counted) -> None:
        """Write the published file, and the scrutineers' where the ballots are not in it."""
        stores, election = self._desk.stores, act.election
        entries = await stores.log.all(election.id, act.tx)
        people = await self._people(election, entries, act.tx)
        kinds = {"public": False}
        if election.regulations.publication is Publication.ROUNDS:
            kinds["full"] = True
        for name, full in kinds.items():
            content = await asyncio.to_thread(_written, entries, counted, people, full)
            await stores.results.put_file(act.tx, election.id, name, content)

    async def counted(self, act: Act) -> Counted:
        """Count the opened ballots of an election again."""
        return await self._counted(act.election, act.tx)

    async def _counted(self, election: Election, reader: Reader) -> Counted:
        stores = self._desk.stores
        questions = await stores.elections.questions(election.id, reader)
        entries = await stores.log.all(election.id, reader)
        # Seconds for very many ballots, and the gateway has to be answered meanwhile.
        return await asyncio.to_thread(
            count_all,
            Promised.of(entries),
            await stores.voters.turnout(election.id, reader),
            questions,
            await stores.candidates.of_election(election.id, reader),
            {each.id: await self._ballots.opened(each.id, reader) for each in questions},
            await self._ballots.receipts(election.id, reader),
            present=present_at(entries),
        )

    async def _people(
        self, election: Election, entries: Sequence[LogEntry], reader: Reader
    ) -> dict[int, str]:
        """Return names for the ids in the log and on the ballot paper, as far as they are known."""
        stores = self._desk.stores
        wanted = {each.who for each in entries} | {election.officer_id}
        known = {
            each.user_id: each.name
            for each in await stores.voters.all(election.id, reader)
            if each.user_id is not None and each.user_id in wanted
        }
        known |= {
            term.user_id: term.name for term in await stores.terms.running(reader) if term.user_id in wanted
        }
        standing = await self._desk.standing(election, reader)
        return known | {
            each.user_id: each.name
            for each in await stores.candidates.of_election(election.id, reader)
            if each.user_id in standing
        }

    async def _files(self, act: Act, counted: Counted) -> list[File]:
        """Return what goes with the result: the pictures that there are, and the file."""
        stores, election_id = self._desk.stores, act.election.id
        files = []
        for number, question in enumerate(counted.questions, 1):
            picture = await stores.results.file(election_id, f"chart-{number}", act.tx)
            if picture is not None:
                name = file_name(election_id, f"chart-{number}")
                files.append(File(name, picture, alt_text(question)))
        return files + await self.published(act)

    async def published(self, act: Act) -> list[File]:
        """Return the published file, if there is one."""
        election_id = act.election.id
        content = await self._desk.stores.results.file(election_id, "public", act.tx)
        return [] if content is None else [File(file_name(election_id, "public"), content)]


def present_at(entries: Sequence[LogEntry]) -> int | None:
    """Return how many were at the meeting, if that was written down when the vote closed."""
    turnouts = [each.detail["turnout"] for each in entries if "turnout" in each.detail]
    return turnouts[-1]["present"] if turnouts else None


def may_go_on(election: Election, turnout: Turnout) -> bool:
    """Return whether a vote that was not valid may be extended."""
    rules = election.regulations
    try:
        refuse_extension(rules, validity(rules, turnout), extended=election.extended)
    except Refused:
        return False
    return True


def box_health(election_id: int) -> str:
    """Return under which name health tells that the box of an election cannot be opened."""
    return f"elections.box.{election_id}"


def box_well(health: HealthBoard, election_id: int) -> None:
    """Tell that the box of an election is in order again, if it was not."""
    name = box_health(election_id)
    if any(each.name == name and not each.ok for each in health.conditions()):
        health.good(name, f"the ballot box of election {election_id} is in order")


def file_name(election_id: int, name: str) -> str:
    """Return under which name a file is handed out: `public`, `full`, or `chart-1` and so on."""
    endings = {"public": ".json", "full": "-full.json"}
    return f"election-{election_id}{endings.get(name, f'-{name}.png')}"


def _written(entries: Sequence[LogEntry], counted: Counted, people: dict[int, str], full: bool) -> bytes:
    return form.write(form.build(entries, counted, people, f"community-bot {__version__}", full=full))
