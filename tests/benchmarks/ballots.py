"""The ballot box with full durability: casts at a steady rate, casts all at once, and the opening of the box.

`python -m tests.benchmarks.ballots [--voters 3100] [--rate 50] [--seconds 10]`
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.store.elections.box_world import Asked, BoxWorld, box_world

Row = tuple[str, float, str, bool]


async def paced(world: BoxWorld, asked: Asked, rate: int, seconds: int) -> list[float]:
    """Cast so many ballots a second, each when its time has come; how long each took, in milliseconds."""
    began = time.perf_counter() + 0.1

    async def cast(number: int) -> float:
        due = began + number / rate
        await asyncio.sleep(due - time.perf_counter())
        await world.box.cast(asked.id, f"m{number + 1}", asked.ranked(number % 5))
        return 1000 * (time.perf_counter() - due)

    return sorted(await asyncio.gather(*(cast(number) for number in range(rate * seconds))))


async def lag(done: asyncio.Event) -> float:
    """The longest time for which nothing else got a turn, in milliseconds."""
    worst = 0.0
    while not done.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        worst = max(worst, 1000 * (time.perf_counter() - began - 0.005))
    return worst


async def measure(voters: int, rate: int, seconds: int) -> list[Row]:
    """Return rows of what, value, goal and whether it was reached."""
    with tempfile.TemporaryDirectory() as folder:
        async with box_world(Path(folder)) as world:
            asked = await world.election(voters=max(voters, rate * seconds), offices=(5, 5, 5))
            steady = await paced(world, asked, rate, seconds)
            began = time.perf_counter()
            together = asyncio.Semaphore(200)

            async def cast(number: int) -> None:
                async with together:
                    await world.box.cast(asked.id, f"m{number + 1}", asked.ranked(number % 5))

            await asyncio.gather(*(cast(number) for number in range(voters)))
            per_second = voters / (time.perf_counter() - began)
            await world.close(asked.id)
            done = asyncio.Event()
            watching = asyncio.create_task(lag(done))
            began = time.perf_counter()
            await world.open_box(asked)
            opening = time.perf_counter() - began
            await world.box.destroy(asked.id)
            ending = time.perf_counter() - began - opening
            done.set()
            worst = await watching
    slow = steady[int(len(steady) * 0.99)]
    return [
        (f"a cast at {rate} a second, p99 [ms]", slow, "< 100", slow < 100),
        ("casts a second, 200 at a time", per_second, f"> {rate}", per_second > rate),
        (f"{voters} ballots of three offices opened [s]", opening, "< 2", opening < 2),
        ("key destroyed and file cleaned [s]", ending, "< 2", ending < 2),
        ("meanwhile nothing else got a turn for [ms]", worst, "< 200", worst < 200),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per measure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voters", type=int, default=3_100)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args(arguments)
    rows = asyncio.run(measure(options.voters, options.rate, options.seconds))
    for what, value, goal, _ in rows:
        print(f"{what:<55}{value:>9.2f}  {goal}")
    return 0 if all(reached for *_, reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
