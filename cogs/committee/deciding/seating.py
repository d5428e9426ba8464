"""The seats as they are kept, compared with what is seen of the community."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import UserError
from cogs.committee.model import SeatChange, whole
from cogs.committee.rules.seating import Seen, seat_changes
from cogs.committee.rules.seats import committee_at
from cogs.committee.storage.motions import MotionStore
from cogs.committee.storage.seats import SeatStore

# What is seen at the moment; None while the member list is not known.
Watch = Callable[[], Seen | None]


class Seating:
    """Notes who took and left which seat, before anything else is done."""

    def __init__(self, database: Database, motions: MotionStore, clock: Clock, watch: Watch) -> None:
        self._database = database
        self._store = SeatStore(database)
        self._motions = motions
        self._clock = clock
        self._watch = watch

    async def present(self, tx: Transaction) -> list[SeatChange]:
        """Return the seats as they are now. Raises `UserError` while nobody can tell who is a member."""
        seen = self._watch()
        if seen is None:
            raise UserError(
                "The bot does not know yet who sits on the committee: it has just started.",
                "Try again in a minute.",
            )
        await self._note(tx, seen)
        return await self._store.all(tx)

    async def kept(self, reader: Reader | None = None) -> list[SeatChange]:
        """Return the seats as they were noted last."""
        return await self._store.all(reader)

    async def names(self, reader: Reader | None = None) -> dict[int, str]:
        """Return what people are called in records."""
        return await self._store.names(reader)

    async def look(self) -> None:
        """Note what has changed, if anything has."""
        seen = self._watch()
        if seen is None:
            return
        changes = _changes(await self._store.all(), seen, self._clock.now())
        if changes or await self._renamed(seen, self._database):
            async with self._database.write() as tx:
                await self._note(tx, seen)

    async def _note(self, tx: Transaction, seen: Seen) -> None:
        changes = _changes(await self._store.all(tx), seen, self._clock.now())
        if changes:
            await self._store.add(tx, changes)
            await self._motions.look_at_all(tx, self._clock.now())
        for user_id, name in (await self._renamed(seen, tx)).items():
            await self._store.call(tx, user_id, name)

    async def _renamed(self, seen: Seen, reader: Reader) -> dict[int, str]:
        """Return what those who hold a seat are called that was called otherwise."""
        known = await self._store.names(reader)
        seated = committee_at(await self._store.all(reader), self._clock.now()).since
        return {who: name for who, name in seen.names.items() if who in seated and known.get(who) != name}


def _changes(kept: list[SeatChange], seen: Seen, now: datetime) -> list[SeatChange]:
    # A clock that was set back does not set the seats back.
    at = max([whole(now), *(change.at for change in kept[-1:])])
    return seat_changes(committee_at(kept, at), seen, at)
