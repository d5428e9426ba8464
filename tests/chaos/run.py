"""One run: people live, faults happen, then everything settles and is compared."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import oracles
from tests.chaos.faults import faults
from tests.chaos.people import HOUR, LIVES, approve_of
from tests.chaos.world import OFFICERS, VOTERS, Size, World, world

DAY = 24 * HOUR
# A process that was begun lately still fills its caches, by this many MB; and some tasks come and go.
GROWTH = 30.0
BUSY = 10


@dataclass(frozen=True)
class Report:
    """What happened, and what does not agree."""

    seed: int
    days: float
    happened: dict[str, int]
    faults: Counter[str]
    sizes: tuple[Size, Size]
    problems: list[str]

    def __str__(self) -> str:
        """It in lines for people."""
        lines = [
            f"seed {self.seed}: {self.days:.0f} days",
            ", ".join(f"{count} {what}" for what, count in self.happened.items()),
            ", ".join(f"{count} x {what}" for what, count in sorted(self.faults.items())),
            "memory {:.0f} MB and {} tasks, in the end {:.0f} MB and {}".format(
                *self.sizes[0], *self.sizes[1]
            ),
            *(f"PROBLEM: {each}" for each in self.problems),
        ]
        return "\n".join(lines)


async def chaos(folder: Path, seed: int, seconds: float, pause: float = 1.0) -> Report:
    """Let people live for `seconds` with a fault about every `pause` seconds, and compare what came of it."""
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    async with world(folder) as here:
        began = here.discord.world.clock.now()
        breaking = asyncio.create_task(faults(here, random.Random(rng.random()), pause, counts, seconds / 2))
        living = [asyncio.create_task(life(here, random.Random(rng.random()))) for life in LIVES]
        try:
            await asyncio.sleep(seconds * 0.7)
            before = await here.size()
            await asyncio.sleep(seconds * 0.3)
        finally:
            breaking.cancel()
            await asyncio.wait([breaking])
        here.discord.faults.clear()
        if not here.power.up.is_set():
            await here.power.cut(here.bot)
        await _voted(here)
        for task in living:
            task.cancel()
        await asyncio.wait(living)
        found = [f"{task.exception()!r}" for task in living if not task.cancelled() and task.exception()]
        await _settle(here)
        happened = {
            "newcomers": len(here.newcomers),
            "posts": len(here.posts),
            "questions": here.answered,
            "ballots": len(here.receipts),
            "motions": len(here.motions),
            "polls": len(here.tried),
        }
        days = (here.discord.world.clock.now() - began).total_seconds() / DAY
        found += [*oracles.problems(here), *oracles.election(here, VOTERS)]
        after = await here.size()
        if after.memory > before.memory + GROWTH:
            found.append(f"memory grew by {after.memory - before.memory:.0f} MB")
        if after.tasks > before.tasks + BUSY:
            found.append(f"there are {after.tasks - before.tasks} tasks more, and nothing to do")
        return Report(seed, days, happened, counts, (before, after), found)


async def _voted(here: World) -> None:
    """Wait until everybody has voted: the last of them begin when the faults are over."""
    await here.eventually(lambda: len(here.receipts) == VOTERS, "everybody has voted", patience=180)


async def _settle(here: World) -> None:
    """Let what is begun come to its end, and the time pass after which all is decided and recorded."""
    for title in [title for (title,) in _open_motions(here) if title not in here.motions]:
        here.motions.append(title)
    for (number,) in here.stored("SELECT number FROM committee_motion WHERE ended = 0"):
        for name in OFFICERS:
            await approve_of(here, here.person(name), number)
    for _ in range(20):
        await here.advance(DAY)
        await asyncio.sleep(0.1)
    await here.eventually(here.result, "the result of the election")
    await here.eventually(
        lambda: not here.stored("SELECT 1 FROM committee_motion WHERE ended = 0"), "every motion is recorded"
    )
    await here.advance(HOUR)
    await here.quiet()


def _open_motions(here: World) -> list[tuple[str]]:
    return here.stored("SELECT json_extract(detail, '$.title') FROM committee_log WHERE step = 'proposed'")
