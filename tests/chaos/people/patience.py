"""People who try again what failed: the bot is down, an answer was lost, Discord refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import chain, repeat

from bot.local_discord.people.errors import LocalError
from tests.chaos.world import World

# How long somebody waits for an answer before they try again; the last one repeats. A busy machine takes its time.
WAITS = (5.0, 10.0, 20.0)
BREATH = 0.2
# What is not there yet, or not any more; an assertion of the tests' own is such an answer.
_FAILED = (AssertionError, LookupError, LocalError, TimeoutError)


async def until_done(world: World, attempt: Callable[[], Awaitable[bool]]) -> None:
    """Try until it says that it is done. While somebody acts, no time passes but the system's."""
    waits = chain(WAITS, repeat(WAITS[-1]))
    while True:
        await world.power.up.wait()
        async with world.hours.standing_still():
            # It may have died while this waited for its turn.
            if world.power.up.is_set() and await _once(world, attempt, next(waits)):
                return
        await asyncio.sleep(BREATH)


async def until_seen(there: Callable[[], object]) -> None:
    """Let time pass until something is there to be seen."""
    while True:
        if there():
            return
        await asyncio.sleep(BREATH)


async def _once(world: World, attempt: Callable[[], Awaitable[bool]], wait: float) -> bool:
    """Try once, until the bot dies or this takes too long; whether it is done."""
    trying = asyncio.ensure_future(attempt())
    died = asyncio.create_task(world.power.died.wait())
    await asyncio.wait((trying, died), timeout=wait, return_when=asyncio.FIRST_COMPLETED)
    died.cancel()
    while not trying.done():
        # Before Python 3.12 `wait_for` may swallow one.
        trying.cancel()
        await asyncio.wait((trying,), timeout=BREATH)
    if trying.cancelled() or isinstance(trying.exception(), _FAILED):
        return False
    return trying.result()
