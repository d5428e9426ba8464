"""Greets who waits: together, in good time, once. Everything said is a row of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.health import HealthBoard
from bot.outbox import Message, Outbox
from cogs.welcome.grouping import RAID_SPAN, due_at, groups, is_raid
from cogs.welcome.model import Newcomer
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore, WelcomeState
from cogs.welcome.wording import pick

CHANNEL_HEALTH = "welcome.channel"
WAITED = "waited too long to be greeted"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Whom one message greets, and with which words."""

    new: Sequence[int]
    back: Sequence[int]
    text: str
    back_text: str


class Cards(Protocol):
    """What is said about newcomers."""

    def greeting(self, greeting: Greeting, server: str) -> Message:
        """Return the greeting for the channel; it mentions those whom it greets."""

    def direct(self, user_id: int, text: str, server: str) -> Message:
        """Return the greeting for a direct message."""

    def raid(self, joins: int, *, over: bool, paused: bool) -> Message:
        """Return what moderators are told of a raid, with a button that pauses greetings while it lasts."""


class Places(Protocol):
    """What the greeter has to know of Discord at the moment."""

    def trouble(self, channel_id: int) -> str | None:
        """Return why the bot cannot write in a channel, or None."""

    @property
    def server(self) -> str:
        """The server's name."""


