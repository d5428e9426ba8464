"""The calendar: hours pass between what people do."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from tests.chaos.world import World

HOUR = 3600.0
HOURS = (1, 2, 6, 9, 12)
PAUSE = 1.0
# When nothing new begins, people wait for the ends of what goes on.
HURRIED = 0.1
# A volunteer starts the bot again within a day.
AWAY = timedelta(days=1)


async def calendar(world: World, rng: random.Random) -> None:
    """Let hours pass until cancelled."""
    while True:
        await asyncio.sleep(HURRIED if world.over.is_set() else PAUSE)
        await pass_by(world, rng.choice(HOURS) * HOUR)


async def pass_by(world: World, seconds: float) -> None:
    """Let so much time pass, or less where somebody would be late, or the bot was away for too long."""
    async with world.hours.passing():
        left = world.hours.left(world.now(), seconds)
        away = world.now() - world.last_look()
        world.discord.advance(max(0.0, min(left, (AWAY - away).total_seconds())))
