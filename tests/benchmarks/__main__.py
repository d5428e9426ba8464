"""Speed beside a bare bot, a bare feed parser and others' counts, the ballot box, a crowd that votes, a day's memory,
following many sources, greeting many newcomers, and the quality of the guide's answers: all of them, or the parts that
are named.

`make bench`, `make bench ARGS="feeds elections"`. The options of a part: `python -m tests.benchmarks.feeds --help`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from tests.benchmarks import (
    ballots,
    closing,
    crowd,
    day,
    elections,
    feeds,
    guide_quality,
    polling,
    speed,
    welcome,
)

PARTS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "speed": speed.main,
    "day": day.main,
    "feeds": feeds.main,
    "polling": polling.main,
    "welcome": welcome.main,
    "elections": elections.main,
    "ballots": ballots.main,
    "closing": closing.main,
    "crowd": crowd.main,
    "guide_quality": guide_quality.main,
}


def main(
    arguments: Sequence[str] | None = None, parts: Mapping[str, Callable[[Sequence[str]], int]] = PARTS
) -> int:
    """Run the parts that are named, else all, each to its end; return 1 when one missed a goal."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    named = parser.parse_args(arguments).parts or list(parts)
    if unknown := [name for name in named if name not in parts]:
        parser.error(f"there is no {unknown[0]}; the parts are {', '.join(parts)}")
    return max([parts[name]([]) for name in named])


if __name__ == "__main__":
    sys.exit(main())
