"""Newcomers: a thousand joins in a minute, and the sweep over a server of a hundred thousand.

`python -m tests.benchmarks.welcome [--joins 1000] [--members 100000]`
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bot.clock import ManualClock
from bot.database import Database
from bot.local_discord import LocalDiscord
from bot.migrations import migrate
from cogs.welcome.model import Seen
from cogs.welcome.roster import Roster
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore
from tests.benchmarks import speed
from tests.wire.harness import BotProcess, text

PATIENCE = 180.0
NEWCOMERS = 3_000
SECONDS = 60.0
# What the issue allows: so many messages for all, so much lag, so long for the sweep, so much memory.
MESSAGES, LAG, SWEEP, MEMORY = 60, 1.0, 5.0, 50.0

Row = tuple[str, float, str, bool]


class Bench:
    """A bot that greets, on a local Discord with `members` more than usual."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess) -> None:
        self.discord, self.bot = discord, bot
        self.channel = int(discord.people.channel("welcome"))

    @property
    def process(self) -> psutil.Process:
        """The bot's process."""
        return psutil.Process(self.bot._process.pid)  # type: ignore[union-attr]

    def stored(self, sql: str) -> Any:
        """The one value that a query gives."""
        with closing(sqlite3.connect(self.bot.database)) as connection:
            return connection.execute(sql).fetchone()[0]

    async def until(self, there: Callable[[], bool]) -> float:
        """Wait until something is so; the seconds it took."""
        started = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            while True:
                if there():
                    return time.perf_counter() - started
                await asyncio.sleep(0.01)

    async def advance(self, seconds: float) -> None:
        """Move the clock, which wakes the sweeps."""
        async with aiohttp.ClientSession() as session:
            address = f"{self.discord.base_url}/local/clock"
            async with session.post(address, json={"advance": seconds}) as answer:
                answer.raise_for_status()

    async def look(self) -> float:
        """Have the member list asked for and compared; the seconds until that is written down."""
        before = self.stored("SELECT looked_at FROM welcome_state")
        await self.advance(3_600)
        return await self.until(lambda: self.stored("SELECT looked_at FROM welcome_state") > before)

    def greeted(self) -> list[set[str]]:
        """Whom each message greets."""
        world = self.discord.world
        said = world.messages[self.channel].values()
        texts = [
            text({"components": each.components}) for each in said if each.author_id == world.bot_user.id
        ]
        return [set(re.findall(r"<@(\d+)>", each)) for each in texts]


@asynccontextmanager
async def running(members: int) -> AsyncIterator[Bench]:
    """Start a bot that knows everybody who is there."""
    async with speed.local_discord(members) as discord:
        settings = {"channel": int(discord.people.channel("welcome"))}
        with tempfile.TemporaryDirectory() as folder:
            bot = BotProcess(
                discord,
                Path(folder),
                {
                    "discord": {"moderator_channel": int(discord.people.channel("bot-log"))},
                    "cogs": {"enabled": ["admin", "welcome"], "welcome": settings},
                },
            )
            try:
                await bot.start(PATIENCE)
                bench = Bench(discord, bot)
                looked = "SELECT looked_at > known_until FROM welcome_state"
                await bench.until(lambda: bool(bench.stored(looked)))
                yield bench
            finally:
                await bot.kill()


async def thousand(joins: int) -> list[Row]:
    """Let so many people join within a minute, while somebody uses the bot all the time."""
    async with running(0) as bench:
        moderator = bench.discord.people.named("sofia_reyes")
        answers: list[float] = []
        users = []
        started = time.perf_counter()
        for number in range(joins):
            users.append(bench.discord.people.join(f"newcomer{number}", pending=False))
            if number % 10 == 0:
                answers.append(await _answer(bench, moderator))
            due = started + (number + 1) * SECONDS / joins
            await asyncio.sleep(max(due - time.perf_counter(), 0))
        known = await bench.until(
            lambda: bench.stored("SELECT count(*) FROM welcome_newcomer WHERE state = 'waiting'") == joins
        )
        # The rush is over a minute later; then the longest window.
        await bench.advance(60)
        await bench.advance(300)
        greeting = await bench.until(lambda: sum(map(len, bench.greeted())) >= joins)
        messages = bench.greeted()
        everybody = set().union(*messages) == set(users) and sum(map(len, messages)) == joins
        limited = sum(each["status"] == 429 for each in bench.discord.requests.since(0))
    return [
        (
            f"{joins} joins in {SECONDS:.0f} s: messages that greet all",
            len(messages),
            f"<= {MESSAGES}",
            everybody and len(messages) <= MESSAGES,
        ),
        ("  last join to everybody known [s]", known, "", True),
        ("  rush over to the last greeting [s]", greeting, "", True),
        ("  requests that Discord refused as too many", limited, "0", limited == 0),
        ("  slowest answer to a member meanwhile [s]", max(answers), f"< {LAG:.0f}", max(answers) < LAG),
    ]


