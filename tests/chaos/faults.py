"""Faults of every kind, one at a time and in a random order; with none left when it stops."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

from tests.chaos.world import World

_POSTS = "/channels/*/messages*"
_EVERYTHING = "*"
# What is ordered of single requests: which, and what happens to them.
REQUESTS: dict[str, dict[str, Any]] = {
    "500": {"path": _POSTS, "status": 500},
    "502 after it was done": {"path": _POSTS, "status": 502, "after": True},
    "503 on anything": {"path": _EVERYTHING, "status": 503},
    "rate limit": {"path": _POSTS, "rate_limit": {"retry_after": 0.2}},
    "global rate limit": {"path": _EVERYTHING, "rate_limit": {"retry_after": 0.2, "scope": "global"}},
    "cut before": {"path": _POSTS, "cut": "before"},
    "cut after it was done": {"path": _POSTS, "cut": "after"},
    "slow": {"path": _EVERYTHING, "delay": 0.5},
}
GATEWAY = ("drop", "reconnect", "invalid_session")
KILL = "SIGKILL"


async def faults(
    world: World, rng: random.Random, pause: float, counts: Counter[str], kills_for: float
) -> None:
    """Order faults until cancelled; each kind once before any comes again. Nothing is killed after a time.

    What lives on from then shows whether it leaks.
    """
    loop = asyncio.get_running_loop()
    last_kill = loop.time() + kills_for
    while True:
        kinds = [*REQUESTS, *GATEWAY, *([KILL] if loop.time() < last_kill else [])]
        rng.shuffle(kinds)
        for kind in kinds:
            await asyncio.sleep(rng.uniform(0.5, 1.5) * pause)
            if kind == KILL:
                await world.power.cut(world.bot)
            elif kind in GATEWAY:
                await world.discord.gateway.order(kind, resumable=kind != "invalid_session")
            else:
                world.discord.faults.order([{**REQUESTS[kind], "count": rng.randint(1, 3)}])
            counts[kind] += 1
