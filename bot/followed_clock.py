"""A clock that goes as far ahead as a local Discord's, which people advance (docs/local-discord.md).

Only with `discord.clock_url`, in the demo and in tests: a deadline in fourteen days can be tried out now.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import yarl

from bot.clock import SystemClock

log = logging.getLogger(__name__)

# What asking may take, and the wait before it is asked again while it cannot be reached.
ANSWER_SECONDS = 10.0
AGAIN_SECONDS = 1.0


class FollowedClock(SystemClock):
    """The computer's clock, moved ahead. `monotonic` stays the computer's: it measures real waits."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the current moment of the clock that is followed, aware, in UTC."""
        return super().now() + self._ahead

    def show(self, moment: datetime) -> None:
        """Go on from `moment` (aware)."""
        self._ahead = moment.astimezone(UTC) - super().now()


@asynccontextmanager
async def following(url: str, moved: Callable[[], None]) -> AsyncIterator[FollowedClock]:
    """Follow the local Discord's clock at `url` during the block; `moved` is called at each change.

    The clock is right from the first moment when it can be reached then, else as soon as it can be.
    """
    clock = FollowedClock()
    asked = asyncio.Event()
    task = asyncio.create_task(_follow(clock, yarl.URL(url), moved, asked), name="clock")
    try:
        await asked.wait()
        yield clock
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def _follow(
    clock: FollowedClock, url: yarl.URL, moved: Callable[[], None], asked: asyncio.Event
) -> None:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        lost = False
        while True:
            try:
                # Its events stand beside it. They are listened to first, so that no advance is missed.
                async with session.ws_connect(url.with_name("events"), max_msg_size=0) as events:
                    async with session.get(url) as answer:
                        clock.show(_moment(await answer.json()))
                    moved()
                    asked.set()
                    lost = False
                    log.info("follows the clock %s", url)
                    async for event in events:
                        told = json.loads(event.data)
                        if told["type"] == "CLOCK":
                            clock.show(_moment(told["data"]))
                            moved()
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, TypeError, KeyError) as error:
                if not lost:
                    log.warning("the clock %s cannot be followed: %s", url, error)
                lost = True
            asked.set()
            await asyncio.sleep(AGAIN_SECONDS)


def _moment(told: dict[str, str]) -> datetime:
    return datetime.fromisoformat(told["now"])
