"""Whether the bot keeps what it does not need: its memory over a life, and its tasks beside those of a new one.

Judged are two things. While faults happen and nobody kills it, one process is measured every few seconds: from
the middle of that time to its end its memory may grow by `GROWTH` MB, which is what caches fill. And in the end,
when nothing is left to do, the process that has lived since the last kill has the tasks that a new one on the same
database has, and no more than `GROWTH` MB beside it. A task that comes and goes by itself is not in every one
of several looks, so it is no leak.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.chaos.size import Size, size
from tests.chaos.world import World
from tests.wire.harness import PATIENCE

GROWTH = 25.0
EVERY = 3.0
LOOKS = 8
BETWEEN = 0.4


@dataclass
class Memory:
    """What was measured: the long life under faults, and in the end the old process and the new one."""

    life: list[float] = field(default_factory=list)
    old: list[Size] = field(default_factory=list)
    new: list[Size] = field(default_factory=list)

    async def watch(self, here: World) -> None:
        """Measure the process until cancelled."""
        while True:
            self.life.append((await size(here.bot)).memory)
            await asyncio.sleep(EVERY)

    async def problems(self, here: World) -> list[str]:
        """Compare the process with a new one, and return what is wrong with it."""
        for _ in range(LOOKS):
            self.old.append(await size(here.bot))
            await asyncio.sleep(BETWEEN)
        assert await here.bot.stop() == 0
        await here.bot.start(patience=300)
        until = asyncio.get_running_loop().time() + PATIENCE
        # A new one may take a while until it does all that it does.
        while len(self.new) < LOOKS or (self._beyond() and asyncio.get_running_loop().time() < until):
            self.new.append(await size(here.bot))
            await asyncio.sleep(BETWEEN)
        return list(self._judged())

    def _beyond(self) -> Counter[str]:
        """The tasks that the old process always has and the new one never."""
        return _always(self.old) - _ever(self.new)

    def _judged(self) -> Iterator[str]:
        half = self.life[len(self.life) // 2 :]
        if half and half[-1] - half[0] > GROWTH:
            yield f"memory grew from {half[0]:.0f} to {half[-1]:.0f} MB"
        old, new = self.old[-1].memory, self.new[-1].memory
        if old > new + GROWTH:
            yield f"after its life the process has {old:.0f} MB, a new one {new:.0f}"
        if beyond := self._beyond():
            yield f"tasks that a new process does not have: {dict(beyond)}"
        if ended := _always(self.new) - _ever(self.old):
            yield f"tasks that ended, which a new process has: {dict(ended)}"

    def lines(self) -> Iterator[str]:
        """It in lines for people."""
        if self.life:
            middle = self.life[len(self.life) // 2]
            yield (
                f"memory of the first process: {self.life[0]:.0f} MB, in the middle {middle:.0f}, "
                f"when it was killed {self.life[-1]:.0f}"
            )
        if self.new:
            yield f"the last process: {self.old[-1]}; a new one on the same database: {self.new[-1]}"


def _always(looks: list[Size]) -> Counter[str]:
    found = looks[0].tasks
    for look in looks[1:]:
        found = found & look.tasks
    return found


def _ever(looks: list[Size]) -> Counter[str]:
    found: Counter[str] = Counter()
    for look in looks:
        found |= look.tasks
    return found
