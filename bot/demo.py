"""`community-bot demo`: the local Discord, an example community and the real bot, in one command.

The bot runs as a process of its own, started as on a server: `community-bot run` with a
configuration written for the occasion. Nothing about it knows that this Discord is a local one.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from bot.errors import BotError
from bot.settings import DEFAULT_COGS

if TYPE_CHECKING:
    from bot.example_site import ExampleSite
    from bot.local_discord import LocalDiscord

STOP_SECONDS = 12.0
# After this the page's address is printed even if the bot has not come; its log tells why.
CONNECT_SECONDS = 30.0
# Where the example site listens: the bot may fetch from this one private host.
HOST = "127.0.0.1"
# The Secretary's list of members, as `/election roll import` takes it.
ROLL = "roll.csv"


async def run_demo(port: int, *, open_page: bool, data: Path | None) -> int:
    """Run local Discord and bot until Ctrl-C or SIGTERM, or until the bot ends. Return the exit code.

    The bot's database and the website are kept in `data` when given, else in a folder that goes at the end.
    """
    stopping = _stop_event()
    async with _local_discord(port) as local:
        with _folder(data) as folder:
            async with _example_site(local, folder) as site:
                return await _run_bot(local, site, folder, stopping, open_page=open_page)


async def _run_bot(
    local: LocalDiscord, site: ExampleSite, folder: Path, stopping: asyncio.Event, *, open_page: bool
) -> int:
    config = write_config(local, folder, site)
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config)),
        env={**os.environ, "DISCORD_TOKEN": local.token},
        # A Ctrl-C reaches the whole foreground group; the bot is to be stopped by us, in order.
        start_new_session=True,
    )
    try:
        ended = asyncio.create_task(bot.wait())
        stop = asyncio.create_task(stopping.wait())
        # Whoever opens the page is to find the bot there, with its commands.
        here = asyncio.create_task(local.gateway.visited.wait())
        first, _ = await asyncio.wait(
            (ended, stop, here), timeout=CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        here.cancel()
        if not {ended, stop} & first:
            await _tell(local, site, config.with_name(ROLL), open_page=open_page)
        await asyncio.wait((ended, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if ended.done():
            return ended.result() or 1
        bot.send_signal(signal.SIGTERM)
        done, _ = await asyncio.wait((ended,), timeout=STOP_SECONDS)
        return 0 if done and ended.result() == 0 else 1
    finally:
        # Whatever went wrong above, the bot does not outlive its Discord.
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


async def _tell(local: LocalDiscord, site: ExampleSite, roll: Path, *, open_page: bool) -> None:
    print(  # noqa: T201
        f"\n  The community is at  {local.base_url}\n"
        f"  Its website is at    {site.base_url}  (publish something there)\n"
        f"  Its members' roll:   {roll}  (for /election roll import)\n"
        "  Stop with Ctrl-C.\n",
        flush=True,
    )
    if open_page:
        await asyncio.to_thread(webbrowser.open, local.base_url)


async def run_local_discord(port: int) -> None:
    """Run the local Discord alone until Ctrl-C or SIGTERM, and print what a bot needs to connect."""
    stopping = _stop_event()
    async with _local_discord(port) as local:
        print(  # noqa: T201
            f"The local Discord is open: {local.base_url}/\n\n"
            f"  api_url     = {local.api_url}\n"
            f"  gateway_url = {local.gateway_url}\n"
            f"  cdn_url     = {local.cdn_url}\n"
            f"  clock_url   = {local.base_url}/local/clock\n"
            f"  guild_id    = {local.guild_id}\n"
            f"  token       = {local.token}\n\n"
            "Ctrl-C closes it; nothing is kept.",
            flush=True,
        )
        await stopping.wait()


def write_config(local: LocalDiscord, folder: Path, site: ExampleSite | None = None) -> Path:
    """Write a configuration for the bot at `local`, which follows `site`, into `folder`; return its path.

    Not named `config.toml`: that may be somebody's own, in a folder given with `--data`.
    """
    config = folder / "demo.toml"
    document: dict[str, Any] = {
        "discord": {
            "guild_id": int(local.guild_id),
            "moderator_channel": int(local.people.channel("bot-log")),
            "api_url": local.api_url,
            "gateway_url": local.gateway_url,
            "cdn_url": local.cdn_url,
            "clock_url": f"{local.base_url}/local/clock",
        },
        # Each demo is a server of its own, with members and channels that no older database knows.
        "database": {"path": f"demo-{local.guild_id}.sqlite3"},
        "cogs": {
            "enabled": [*DEFAULT_COGS, "welcome", "elections", "committee", "polls", "moderation"],
            "welcome": _welcome(local),
            "elections": _elections(local),
            "committee": _committee(local),
            "moderation": {"channel": int(local.people.channel("bot-log"))},
        },
    }
    write_roll(local, folder / ROLL)
    if site is not None:
        channel = int(local.people.channel("announcements"))
        document["fetch"] = {"private_hosts": [HOST]}
        document["cogs"]["enabled"].append("announcements")
        document["cogs"]["announcements"] = {
            "sources": [{"url": site.feed_url, "channel": channel, "title": "The example blog"}],
            "events": {
                "channel": channel,
                "folder": str(site.content.folder.resolve()),
                "site_base": site.base_url,
            },
        }
    config.write_text(tomli_w.dumps(document), encoding="utf-8")
    return config


def _welcome(local: LocalDiscord) -> dict[str, Any]:
    """Return `[cogs.welcome]` for the example community."""

    def channels(*names: str) -> list[int]:
        return [int(local.people.channel(name)) for name in names]

    return {
        "channel": channels("welcome")[0],
        "introductions": channels("introductions")[0],
        # Newcomers of the demo are not kept waiting.
        "window_seconds": 10,
        "roles": [
            int(local.people.role(name)) for name in ("Student", "Hardware", "Event cameras", "Theory")
        ],
        "welcomers": {
            "channel": channels("welcomers")[0],
            "role": int(local.people.role("Welcomer")),
        },
        "channels": {
            "learn": channels("papers", "help"),
            "library": channels("help", "help-forum"),
            "project": channels("projects"),
            "people": channels("general", "off-topic"),
            "share": channels("projects", "papers"),
            "industry": channels("jobs"),
        },
    }


def _elections(local: LocalDiscord) -> dict[str, Any]:
    """Return `[cogs.elections]` for the example community; its Secretary is Mei Tanaka."""
    return {
        "channel": int(local.people.channel("announcements")),
        "officers_channel": int(local.people.channel("leadership")),
        "returns_officers": [int(local.people.named("mei.tanaka"))],
        "committee_role": int(local.people.role("Executive Committee")),
    }


def _committee(local: LocalDiscord) -> dict[str, Any]:
    """Return `[cogs.committee]` for the example community: three with one role."""
    return {
        "channel": int(local.people.channel("leadership")),
        "role": int(local.people.role("Executive Committee")),
        "seats": 3,
    }


def write_roll(local: LocalDiscord, path: Path) -> None:
    """Write the example community's members as the Secretary's list: whoever is no newcomer.

    Their accounts have other numbers in each demo, so the list is made for it.
    """
    guild = local.world.local_guild(int(local.guild_id))
    newcomer = int(local.people.role("Newcomer"))
    people = [
        local.world.users[member.user_id]
        for member in guild.members.values()
        if newcomer not in member.role_ids and not local.world.users[member.user_id].bot
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("member_id", "name", "discord_id", "standing"))
        for number, user in enumerate(people, 1):
            standing = "probation" if user.name == "diego_m" else "good"
            rows.writerow((f"m{number:03}", user.global_name, user.id, standing))


def _stop_event() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


@contextlib.asynccontextmanager
async def _local_discord(port: int) -> AsyncIterator[LocalDiscord]:
    try:
        from bot.local_discord import LocalDiscord
    except ModuleNotFoundError as error:
        raise BotError(str(error)) from error
    local = LocalDiscord(port=port)
    try:
        await local.start()
    except OSError as error:
        raise BotError(f"port {port} cannot be used: {error.strerror}. Choose another with --port") from error
    try:
        yield local
    finally:
        await local.stop()


@contextlib.asynccontextmanager
async def _example_site(local: LocalDiscord, folder: Path) -> AsyncIterator[ExampleSite]:
    from bot.example_site import ExampleSite

    site = ExampleSite(folder / "site", lambda: datetime.fromisoformat(local.world.now_iso()))
    await site.start()
    try:
        yield site
    finally:
        await site.stop()


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        try:
            data.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=data):
                pass
        except OSError as error:
            raise BotError(f"{data} cannot be used: {error.strerror}. Choose another with --data") from error
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="community-bot-") as folder:
        yield Path(folder)
