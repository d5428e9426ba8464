"""Sweeps: functions that are woken regularly and do whatever is due.

Deadlines are rows in the database, never timers: a sweep looks for what is overdue, so a bot that slept
through a deadline does its work at the next sweep. APScheduler only wakes them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from bot.errors import new_reference
from bot.health import HealthBoard

log = logging.getLogger(__name__)


# What a running sweep is given to end by itself when its cog is switched off or the bot stops.
GRACE_SECONDS = 1.0


class Sweeps:
    """The regular sweeps of the kernel and the cogs, one at a time per name."""

    def __init__(self, health: HealthBoard) -> None:
        self._health = health
        self._running: dict[asyncio.Task[None], str] = {}
        # Woken while they ran: they may have looked before what they were woken for.
        self._once_more: set[str] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # No misfire limit: a late wake-up is still a wake-up. Several missed ones are one.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to wake sweeps. Needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake no more sweeps, and cancel those that run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def every(
        self, interval: timedelta, name: str, sweep: Callable[[], Awaitable[None]], *, first_in: timedelta
    ) -> None:
        """Wake `sweep` `first_in` from now and then every `interval`.

        `name` is `cog.job`; a sweep of the same name is replaced. A failing sweep is logged with a reference
        id, shown in health under its name, and woken again next time.
        """

        async def guarded() -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - a coroutine runs in a task
            self._running[task] = name
            try:
                await self._run(name, sweep)
                while name in self._once_more:
                    self._once_more.discard(name)
                    await self._run(name, sweep)
            except asyncio.CancelledError:
                # Only `end` and `stop` cancel; the scheduler would report it as a failure.
                log.info("sweep %s was stopped in the middle", name)
            finally:
                del self._running[task]
                self._once_more.discard(name)

        self._scheduler.add_job(
            guarded,
            "interval",
            seconds=interval.total_seconds(),
            # APScheduler waits by the computer's clock, whatever time the sweep itself goes by.
            next_run_time=datetime.now(UTC) + first_in,
            id=name,
            name=name,
            replace_existing=True,
        )

    async def _run(self, name: str, sweep: Callable[[], Awaitable[None]]) -> None:
        try:
            await sweep()
        except Exception:
            reference = new_reference()
            log.exception("sweep %s failed", name, extra={"fields": {"ref": reference}})
            self._health.bad(name, f"the last run failed (reference {reference}); it is tried again")
        else:
            self._health.good(name, "runs as planned")

    def wake(self) -> None:
        """Wake every sweep now: the clock they go by was moved."""
        running = set(self._running.values())
        for job in self._scheduler.get_jobs():
            if job.id in running:
                self._once_more.add(job.id)
            else:
                job.modify(next_run_time=datetime.now(UTC))

    def cancel(self, name: str) -> None:
        """Wake the sweep `name` no more; harmless when there is none."""
        try:
            self._once_more.discard(name)
            self._scheduler.remove_job(name)
        except JobLookupError:
            log.debug("no sweep named %s", name)

    def cancel_all(self, cog: str = "") -> None:
        """Wake no more sweeps of `cog`, or of anybody; running ones go on."""
        for job in self._scheduler.get_jobs():
            if _belongs(job.id, cog):
                self.cancel(job.id)

    async def end(self, cog: str) -> None:
        """Wake no more sweeps of `cog` and return when none runs; one that takes too long is cancelled."""
        self.cancel_all(cog)
        running = [task for task, name in self._running.items() if _belongs(name, cog)]
        if running:
            _, slow = await asyncio.wait(running, timeout=GRACE_SECONDS)
            for task in slow:
                task.cancel()
            if slow:
                await asyncio.wait(slow, timeout=GRACE_SECONDS)


def _belongs(name: str, cog: str) -> bool:
    return not cog or name.startswith(f"{cog}.")
