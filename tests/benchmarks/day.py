"""What a day of a busy community leaves in memory, beside a bare bot that lives through the same day.

`python -m tests.benchmarks.day [--members 3000] [--hours 24]`
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.demo import write_config
from bot.example_site import ExampleSite
from bot.local_discord import LocalDiscord
from tests.benchmarks.speed import BARE, QUESTIONS, Running, local_discord, running

# Each hour so many join, and so many write a message and use a command.
JOINS, CALLS = 5, 30
COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    *(("guide ask", {"question": question}) for question in QUESTIONS),
    ("guide browse", {}),
    ("event list", {}),
    ("election list", {}),
    ("motion list", {}),
    ("poll list", {}),
    ("privacy show", {}),
    ("welcome start", {}),
)
PING: tuple[tuple[str, dict[str, str]], ...] = (("ping", {}),)
Calls = Iterator[tuple[str, dict[str, str]]]


async def live(local: LocalDiscord, running_bot: Running, hours: int, calls: Calls) -> tuple[float, float]:
    """Let a community live beside a bot; its memory in MB after the first hour and after the last."""
    after: list[float] = []
    channel = local.people.channel("general")
    users = [local.people.join(f"member-{number}", pending=False) for number in range(CALLS)]
    for hour in range(hours):
        for number in range(JOINS):
            local.people.join(f"newcomer-{hour}-{number}", pending=False)
        for user, (name, options) in zip(users, calls, strict=False):
            local.people.living.message(user, channel, f"{hour}: spikes are sparse, and so is this channel")
            answered = await local.people.using.command(user, channel, name, options, wait=10.0)
            if answered["outcome"] not in ("message", "deferred"):
                raise RuntimeError(f"/{name} was not answered: {answered}")
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{local.base_url}/local/clock", json={"advance": 3600}) as answer,
        ):
            answer.raise_for_status()
        # What an hour wakes has begun by now, or is done in the next one.
        await asyncio.sleep(0.5)
        after.append(running_bot.megabytes())
    return after[0], after[-1]


@contextlib.asynccontextmanager
async def every_job(local: LocalDiscord) -> AsyncIterator[Running]:
    """Run the bot with all its jobs, as `make demo` does, beside the example website."""
    with tempfile.TemporaryDirectory() as folder:
        site = ExampleSite(Path(folder, "site"), lambda: datetime.fromisoformat(local.world.now_iso()))
        await site.start()
        try:
            config = write_config(local, Path(folder), site)
            command = ("-m", "bot", "run", "--config", str(config))
            async with running(local, command, "bot.client: ready") as ours:
                yield ours
        finally:
            await site.stop()


async def measure(members: int, hours: int) -> list[tuple[str, float, float]]:
    """Return rows of (what, bare, ours)."""
    async with local_discord(members) as local, running(local, *BARE) as bare:
        bare_first, bare_last = await live(local, bare, hours, itertools.cycle(PING))
    async with local_discord(members) as local, every_job(local) as ours:
        first, last = await live(local, ours, hours, itertools.cycle(COMMANDS))
    return [
        ("memory after the first hour [MB]", bare_first, first),
        (f"memory after {hours} hours [MB]", bare_last, last),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=3_000)
    parser.add_argument("--hours", type=int, default=24)
    options = parser.parse_args(arguments)
    print(f"{'':<45}{'bare':>9}{'ours':>9}{'ratio':>8}")
    for what, bare, ours in asyncio.run(measure(options.members, options.hours)):
        print(f"{what:<45}{bare:>9.2f}{ours:>9.2f}{ours / bare:>8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
