"""The only place that says something unasked: what the outbox holds goes to Discord, each row exactly once.

Every channel is a lane of its own, so that a slow or forbidden one holds up no other; within a lane the
order is kept. What is done about posts that stand already (edits and deletions, threads, publications) has
lanes of its own, as it has limits of its own at Discord. The rules are in `bot.delivery_rules`; here they
meet the database, Discord and the clock.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.database import Database
from bot.delivery_calls import Calls
from bot.delivery_rules import (
    BLOCKED_SECONDS,
    Attempt,
    Change,
    Done,
    Drop,
    Limited,
    Lost,
    NotThere,
    Outcome,
    Row,
    Search,
    Unknown,
    Wait,
    next_step,
    settle,
)
from bot.errors import new_reference
from bot.health import HealthBoard
from bot.outbox import PUBLISHING, Outbox
from bot.outbox_rows import OutboxRows
from bot.rest import Rest
from bot.said_before import Gap
from bot.settings import Settings

log = logging.getLogger(__name__)

BUDGET_PERIOD = timedelta(hours=1)
# What was said is forgotten here after some time; the message itself stands in Discord.
KEEP_BODIES = timedelta(days=30)
# Where single people were written to is nothing to keep.
KEEP_DIRECT = timedelta(days=1)
TIDY = timedelta(hours=1)
# The longest sleep: the clock may be moved, and a row may become due by other ways than a commit.
NAP_SECONDS = 5.0
STOP_SECONDS = 2.0


def prepare(
    settings: Settings, database: Database, clock: Clock, health: HealthBoard
) -> tuple[Outbox, Delivery]:
    """Return the outbox, and what sends what is written to it once it is started."""
    outbox = Outbox(database, clock)
    token = settings.token.get_secret_value() if settings.token else ""
    calls = Calls(Rest(settings.kernel.discord.api_url, token))
    budget = settings.kernel.delivery.publications_per_hour
    delivery = Delivery(OutboxRows(database), outbox, calls, clock, health, publications_per_hour=budget)
    return outbox, delivery


@asynccontextmanager
async def delivering(
    settings: Settings, database: Database, clock: Clock, health: HealthBoard
) -> AsyncIterator[tuple[Outbox, Delivery]]:
    """Send what is written to the outbox, for as long as the block runs."""
    outbox, delivery = prepare(settings, database, clock, health)
    await delivery.start()
    try:
        yield outbox, delivery
    finally:
        await delivery.stop()


class Delivery:
    """Sends what the outbox holds. One for the process; it needs no gateway connection."""

    def __init__(
        self,
        rows: OutboxRows,
        outbox: Outbox,
        calls: Calls,
        clock: Clock,
        health: HealthBoard,
        *,
        publications_per_hour: int,
    ) -> None:
        self.rows = rows
        self._calls = calls
        self._clock = clock
        self._health = health
        self._budget = publications_per_hour
        self._news = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        # Until when nothing may be asked of Discord at all, and of single lanes.
        self._blocked_until: datetime | None = None
        self._not_before: dict[str, datetime] = {}
        self._loop: asyncio.Task[None] | None = None
        self._tidy_at: datetime | None = None
        self._stopped: set[int] = set()
        # Rows that were found not to be said in the time that a restored database does not know.
        self._compared: set[int] = set()
        self._outbox = outbox
        # For whoever watches: rows that need a decision, and how many were done, by what they are.
        self.held = 0
        self.done: Counter[str] = Counter()
        outbox.on_new = self.wake

    async def start(self) -> None:
        """Begin to send; what was being sent when the process ended is taken up first."""
        for stop in await self.rows.stops():
            self._tell_stop(stop.channel_id, stop.reason)
        await self._tell_held()
        self._outbox.gap = await self.rows.gap()
        self._tell_gap()
        self._loop = asyncio.create_task(self._keep_sending(), name="delivery")

    async def stop(self) -> None:
        """Send no more. A request under way gets a moment; what it did is found out at the next start."""
        tasks = [task for task in (self._loop, *self._lanes.values()) if task is not None]
        if self._loop is not None:
            self._loop.cancel()
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=STOP_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._calls.close()

    def wake(self) -> None:
        """Look now whether there is something to send."""
        self._news.set()

    @property
    def stopped(self) -> frozenset[int]:
        """The channels to which nothing is sent."""
        return frozenset(self._stopped)

    async def reopen(self, channel_id: int) -> bool:
        """Send to a stopped channel again; False when it was not stopped."""
        reopened = await self.rows.reopen(channel_id)
        return reopened and self._goes_on(channel_id, "messages are sent there again")

    async def give_up(self, channel_id: int) -> bool:
        """Never send what waits for a stopped channel; False when it was not stopped."""
        given_up = await self.rows.give_up(channel_id, self._clock.now())
        return given_up and self._goes_on(channel_id, f"nothing waits for <#{channel_id}> any more")

    def _goes_on(self, channel_id: int, how: str) -> bool:
        self._stopped.discard(channel_id)
        self._health.good(_stop_name(channel_id), how)
        self.wake()
        return True

    async def release(self, row_id: int) -> bool:
        """Send a held row after all; False when it is not held any more."""
        return await self._decided(await self.rows.release(row_id, self._clock.now()))

    async def drop(self, row_id: int) -> bool:
        """Never send a held row; False when it is not held any more."""
        return await self._decided(await self.rows.drop(row_id, self._clock.now()))

    async def _decided(self, changed: bool) -> bool:
        await self._tell_held()
        self.wake()
        return changed

    # --- which lanes have something to do ----------------------------------------------------------------

    async def _keep_sending(self) -> None:
        while True:
            self._news.clear()
            pause = NAP_SECONDS
            try:
                pause = await self._look()
            except Exception:
                # The database may be full or locked for a while; nothing is lost meanwhile.
                self._failed("looking for what is to be sent")
            try:
                await asyncio.wait_for(self._news.wait(), pause)
            except TimeoutError:
                continue

    async def _look(self) -> float:
        """Set every lane to work that has something due; the seconds until the next one has."""
        now = self._clock.now()
        await self.rows.drop_orphans(now)
        if self._tidy_at is None or now >= self._tidy_at:
            self._tidy_at = now + TIDY
            await self.rows.forget(now, bodies=KEEP_BODIES, direct=KEEP_DIRECT)
            self._tell_gap()
        pause = NAP_SECONDS
        for lane, row in (await self.rows.heads()).items():
            if lane in self._lanes:
                continue
            until = await self._held_back(lane, row, now)
            if until is not None and until > now:
                pause = min(pause, (until - now).total_seconds())
                continue
            self._lanes[lane] = asyncio.create_task(self._work(lane, row), name=f"delivery {lane}")
        return pause

    async def _held_back(self, lane: str, row: Row, now: datetime) -> datetime | None:
        """Return until when a lane has to wait, None when it may go on."""
        waits = [self._blocked_until, self._not_before.get(lane)]
        step = next_step(row, now)
        if isinstance(step, Wait):
            waits.append(step.until)
        if row.action == PUBLISHING:
            published = await self.rows.published_since(now - BUDGET_PERIOD)
            if len(published) >= self._budget:
                waits.append(published[-self._budget] + BUDGET_PERIOD)
        return max((until for until in waits if until is not None), default=None)

    async def _work(self, lane: str, row: Row) -> None:
        """Take the next step of the row whose turn it is in a lane."""
        try:
            await self._step(lane, row)
        except Exception:
            reference = self._failed(f"the outbox row {row.id}")
            self._not_before[lane] = self._clock.now() + timedelta(seconds=BLOCKED_SECONDS)
            self._health.bad("outbox.delivery", f"sending failed (reference {reference}); it is tried again")
        else:
            self._health.good("outbox.delivery", "messages are being sent")
        finally:
            del self._lanes[lane]
            self.wake()

    def _failed(self, what: str) -> str:
        reference = new_reference()
        log.exception("%s failed", what, extra={"fields": {"ref": reference}})
        return reference

    # --- one row -----------------------------------------------------------------------------------------

    async def _step(self, lane: str, row: Row) -> None:
        now = self._clock.now()
        match next_step(row, now):
            case Drop(note):
                await self.rows.record(row, Change("dropped", now, note=note), now)
                log.warning("outbox row %s (%s) was dropped: %s", row.id, row.key, note)
            case Search(since):
                outcome = await self._calls.search(row, await self.rows.body(row), since, now)
                await self._conclude(lane, row, outcome, first=False)
            case Attempt() if (gap := self._gap_of(row)) is not None:
                await self._compare(lane, row, gap, now)
            case Attempt():
                await self._attempt(lane, row, now)
            case Wait():
                return

    def _gap_of(self, row: Row) -> Gap | None:
        """Return the time before a restore in which a row may have been said; None when it was not."""
        gap = self._outbox.gap
        return gap if gap is not None and gap.concerns(row) and row.id not in self._compared else None

    async def _compare(self, lane: str, row: Row, gap: Gap, now: datetime) -> None:
        """Find out whether a row was said in the time that the database does not know, before it is sent."""
        outcome = await self._calls.compare(row, await self.rows.body(row), gap, now)
        match outcome:
            case NotThere():
                self._compared.add(row.id)
            case Limited() | Lost():
                await self._conclude(lane, row, outcome, first=True)
            case Unknown(why):
                # It was not tried: there is nothing to note but to ask again.
                self._not_before[lane] = self._clock.now() + timedelta(seconds=BLOCKED_SECONDS)
                log.warning("nobody knows whether row %s was said before: %s", row.id, why)
            case _:
                # What a moderator then releases is sent.
                self._compared.add(row.id)
                await self._conclude(lane, row, outcome, first=True)

    async def _attempt(self, lane: str, row: Row, now: datetime) -> None:
        claimed = await self.rows.claim(row, now)
        if claimed is None:
            return
        if row.first_try_at is not None and next_step(row, self._clock.now()) != Attempt():
            # The database kept it waiting until Discord may have forgotten the nonce.
            return
        trying, body = claimed
        outcome, pause = await self._calls.carry_out(trying, body)
        if pause:
            self._not_before[lane] = self._clock.now() + pause
        await self._conclude(lane, trying, outcome, first=row.first_try_at is None)

    async def _conclude(self, lane: str, row: Row, outcome: Outcome, *, first: bool) -> None:
        now = self._clock.now()
        change = settle(row, outcome, now, first=first)
        stop = outcome.why if isinstance(outcome, Lost) and not outcome.gone else None
        await self.rows.record(row, change, now, stop=stop)
        fields = {"row": row.id, "key": row.key, "channel": row.channel_id}
        match outcome:
            case Limited(seconds, everywhere):
                until = now + timedelta(seconds=seconds)
                if everywhere:
                    self._blocked_until = until
                else:
                    self._not_before[lane] = until
                log.warning("Discord asks to wait %.1f s", seconds, extra={"fields": fields})
            case Lost(gone=True):
                await self._bury(row.channel_id, now)
            case Lost(why):
                self._tell_stop(row.channel_id, why)
            case Unknown(why):
                log.warning("nobody knows whether it was sent: %s", why, extra={"fields": fields})
            case Done():
                self.done[row.action] += 1
                log.info("%s: done", row.action, extra={"fields": fields})
        if change.state == "held":
            await self._tell_held()

    async def _bury(self, channel_id: int, now: datetime) -> None:
        """Say nothing more in a channel that was deleted: none comes back."""
        count = 1 + await self.rows.bury(channel_id, now)
        fields = {"channel": channel_id, "messages": count}
        log.warning("messages are not said: their channel was deleted", extra={"fields": fields})
        if channel_id in self._stopped:
            self._goes_on(channel_id, f"nothing waits for <#{channel_id}> any more: it was deleted")

    # --- what moderators hear ----------------------------------------------------------------------------

    def _tell_gap(self) -> None:
        if self._outbox.gap is not None:
            ok, detail = self._outbox.gap.told(self._clock.now())
            (self._health.good if ok else self._health.bad)("database.restored", detail)

    def _tell_stop(self, channel_id: int, why: str) -> None:
        self._stopped.add(channel_id)
        self._health.bad(
            _stop_name(channel_id),
            f"nothing can be sent to <#{channel_id}>: {why}. What is due waits. Let the bot see the channel "
            "and write there (or name another one); then it goes on by itself, or with /admin outbox",
        )

    async def _tell_held(self) -> None:
        """Show on the health board how many rows somebody has to look at."""
        count = self.held = len(await self.rows.held())
        if count:
            self._health.bad("outbox.held", f"messages that need a decision: {count}; see /admin outbox")
        else:
            self._health.good("outbox.held", "no message needs a decision")


def _stop_name(channel_id: int) -> str:
    return f"outbox.channel.{channel_id}"
