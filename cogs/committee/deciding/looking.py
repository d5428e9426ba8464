"""How motions stand: read from their logs, the seats and the time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot.chain import Broken, verify
from bot.clock import Clock
from bot.database import Database, Reader
from bot.errors import UserError
from cogs.committee.deciding.seating import Seating
from cogs.committee.deciding.views import PullNote, View
from cogs.committee.model import Event, SeatChange
from cogs.committee.rules import log as events_of
from cogs.committee.rules.concluding import record_at
from cogs.committee.rules.record import Record, record
from cogs.committee.rules.reviews import uncounted
from cogs.committee.rules.standing import standing
from cogs.committee.storage.log import LogStore
from cogs.committee.storage.motions import Kept, MotionStore
from cogs.committee.storage.pulls import PullStore

log = logging.getLogger(__name__)


class Looking:
    """Reads motions; changes nothing. `record_days` is after how many days the bot records."""

    def __init__(
        self,
        database: Database,
        motions: MotionStore,
        seating: Seating,
        clock: Clock,
        record_days: Callable[[], int],
    ) -> None:
        self._motions = motions
        self._log = LogStore(database)
        self._seating = seating
        self._clock = clock
        self._pulls = PullStore(database)
        self._record_days = record_days

    async def view(self, number: int, reader: Reader | None = None) -> View:
        """Return how a motion stands now. Raises `UserError` when there is none of that number."""
        kept = await self._motions.get(number, reader)
        if kept is None:
            raise UserError(
                f"There is no motion {number}.", "/motion list and /motion history have them all."
            )
        return await self.of(kept, await self._seating.kept(reader), reader)

    async def all(self) -> list[View]:
        """Return every motion, the newest first; without those whose log was changed from outside."""
        seats = await self._seating.kept()
        found = []
        for kept in await self._motions.all():
            try:
                found.append(await self.of(kept, seats))
            except UserError as error:
                log.warning("motion %s is left out: %s", kept.motion.number, error.__cause__)
        return found

    async def of(self, kept: Kept, seats: Sequence[SeatChange], reader: Reader | None = None) -> View:
        """Return how a motion stands by its row. Raises `UserError` when its log was changed from outside."""
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
        found = standing(kept.motion, happened, now, seats)
        quiet_since = max([entries[-1].at, *(change.at for change in seats[-1:])])
        pull = await self._pull(kept, happened, reader)
        # What was pushed there while nothing could be changed here is for people to look at.
        by_itself = None if pull and pull.moved_on else record_at(found, quiet_since, self._record_days())
        return View(kept, entries, happened, found, pull, by_itself)

    async def _pull(self, kept: Kept, happened: Sequence[Event], reader: Reader | None) -> PullNote | None:
        """Return what was seen of the pull request."""
        followed = await self._pulls.get(kept.motion.number, reader)
        if followed is None or followed.seen is None or followed.commits is None:
            return None
        reviews = await self._pulls.reviews(kept.motion.number, reader)
        return PullNote(
            followed.seen.state,
            followed.seen.head != followed.commits.head,
            uncounted(followed.address, reviews, happened),
        )

    async def names(self, reader: Reader | None = None) -> dict[int, str]:
        """Return what people are called in records."""
        return await self._seating.names(reader)

    async def record(self, view: View, reader: Reader | None = None) -> Record:
        """Return the record of a motion; it says that it is a draft while the motion is not on record."""
        seats, names = await self._seating.kept(reader), await self._seating.names(reader)
        return record(view.motion, view.entries, view.standing.at, seats, names)
