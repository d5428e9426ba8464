"""Asking sources whether there is something new: politely, and for ever, however often they fail."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.clock import Clock, discord_time
from bot.errors import DatabaseError, new_reference
from bot.fetch import Fetched, Fetcher, FetchError
from bot.health import HealthBoard
from cogs.announcements.failures import in_words
from cogs.announcements.looking import OK, read_answer
from cogs.announcements.model import Unreadable
from cogs.announcements.recorder import Answer, Recorder
from cogs.announcements.storage.item_store import ItemStore
from cogs.announcements.storage.records import Source
from cogs.announcements.storage.source_store import Asked, SourceStore
from cogs.announcements.timing import next_check, patience, retry_after

log = logging.getLogger(__name__)

AT_ONCE = 20
AT_ONCE_PER_HOST = 2
# How long a sweep waits for slow sources before the next one may begin.
SWEEP_SECONDS = 10.0
# What answered as before is written down together, at the latest after so many.
TOGETHER = 50
TOO_MANY_REQUESTS = 429
# After being refused for asking too often, without a word of when to come back.
REFUSED_PAUSE = timedelta(hours=1)


class Poller:
    """Asks the sources whose turn it is, and lets the recorder write down what they say."""

    def __init__(
        self,
        sources: SourceStore,
        items: ItemStore,
        recorder: Recorder,
        fetcher: Fetcher,
        clock: Clock,
        health: HealthBoard,
    ) -> None:
        self._sources = sources
        self._items = items
        self._recorder = recorder
        self._fetcher = fetcher
        self._clock = clock
        self._health = health
        self._everywhere = asyncio.Semaphore(AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(AT_ONCE_PER_HOST)
        )
        self._asking: dict[int, asyncio.Task[None]] = {}
        # What is to be noted of sources that answered as before, or not well.
        self._heard_of: list[Asked] = []
        # Hosts that asked us to wait, and until when: it is meant for all their sources.
        self._host_pauses: dict[str, datetime] = {}

    async def sweep(self) -> None:
        """Announce what waited for its hour, then ask every source whose turn it is."""
        now = self._clock.now()
        for source_id in await self._items.sources_with_due(now):
            await self._recorder.release(source_id)
        for source in await self._sources.due(now):
            if source.id not in self._asking and not self._is_left_alone(source, now):
                task = asyncio.create_task(self._ask_in_turn(source), name=f"source {source.id}")
                self._asking[source.id] = task
        if self._asking:
            # Those that take longer go on, and hold up no others.
            await asyncio.wait(self._asking.values(), timeout=SWEEP_SECONDS)
        await self._note()

    async def stop(self) -> None:
        """Ask no more; what was heard is written down."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._note()

    async def _ask_in_turn(self, source: Source) -> None:
        try:
            async with self._hosts[_host(source)], self._everywhere:
                outcome = await self._ask(source)
            if outcome is not None:
                self._heard_of.append(outcome)
            if len(self._heard_of) >= TOGETHER:
                await self._note()
        except Exception:
            # Nothing is lost: it is asked again in the next sweep.
            log.exception(
                "a source could not be written down",
                extra={"fields": {"ref": new_reference(), "source": source.id}},
            )
        finally:
            del self._asking[source.id]

    async def _note(self) -> None:
        noted, self._heard_of = self._heard_of, []
        await self._sources.note(noted)

    async def _ask(self, source: Source) -> Asked | None:
        """Ask one source. What is to be noted; None when the recorder wrote it down."""
        try:
            answer = await self._fetcher.get(source.url, etag=source.etag, last_modified=source.last_modified)
            if answer.not_modified and (answer.moved or source.moved_to):
                # A new address is taken over with what is read there.
                answer = await self._fetcher.get(source.url)
            return await self._heard(source, answer)
        except (FetchError, Unreadable) as error:
            return self._failed(source, str(error), self._clock.now())
        except DatabaseError:
            raise
        except Exception:
            reference = new_reference()
            log.exception("a source failed", extra={"fields": {"ref": reference, "source": source.id}})
            return self._failed(source, f"the bot failed over it (reference {reference})", self._clock.now())

    async def _heard(self, source: Source, answer: Fetched) -> Asked | None:
        now = self._clock.now()
        if answer.status not in (OK, 304):
            wait = retry_after(answer.headers.get("retry-after"), now)
            if answer.status == TOO_MANY_REQUESTS:
                wait = wait or REFUSED_PAUSE
                self._host_pauses[_host(source)] = now + wait
            return self._failed(source, in_words(answer.status, source.kind), now, wait=wait)
        body_hash = hashlib.sha256(answer.body).hexdigest()
        moves = answer.moved is not None or source.moved_to is not None
        same_body = body_hash == source.body_hash and source.baseline_at is not None
        if answer.not_modified or (same_body and not moves):
            self._well(source)
            return Asked(source.id, now, next_check(source.kind, source.id, now))
        reading = await read_answer(answer, now)
        await self._recorder.record(
            source.id,
            Answer(reading, body_hash, answer.etag, answer.headers.get("last-modified"), answer.moved),
        )
        self._well(source)
        return None

    def _is_left_alone(self, source: Source, now: datetime) -> bool:
        until = self._host_pauses.get(_host(source))
        return until is not None and now < until

    # --- how it is doing ----------------------------------------------------------------------------------

    def _well(self, source: Source) -> None:
        self._health.succeeded(health_name(source.id))
        if source.failures:
            self._health.good(health_name(source.id), f"the source “{source.title}” answers again")

    def _failed(self, source: Source, why: str, now: datetime, *, wait: timedelta | None = None) -> Asked:
        failures = source.failures + 1
        since = source.succeeded_at or source.added_at
        # A single failure after the bot itself was away says nothing.
        if failures > 1 and now - since >= patience(source.kind):
            last = f"nothing since {discord_time(since, 'R')}" if source.succeeded_at else "it never answered"
            self._health.bad(
                health_name(source.id), f"the source “{source.title}” cannot be read ({last}): {why}"
            )
        when = next_check(source.kind, source.id, now, failures=failures, wait=wait)
        return Asked(source.id, now, when, error=why)


def health_name(source_id: int) -> str:
    """Return the name under which a source stands on the health board."""
    return f"announcements.source.{source_id}"


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""
