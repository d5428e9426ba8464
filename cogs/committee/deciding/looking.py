"""How motions stand: read from their logs, the seats and the time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot.chain import Broken, verify
from bot.clock import Clock
from bot.database import Database, Reader
from bot.errors import UserError
from cogs.committee.deciding.seating import Seating
from cogs.committee.deciding.views import View
from cogs.committee.model import SeatChange
from cogs.committee.rules import log as events_of
from cogs.committee.rules.concluding import record_at
from cogs.committee.rules.record import Record, record
from cogs.committee.rules.standing import standing
from cogs.committee.storage.log import LogStore
from cogs.committee.storage.motions import Kept, MotionStore

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
        return View(kept, entries, happened, found, record_at(found, quiet_since, self._record_days()))

    async def record(self, view: View, reader: Reader | None = None) -> Record:
        """Return the record of a motion; it says that it is a draft while the motion is not on record."""
        seats, names = await self._seating.kept(reader), await self._seating.names(reader)
        return record(view.motion, view.entries, view.standing.at, seats, names)
