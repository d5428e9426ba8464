"""Who came, came through and left: what Discord tells of members, written into the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Sequence
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.database import Database, Transaction
from cogs.welcome.ledger import Terms, observe
from cogs.welcome.model import Newcomer, Seen
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.ledger import Deed, LedgerStore
from cogs.welcome.storage.state import StateStore, WelcomeState
from cogs.welcome.weeks import Step, week_of

# So many members are compared at once: memory stays the same however many there are.
BATCH = 1_000
# Discord's member list may lag so far behind what it told of somebody who joined.
LAG = timedelta(seconds=5)
# Leavers' rows are kept for them to come back to; those of members until their beginning is over.
KEEP_LEAVERS = timedelta(days=30)
KEEP_MEMBERS = timedelta(days=90)


class Roster:
    """The ledger as members come and go. Whatever is told twice, late or never, the sweep puts right."""

    def __init__(
        self,
        database: Database,
        ledger: LedgerStore,
        state: StateStore,
        clock: Clock,
        settings: WelcomeSettings,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._state = state
        self._clock = clock
        self.settings = settings
        # Whose first message is still to come; asked for every message that is written.
        self._not_spoken: set[int] = set()
        # Who left since a comparison of the member list began: the list may still name them.
        self._departed: set[int] = set()
        self._comparing = asyncio.Lock()

    async def start(self) -> bool:
        """Begin; True for the first time ever: whoever is there already is no newcomer."""
        first = await self._state.begin(self._clock.now())
        self._not_spoken = await self._ledger.not_spoken()
        return first

    async def saw(self, seen: Seen, *, passed: bool = False) -> None:
        """Take in what an event tells; `passed`: they came through the screening just now."""
        # Nothing is read before: the turn to write keeps the order of events.
        async with self._database.write() as tx:
            await self._record(tx, [seen], listed=False, passed=passed)

    async def left(self, user_id: int) -> None:
        """Take in that somebody left, or was thrown out."""
        self._departed.add(user_id)
        async with self._database.write() as tx:
            await self._ledger.leave(tx, [user_id], self._clock.now())

    async def compare(self, members: AsyncIterable[Seen]) -> None:
        """Compare the whole member list with the ledger; it is asked for once this has begun.

        When `members` raises, nobody is taken for gone.
        """
        async with self._comparing:
            began = self._clock.now()
            self._departed.clear()
            gone = await self._ledger.present(began - LAG)
            batch: list[Seen] = []
            async for seen in members:
                gone.discard(seen.user_id)
                batch.append(seen)
                if len(batch) == BATCH:
                    await self._take_listed(batch)
                    batch = []
            await self._take_listed(batch)
            async with self._database.write() as tx:
                # Read again: whoever came back while the list was told began a new stay.
                gone &= await self._ledger.present(began - LAG, tx)
                await self._ledger.leave(tx, gone, began)
                await self._state.mark(tx, "looked_at", began)

    async def spoke(self, user_id: int) -> None:
        """Take in that somebody wrote a message; costs nothing when they did before."""
        if user_id not in self._not_spoken:
            return
        self._not_spoken.discard(user_id)
        await self._did(user_id, "spoke_at", "spoke")

    async def started(self, user_id: int) -> None:
        """Take in that somebody pressed Start here."""
        await self._did(user_id, "started_at", "started")

    async def forget(self, user_id: int) -> int:
        """Keep of a person only that they are not to be greeted again; 1 when more was known of them."""
        async with self._database.write() as tx:
            return await self._ledger.forget(tx, user_id)

    async def tidy(self) -> None:
        """Drop who left long ago, and whose beginning is over: those are known from then on."""
        now = self._clock.now()
        async with self._database.write() as tx:
            newest = await self._ledger.drop_old(tx, now - KEEP_LEAVERS, now - KEEP_MEMBERS)
            known_until = (await self._state.get(tx)).known_until
            if newest is not None and newest > known_until:
                await self._state.mark(tx, "known_until", newest)

    async def _did(self, user_id: int, deed: Deed, step: Step) -> None:
        """Note and count what a newcomer does for the first time."""
        now = self._clock.now()
        async with self._database.write() as tx:
            if await self._ledger.did(tx, user_id, deed, now):
                await self._state.count(tx, step, now)

    async def _take_listed(self, batch: Sequence[Seen]) -> None:
        """Take in a part of the member list. Most are known, and nothing is written for them."""
        now = self._clock.now()
        terms = self._terms(await self._state.get())
        known = await self._ledger.find([seen.user_id for seen in batch])
        news = [seen for seen in batch if observe(known.get(seen.user_id), seen, now, terms, listed=True)]
        if news:
            async with self._database.write() as tx:
                here = [seen for seen in news if seen.user_id not in self._departed]
                await self._record(tx, here, listed=True)

    async def _record(
        self, tx: Transaction, batch: Sequence[Seen], *, listed: bool, passed: bool = False
    ) -> None:
        """Write what follows from `batch`, in a few statements for all of it."""
        now = self._clock.now()
        terms = self._terms(await self._state.get(tx))
        known = await self._ledger.find([seen.user_id for seen in batch], tx)
        changed: list[Newcomer] = []
        joined: dict[date, list[datetime]] = {}
        through = 0
        for seen in batch:
            before = known.get(seen.user_id)
            after = observe(before, seen, now, terms, listed=listed, passed=passed)
            if after is None:
                continue
            changed.append(after)
            if before is None or before.joined_at != after.joined_at:
                joined.setdefault(week_of(after.joined_at), []).append(after.joined_at)
            if after.screened_at is not None and (before is None or before.screened_at != after.screened_at):
                through += 1
        await self._ledger.save(tx, changed)
        for moments in joined.values():
            await self._state.count(tx, "joined", moments[0], len(moments))
        await self._state.count(tx, "screened", now, through)
        self._not_spoken.update(each.user_id for each in changed if each.user_id not in known)

    def _terms(self, state: WelcomeState) -> Terms:
        return Terms(
            state.known_until,
            state.looked_at,
            timedelta(days=self.settings.greet_within_days),
            self.settings.welcome_back,
        )
