"""The bot's speed and size beside a bare discord.py bot: same local Discord, same run, printed as ratios.

`python -m tests.benchmarks.speed [--members 3000] [--large 100000] [--calls 300]`
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.demo import write_config
from bot.local_discord import LocalDiscord

PROJECT = Path(__file__).resolve().parents[2]
QUESTIONS = (
    "is there a JAX library for spiking networks?",
    "which framework runs on Loihi 2",
    "snnTorch or Norse for surrogate gradients?",
    "read aedat4 files from an event camera in python",
    "something permissive without PyTorch",
    "a simulator for large networks of point neurons on a cluster",
    "is there something for cooking recipes?",
    "how do I move a network from one framework to another",
)
AT_ONCE = 500
READY_SECONDS = 120.0


@dataclass(frozen=True)
class Running:
    """A bot process that is ready: how long that took, and the process."""

    seconds_to_ready: float
    process: psutil.Process

    def megabytes(self) -> float:
        """Return its resident memory now."""
        return self.process.memory_info().rss / 1e6


@dataclass(frozen=True)
class RoundTrips:
    """Answer times in milliseconds."""

    p50: float
    p99: float


@contextlib.asynccontextmanager
async def running(local: LocalDiscord, command: Sequence[str], ready: str) -> AsyncIterator[Running]:
    """Start a bot and wait until it prints a line that contains `ready`; stop it at the end."""
    environ = {
        **os.environ,
        "DISCORD_TOKEN": local.token,
        "API_URL": local.api_url,
        "GATEWAY_URL": local.gateway_url,
        "GUILD_ID": str(local.guild_id),
        "PYTHONUNBUFFERED": "1",
    }
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command),
        env=environ,
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(READY_SECONDS):
        while True:
            line = (await process.stdout.readline()).decode()
            lines.append(line)
            if ready in line:
                break
            if not line:
                raise RuntimeError("the bot ended: " + "".join(lines))
    seconds = time.perf_counter() - started
    # Nobody reads its output from here on; a full pipe would stop it.
    drain = asyncio.create_task(_drain(process.stdout))
    try:
        yield Running(seconds, psutil.Process(process.pid))
    finally:
        process.terminate()
        await process.wait()
        await drain


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.readline():
        pass


@contextlib.contextmanager
def community_bot(local: LocalDiscord) -> Iterator[tuple[Sequence[str], str]]:
    """Return the command line of the bot as `make demo` runs it, and its line when it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        config = write_config(local, Path(folder))
        yield ("-m", "bot", "run", "--config", str(config)), "bot.client: ready"


BARE = (("tests/benchmarks/bare_bot.py",), "ready")


@contextlib.asynccontextmanager
async def local_discord(members: int) -> AsyncIterator[LocalDiscord]:
    """A local Discord with so many members more."""
    local = LocalDiscord()
    local.people.populate(members)
    await local.start()
    try:
        yield local
    finally:
        await local.stop()


async def one_call(local: LocalDiscord, user: str, channel: str, name: str, options: dict[str, str]) -> float:
    """Use a command and return the seconds until its answer, which must be a message."""
    started = time.perf_counter()
    outcome = await local.people.using.command(user, channel, name, options, wait=10.0)
    seconds = time.perf_counter() - started
    if outcome["outcome"] != "message":
        raise RuntimeError(f"/{name} was not answered: {outcome}")
    return seconds


async def round_trips(local: LocalDiscord, name: str, calls: int) -> RoundTrips:
    """Use a command `calls` times, one after another."""
    user, channel = _somebody(local)
    times = []
    for question in itertools.islice(itertools.cycle(QUESTIONS), calls + 20):
        options = {"question": question} if name == "guide ask" else {}
        times.append(1000 * await one_call(local, user, channel, name, options))
    # The first calls fill caches and open connections, in either bot.
    cuts = statistics.quantiles(times[20:], n=100)
    return RoundTrips(cuts[49], cuts[98])


async def all_at_once(local: LocalDiscord) -> tuple[float, int]:
    """Ask `AT_ONCE` questions at the same moment; the seconds until the last answer, and how many had none."""
    user, channel = _somebody(local)
    questions = itertools.islice(itertools.cycle(QUESTIONS), AT_ONCE)
    ended = await asyncio.gather(
        *(one_call(local, user, channel, "guide ask", {"question": question}) for question in questions),
        return_exceptions=True,
    )
    times = [each for each in ended if isinstance(each, float)]
    return max(times, default=0.0), len(ended) - len(times)


def _somebody(local: LocalDiscord) -> tuple[str, str]:
    return local.people.join("bench"), local.people.channel("general")


async def measure(members: int, large: int, calls: int) -> list[tuple[str, float, float, str]]:
    """Return rows of (what, bare, ours, goal)."""
    rows = []
    async with local_discord(members) as local:
        async with running(local, *BARE) as bare:
            ping = await round_trips(local, "ping", calls)
            bare_ready, bare_memory = bare.seconds_to_ready, bare.megabytes()
        with community_bot(local) as command:
            async with running(local, *command) as ours:
                ask = await round_trips(local, "guide ask", calls)
                rows += [
                    (f"start to ready, {members:,} members [s]", bare_ready, ours.seconds_to_ready, "<= 1.3"),
                    ("answer p50: /ping, /guide ask [ms]", ping.p50, ask.p50, "<= 2"),
                    ("answer p99: /ping, /guide ask [ms]", ping.p99, ask.p99, "<= 3"),
                    (f"memory, {members:,} members [MB]", bare_memory, ours.megabytes(), "<= 1.5"),
                ]
                latest, unanswered = await all_at_once(local)
        rows.append((f"latest of {AT_ONCE} at once [s]", 0.0, latest, "<= 3 s"))
        rows.append((f"unanswered of {AT_ONCE}", 0.0, unanswered, "0"))
    if large:
        async with local_discord(large) as local:
            async with running(local, *BARE) as bare:
                bare_large = bare.megabytes()
            with community_bot(local) as command:
                async with running(local, *command) as ours:
                    ours_large = ours.megabytes()
        growth, growth_large = rows[3][2] - rows[3][1], ours_large - bare_large
        rows.append((f"memory, {large:,} members [MB]", bare_large, ours_large, ""))
        rows.append(("more than bare, few and many members [MB]", growth, growth_large, "constant"))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=3_000)
    parser.add_argument("--large", type=int, default=100_000, help="0: leave this part out")
    parser.add_argument("--calls", type=int, default=300)
    options = parser.parse_args(arguments)
    rows = asyncio.run(measure(options.members, options.large, options.calls))
    print(f"{'':<45}{'bare':>9}{'ours':>9}{'ratio':>8}  goal")
    for what, bare, ours, goal in rows:
        ratio = f"{ours / bare:.2f}" if bare else ""
        print(f"{what:<45}{bare:>9.2f}{ours:>9.2f}{ratio:>8}  {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