async def _answer(bench: Bench, user: str) -> float:
    """Use a command; the seconds until its answer: the lag of gateway and event loop, and its own time."""
    place = bench.discord.people.channel("general")
    started = time.perf_counter()
    outcome = await bench.discord.people.using.command(user, place, "welcome start", {}, wait=10.0)
    if outcome["outcome"] != "message":
        raise RuntimeError(f"not answered: {outcome}")
    return time.perf_counter() - started


async def hundred_thousand(members: int) -> list[Row]:
    """Compare a large server's member list with the ledger, and weigh the bot beside a bare one."""
    async with running(members) as bench:
        started = await _restart(bench)
        before = _cpu_seconds(bench.process)
        asked = await bench.look()
        own = _cpu_seconds(bench.process) - before
        memory = bench.process.memory_info().rss / 1e6
    async with speed.local_discord(members) as local, speed.running(local, *speed.BARE) as bare:
        above = memory - bare.megabytes()
    return [
        (f"{members:,} members at a start, from its cache [s]", started, f"< {SWEEP:.0f}", started < SWEEP),
        (
            "  the hourly sweep, with the time that Discord's answers take [s]",
            asked,
            f"< {SWEEP:.0f}",
            asked < SWEEP,
        ),
        ("  what it costs the bot [s of CPU]", own, f"< {SWEEP:.0f}", own < SWEEP),
        ("  memory [MB]", memory, "", True),
        ("  memory above a bare bot's [MB]", above, f"< {MEMORY:.0f}", above < MEMORY),
    ]


async def _restart(bench: Bench) -> float:
    """Start the bot again; the seconds from "ready" until the list was compared."""
    before = bench.stored("SELECT looked_at FROM welcome_state")
    await bench.bot.stop()
    await bench.bot.start(PATIENCE)
    return await bench.until(lambda: bench.stored("SELECT looked_at FROM welcome_state") > before)


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def compared(members: int) -> list[Row]:
    """Compare a list in memory with a ledger of three thousand, with nothing of Discord in between."""
    clock = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "community.sqlite3"
        migrate(path)
        database = await Database.open(path)
        try:
            roster = Roster(database, LedgerStore(database), StateStore(database), clock, WelcomeSettings())
            await roster.start()
            clock.advance(timedelta(hours=1))
            old = [
                Seen(number, clock.now() - timedelta(days=9), pending=False) for number in range(1, members)
            ]
            new = [Seen(members + number, clock.now(), pending=False) for number in range(NEWCOMERS)]
            times = []
            for _ in range(3):
                started = time.perf_counter()
                await roster.compare(_each([*old, *new]))
                times.append(time.perf_counter() - started)
        finally:
            await database.close()
    first, known = times[0], max(times[1:])
    return [
        (
            f"{members:,} members, {NEWCOMERS:,} of them new, into the ledger [s]",
            first,
            f"< {SWEEP:.0f}",
            first < SWEEP,
        ),
        ("  compared again, slowest [s]", known, f"< {SWEEP:.0f}", known < SWEEP),
    ]


async def _each(members: Sequence[Seen]) -> AsyncIterator[Seen]:
    for seen in members:
        yield seen


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line per measure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--joins", type=int, default=1_000)
    parser.add_argument("--members", type=int, default=100_000)
    options = parser.parse_args(arguments)
    rows = asyncio.run(compared(options.members)) + asyncio.run(hundred_thousand(options.members))
    rows += asyncio.run(thousand(options.joins))
    for what, value, goal, _ in rows:
        print(f"{what:<66}{value:>9.2f}  {goal}")
    return 0 if all(reached for *_, reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
