"""Following many sources: the real bot, a local Discord and a site on loopback that serves them all.

`python -m tests.benchmarks.polling [--sources 200] [--rounds 5]`
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import psutil

from bot.local_discord import LocalDiscord
from tests.wire.announcements.feed_server import Entry, FeedServer, rss
from tests.wire.harness import BotProcess

NOW = datetime.now(UTC)
ITEMS = 20
# More than any source waits after it answered.
NEXT_POLL = 80 * 60
PATIENCE = 120.0

Row = tuple[str, float, str, bool]


def feed(number: int, *news: Entry) -> bytes:
    """A feed of twenty items with summaries, some kilobytes."""
    entries = [
        Entry(f"Post {n} of site {number}", date=NOW - timedelta(days=n), summary="What it is about. " * 20)
        for n in range(ITEMS)
    ]
    return rss([*news, *entries][:ITEMS], base=f"https://site{number}.example")


class Bench:
    """A bot that follows `count` sources."""

    def __init__(self, discord: LocalDiscord, site: FeedServer, folder: Path, count: int) -> None:
        self.discord, self.site, self.count = discord, site, count
        self.channel = int(discord.people.channel("announcements"))
        for number in range(count):
            site.pages[f"/{number}"] = feed(number)
        sources = [{"url": f"{site.url}/{number}", "channel": self.channel} for number in range(count)]
        self.bot = BotProcess(
            discord,
            folder,
            {
                "cogs": {"enabled": ["admin", "announcements"], "announcements": {"sources": sources}},
                "fetch": {"private_hosts": ["127.0.0.1"]},
            },
        )

    def stored(self, sql: str, *values: str) -> int:
        """The one number that a query gives."""
        with closing(sqlite3.connect(self.bot.database)) as connection:
            return int(connection.execute(sql, values).fetchone()[0] or 0)

    async def until(self, there: Callable[[], bool]) -> float:
        """Wait until something is so; the seconds it took."""
        started = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while True:
                if there():
                    return time.perf_counter() - started
                await asyncio.sleep(0.01)

    async def advance(self) -> None:
        """Let so much time pass that every source is asked again."""
        async with aiohttp.ClientSession() as session:
            address = f"{self.discord.base_url}/local/clock"
            async with session.post(address, json={"advance": NEXT_POLL}) as answer:
                answer.raise_for_status()

    def messages(self) -> int:
        """How many messages stand in the channel."""
        return len(self.discord.world.messages[self.channel])

    async def sweep(self) -> float:
        """Have every source asked; the seconds until all answers are written down."""
        with closing(sqlite3.connect(self.bot.database)) as connection:
            (before,) = connection.execute("SELECT max(checked_at) FROM announcement_source").fetchone()
        await self.advance()
        asked = "SELECT count(*) FROM announcement_source WHERE checked_at > ?"
        return await self.until(lambda: self.stored(asked, before) == self.count)

    async def visible(self, round_: int) -> float:
        """Let one source bring something new; the seconds from its answer to the message."""
        path = f"/{round_}"
        self.site.pages[path] = feed(round_, Entry(f"News {round_}", date=NOW))
        asked, messages = self.site.times(path), self.messages()
        await self.advance()
        await self.until(lambda: self.site.times(path) > asked)
        return await self.until(lambda: self.messages() > messages)


async def measure(count: int, rounds: int) -> list[Row]:
    """Return rows of what, value, goal and whether it was reached."""
    discord, site = LocalDiscord(), await FeedServer().start()
    await discord.start()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(discord, site, Path(folder), count)
        try:
            await bench.bot.start()
            process = psutil.Process(bench.bot._process.pid)  # type: ignore[union-attr]
            read = "SELECT count(*) FROM announcement_source WHERE read_at IS NOT NULL"
            first = await bench.until(lambda: bench.stored(read) == count)
            seconds, cpu = [], []
            for _ in range(rounds):
                before = _cpu_seconds(process)
                seconds.append(await bench.sweep())
                cpu.append(1000 * (_cpu_seconds(process) - before) / count)
            memory = process.memory_info().rss / 1e6
            news = [await bench.visible(round_) for round_ in range(rounds)]
        finally:
            await bench.bot.kill()
            await discord.stop()
            await site.stop()
    return [
        (f"{count} sources read for the first time [s]", first, "", True),
        (f"{count} unchanged sources in one sweep, slowest [s]", max(seconds), "< 10", max(seconds) < 10),
        ("CPU for an unchanged source, with the bot's own [ms]", max(cpu), "< 5", max(cpu) < 5),
        (f"memory with {count} sources [MB]", memory, "< 100", memory < 100),
        ("from a source's answer to the message, slowest [s]", max(news), "< 2", max(news) < 2),
    ]


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per measure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    rows = asyncio.run(measure(options.sources, options.rounds))
    for what, value, goal, _ in rows:
        print(f"{what:<55}{value:>9.2f}  {goal}")
    return 0 if all(reached for *_, reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
