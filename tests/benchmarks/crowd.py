"""A whole vote of 3,100 through Discord, 200 at a time, with the bot killed twice: every receipt is published once.

`python -m tests.benchmarks.crowd [--voters 3100] [--at-once 200] [--kills 2]`
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.wire.elections.crowd import crowd_votes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how long it took; return 1 when anything does not fit together."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voters", type=int, default=3_100)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--kills", type=int, default=2)
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(crowd_votes(Path(folder), given.voters, given.at_once, given.kills))
    problems = outcome.problems(given.voters)
    seconds = time.perf_counter() - began
    print(f"{given.voters:,} voters, {given.at_once} at once, {given.kills} kills: {seconds:.0f} s")
    for problem in problems:
        print(f"  MISSED: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
