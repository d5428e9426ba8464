"""`python -m tests.chaos [--minutes 3] [--seed N]`: chaos for so long; 1 when something does not agree."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import chaos


def main() -> int:
    """Run it and print the report."""
    options = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    options.add_argument(
        "--minutes", type=float, default=3.0, help="how long people live with faults, at most 60"
    )
    options.add_argument(
        "--seed", type=int, default=random.randrange(10_000), help="the order of what happens"
    )
    given = options.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(chaos(Path(folder), given.seed, min(given.minutes, 60.0) * 60))
    print(report)
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
