"""The end of a large vote: closed, counted, drawn, published and cleaned up, while the bot goes on answering.

`python -m tests.benchmarks.closing [--voters 3100]`
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cogs.elections.chart import draw
from cogs.elections.face import cards
from tests.benchmarks.ballots import Row, lag
from tests.store.elections.course import HOUR, Course, course_at

OFFICES = {"Chair": (1, 2, 3, 4), "Vice_Chair": (3, 4, 5), "Secretary": (6, 7, 8)}
NAMES = {
    "Chair": ("Ada", "Ben", "Cai", "Dee"),
    "Vice_Chair": ("Cai", "Dee", "Eve"),
    "Secretary": ("Fay", "Gus", "Hal"),
}


async def measure(voters: int) -> list[Row]:
    """Return rows of what, value, goal and whether it was reached."""
    with tempfile.TemporaryDirectory() as folder:
        async with course_at(Path(folder) / "community.sqlite3") as course:
            course.cards, course.draw = cards, draw
            await course.start(vacuum=True)
            election = await _voted(course, voters)
            done = asyncio.Event()
            watching = asyncio.create_task(lag(done))
            began = time.perf_counter()
            sheet = await course.closes(election)
            took = time.perf_counter() - began
            done.set()
            worst = await watching
    assert sheet.election.stage == "elected", sheet.election.stage
    assert {"public", "chart-1", "chart-2", "chart-3"} <= set(sheet.files), sheet.files
    return [
        (f"{voters} votes for three offices closed and published [s]", took, "< 5", took < 5),
        ("meanwhile nothing else got a turn for [ms]", worst, "< 200", worst < 200),
    ]


async def _voted(course: Course, voters: int) -> int:
    """An election of three offices in which everybody has voted, each in their own way."""
    await course.roll(voters)
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, **OFFICES)
    sheet = await course.to_opening(election)
    for number in range(1, voters + 1):
        said = {
            office: [
                names[(number * number // 3 + place) % len(names)] for place in range(1 + number % len(names))
            ]
            for office, names in NAMES.items()
        }
        await course.vote(election.id, number, **said)
    await course.until(sheet.election.closes_at - HOUR + timedelta(minutes=1))
    return election.id


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per measure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voters", type=int, default=3_100)
    rows = asyncio.run(measure(parser.parse_args(arguments).voters))
    for what, value, goal, _ in rows:
        print(f"{what:<55}{value:>9.2f}  {goal}")
    return 0 if all(reached for *_, reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
