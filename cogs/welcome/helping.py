"""Tells the welcomers, once a week, which newcomers asked for a person or have been quiet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.database import Database
from bot.outbox import Message, Outbox
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore

EVERY = timedelta(days=7)


class DigestCards(Protocol):
    """What welcomers are told."""

    def digest(self, asked: Sequence[int], quiet: Sequence[int], quiet_days: int) -> Message:
        """Return the list of who asked for help, and who has been quiet; it mentions nobody."""


class Helping:
    """The welcomers' digest: at most one a week, none when there is nobody to tell of."""

    def __init__(
        self,
        database: Database,
        ledger: LedgerStore,
        state: StateStore,
        outbox: Outbox,
        clock: Clock,
        settings: WelcomeSettings,
        cards: DigestCards,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._state = state
        self._outbox = outbox
        self._clock = clock
        self.settings = settings
        self._cards = cards

    async def asked(self, user_id: int, joined_at: datetime | None) -> None:
        """Note that a member would like to talk to a person: they stand first in the next list."""
        now = self._clock.now()
        async with self._database.write() as tx:
            await self._ledger.asked(tx, user_id, joined_at or now, now)

    async def sweep(self) -> None:
        """Write the digest when a week has passed since the last one and somebody is to be told of."""
        welcomers = self.settings.welcomers
        now = self._clock.now()
        last = (await self._state.get()).digest_at
        if welcomers.channel is None or (last is not None and now < last + EVERY):
            return
        quiet_since = now - timedelta(days=welcomers.quiet_days)
        if not await self._ledger.in_need(quiet_since):
            return
        async with self._database.write() as tx:
            found = await self._ledger.in_need(quiet_since, tx)
            asked = [user_id for user_id, asks in found if asks]
            quiet = [user_id for user_id, asks in found if not asks]
            message = self._cards.digest(asked, quiet, welcomers.quiet_days)
            await self._outbox.post(tx, f"welcome.digest.{now:%Y%m%dT%H%M%S}", welcomers.channel, message)
            await self._ledger.told(tx, [*asked, *quiet], now)
            await self._state.mark(tx, "digest_at", now)
