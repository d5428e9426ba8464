"""Everything that is done to motions, and what is due by itself."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta

from bot.chain import Broken, LogEntry, verify
from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import UserError, new_reference
from bot.health import HealthBoard
from bot.outbox import Outbox
from bot.rest import File
from cogs.committee.deciding.seating import Seating, Watch
from cogs.committee.deciding.views import Asked, Cards, Done, View
from cogs.committee.model import Event, Proposed, Refused, SeatChange, State
from cogs.committee.rules import log as events_of
from cogs.committee.rules.acts import Accepted, accept
from cogs.committee.rules.news import about, news
from cogs.committee.rules.record import Record, record
from cogs.committee.rules.reminders import next_moment, reminders
from cogs.committee.rules.standing import DECIDED, standing
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


def card_key(kept: Kept) -> str:
    """Return the outbox key of the card that was posted last."""
    return f"committee.{kept.motion.number}.card.{kept.cards}"


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
        self._outbox = outbox
        self._clock = clock
        self._health = health
        self._cards = cards
        self._motions = MotionStore(database)
        self._log = LogStore(database)
        self._drafts = DraftStore(database)
        self._seating = Seating(database, self._motions, clock, watch)

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
            return await self._act(tx, number, event, version)

    async def ask(self, number: int, event: Event, version: int | None = None) -> Asked:
        """Keep an act until it is confirmed. Raises `UserError` when it could not be done now."""
        async with self._acting(number, event, version) as (tx, view, accepted, _):
            seen = view.standing.course.version if version is None else version
            draft = await self._drafts.keep(tx, Draft(number, seen, accepted.event), event.at)
        return Asked(draft, accepted.event, view, accepted.cautions)

    async def confirm(self, user_id: int, draft_id: int) -> Done:
        """Do what somebody was asked about. Raises `UserError` when that cannot be, or was done."""
        async with self._database.write() as tx:
            draft = await self._drafts.take(tx, draft_id, user_id)
            if draft is None:
                raise UserError(
                    "This was confirmed already, or was typed more than a day ago.",
                    "/motion show says how the motion stands.",
                )
            return await self._act(tx, draft.motion, draft.event, draft.version)

    async def post_again(self, number: int, cards: int) -> None:
        """Post the card anew, where motions are posted by now.

        `cards` says how often it was posted before, so that it is done once.
        """
        async with self._database.write() as tx:
            view = await self.view(number, tx)
            if view.kept.cards == cards:
                place = self.settings.channel or view.kept.channel_id
                moved = replace(view, kept=replace(view.kept, channel_id=place))
                await self._motions.save(tx, await self._post_card(tx, moved))

    async def asked_for(self, number: int, election: int) -> None:
        """Note which draft of the voting members' vote was asked for."""
        async with self._database.write() as tx:
            view = await self.view(number, tx)
            await self._motions.save(tx, replace(view.kept, election=election))

    # --- looking -----------------------------------------------------------------------------------------

    async def view(self, number: int, reader: Reader | None = None) -> View:
        """Return how a motion stands now. Raises `UserError` when there is none of that number."""
        kept = await self._motions.get(number, reader)
        if kept is None:
            raise UserError(
                f"There is no motion {number}.", "/motion list and /motion history have them all."
            )
        return await self._view(kept, await self._seating.kept(reader), reader)

    async def all(self) -> list[View]:
        """Return every motion, the newest first; without those whose log was changed from outside."""
        seats = await self._seating.kept()
        found = []
        for kept in await self._motions.all():
            try:
                found.append(await self._view(kept, seats))
            except UserError as error:
                log.warning("motion %s is left out: %s", kept.motion.number, error.__cause__)
        return found

    async def record(self, view: View, reader: Reader | None = None) -> Record:
        """Return the record of a motion; it says that it is a draft while the motion is not on record."""
        seats, names = await self._seating.kept(reader), await self._seating.names(reader)
        return record(view.motion, view.entries, view.standing.at, seats, names)

    # --- what is due -------------------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Note who sits where; remind, and tell what silence has changed. One that fails stops no other."""
        await self._seating.look()
        failed = []
        for number in await self._motions.due(self._clock.now()):
            try:
                async with self._database.write() as tx:
                    await self._follow(tx, await self.view(number, tx))
            except Exception:
                reference = new_reference()
                log.exception("motion %s failed", number, extra={"fields": {"ref": reference}})
                failed.append(f"motion {number} (reference {reference})")
        if failed:
            self._health.bad(HEALTH, f"{', '.join(failed)}: it is tried again")
        else:
            self._health.good(HEALTH, "motions take their course")

    async def tidy(self) -> None:
        """Forget what nobody has confirmed."""
        async with self._database.write() as tx:
            await self._drafts.forget_before(tx, self._clock.now() - DRAFTS_KEPT)

    # --- how ---------------------------------------------------------------------------------------------

    async def _act(self, tx: Transaction, number: int, event: Event, version: int | None) -> Done:
        view, accepted, seats = await self._accepted(tx, number, event, version)
        done = await self._take(tx, view.kept, view.entries, accepted, seats)
        return Done(done, accepted.cautions)

    @asynccontextmanager
    async def _acting(
        self, number: int, event: Event, version: int | None
    ) -> AsyncIterator[tuple[Transaction, View, Accepted, list[SeatChange]]]:
        async with self._database.write() as tx:
            yield (tx, *await self._accepted(tx, number, event, version))

    async def _accepted(
        self, tx: Transaction, number: int, event: Event, version: int | None
    ) -> tuple[View, Accepted, list[SeatChange]]:
        """Return the motion as it is, and the event as the rules take it."""
        seats = await self._seating.present(tx)
        view = await self.view(number, tx)
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
        return await self._follow(tx, await self._view(kept, seats, tx))

    async def _view(self, kept: Kept, seats: Sequence[SeatChange], reader: Reader | None = None) -> View:
        entries = await self._log.all(kept.motion.number, reader)
        try:
            verify(entries)
            happened = events_of.events(entries)
        except (Broken, events_of.Unreadable) as error:
            raise UserError(
                f"The log of motion {kept.motion.number} was changed from outside: nothing follows from it.",
                "Tell whoever runs the bot: a backup has it as it was.",
            ) from error
        # A clock that was set back does not take back what has happened.
        now = max([self._clock.now(), *(entry.at for entry in entries[-1:])])
        return View(kept, entries, happened, standing(kept.motion, happened, now, seats))

    async def _follow(self, tx: Transaction, view: View) -> View:
        """Say what is to be said of a motion as it stands, remind, and note when to look again."""
        found, kept = view.standing, view.kept
        told = about(found)
        if not kept.cards:
            kept = await self._post_card(tx, view)
        else:
            heard = news(kept.told, found)
            if heard is not None:
                # The vote that was drafted is still the one to hold when only the committee has changed.
                election = kept.election if heard.only_people else None
                kept = replace(kept, tellings=kept.tellings + 1, election=election)
                name = f"committee.{kept.motion.number}.notice.{kept.tellings}"
                message = self._cards.notice(view, heard, await self._files(view, tx))
                await self._outbox.post(tx, name, kept.channel_id, message)
            kept = await self._edit_card(tx, view, kept)
        for reminder in reminders(kept.motion, found, ()):
            # Its key is written once: what was said is not said again.
            await self._outbox.post(
                tx,
                f"committee.reminder.{reminder.key}",
                kept.channel_id,
                self._cards.reminder(view, reminder),
                not_after=reminder.due,
            )
        ended = found.end is not None
        look_at = None if ended else next_moment(kept.motion, found)
        kept = replace(kept, told=told, look_at=look_at, ended=ended)
        await self._motions.save(tx, kept)
        return replace(view, kept=kept)

    async def _post_card(self, tx: Transaction, view: View) -> Kept:
        kept = replace(view.kept, cards=view.kept.cards + 1)
        message = self._cards.card(view)
        await self._outbox.post(tx, card_key(kept), kept.channel_id, message)
        return replace(kept, shown=_hash(message.to_json()))

    async def _edit_card(self, tx: Transaction, view: View, kept: Kept) -> Kept:
        message = replace(self._cards.card(view), users=())
        shown = _hash(message.to_json())
        if shown != kept.shown:
            await self._outbox.edit(tx, card_key(kept), message)
        return replace(kept, shown=shown)

    async def _files(self, view: View, reader: Reader) -> list[File]:
        """Return the record of what is decided or over; nothing of what goes on."""
        if view.standing.end is None and view.standing.decision not in DECIDED:
            return []
        if view.standing.state is State.WITHDRAWN:
            return []
        return [file_of(await self.record(view, reader))]


def file_of(found: Record) -> File:
    """Return a record as a file."""
    return File(found.file_name, found.text.encode(), "The record of the motion, as Markdown")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
