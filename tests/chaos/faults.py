"""Faults of every kind, one at a time and in a random order; with none left when it stops."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.local_discord.faults import Fault
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
    "cut anything": {"path": _EVERYTHING, "cut": "before"},
    "slow": {"path": _EVERYTHING, "delay": 0.5},
}
GATEWAY = ("drop", "reconnect", "invalid_session")
KILL = "SIGKILL"


@dataclass(frozen=True)
class Injected:
    """One request that a fault happened to, and when by the system's clock."""

    at: float
    method: str
    path: str
    fault: Fault


@dataclass
class Injury:
    """All that was done to the bot: how often each kind was ordered, and each request that failed of it."""

    ordered: Counter[str] = field(default_factory=Counter)
    requests: list[Injected] = field(default_factory=list)

    def watch(self, world: World) -> None:
        """Note from now on which requests faults happen to."""

        def note(method: str, path: str, fault: Fault) -> None:
            self.requests.append(Injected(time.time(), method, path, fault))

        world.discord.faults.on_take = note

    async def happen(
        self, world: World, rng: random.Random, pause: float, seconds: float, *, kills: bool
    ) -> None:
        """Let every kind happen once, and again and again for so long; `pause` seconds lie between them."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        begun = False
        while not begun or loop.time() < until:
            kinds = [*REQUESTS, *GATEWAY, *([KILL] if kills else [])]
            rng.shuffle(kinds)
            for kind in kinds:
                if begun and loop.time() >= until:
                    break
                await asyncio.sleep(rng.uniform(0.5, 1.5) * pause)
                await self._one(world, rng, kind)
            begun = True
        world.discord.faults.clear()

    async def _one(self, world: World, rng: random.Random, kind: str) -> None:
        self.ordered[kind] += 1
        if kind == KILL:
            await world.power.cut(world.bot)
        elif kind in GATEWAY:
            await world.discord.gateway.order(kind, resumable=kind != "invalid_session")
        else:
            world.discord.faults.order([{**REQUESTS[kind], "count": rng.randint(1, 3)}])
