"""The real bot with the announcements, a local Discord and a site of feeds on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire import openapi
from tests.wire.announcements.feed_server import Entry, FeedServer, rss
from tests.wire.harness import BotProcess, Community, Json, Person, text

CHANNEL = "announcements"
MODERATORS = "bot-log"
# Longer than any source waits that answers well.
NEXT_POLL = 80 * 60
POSTS = "/channels/*/messages"


class Announced(Community):
    """A community whose bot follows feeds of `site`; `paths` are its sources from the start."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess, site: FeedServer) -> None:
        super().__init__(discord, bot)
        self.site = site

    def serve(self, path: str, *entries: Entry, **rest: Any) -> None:
        self.site.pages[path] = rss(entries, **rest)

    async def read(self, path: str, times: int = 1) -> None:
        """Wait until a source was asked so often, and what followed is written down."""
        await self.eventually(lambda: self.site.times(path) >= times, f"{path} asked {times} times")
        await self.eventually(
            lambda: self.stored(
                "SELECT 1 FROM announcement_source WHERE url = ? AND checked_at IS NOT NULL",
                self.site.url + path,
            ),
            f"{path} written down",
        )

    async def poll(self, *paths: str, seconds: float = NEXT_POLL) -> None:
        """Let so much time pass that the sources are asked again, and wait until they were."""
        before = {path: self._checked(path) for path in paths}
        await self.advance(seconds)
        for path in paths:
            await self.eventually(
                lambda path=path: self._checked(path) != before[path], f"{path} asked again"
            )

    def _checked(self, path: str) -> Any:
        return self.stored("SELECT checked_at FROM announcement_source WHERE url = ?", self.site.url + path)

    def messages_of_the_bot(self, channel: str = CHANNEL) -> list[Json]:
        return super().messages_of_the_bot(channel)

    def said(self, channel: str = CHANNEL) -> list[str]:
        """What the bot has said in a channel, oldest first."""
        return [text(message) for message in self.messages_of_the_bot(channel)]

    def titles(self, channel: str = CHANNEL) -> list[str]:
        """The linked title of each of its cards."""
        return [said.partition("[")[2].partition("]")[0] for said in self.said(channel)]


Begin = Callable[..., Awaitable[Announced]]


@pytest_asyncio.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Makes a site, a local Discord and a bot that follows `paths` of the site; ends all of them."""
    made: list[Announced] = []

    async def build(
        *paths: str,
        prepare: Callable[[FeedServer], object] = lambda _: None,
        start: bool = True,
        **config: Any,
    ) -> Announced:
        site = await FeedServer().start()
        prepare(site)
        discord = LocalDiscord()
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        bot = BotProcess(discord, folder, {})
        community = Announced(discord, bot, site)
        made.append(community)
        bot.config |= {
            "cogs": {
                "enabled": ["admin", "announcements"],
                "announcements": {"sources": seeds(community, paths)},
            },
            "fetch": {"private_hosts": ["127.0.0.1"]},
            **config,
        }
        bot.config["discord"]["moderator_channel"] = int(community.channel(MODERATORS))
        if start:
            await bot.start()
            for path in paths:
                await community.read(path)
        return community

    yield build
    for community in made:
        await community.bot.kill()
        await community.discord.stop()
        await community.site.stop()


def seeds(community: Announced, paths: Sequence[str]) -> list[Json]:
    channel = int(community.channel(CHANNEL))
    return [{"url": community.site.url + path, "channel": channel, "title": "The blog"} for path in paths]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Announced]:
    """One community for a module of tests whose bot follows nothing yet; nothing of it may fail."""
    site = await FeedServer().start()
    discord = LocalDiscord()
    await discord.start()
    config = {
        "cogs": {"enabled": ["admin", "announcements"]},
        "fetch": {"private_hosts": ["127.0.0.1"]},
    }
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"), config)
    try:
        await bot.start()
        yield Announced(discord, bot, site)
        assert bot.errors() == []
        assert _undocumented(discord) == set()
    finally:
        await bot.kill()
        await discord.stop()
        await site.stop()


@pytest.fixture
def sofia(community: Announced) -> Person:
    """A moderator."""
    return community.person("sofia_reyes")


def _undocumented(discord: LocalDiscord) -> set[str]:
    """What Discord's own OpenAPI document says against the requests made; nothing without the document."""
    if not openapi.available():
        return set()
    made = [each for each in discord.requests.since(0) if each["status"] and each["status"] < 300]
    return {
        f"{each['method']} {each['path']}: {problem}"
        for each in made
        for problem in openapi.validate_request(each["method"], each["path"], each["body"])
    }
