"""What is due by itself: every deadline is a row, done once, also when the bot slept through it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.errors import UserError, new_reference
from cogs.elections.conduct.confirming import ROLES, Confirming
from cogs.elections.conduct.counting import TOLD, Counting, box_health, box_well
from cogs.elections.conduct.desk import Desk, key
from cogs.elections.conduct.facts import BOT, Note
from cogs.elections.conduct.following import Following
from cogs.elections.conduct.nominations import Nominations
from cogs.elections.conduct.terms import Terms, year_ends
from cogs.elections.conduct.voting import Voting
from cogs.elections.model import Election, Stage
from cogs.elections.rules import calendar
from cogs.elections.storage.retention import RetentionStore

log = logging.getLogger(__name__)

HEALTH = "elections.due"
_GOES_ON = (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN, Stage.OPEN, Stage.CLOSED, Stage.COUNTED)
_PUT_AWAY = (Stage.CONFIRMED, Stage.TIE, Stage.NOT_VALID, Stage.REOPENED, Stage.CANCELLED)
# More steps than this an election cannot have to catch up with.
_STEPS = 8


class Due:
    """Looks through the elections and takes the steps whose time has come."""

    def __init__(
        self,
        desk: Desk,
        nominations: Nominations,
        voting: Voting,
        counting: Counting,
        confirming: Confirming,
        following: Following,
    ) -> None:
        self._desk = desk
        self._nominations = nominations
        self._voting = voting
        self._counting = counting
        self._confirming = confirming
        self._following = following
        self._retention = RetentionStore(desk.database)
        self._years = Terms(desk.stores)

    async def start(self) -> None:
        """Finish what was cut short when the bot ended: keys of elections that are over, and their roles."""
        await self._counting.destroy_keys()
        await self._look_at_keys()

    async def sweep(self) -> None:
        """Take every step that is due. One election that fails does not keep the others waiting."""
        failed = []
        work: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            (f"election {each.id}", lambda each=each: self._election(each.id))  # type: ignore[misc]
            for each in reversed(await self._desk.stores.elections.all(_GOES_ON))
        ]
        work += [("settling", self._settle), ("roles", self._roles), ("terms", self._terms)]
        work.append(("results", self._results))
        work += [
            ("keeping", self._keep),
            ("keys", self._counting.destroy_keys),
            ("boxes", self._look_at_keys),
        ]
        for name, step in work:
            try:
                await step()
            except UserError as error:
                # Somebody acted in between, or a person has to; the next sweep looks again.
                log.info("%s waits: %s", name, error)
            except Exception:
                reference = new_reference()
                log.exception("%s failed", name, extra={"fields": {"ref": reference}})
                failed.append(f"{name} (reference {reference})")
        if failed:
            self._desk.health.bad(HEALTH, f"{', '.join(failed)}: it is tried again")
        else:
            self._desk.health.good(HEALTH, "elections take their steps when they are due")

    async def _election(self, election_id: int) -> None:
        """Take the steps of one election, as many as are due one after another."""
        for _ in range(_STEPS):
            election = await self._desk.election(election_id)
            await self._step(election, self._desk.clock.now())
            if (await self._desk.election(election_id)) == election:
                return

    async def _step(self, election: Election, now: datetime) -> None:
        if election.stage is Stage.DRAFT:
            await self._draft(election, now)
        elif election.stage is Stage.NOMINATIONS:
            if election.nominations_until is not None and election.nominations_until <= now:
                await self._nominations.end(election.id)
        elif election.stage is Stage.FROZEN:
            if election.opens_at <= now:
                await self._voting.open_when_due(election.id)
        elif election.stage is Stage.OPEN:
            if election.closes_at <= now:
                await self._voting.close(BOT, election.id, "")
            else:
                await self._voting.remind_when_due(election, now)
                await self._voting.show_turnout(election, now)
        elif election.stage is Stage.CLOSED:
            await self._counting.count(BOT, election.id)
        elif election.stage is Stage.COUNTED:
            await self._counting.declare(election.id)

    async def _draft(self, election: Election, now: datetime) -> None:
        """Open nominations of a complete draft; of one that is not, tell its officer once."""
        moment = election.nominations_at or election.opens_at
        if moment > now:
            return
        sheet = await self._desk.sheets.of(election, now)
        if election.nominations_at is not None and not sheet.lacks:
            await self._nominations.begin(BOT, election.id)
            return
        once = str(int(moment.timestamp()))
        await self._desk.tell(election.id, Note.DRAFT_DUE, sheet.lacks, once=once)

    async def _settle(self) -> None:
        """Write into an election what its second ballot came to."""
        stages = (Stage.ELECTED, Stage.REOPENED, Stage.CONFIRMED)
        for election in await self._desk.stores.elections.all(stages):
            if await self._following.to_settle(election):
                async with self._desk.database.write() as tx:
                    await self._following.settle(tx, election)

    async def _results(self) -> None:
        """Tell the officer when the result will never be read, its channel being deleted, say."""
        for election in await self._desk.stores.elections.all(TOLD):
            what = await self._desk.result_key(election.id)
            said = await self._desk.outbox.find(key(election.id, what)) if what else None
            if said is not None and said.state == "dropped":
                await self._desk.tell(election.id, Note.UNREAD, [f"{said.note}."], once=what or "")

    async def _roles(self) -> None:
        for election in await self._desk.stores.elections.without_step([Stage.CONFIRMED], ROLES):
            await self._confirming.give_roles(election.id)

    async def _terms(self) -> None:
        """Say that a term is about to end, or that it has; the later of both when both were slept through."""
        desk, now = self._desk, self._desk.clock.now()
        for term in await desk.stores.terms.running():
            began = await self._years.year_began(term)
            if now < calendar.remind_at(began):
                continue
            overdue = now >= calendar.overdue_at(began)
            name = f"elections.term.{term.id}.{'overdue' if overdue else 'ending'}"
            channel = desk.settings.officers_channel or desk.moderator_channel or desk.settings.channel
            if channel is None or await desk.outbox.find(name) is not None:
                continue
            ends = year_ends(began)
            message = desk.cards.term_overdue(term, ends) if overdue else desk.cards.term_ending(term, ends)
            async with desk.database.write() as tx:
                fresh = await desk.stores.terms.find(term.id, tx)
                if fresh is not None and fresh.ended_at is None:
                    await desk.outbox.post(tx, name, channel, message)

    async def _keep(self) -> None:
        """Put away what closed long ago, and forget who took part."""
        before = self._desk.clock.now() - timedelta(days=self._desk.settings.keep_days)
        for election_id in await self._retention.due(_PUT_AWAY, before):
            election = await self._desk.election(election_id)
            if election.stage is Stage.CANCELLED:
                async with self._desk.database.write() as tx:
                    await self._retention.forget(tx, election_id)
            else:
                await self._confirming.archive(BOT, election_id)

    async def _look_at_keys(self) -> None:
        """Tell, loudly, when the key of a vote that goes on is gone, and when it is there again."""
        for election in await self._desk.stores.elections.all([Stage.OPEN, Stage.CLOSED]):
            trouble = await self._desk.box.trouble(election.id)
            if trouble is None:
                # With its key a closed box may still not open: the count says so.
                if election.stage is Stage.OPEN:
                    box_well(self._desk.health, election.id)
                continue
            # Whose key was destroyed just now, because it is over, has lost none.
            if (await self._desk.election(election.id)).stage not in (Stage.OPEN, Stage.CLOSED):
                continue
            self._desk.health.bad(box_health(election.id), trouble)
            await self._desk.tell(election.id, Note.KEY_LOST, [trouble])
