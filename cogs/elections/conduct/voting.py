"""Voting: the frozen ballot, the opening, reminders, an extension and the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock, discord_time
from bot.errors import UserError
from cogs.elections.box.refusals import BoxTrouble
from cogs.elections.conduct.counting import Counting, box_health, box_well
from cogs.elections.conduct.desk import Act, Desk, in_the_future
from cogs.elections.conduct.facts import BOT, Actor, Note
from cogs.elections.conduct.frozen_roll import freeze_roll
from cogs.elections.conduct.naming import names
from cogs.elections.conduct.nominations import Nominations
from cogs.elections.conduct.sheets import SCRUTINEERS
from cogs.elections.conduct.vote_buttons import reminder_key, take_buttons
from cogs.elections.model import Election, Form, Place, Stage
from cogs.elections.record import commitments
from cogs.elections.rules.calendar import reminders
from cogs.elections.rules.roll import voters as may_vote
from cogs.elections.rules.stages import Step
from cogs.elections.rules.validity import refuse_extension, validity

# How often the message with the Vote button is edited at most, for the turnout in it.
SHOW_EVERY = timedelta(minutes=1)
_OPEN = frozenset({Stage.OPEN})


class Voting:
    """What happens between the end of nominations and the count."""

    def __init__(self, desk: Desk, nominations: Nominations, counting: Counting) -> None:
        self._desk = desk
        self._nominations = nominations
        self._counting = counting
        # What the message with the button says of how many voted, and since when, by election.
        self._shown: dict[int, tuple[int, datetime]] = {}

    async def freeze(self, actor: Actor, election_id: int) -> Election:
        """Freeze and publish the ballot."""
        async with self._desk.step(actor, election_id, Step.FREEZE) as act:
            empty = [
                each.question.title
                for each in (await act.sheet()).questions
                if each.question.form is Form.OFFICE and not each.standing
            ]
            if act.election.stage is Stage.NOMINATIONS and empty:
                raise UserError(
                    f"Nobody stands for {names(empty)} yet.", "Extend nominations, or wait for their end."
                )
            begun = act.election.nominations_at
            if begun is not None and (act.election.stage is Stage.DRAFT or act.now <= begun):
                raise UserError("This election has nominations.", "Open them first, and let people stand.")
            if act.election.opens_at <= act.now:
                raise UserError("Voting would have opened already.", "Set other dates first.")
            await self._nominations.freeze(act)
            return act.election

    async def open(self, actor: Actor, election_id: int) -> Election:
        """Open voting: the roll is frozen, and the key of the ballots is made before."""
        desk = self._desk
        election = await desk.election(election_id)
        if election.stage is Stage.FROZEN:
            # Safe on the disk before anybody can vote; made again, it stays the same.
            await self._prepare(election_id)
        async with desk.step(actor, election_id, Step.OPEN) as act:
            if act.now >= act.election.closes_at:
                raise UserError("The time for voting is over.", "Set other dates first.")
            if await self._counting.without_ballot(act):
                return act.election
            voters = await freeze_roll(desk, act)
            opens_at = min(act.now, act.election.opens_at)
            sheet = await act.sheet()
            promised = commitments.opening(
                replace(act.election, opens_at=opens_at),
                [each.question for each in sheet.questions],
                [candidate for each in sheet.questions for candidate in each.standing],
                voters,
                second=await self._is_second(act),
            )
            promised["late"] = act.now > act.election.opens_at
            if sheet.scrutineers:
                promised[SCRUTINEERS] = [str(each) for each in sheet.scrutineers]
            await act.done(promised, opens_at=opens_at)
            await act.say("opening", desk.cards.opening(await act.sheet()))
            return act.election

    async def _prepare(self, election_id: int) -> None:
        try:
            await self._desk.box.prepare(election_id)
        except BoxTrouble as trouble:
            raise UserError("The ballot box cannot be made ready.", str(trouble)) from trouble

    async def _is_second(self, act: Act) -> bool:
        """Return whether this ballot is between those who tied in the one before (A11)."""
        begun = await self._desk.stores.log.of_step(act.election.id, Step.CREATE, act.tx)
        return bool(begun and begun[0].detail.get("second_ballot"))

    async def open_when_due(self, election_id: int) -> None:
        """Open at the announced moment, or late; what would be much too short is left to the officer."""
        desk = self._desk
        election = await desk.election(election_id)
        left, announced = election.closes_at - desk.clock.now(), election.closes_at - election.opens_at
        members = await desk.stores.roll.all()
        if 2 * left < announced:
            opens = discord_time(election.opens_at)
            what, why = "late", f"Voting was to open {opens}, and less than half of its time is left."
        elif not may_vote(members, election.regulations):
            what, why = "roll", "Nobody is on the roll."
        elif (trouble := await self._not_ready(election_id)) is not None:
            what, why = "box", f"The ballot box cannot be made ready, and it is tried again: {trouble}"
        else:
            await self.open(BOT, election_id)
            return
        once = f"{int(election.opens_at.timestamp())}.{what}"
        await desk.tell(election_id, Note.NOT_OPENED, [why], once=once)

    async def _not_ready(self, election_id: int) -> str | None:
        """Make the key of the ballots; why it cannot be made, or None."""
        try:
            await self._desk.box.prepare(election_id)
        except BoxTrouble as trouble:
            self._desk.health.bad(box_health(election_id), str(trouble))
            return str(trouble)
        box_well(self._desk.health, election_id)
        return None

    async def extend(self, actor: Actor, election_id: int, until: datetime | None, reason: str) -> Election:
        """Extend a vote that was not valid, once, for those who have not voted."""
        desk = self._desk
        async with desk.step(actor, election_id, Step.EXTEND) as act:
            if act.election.stage is not Stage.NOT_VALID:
                raise UserError("Nominations are open.", "Extend those with a date for their end.")
            rules = act.election.regulations
            until = until or act.now + timedelta(days=rules.extension_days)
            in_the_future(until, act.now, "The end of voting")
            turnout = await desk.stores.voters.turnout(election_id, act.tx)
            refuse_extension(rules, validity(rules, turnout), extended=act.election.extended)
            if (trouble := await desk.box.trouble(election_id)) is not None:
                raise UserError("Voting cannot go on.", trouble)
            await act.done({**commitments.extension(until), "reason": reason}, closes_at=until, extended=True)
            await act.say("extension", desk.cards.extension(await act.sheet(), reason))
            await desk.show(act)
            return act.election

    async def close(
        self, actor: Actor, election_id: int, reason: str, present: int | None = None
    ) -> Election:
        """Close voting: at its announced end, or before it for a reason."""
        desk = self._desk
        async with desk.step(actor, election_id, Step.CLOSE) as act:
            announced = act.election.closes_at
            over = act.now >= announced
            if not over and act.now <= act.election.opens_at:
                raise UserError("Voting has only just opened.")
            if not over and not reason.strip():
                raise UserError("Voting closes before its announced end.", "Say why.")
            turnout = await desk.stores.voters.turnout(election_id, act.tx)
            if present is not None and act.election.regulations.place is not Place.MEETING:
                raise UserError("This vote is not held at a meeting.", "Leave out how many were there.")
            # Looked at now: numbers that cannot be are found out before they are in the log.
            validity(act.election.regulations, turnout, present)
            # The closing time is data: a bot that comes late closes at the announced moment all the same.
            closes_at = announced if over else act.now
            said = "" if over else reason.strip()
            entry = await act.done(
                {**commitments.closing(turnout, closes_at, present), "reason": said}, closes_at=closes_at
            )
            await act.say(f"closing.{entry.number}", desk.cards.closing(await act.sheet(), said))
            await take_buttons(desk, act, announced)
            self._shown.pop(election_id, None)
            return act.election

    async def remind(self, actor: Actor, election_id: int) -> None:
        """Remind everybody of the vote, without naming anybody; not twice within an hour."""
        desk = self._desk
        async with desk.step(actor, election_id, Step.REMIND) as act:
            _refuse_when_over(act.election, desk.clock)
            before = [
                each.at
                for each in await desk.stores.log.of_step(election_id, Step.REMIND, act.tx)
                if act.now - each.at < timedelta(hours=1)
            ]
            if before:
                raise UserError(f"There was a reminder {discord_time(before[-1], 'R')}.", "Wait a while.")
            days = -(-(act.election.closes_at - act.now) // timedelta(days=1))
            entry = await act.done({"days": days})
            message = desk.cards.reminder(await act.sheet(), days)
            await act.say(f"reminder.{entry.number}", message, not_after=act.election.closes_at)

    async def remind_when_due(self, election: Election, now: datetime) -> None:
        """Say the latest reminder that is due, once; those slept through are not made up for."""
        desk, log = self._desk, self._desk.stores.log
        # Right after voting began, late perhaps, or was extended, nobody needs a reminder.
        began = max(
            [entry.at for step in (Step.OPEN, Step.EXTEND) for entry in await log.of_step(election.id, step)]
        )
        due = [each for each in reminders(began, election.closes_at) if each <= now]
        if not due or now >= election.closes_at:
            return
        days = (election.closes_at - max(due)).days
        what = reminder_key(election.closes_at, days)
        if await desk.said(election.id, what):
            return
        async with desk.database.write() as tx:
            fresh = await desk.election(election.id, tx)
            if (fresh.stage, fresh.closes_at) != (Stage.OPEN, election.closes_at):
                return
            act = Act.by_itself(desk, tx, fresh, Step.REMIND)
            message = desk.cards.reminder(await act.sheet(), days)
            if await act.say(what, message, not_after=fresh.closes_at):
                await act.done({"days": days})

    async def show_turnout(self, election: Election, now: datetime) -> None:
        """Let the message with the Vote button say how many have voted, once a minute at most."""
        desk = self._desk
        voted = (await desk.stores.voters.turnout(election.id)).voted
        said, since = self._shown.get(election.id, (None, now - SHOW_EVERY))
        # A clock that was set back does not keep it waiting.
        if voted == said or timedelta(0) <= now - since < SHOW_EVERY:
            return
        async with desk.database.write() as tx:
            fresh = await desk.election(election.id, tx)
            if fresh.stage is not Stage.OPEN:
                return
            await desk.show(Act(desk, tx, BOT, fresh, Step.VOTE, fresh.stage))
        self._shown[election.id] = (voted, now)

    async def repost(self, actor: Actor, election_id: int) -> Election:
        """Post the message with the Vote button again, because it or its channel was deleted.

        It goes to the channel of elections that is set now, and so does all that is said afterwards.
        """
        desk = self._desk
        why = "there is no Vote button to post again"
        async with desk.aside(actor, election_id, "repost", like=Step.REMIND, at=_OPEN, why=why) as act:
            _refuse_when_over(act.election, desk.clock)
            before = await desk.opening_key(act.election, act.tx)
            await act.done(channel_id=desk.settings.channel or act.election.channel_id)
            what = await desk.opening_key(act.election, act.tx)
            await act.say(what, desk.cards.opening(await act.sheet()))
            # One that still stands is not wanted twice.
            await act.take_back(before)
            return act.election


def _refuse_when_over(election: Election, clock: Clock) -> None:
    if clock.now() >= election.closes_at:
        raise UserError("Voting is over.")
