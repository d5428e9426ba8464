"""The community that chaos happens to: every job of the bot, a site, and an election that is open."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import from_text
from bot.local_discord import LocalDiscord
from tests.chaos.hours import Hours
from tests.chaos.site import Site
from tests.wire.announcements.feed_server import FeedServer
from tests.wire.elections.crowd import Power
from tests.wire.elections.voters import CHANNEL, MODERATORS, Motion, Vote
from tests.wire.harness import BotProcess, Json, labels, text

JOBS = ("admin", "guide", "welcome", "announcements", "elections", "committee", "polls", "moderation")
OFFICERS = ("amara.okafor", "lukas.brandt", "mei.tanaka")
RETURNS_OFFICER, COMMITTEE_MEMBER = "hana_kovac", "mei.tanaka"
LISTENED = "help"
VOTERS = tuple(f"voter{number}" for number in range(1, 17))
GUIDE = Path(__file__).parents[2] / "cogs" / "guide" / "example"
DAY = 86_400.0
# How long a bot that starts on a busy machine may keep its database to itself.
LOCKED = 30.0


@dataclass
class Newcomer:
    """Somebody who came, and how often they have to be greeted: at least and at most."""

    id: str
    least: int = 0
    most: int = 1


@dataclass
class Known:
    """What people know themselves, to compare it in the end with what the bot and Discord say."""

    newcomers: list[Newcomer] = field(default_factory=list)
    introduced: list[str] = field(default_factory=list)
    started: int = 0
    # By election: the receipt that each voter was shown.
    receipts: dict[int, dict[str, str]] = field(default_factory=dict)
    # By title: who gave which answer, by id.
    motions: dict[str, dict[int, str]] = field(default_factory=dict)
    # Of each secret poll's choices: how many voted for it, and how many of them were told that it counts.
    tried: dict[str, Counter[str]] = field(default_factory=dict)
    told: dict[str, Counter[str]] = field(default_factory=dict)
    # Of each date poll: who said of which moments that they can come.
    dates: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    answered: int = 0
    asked_in_channel: list[str] = field(default_factory=list)


class World(Vote):
    """People and what they do in it."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess, site: Site) -> None:
        super().__init__(discord, bot)
        self.site = site
        self.power = Power()
        self.hours = Hours()
        self.known = Known()
        self._words: dict[int, tuple[Any, str]] = {}
        # Set when people begin nothing new.
        self.over = asyncio.Event()

    def now(self) -> datetime:
        """What the local Discord's clock says, in UTC."""
        return super().now().astimezone(UTC)

    def ahead(self, **parts: float) -> datetime:
        """A whole minute, so far ahead."""
        return (self.now() + timedelta(**parts)).replace(second=0, microsecond=0)

    def stored(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the bot's database holds; a bot that was killed locks it while it starts again."""
        with closing(sqlite3.connect(self.bot.database, timeout=LOCKED)) as connection:
            return [tuple(row) for row in connection.execute(sql, parameters)]

    def opens(self, election: int) -> datetime:
        """When voting opens."""
        ((opens_at,),) = self.stored("SELECT opens_at FROM election WHERE id = ?", election)
        return from_text(opens_at)

    def last_look(self) -> datetime:
        """When the bot looked at everything last, which it does every hour."""
        ((looked_at,),) = self.stored("SELECT looked_at FROM welcome_state")
        return from_text(looked_at)

    def said(self, channel: str) -> list[tuple[Any, str]]:
        """What the bot has said to everybody in a channel, oldest first: each message, and its words."""
        bot = self.discord.world.bot_user.id
        found = []
        for message in self.discord.world.messages[int(self.channel(channel))].values():
            if message.author_id != bot or message.is_ephemeral:
                continue
            known = self._words.get(message.id)
            # An edit puts other components in their place.
            if known is None or known[0] is not message.components:
                words = text({"content": message.content or "", "components": message.components or []})
                known = self._words[message.id] = (message.components, words)
            found.append((message, known[1]))
        return found

    def said_in(self, channel: str) -> list[str]:
        """The words alone."""
        return [words for _, words in self.said(channel)]

    def card_with(self, label: str, *words: str, channel: str = CHANNEL) -> Json:
        """The newest message of the bot with this button that says all this. Raises `LookupError`."""
        for message, said in reversed(self.said(channel)):
            shown = {"id": str(message.id), "components": message.components or [], "flags": 0}
            if all(word in said for word in words) and label in labels(shown):
                return shown
        raise LookupError(f"{label!r} with {words} is not there yet")


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Make the community, with the bot at work; the bot ends with the block, and its code is 0."""
    discord = LocalDiscord()
    discord.people.populate(len(VOTERS), prefix="voter")
    await discord.start()
    server = await FeedServer().start()
    bot = BotProcess(discord, folder)
    made = World(discord, bot, Site(server, folder / "site"))
    # What stands there when the bot comes is no news.
    made.site.post(made.now())
    made.site.plan(made.ahead(days=-100))
    bot.config |= _settings(made)
    bot.config["discord"]["moderator_channel"] = int(made.channel(MODERATORS))
    try:
        await made.lay_out([Motion("Admit Ada?")], VOTERS, {}, {})
        await bot.start(patience=300)
        await made.eventually(
            lambda: (
                made.stored("SELECT 1 FROM announcement_item")
                and made.stored("SELECT 1 FROM event")
                and made.stored("SELECT 1 FROM welcome_state WHERE looked_at > known_until")
            ),
            "the first look at everything",
        )
        yield made
        assert await bot.stop() == 0
    finally:
        await bot.kill()
        await discord.stop()
        await server.stop()


def _settings(made: World) -> dict[str, Any]:
    def channel(name: str) -> int:
        return int(made.channel(name))

    committee = int(made.discord.people.role("Executive Committee"))
    events = {"folder": "site", "channel": channel(CHANNEL)}
    sources = [{"url": made.site.feed, "channel": channel(CHANNEL), "title": "The site"}]
    return {
        "health": {"http_port": 0},
        "fetch": {"private_hosts": ["127.0.0.1"]},
        "cogs": {
            "enabled": list(JOBS),
            "guide": {
                "folder": str(GUIDE),
                "listen": {"channels": [channel(LISTENED)], "cooldown_seconds": 0},
            },
            # So many come at once that it would be taken for a raid.
            "welcome": {
                "channel": channel("welcome"),
                "introductions": channel("introductions"),
                "window_seconds": 5,
                "raid_joins": 0,
            },
            "announcements": {"sources": sources, "events": events},
            "elections": {
                "channel": channel(CHANNEL),
                "officers_channel": channel(MODERATORS),
                "returns_officers": [int(made.person(RETURNS_OFFICER).id)],
                "committee_role": committee,
            },
            "committee": {
                "channel": channel("general"),
                "role": committee,
                "seats": len(OFFICERS),
                "record_after_days": 7,
            },
            # Nothing is forgotten before it is compared.
            "polls": {"keep_days": 366},
            "moderation": {"channel": channel(MODERATORS)},
        },
    }
