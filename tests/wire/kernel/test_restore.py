"""A bot is backed up while it works, lost, and restored: it goes on, and says nothing twice."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
import tomli_w

from bot.local_discord import LocalDiscord
from tests.wire.announcements.feed_server import Entry, FeedServer, rss
from tests.wire.harness import BotProcess, Community, said, text
from tests.wire.restoring import command, put_back

MODERATORS = "bot-log"


class Restorable(Community):
    """A community whose bot reads a blog and greets newcomers."""

    def __init__(self, discord: LocalDiscord, bot: BotProcess, site: FeedServer) -> None:
        super().__init__(discord, bot)
        self.site = site
        self.posts: list[Entry] = []
        self.publish("Before the bot")

    def publish(self, title: str) -> None:
        self.posts.insert(0, Entry(title, date=datetime.now(UTC)))
        self.site.pages["/feed"] = rss(self.posts)

    def joins(self, username: str) -> str:
        return self.discord.people.join(username, pending=False)

    def titles(self) -> list[str]:
        found = (
            text(each).partition("[")[2].partition("]")[0]
            for each in self.messages_of_the_bot("announcements")
        )
        return sorted(found)

    def greeted(self) -> list[str]:
        """Everybody whom a greeting mentions, as often as one does."""
        return sorted(
            user
            for each in self.messages_of_the_bot("welcome")
            for user in re.findall(r"<@(\d+)>", text(each))
        )

    async def passes(self, *, titles: list[str], greeted: list[str]) -> None:
        """Let time pass until this was said, and nothing else."""

        async def said_all() -> bool:
            await self.advance(600)
            return self.titles() == sorted(titles) and self.greeted() == sorted(greeted)

        await self.eventually(
            said_all, f"{titles} and {greeted}, not {self.titles()} and {self.greeted()}", 60.0
        )
        await self.quiet()
        assert (self.titles(), self.greeted()) == (sorted(titles), sorted(greeted))


@pytest_asyncio.fixture
async def community(tmp_path: Path) -> AsyncIterator[Restorable]:
    site = await FeedServer().start()
    discord = LocalDiscord()
    await discord.start()
    bot = BotProcess(discord, tmp_path / "first", {})
    bot.folder.mkdir()
    community = Restorable(discord, bot, site)
    source = {
        "url": f"{site.url}/feed",
        "channel": int(community.channel("announcements")),
        "title": "The blog",
    }
    bot.config |= {
        "cogs": {
            "enabled": ["admin", "announcements", "welcome"],
            "announcements": {"sources": [source]},
            "welcome": {"channel": int(community.channel("welcome")), "window_seconds": 60},
        },
        "fetch": {"private_hosts": ["127.0.0.1"]},
    }
    bot.config["discord"]["moderator_channel"] = int(community.channel(MODERATORS))
    await bot.start()
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM announcement_source WHERE checked_at IS NOT NULL"),
        "the baseline",
    )
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM welcome_state WHERE looked_at > known_until"),
        "the member list",
    )
    yield community
    await community.bot.kill()
    await discord.stop()
    await site.stop()


async def test_backed_up_at_work_lost_and_restored_it_goes_on_and_says_nothing_twice(
    community: Restorable, tmp_path: Path
) -> None:
    ada = community.joins("ada")
    community.publish("Known to the backup")
    await community.passes(titles=["Known to the backup"], greeted=[ada])

    # One message of which nobody knows whether it arrived, and one that waits behind it, are in the backup.
    path = f"/channels/{community.channel('announcements')}/messages"
    community.discord.faults.order([{"method": "POST", "path": path, "count": 1_000, "status": 500}])
    community.publish("Under way")
    community.publish("Waiting")
    await community.advance(4800)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM outbox WHERE state = 'sending'"), "the message under way"
    )
    backup = tmp_path / "backup.sqlite3"
    many = [community.joins(f"crowd{number}") for number in range(8)]
    code, told = await command(community, "backup", str(backup))
    assert code == 0, told
    with closing(sqlite3.connect(backup)) as copy:
        open_rows = copy.execute(
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"
        ).fetchone()
    assert open_rows >= (1,)
    community.discord.faults.clear()

    # What the backup does not know.
    ben = community.joins("ben")
    community.publish("Told after the backup")
    titles = ["Known to the backup", "Under way", "Waiting", "Told after the backup"]
    await community.passes(titles=titles, greeted=[ada, ben, *many])
    code, told = await command(community, "restore", str(backup))
    assert (code, "another bot runs with" in told) == (1, True)

    # The machine is lost. Meanwhile somebody joins, and something is published.
    await community.bot.kill()
    shutil.rmtree(community.bot.folder)
    cleo = community.joins("cleo")
    community.publish("Published meanwhile")
    community.bot.folder = tmp_path / "second"
    community.bot.folder.mkdir()
    (community.bot.folder / "config.toml").write_text(tomli_w.dumps(community.bot.config))
    await put_back(community, backup)
    await community.bot.start()
    await community.passes(titles=[*titles, "Published meanwhile"], greeted=[ada, ben, cleo, *many])
    # All day long.
    dora = community.joins("dora")
    for _ in range(3):
        await community.advance(4 * 3600)
    await community.passes(titles=[*titles, "Published meanwhile"], greeted=[ada, ben, cleo, dora, *many])

    moderator = community.person("sofia_reyes")
    assert "nothing is remembered of what happened between" in said(await moderator.command("admin status"))
    notices = [text(each) for each in community.messages_of_the_bot(MODERATORS)]
    assert sum("nothing is remembered" in each for each in notices) == 1
    await community.advance(timedelta(days=1).total_seconds())
    await community.eventually(
        lambda: any(
            "is remembered" in text(each) and "works again" in text(each)
            for each in community.messages_of_the_bot(MODERATORS)
        ),
        "the end of the day of care",
    )
    assert await community.bot.stop() == 0
    assert [line for line in community.bot.errors() if "HTTP" not in str(line)] == []
