"""One run: people live, faults happen, then everything comes to its end and is compared."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.chaos.agree import problems
from tests.chaos.faults import Injury
from tests.chaos.memory import Memory
from tests.chaos.people import LIVES
from tests.chaos.people.calendar import calendar, pass_by
from tests.chaos.people.committee import put_on_record
from tests.chaos.world import DAY, World, world

# Longer than anything that is begun takes to its end: fourteen days of silence, an event in a fortnight.
AFTERWARDS = 24
# How often the bot is killed while what was begun comes to its end: counts, results, decisions.
LAST_KILLS = 2
# Nothing that is begun takes so long, in seconds of the machine, however busy it is.
ENDLESS = 600.0


@dataclass(frozen=True)
class Report:
    """What happened, and what does not agree."""

    seed: int
    days: float
    happened: dict[str, int]
    injury: Injury
    memory: Memory
    problems: list[str]

    def __str__(self) -> str:
        """It in lines for people."""
        ordered = sorted(self.injury.ordered.items())
        lines = [
            f"seed {self.seed}: {self.days:.0f} days",
            ", ".join(f"{count} {what}" for what, count in self.happened.items()),
            ", ".join(f"{count} x {what}" for what, count in ordered),
            f"{len(self.injury.requests)} requests failed of it",
            *self.memory.lines(),
            *(f"PROBLEM: {each}" for each in self.problems),
        ]
        return "\n".join(lines)


async def chaos(folder: Path, seed: int, seconds: float, pause: float = 1.0) -> Report:
    """Let people live for `seconds` with a fault about every `pause` seconds, and compare what came of it.

    Each kind of fault happens twice, however short that is: first without the bot being killed, so that one
    process lives through a third of the time, and then with its being killed, to the very end.
    """
    rng = random.Random(seed)
    injury, memory = Injury(), Memory()

    def chance() -> random.Random:
        return random.Random(rng.random())

    async with world(folder) as here:
        began = here.now()
        injury.watch(here)
        passing = asyncio.create_task(calendar(here, chance()))
        living = [asyncio.create_task(life(here, chance()), name=life.__name__) for life in LIVES]
        try:
            watching = asyncio.create_task(memory.watch(here))
            await injury.happen(here, chance(), pause, seconds / 3, kills=False)
            watching.cancel()
            await asyncio.wait((watching,))
            await injury.happen(here, chance(), pause, seconds * 2 / 3, kills=True)
            here.over.set()
            await _ends(here, injury, living, passing)
        finally:
            for task in (passing, *living):
                task.cancel()
            await asyncio.wait((passing, *living))
        await _afterwards(here)
        found = [*problems(here, injury), *await memory.problems(here)]
        days = (here.now() - began).total_seconds() / DAY
        return Report(seed, days, _happened(here), injury, memory, found)


async def _ends(
    here: World, injury: Injury, living: list[asyncio.Task[None]], passing: asyncio.Task[None]
) -> None:
    """Let what is begun come to its end, while the bot is killed now and then. Raises what a life failed of."""
    ended = asyncio.gather(*living)
    for _ in range(LAST_KILLS):
        await asyncio.wait((ended, passing), timeout=3, return_when=asyncio.FIRST_COMPLETED)
        await here.power.cut(here.bot)
        injury.ordered["SIGKILL"] += 1
    await asyncio.wait((ended, passing), timeout=ENDLESS, return_when=asyncio.FIRST_COMPLETED)
    if passing.done():
        passing.result()
    lasting = [task.get_name() for task in living if not task.done()]
    assert ended.done(), f"{lasting} come to no end; it is {here.now()}"
    ended.result()


async def _afterwards(here: World) -> None:
    """Let the time pass after which all is decided, said and recorded."""
    end = here.now() + timedelta(days=AFTERWARDS)
    for moment in (end - timedelta(days=AFTERWARDS / 2), end):
        while here.last_look() < moment:
            await pass_by(here, DAY)
            await asyncio.sleep(0.05)
        await here.quiet()
        await put_on_record(here)
    await here.eventually(
        lambda: not here.stored("SELECT 1 FROM committee_motion WHERE ended = 0"), "every motion is recorded"
    )
    await here.quiet()


def _happened(here: World) -> dict[str, int]:
    known = here.known
    return {
        "newcomers": len(known.newcomers),
        "starts": known.started,
        "introductions": len(known.introduced),
        "posts": len(here.site.posts),
        "events": len(here.site.pages),
        "questions": known.answered,
        "messages in a listened channel": len(known.asked_in_channel),
        "elections": len(known.receipts),
        "ballots": sum(len(each) for each in known.receipts.values()),
        "motions": len(known.motions),
        "secret polls": len(known.tried),
        "date polls": len(known.dates),
    }
