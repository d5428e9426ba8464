"""Those who write for the site: posts, and events that are planned, moved and taken back."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta

from tests.chaos.people.patience import until_seen
from tests.chaos.site import Page
from tests.chaos.world import World
from tests.wire.elections.voters import CHANNEL

WAYS = ("stays", "moves", "moves", "is taken back")

# How many are planned at a time.
AT_ONCE = 6


async def writers(world: World, rng: random.Random) -> None:
    """Publish posts."""
    while not world.over.is_set():
        await asyncio.sleep(rng.uniform(1, 4))
        world.site.post(world.now())


async def organisers(world: World, rng: random.Random) -> None:
    """Plan events some days ahead; each of them then goes its own way."""
    ways: list[str] = []
    door = asyncio.Semaphore(AT_ONCE)

    async def plan(way: str) -> None:
        async with door:
            await _event(world, way, rng.uniform(3, 12), rng.uniform(2, 12))

    async with asyncio.TaskGroup() as events:
        while not world.over.is_set():
            ways = ways or rng.sample(WAYS, len(WAYS))
            async with door:
                events.create_task(plan(ways.pop()))
            await asyncio.sleep(rng.uniform(2, 5))


async def _event(world: World, way: str, days: float, later: float) -> None:
    """An event is planned, and changed once everybody has read of it, long before it begins."""
    page = world.site.plan(world.ahead(days=days))
    await _told(world, page, page.start)
    if way == "moves":
        moved = world.site.move(page.name, world.ahead(days=later))
        await _told(world, moved, min(page.start, moved.start))
    elif way == "is taken back":
        world.site.take_back(page.name)
        await _told(world, world.site.pages[page.name], page.start)


async def _told(world: World, page: Page, start: datetime) -> None:
    """Wait until everybody can read of an event as its page is now, before it begins."""
    words = f"<t:{int(page.start.timestamp())}:F>" if page.stands else "ancelled"

    def is_said() -> bool:
        said = world.said_in(CHANNEL)
        return any(each.startswith("## 📅") and page.title in each and words in each for each in said)

    with world.hours.never_beyond(start - timedelta(hours=2)):
        await until_seen(is_said)
