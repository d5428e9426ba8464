"""Everything that is done to motions, and what is due by itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.chain import LogEntry
from bot.clock import Clock
from bot.database import Database, Transaction
from bot.errors import UserError, new_reference
from bot.health import HealthBoard
from bot.outbox import Outbox
from cogs.committee.deciding.looking import Looking
from cogs.committee.deciding.outcomes import Outcomes
from cogs.committee.deciding.seating import Seating, Watch
from cogs.committee.deciding.telling import Telling
from cogs.committee.deciding.views import Asked, Cards, Done, View
from cogs.committee.model import BOT, Event, Proposed, Recorded, Refused, SeatChange
from cogs.committee.rules.acts import Accepted, accept
from cogs.committee.rules.cautions import Caution
from cogs.committee.settings import CommitteeSettings
from cogs.committee.storage.drafts import Draft, DraftStore
from cogs.committee.storage.log import LogStore
from cogs.committee.storage.motions import Kept, MotionStore

log = logging.getLogger(__name__)

HEALTH = "committee.due"
# What nobody confirms is forgotten after this.
DRAFTS_KEPT = timedelta(days=1)


@contextmanager
def answered() -> Iterator[None]:
    """Let what the rules refuse be the answer to whoever asked."""
    try:
        yield
    except Refused as error:
        raise UserError(error.message, error.hint) from error


async def _knows_all(_: int) -> bool:
    return True


class Deciding:
    """The motions. Each act is checked, logged and told in one transaction."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        health: HealthBoard,
        settings: CommitteeSettings,
        cards: Cards,
        watch: Watch,
    ) -> None:
        self.settings = settings
        self._database = database
        self._clock = clock
        self._health = health
        self._motions = MotionStore(database)
        self._log = LogStore(database)
        self._drafts = DraftStore(database)
        self._seating = Seating(database, self._motions, clock, watch)
        self.cards = cards
        self.looking = Looking(
            database, self._motions, self._seating, clock, lambda: self.settings.record_after_days
        )
        outcomes = Outcomes(database, self.looking, clock, lambda: self.settings)
        self._telling = Telling(outbox, self._motions, self.looking, cards, outcomes)
        # Asked before a decision is recorded by itself: False while not all that was said elsewhere is known.
        self.knows_all: Callable[[int], Awaitable[bool]] = _knows_all

    # --- acts --------------------------------------------------------------------------------------------

    async def propose(self, event: Proposed) -> View:
        """Open a motion and post its card. Raises `UserError` when that cannot be."""
        channel_id = self.settings.channel
        if channel_id is None:
            raise UserError("There is no channel for motions.", "Moderators set cogs.committee.channel.")
        async with self._database.write() as tx:
            seats = await self._seating.present(tx)
            kept = await self._motions.add(tx, self.settings.policy, channel_id)
            with answered():
                accepted = accept(kept.motion, [], event, self._clock.now(), seats)
            return await self._take(tx, kept, [], accepted, seats)

    async def act(self, number: int, event: Event, version: int | None = None) -> Done:
        """Do something to a motion. Raises `UserError` when that cannot be.

        `version` is that of the text which the author had before them: what they say is about no other.
        """
        async with self._database.write() as tx:
            return await self.act_in(tx, number, event, version)

    async def act_in(self, tx: Transaction, number: int, event: Event, version: int | None = None) -> Done:
        """Do it in a transaction that goes on."""
        view, accepted, seats = await self._accepted(tx, number, event, version)
        done = await self._take(tx, view.kept, view.entries, accepted, seats)
        return Done(done, accepted.cautions)

    async def ask(
        self, number: int, event: Event, version: int | None = None, cautions: tuple[Caution, ...] = ()
    ) -> Asked:
        """Keep an act until it is confirmed; `cautions` are what else is to be known before.

        Raises `UserError` when it could not be done now.
        """
        async with self._database.write() as tx:
            view, accepted, _ = await self._accepted(tx, number, event, version)
            seen = view.standing.course.version if version is None else version
            draft = await self._drafts.keep(tx, Draft(number, seen, accepted.event), event.at)
        return Asked(draft, accepted.event, view, accepted.cautions + cautions)

    async def confirm(self, user_id: int, draft_id: int) -> Done:
        """Do what somebody was asked about. Raises `UserError` when that cannot be, or was done."""
        async with self._database.write() as tx:
            draft = await self._drafts.take(tx, draft_id, user_id)
            if draft is None:
                raise UserError(
                    "This was confirmed already, or was typed more than a day ago.",
                    "/motion show says how the motion stands.",
                )
            return await self.act_in(tx, draft.motion, draft.event, draft.version)

    async def post_again(self, number: int, cards: int) -> None:
        """Post the card anew, where motions are posted by now.

        `cards` says how often it was posted before, so that it is done once.
        """
        async with self._database.write() as tx:
            view = await self.looking.view(number, tx)
            if view.kept.cards == cards:
                place = self.settings.channel or view.kept.channel_id
                moved = replace(view, kept=replace(view.kept, channel_id=place))
                await self._telling.post_card(tx, moved)

    async def learn(self, tx: Transaction, number: int, news: Sequence[Event]) -> list[Event]:
        """Take in what was learnt of the pull request, in the order given; return what counts of it.

        What the rules refuse counts for nothing, and may be offered again. Whoever calls says what follows,
        with `tell`. Raises `UserError` while nobody can tell who is a member.
        """
        seats = await self._seating.present(tx)
        view = await self.looking.view(number, tx)
        taken: list[Event] = []
        for event in news:
            try:
                accepted = accept(view.motion, view.events, event, self._clock.now(), seats)
            except Refused as error:
                log.debug("motion %s: %s", number, error)
                continue
            await self._log.append(tx, number, view.entries[-1], accepted.event, self._clock.now())
            view = await self.looking.of(view.kept, seats, tx)
            taken.append(event)
        return taken

    async def tell(self, tx: Transaction, number: int) -> None:
        """Say what is to be said of a motion as it stands."""
        await self._telling.follow(tx, await self.looking.view(number, tx))

    # --- what is due -------------------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Note who sits where; remind, and tell what silence has changed. One that fails stops no other."""
        await self._seating.look()
        failed = []
        for number in await self._motions.due(self._clock.now()):
            try:
                await self._look_at(number)
            except Exception:
                reference = new_reference()
                log.exception("motion %s failed", number, extra={"fields": {"ref": reference}})
                failed.append(f"motion {number} (reference {reference})")
        if failed:
            self._health.bad(HEALTH, f"{', '.join(failed)}: it is tried again")
        else:
            self._health.good(HEALTH, "motions take their course")

    async def look_at_all(self) -> None:
        """Let the next sweep look at every motion that goes on: other settings may change what is due."""
        async with self._database.write() as tx:
            await self._motions.look_at_all(tx, self._clock.now())

    async def tidy(self) -> None:
        """Forget what nobody has confirmed."""
        async with self._database.write() as tx:
            await self._drafts.forget_before(tx, self._clock.now() - DRAFTS_KEPT)

    # --- how ---------------------------------------------------------------------------------------------

    async def _look_at(self, number: int) -> None:
        ready = (await self.looking.view(number)).is_to_be_recorded and await self.knows_all(number)
        async with self._database.write() as tx:
            view = await self._telling.follow(tx, await self.looking.view(number, tx))
            if ready and view.is_to_be_recorded:
                await self.act_in(tx, number, Recorded(self._clock.now(), BOT))

    async def _accepted(
        self, tx: Transaction, number: int, event: Event, version: int | None
    ) -> tuple[View, Accepted, list[SeatChange]]:
        """Return the motion as it is, and the event as the rules take it."""
        seats = await self._seating.present(tx)
        view = await self.looking.view(number, tx)
        with answered():
            accepted = accept(view.motion, view.events, event, self._clock.now(), seats)
        if version is not None and version != view.standing.course.version:
            raise UserError(
                "The motion was changed since you read it, so this was not done.",
                "Read it again: /motion show has its text as it is now.",
            )
        return view, accepted, seats

    async def _take(
        self,
        tx: Transaction,
        kept: Kept,
        entries: Sequence[LogEntry],
        accepted: Accepted,
        seats: Sequence[SeatChange],
    ) -> View:
        """Write an event into the log, and all that follows from it."""
        last = entries[-1] if entries else None
        await self._log.append(tx, kept.motion.number, last, accepted.event, self._clock.now())
        return await self._telling.follow(tx, await self.looking.of(kept, seats, tx))
