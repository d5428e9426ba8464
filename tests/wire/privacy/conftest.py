"""A community whose bot does everything it can, and has not heard of `/privacy` in its configuration."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire.announcements.event_community import EventCommunity
from tests.wire.announcements.feed_server import FeedServer
from tests.wire.harness import BotProcess, Json, Person, is_private
from tests.wire.welcome.face.newcomers import Welcoming

EXAMPLE = Path(__file__).parents[3] / "cogs" / "guide" / "example"
JOBS = ("guide", "welcome", "announcements")


async def exported(person: Person, outcome: Json | None = None) -> Json:
    """The file that a person gets, by the command or by what they did instead."""
    outcome = outcome or await person.command("privacy export")
    message = outcome["message"]
    if not message["attachments"]:
        message = outcome["followups"][-1]
    assert is_private(message)
    (attachment,) = message["attachments"]
    assert attachment["filename"].startswith("my-data-20")
    async with aiohttp.ClientSession() as session, session.get(attachment["url"]) as response:
        data = await response.read()
    document: Json = json.loads(data)
    # People are to read it.
    assert data.decode() == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    assert document["person"] == person.id
    return document


class Private(EventCommunity, Welcoming):
    """What people do with `/privacy`, and with the jobs that keep something about them."""

    def promote(self, person: Person) -> None:
        """Make somebody a moderator."""
        role = int(self.discord.people.role("Moderator"))
        self.discord.world.edit_member(int(self.discord.guild_id), int(person.id), {"role_ids": [role]})

    async def export(self, person: Person, outcome: Json | None = None) -> Json:
        """The file that a person gets, by the command or by what they did instead."""
        return await exported(person, outcome)

    async def switch(self, job: str, *, on: bool) -> None:
        """Let a moderator switch a job on or off."""
        seen = len(self.bot.lines)
        await self.person("sofia_reyes").command(f"admin cogs {'enable' if on else 'disable'}", name=job)
        # Other jobs need other intents.
        if any(line["message"].startswith("connecting anew") for line in self.bot.lines[seen:]):
            await self.bot.logged("ready", after=seen)


BeginPrivate = Callable[..., Awaitable[Private]]


@pytest_asyncio.fixture
async def begin(tmp_path: Path) -> AsyncIterator[BeginPrivate]:
    """Makes a community with a site; `project` is the checkout whose bot runs, if it is another than this."""
    made: list[Private] = []

    async def build(*, project: Path | None = None) -> Private:
        discord = LocalDiscord()
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        site = await FeedServer().start()
        bot = BotProcess(discord, folder, {"fetch": {"private_hosts": ["127.0.0.1"]}}, project=project)
        community = Private(discord, bot, site)
        made.append(community)
        community.site_folder = folder / "site"
        shutil.copytree(EXAMPLE, community.site_folder)
        community.write("long-ago", "date: 2024-02-27", title="Long ago")
        bot.config["cogs"] = {"enabled": list(JOBS), **_jobs(community)}
        bot.config["discord"]["moderator_channel"] = int(community.channel("bot-log"))
        await bot.start()
        await community.eventually(lambda: community.known("long-ago"), "the first look")
        return community

    yield build
    for community in made:
        await community.bot.kill()
        await community.discord.stop()
        await community.site.stop()


def _jobs(community: Private) -> dict[str, Any]:
    def channel(name: str) -> int:
        return int(community.channel(name))

    return {
        "guide": {"folder": "site", "listen": {"channels": [channel("help")], "cooldown_seconds": 0}},
        "welcome": {
            "channel": channel("welcome"),
            "introductions": channel("introductions"),
            "window_seconds": 0,
            "direct_messages": True,
            "welcomers": {"channel": channel("welcomers")},
        },
        "announcements": {"events": {"folder": "site", "channel": channel("announcements")}},
    }
