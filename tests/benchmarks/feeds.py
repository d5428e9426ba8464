"""Reading real feeds beside the bare parser: same bytes, same run, printed as ratios.

`python -m tests.benchmarks.feeds [FILE ...]`. Without files: the real ones, where `ONM_SITE` or a folder
`shared/onm` beside the project has them.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import feedparser

from cogs.announcements.readers import read_any

PROJECT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROUNDS = 15
# What the largest feed may take, in times of the bare parser.
LIMIT = 1.2
SHOWN = 5


def real_data() -> Path | None:
    """Return the folder with the real site and feeds, if this machine has one."""
    if stated := os.environ.get("ONM_SITE"):
        return Path(stated)
    return next((up / "shared" / "onm" for up in PROJECT.parents if (up / "shared" / "onm").is_dir()), None)


def real_feeds(folder: Path) -> list[Path]:
    """Return every file of the real data that is, or was meant as, a feed."""
    found = (*folder.glob("feeds/*/*"), *folder.glob("site/**/*.xml"))
    return sorted(path for path in found if path.is_file() and path.suffix in (".xml", ".atom", ".html"))


def milliseconds(*works: Callable[[], object]) -> list[float]:
    """Return the least time of each over several rounds, in turns: what else runs here only ever adds."""
    least = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            gc.collect()
            started = time.perf_counter()
            work()
            least[number] = min(least[number], 1000 * (time.perf_counter() - started))
    return least


def bare(body: bytes) -> object:
    """Parse as the library's documentation shows it; what `readers/parser.py` changes costs it nothing."""
    return feedparser.parse(io.BytesIO(body))


def lean(body: bytes) -> object:
    """Parse without the library's cleaning of HTML, which the bot does itself on what it shows."""
    return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def whole(body: bytes) -> object:
    """Read as the bot does: decoded, checked, parsed, as items."""
    return read_any(body, url="", content_type=None, now=NOW)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per feed, largest first; return 1 when the largest takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args(arguments).files
    folder = real_data()
    if not files and folder is None:
        print("feeds: no real feeds on this machine; name files, or their folder in ONM_SITE")
        return 0
    largest = sorted(files or real_feeds(folder or Path()), key=lambda path: -path.stat().st_size)[:SHOWN]
    ratios = []
    print(
        f"{'feed':44} {'kB':>6} {'bare ms':>8} {'bot ms':>8} {'ratio':>6}   (bare without cleaning: ms, ratio)"
    )
    for path in largest:
        body = path.read_bytes()
        alone, cleaned, own = milliseconds(*(partial(work, body) for work in (bare, lean, whole)))
        ratios.append(own / alone)
        print(
            f"{path.name[-44:]:44} {len(body) / 1000:6.0f} {alone:8.1f} {own:8.1f} {own / alone:6.2f}"
            f"   ({cleaned:.1f}, {own / cleaned:.2f})"
        )
    return 0 if ratios[0] <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
