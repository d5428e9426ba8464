"""The community that chaos happens to: every job of the bot, a site with a feed, and an election that is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import psutil

from bot.local_discord import LocalDiscord
from tests.wire.announcements.feed_server import Entry, FeedServer, rss
from tests.wire.elections.crowd import Power
from tests.wire.elections.voters import MODERATORS, Motion, Vote
from tests.wire.harness import BotProcess, text

JOBS = ("admin", "guide", "welcome", "announcements", "elections", "committee", "polls", "moderation")
OFFICERS = ("amara.okafor", "lukas.brandt", "mei.tanaka")
FEED = "/feed.xml"
VOTERS = 40


class Size(NamedTuple):
    """The bot's resident memory in MB, and how many tasks it has."""

    memory: float
    tasks: int


class World(Vote):
    """What people do in it, and what they know of it themselves."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess, site: FeedServer) -> None:
        super().__init__(discord, bot)
        self.site = site
        self.power = Power()
        self.newcomers: list[str] = []
        self.posts: list[str] = []
        self.receipts: dict[str, str] = {}
        self.motions: list[str] = []
        # Of each poll's choices: how many voted for it, and how many of them were told that it counts.
        self.tried: dict[str, Counter[str]] = {}
        self.told: dict[str, Counter[str]] = {}
        self.answered = 0

    def publish(self) -> None:
        """Write one more post on the site."""
        self.posts.append(f"Post number {len(self.posts) + 1} of the site")
        now = self.discord.world.clock.now()
        self.site.pages[FEED] = rss(
            [Entry(title, date=now, guid=title) for title in reversed(self.posts)], base=self.site.url
        )

    def said_in(self, channel: str) -> list[str]:
        """The texts of what the bot says to everybody in a channel."""
        everything = self.discord.world.messages[int(self.channel(channel))].values()
        bot = self.discord.world.bot_user.id
        return [
            text({"content": message.content or "", "components": message.components})
            for message in everything
            if message.author_id == bot
        ]

    async def size(self) -> Size:
        """How much of everything the bot has just now, once it is up."""
        await self.power.up.wait()
        process = self.bot._process
        assert process is not None
        line = next(line for line in reversed(self.bot.lines) if "health is told at" in line["message"])
        url = f"{line['message'].split()[-1]}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            metrics = await answer.text()
        # A page that somebody was shown waits some minutes for what they press.
        tasks = [
            float(line.split()[-1])
            for line in metrics.splitlines()
            if line.startswith("community_bot_tasks{") and "BaseView." not in line
        ]
        return Size(psutil.Process(process.pid).memory_info().rss / 1e6, int(sum(tasks)))


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Make the community, with the bot at work; the bot ends with the block, and its code is 0."""
    discord = LocalDiscord()
    discord.people.populate(VOTERS, prefix="voter")
    await discord.start()
    site = await FeedServer().start()
    bot = BotProcess(discord, folder)
    made = World(discord, bot, site)
    channel: Callable[[str], int] = lambda name: int(made.channel(name))  # noqa: E731
    made.publish()
    bot.config |= {
        "health": {"http_port": 0},
        "fetch": {"private_hosts": ["127.0.0.1"]},
        "cogs": _jobs(made, channel),
    }
    bot.config["discord"]["moderator_channel"] = channel(MODERATORS)
    try:
        await made.lay_out([Motion("Admit Ada?")], [f"voter{n}" for n in range(1, VOTERS + 1)], {}, {})
        await bot.start()
        await made.eventually(
            lambda: made.stored("SELECT 1 FROM announcement_item"), "the first look at the feed"
        )
        yield made
        assert await bot.stop() == 0
    finally:
        await bot.kill()
        await discord.stop()
        await site.stop()


def _jobs(made: World, channel: Callable[[str], int]) -> dict[str, Any]:
    people = made.discord.people
    return {
        "enabled": list(JOBS),
        "welcome": {"channel": channel("welcome"), "window_seconds": 5},
        "announcements": {
            "sources": [
                {"url": made.site.url + FEED, "channel": channel("announcements"), "title": "The site"}
            ]
        },
        "committee": {
            "channel": channel("general"),
            "role": int(people.role("Executive Committee")),
            "seats": 3,
            "record_after_days": 7,
        },
        # Nothing is forgotten before it is compared.
        "polls": {"keep_days": 366},
        "moderation": {"channel": channel(MODERATORS)},
    }