class Greeter:
    """Decides, whenever it is woken, who is greeted now. `moderator_channel` is told of raids."""

    def __init__(
        self,
        database: Database,
        ledger: LedgerStore,
        state: StateStore,
        outbox: Outbox,
        clock: Clock,
        health: HealthBoard,
        settings: WelcomeSettings,
        cards: Cards,
        places: Places,
        *,
        moderator_channel: int | None,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._state = state
        self._outbox = outbox
        self._clock = clock
        self._health = health
        self.settings = settings
        self._cards = cards
        self._places = places
        self._moderator_channel = moderator_channel

    async def sweep(self) -> None:
        """Greet those whose time has come, unless there is a raid or a pause."""
        now = self._clock.now()
        state = await self._state.get()
        raid = await self._is_raid(now)
        begins = raid and state.raid_since is None
        paused = state.paused_at is not None
        # Paused, it is not over: moderators have to say that those who wait may be greeted.
        ends = state.raid_since is not None and not raid and not paused
        if begins or ends:
            async with self._database.write() as tx:
                await self._state.mark(tx, "raid_since", now if begins else None)
                await self._tell_raid(tx, state.raid_since or now, over=ends, paused=paused)
        channel_id = self._channel()
        waiting = await self._ledger.waiting()
        if channel_id is None or raid or paused or not waiting:
            return
        if now >= self._due_at(waiting):
            async with self._database.write() as tx:
                # Read again: somebody may have paused it a moment ago.
                if (await self._state.get(tx)).paused_at is None:
                    await self._greet(tx, channel_id, now, since=self._since(now))

    async def again(self, newcomer_id: int, key: str) -> bool:
        """Greet somebody on purpose, whatever became of it before; False when this was done for `key`."""
        now = self._clock.now()
        channel_id = self._channel()
        if channel_id is None:
            return False
        async with self._database.write() as tx:
            known = (await self._ledger.find([newcomer_id], tx)).get(newcomer_id)
            new, back = ([], [newcomer_id]) if known and known.returns else ([newcomer_id], [])
            words = self._words(await self._state.next_greeting(tx), new, back)
            message = self._cards.greeting(words, self._places.server)
            posted = await self._outbox.post(tx, key, channel_id, message)
            if posted:
                await self._ledger.greeted(tx, [newcomer_id], key, now, direct=False)
            return posted

    async def pause(self) -> bool:
        """Greet nobody until `resume`; False when it is paused already."""
        async with self._database.write() as tx:
            state = await self._state.get(tx)
            if state.paused_at is not None:
                return False
            await self._mark_pause(tx, state, self._clock.now())
        return True

    async def resume(self) -> bool:
        """Greet again, those first who waited meanwhile; False when there is no pause."""
        now = self._clock.now()
        channel_id = self._channel()
        raid = await self._is_raid(now)
        async with self._database.write() as tx:
            state = await self._state.get(tx)
            if state.paused_at is None:
                return False
            await self._mark_pause(tx, state, None)
            if channel_id is not None and not raid:
                # However long moderators took, nobody waited too long for that.
                await self._greet(tx, channel_id, now, since=self._since(state.paused_at))
        return True

    async def to_write(self) -> int | None:
        """Return who is next to get a direct message; None when nobody is."""
        if not self.settings.direct_messages:
            return None
        return await self._ledger.to_write(self._since(self._clock.now()))

    async def write(self, user_id: int, channel_id: int | None) -> None:
        """Write a newcomer a direct message, once; `channel_id` is None when there is no way to them."""
        async with self._database.write() as tx:
            known = (await self._ledger.find([user_id], tx)).get(user_id)
            if known is None or not await self._ledger.written(tx, user_id) or channel_id is None:
                return
            texts = self.settings.welcome_again if known.returns else self.settings.welcome
            message = self._cards.direct(user_id, pick(texts, user_id), self._places.server)
            key = f"welcome.direct.{channel_id}.{self._clock.now():%Y%m%dT%H%M%S}"
            await self._outbox.post(tx, key, channel_id, message, not_after=self._latest())

    def trouble(self) -> str | None:
        """Return why nobody can be greeted at the moment, or None."""
        if self.settings.channel is None:
            return "no channel is chosen; use /welcome setup"
        return self._places.trouble(self.settings.channel)

    # --- whose turn it is --------------------------------------------------------------------------------

    def _due_at(self, waiting: Sequence[Newcomer]) -> datetime:
        oldest = waiting[0].screened_at or waiting[0].joined_at
        return due_at(oldest, len(waiting), timedelta(seconds=self.settings.window_seconds))

    def _since(self, now: datetime) -> datetime:
        """Return when somebody came through at the earliest to be greeted still."""
        return now - timedelta(days=self.settings.greet_within_days)

    def _latest(self) -> datetime:
        return self._clock.now() + timedelta(days=self.settings.greet_within_days)

    def _channel(self) -> int | None:
        trouble = self.trouble()
        if trouble is None:
            self._health.good(CHANNEL_HEALTH, "newcomers are greeted")
            return self.settings.channel
        self._health.bad(CHANNEL_HEALTH, f"newcomers are not greeted: {trouble}")
        return None

    async def _greet(self, tx: Transaction, channel_id: int, now: datetime, *, since: datetime) -> None:
        """Greet who waits and came through at `since` or later; the others waited too long."""
        late: list[Newcomer] = []
        fresh: list[Newcomer] = []
        for each in await self._ledger.waiting(tx):
            (late if each.screened_at and each.screened_at < since else fresh).append(each)
        await self._ledger.silence(tx, [each.user_id for each in late], WAITED)
        direct = self.settings.direct_messages
        # After a restore, a greeting of several could not be told from those that some of them had.
        for group in [[each] for each in fresh] if self._outbox.has_forgotten else groups(fresh):
            new = [each.user_id for each in group if not each.returns]
            back = [each.user_id for each in group if each.returns]
            number = await self._state.next_greeting(tx)
            key = f"welcome.greeting.{number}"
            message = self._cards.greeting(self._words(number, new, back), self._places.server)
            await self._outbox.post(tx, key, channel_id, message, not_after=self._latest())
            await self._ledger.greeted(tx, [*new, *back], key, now, direct=direct)
        await self._state.count(tx, "greeted", now, len(fresh))

    def _words(self, number: int, new: Sequence[int], back: Sequence[int]) -> Greeting:
        # The first greeting is number 1, and has the first text.
        return Greeting(
            new, back, pick(self.settings.welcome, number - 1), pick(self.settings.welcome_again, number - 1)
        )

    # --- raids and pauses --------------------------------------------------------------------------------

    async def _is_raid(self, now: datetime) -> bool:
        return is_raid(await self._ledger.joined_since(now - RAID_SPAN), self.settings.raid_joins)

    async def _mark_pause(self, tx: Transaction, state: WelcomeState, moment: datetime | None) -> None:
        await self._state.mark(tx, "paused_at", moment)
        if state.raid_since is not None:
            await self._tell_raid(tx, state.raid_since, over=False, paused=moment is not None)

    async def _tell_raid(self, tx: Transaction, since: datetime, *, over: bool, paused: bool) -> None:
        """Tell moderators of a raid: one message for each, which shows how it stands."""
        if self._moderator_channel is None:
            return
        joins = await self._ledger.joined_since(since - RAID_SPAN, tx)
        message = self._cards.raid(joins, over=over, paused=paused)
        key = f"welcome.raid.{since:%Y%m%dT%H%M%S}"
        if not await self._outbox.post(tx, key, self._moderator_channel, message):
            await self._outbox.edit(tx, key, message)
