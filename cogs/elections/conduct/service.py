"""Elections as a service: what commands, buttons and the sweep stand on.

Whatever a member can do wrong raises `UserError`, whose words are the answer. Every step is one transaction:
who may, whether it is its turn, the rows, the log's entry and what is said follow from one look. Moments are
aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.errors import NotAllowed, UserError
from bot.privacy import Erasure
from bot.rest import File
from cogs.elections.conduct.asked import AskedVotes
from cogs.elections.conduct.confirming import Confirming
from cogs.elections.conduct.counting import TOLD, Counting, file_name
from cogs.elections.conduct.desk import Desk, answered
from cogs.elections.conduct.drafting import Drafting
from cogs.elections.conduct.due import Due
from cogs.elections.conduct.facts import Actor, Confirmation, Draft, Held, Imported, QuestionDraft, Sheet
from cogs.elections.conduct.following import Following
from cogs.elections.conduct.nominating import Nominating
from cogs.elections.conduct.nominations import Nominations
from cogs.elections.conduct.people import People
from cogs.elections.conduct.rolls import Rolls
from cogs.elections.conduct.terms import Terms
from cogs.elections.conduct.voting import Voting
from cogs.elections.model import Candidate, Election, LogEntry, Question, Stage, Term, Turnout, Voter
from cogs.elections.rules.stages import Step, after
from cogs.elections.settings import ElectionsSettings


class Conduct:
    """The course of the elections."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drafting = Drafting(desk)
        self._rolls = Rolls(desk)
        self._counting = Counting(desk)
        self._nominations = Nominations(desk, self._counting)
        self._nominating = Nominating(desk)
        self._voting = Voting(desk, self._nominations, self._counting)
        self._confirming = Confirming(desk, self._counting)
        self._following = Following(desk, self._drafting, self._counting)
        self.asked = AskedVotes(desk, self._drafting)
        self._people = People(desk)
        self._offices = Terms(desk.stores)
        self._due = Due(
            desk, self._nominations, self._voting, self._counting, self._confirming, self._following
        )

    @property
    def settings(self) -> ElectionsSettings:
        """What is set at the moment."""
        return self._desk.settings

    @settings.setter
    def settings(self, settings: ElectionsSettings) -> None:
        self._desk.settings = settings

    # --- reading (no permission needed; what is secret is not in it) -------------------------------------

    async def describe(self, election_id: int) -> Sheet:
        """Return all one needs to show an election."""
        return await self._desk.sheets.of(await self._desk.election(election_id), self._desk.clock.now())

    async def elections(self, *stages: Stage) -> list[Election]:
        """Return the elections, newest first; with `stages` only those."""
        return await self._desk.stores.elections.all(stages)

    async def log(self, election_id: int) -> list[LogEntry]:
        """Return the whole log of an election."""
        return await self._desk.stores.log.all(election_id)

    async def terms(self) -> list[Term]:
        """Return the terms that run, by office."""
        return await self._desk.stores.terms.running()

    async def offices(self) -> list[Held]:
        """Return the terms that run, by office, and then those that ended, the last first."""
        return await self._offices.held(self._desk.clock.now())

    # --- the draft ---------------------------------------------------------------------------------------

    async def create(self, actor: Actor, draft: Draft) -> Election:
        """Begin an election: a draft that only officers see."""
        return await self._drafting.create(actor, draft)

    async def set_regulation(self, actor: Actor, election_id: int, key: str, value: str) -> Election:
        """Change one regulation of a draft; `key` and `value` as `rules.kinds.change` reads them."""
        return await self._drafting.set_regulation(actor, election_id, key, value)

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
        """Change moments that have not come yet; what is not given stays."""
        return await self._drafting.set_dates(
            actor,
            election_id,
            nominations_at=nominations_at,
            nominations_until=nominations_until,
            opens_at=opens_at,
            closes_at=closes_at,
        )

    async def add_question(self, actor: Actor, election_id: int, question: QuestionDraft) -> Question:
        """Add a question to a draft."""
        return await self._drafting.add_question(actor, election_id, question)

    async def change_question(self, actor: Actor, question_id: int, wanted: QuestionDraft) -> Question:
        """Change title, text and seats of a draft's question; its form and place stay."""
        return await self._drafting.change_question(actor, question_id, wanted)

    async def remove_question(self, actor: Actor, election_id: int, question_id: int) -> None:
        """Take a question out of a draft; the others move up."""
        await self._drafting.remove_question(actor, election_id, question_id)

    async def favour(self, actor: Actor, election_id: int) -> Election:
        """Note that an officer is in favour of filling an office anew whose term runs."""
        return await self._drafting.favour(actor, election_id)

    async def hand_over(self, actor: Actor, election_id: int, officer_id: int) -> Election:
        """Make somebody else the returns officer."""
        return await self._drafting.hand_over(actor, election_id, officer_id)

    # --- nominations -------------------------------------------------------------------------------------

    async def begin_nominations(self, actor: Actor, election_id: int) -> Election:
        """Open nominations now."""
        return await self._nominations.begin(actor, election_id)

    async def extend_nominations(
        self, actor: Actor, election_id: int, until: datetime | None, reason: str
    ) -> Election:
        """Let nominations go on; voting moves by as much when it would begin before.

        Without `until` it is `extension_days` after their end.
        """
        return await self._nominations.extend(actor, election_id, until, reason)

    async def nominate(
        self, actor: Actor, question_id: int, user_id: int, name: str, statement: str
    ) -> Candidate:
        """Nominate oneself (who stands at once) or another (who is asked)."""
        return await self._nominating.nominate(actor, question_id, user_id, name, statement)

    async def answer(self, actor: Actor, candidate_id: int, accepts: bool) -> Candidate:
        """Answer one's nomination, as often as one likes until nominations end."""
        return await self._nominating.answer(actor, candidate_id, accepts)

    async def change_statement(self, actor: Actor, candidate_id: int, statement: str) -> Candidate:
        """Change one's own statement until the ballot is frozen."""
        return await self._nominating.change_statement(actor, candidate_id, statement)

    async def withdraw(self, actor: Actor, candidate_id: int, reason: str = "") -> Candidate:
        """Withdraw one's candidacy, until voting closes."""
        return await self._nominating.withdraw(actor, candidate_id, reason)

    # --- the roll ----------------------------------------------------------------------------------------

    async def import_roll(self, actor: Actor, text: str) -> Imported:
        """Replace the members' roll by the Secretary's list (CSV or JSON)."""
        return await self._rolls.import_roll(actor, text)

    async def roll(self) -> Sequence[Voter]:
        """Return who could vote now, by the members' roll as it is (a vote's own is frozen)."""
        return await self._rolls.roll()

    async def add_late(self, actor: Actor, election_id: int, voter: Voter, reason: str) -> Turnout:
        """Add somebody who was left out to an election's frozen roll while voting is open."""
        return await self._rolls.add_late(actor, election_id, voter, reason)

    async def relink(
        self, actor: Actor, member_id: str, user_id: int | None, election_id: int | None = None
    ) -> None:
        """Give a member another Discord account, on the roll and (`election_id`) on a frozen one."""
        await self._rolls.relink(actor, member_id, user_id, election_id)

    # --- proxies -----------------------------------------------------------------------------------------

    async def give_proxy(self, actor: Actor, election_id: int, holder_user_id: int) -> None:
        """Let another member cast one's ballot at a meeting."""
        await self._rolls.give_proxy(actor, election_id, holder_user_id)

    async def take_back_proxy(self, actor: Actor, election_id: int) -> None:
        """Take one's proxy back, until it is used."""
        await self._rolls.take_back_proxy(actor, election_id)

    # --- voting ------------------------------------------------------------------------------------------

    async def freeze(self, actor: Actor, election_id: int) -> Election:
        """Freeze and publish the ballot: questions, candidates, regulations."""
        return await self._voting.freeze(actor, election_id)

    async def open(self, actor: Actor, election_id: int) -> Election:
        """Open voting now: freezes the roll and makes the key of the ballots."""
        return await self._voting.open(actor, election_id)

    async def extend(self, actor: Actor, election_id: int, until: datetime | None, reason: str) -> Election:
        """Extend a vote that was not valid, once, for those who have not voted.

        Without `until` it is `extension_days` from now.
        """
        return await self._voting.extend(actor, election_id, until, reason)

    async def close(
        self, actor: Actor, election_id: int, reason: str, present: int | None = None
    ) -> Election:
        """Close voting before its time.

        `present` is how many members were at the meeting in person; without it, those who voted there.
        """
        return await self._voting.close(actor, election_id, reason, present)

    async def remind(self, actor: Actor, election_id: int) -> None:
        """Remind everybody, without naming anybody, of the vote."""
        await self._voting.remind(actor, election_id)

    async def repost(self, actor: Actor, election_id: int) -> Election:
        """Post the message with the Vote button, or the result, again in the channel that is set now."""
        if (await self._desk.election(election_id)).stage in TOLD:
            return await self._counting.repost(actor, election_id)
        return await self._voting.repost(actor, election_id)

    # --- the result --------------------------------------------------------------------------------------

    async def count(self, actor: Actor, election_id: int) -> Sheet:
        """Count a closed election now; the sweep does it by itself."""
        await self._counting.count(actor, election_id)
        return await self.describe(election_id)

    async def confirm(self, actor: Actor, election_id: int) -> Confirmation:
        """Confirm the outcome: terms begin and end, roles are given and taken."""
        return await self._confirming.confirm(actor, election_id)

    async def second_ballot(self, actor: Actor, election_id: int) -> Election:
        """Begin the election that follows a tie, or of the offices that nobody was elected to."""
        return await self._following.second_ballot(actor, election_id)

    async def draw_lot(self, actor: Actor, election_id: int, value: str) -> Sheet:
        """Decide a tie by the public lot, where the regulations say so or a second ballot tied again."""
        return await self._following.draw_lot(actor, election_id, value)

    async def archive(self, actor: Actor, election_id: int) -> Election:
        """Archive what is over: who voted is forgotten, everything published stays."""
        return await self._confirming.archive(actor, election_id)

    async def cancel(self, actor: Actor, election_id: int, reason: str) -> Election:
        """Cancel an election; everything is kept, and nothing is counted."""
        return await self._confirming.cancel(actor, election_id, reason)

    async def export(self, actor: Actor, election_id: int, name: str) -> File:
        """Return a file: "public", "chart-1" … for everybody, "full" for scrutineers and the officer."""
        stores = self._desk.stores
        async with self._desk.database.write() as tx:
            election = await self._desk.election(election_id, tx)
            with answered():
                after(election.stage, Step.EXPORT)
            sheet = await self._desk.sheets.of(election, self._desk.clock.now(), tx)
            if name == "full" and actor.user_id not in (election.officer_id, *sheet.scrutineers):
                raise NotAllowed("The ballots are for the scrutineers and the returns officer.")
            content = await stores.results.file(election_id, name, tx)
        if content is None:
            raise UserError("There is no such file of this election.", "See /election status.")
        return File(file_name(election_id, name), content)

    # --- by itself ---------------------------------------------------------------------------------------

    async def start(self) -> None:
        """End what was cut short at the last end: keys of counted elections are destroyed."""
        await self._due.start()

    async def sweep(self) -> None:
        """Do what is due, each once, whatever was slept through."""
        await self._due.sweep()

    # --- people ------------------------------------------------------------------------------------------

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person, as plain JSON values; never what they voted."""
        return await self._people.export(user_id)

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays for now, or for good, and why."""
        return await self._people.waiting(user_id)

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what waits or stays and why."""
        return await self._people.erase(user_id)

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase what waited at `erased_at` and may go now; how much."""
        return await self._people.erase_waiting(user_id, erased_at)
