"""The bot starts from a database of the oldest schema and of the newest, and knows what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cog import available
from bot.local_discord import LocalDiscord
from bot.migrations import load_migrations
from tests.upgrade.world import at_schema
from tests.wire.harness import BotProcess, Community, said

NEWEST = len(load_migrations())
# Later than anything in the rows: whatever they left to be done is due, on whichever day this runs.
LATER = datetime(2040, 1, 1, tzinfo=UTC)
# What the rows of tests/upgrade hold, as people are told of it, and the schema that has it first.
KNOWN = [
    (1, "sofia_reyes", "admin config show", {"cog": "guide"}, "answers"),
    (4, "sofia_reyes", "announce list", {}, "The blog"),
    (8, "amara.okafor", "election list", {}, "2 elections"),
    (10, "amara.okafor", "motion list", {}, "**1** Sponsors"),
]


@pytest_asyncio.fixture
async def community(tmp_path: Path) -> AsyncIterator[Community]:
    discord = LocalDiscord()
    await discord.start()
    discord.advance((LATER - discord.world.clock.now()).total_seconds())
    bot = BotProcess(discord, tmp_path, {"cogs": {"enabled": available()}})
    yield Community(discord, bot)
    await bot.kill()
    await discord.stop()


@pytest.mark.parametrize("schema", [1, NEWEST])
async def test_the_bot_goes_on_from_there(community: Community, schema: int) -> None:
    at_schema(community.bot.database, schema, guild=community.discord.guild_id)
    await community.bot.start()
    for number in range(schema + 1, NEWEST + 1):
        step = load_migrations()[number - 1]
        await community.bot.logged(f"database migrated to {step.number:04}_{step.name}")
    for since, username, command, options, told in KNOWN:
        if since <= schema:
            assert told in said(await community.person(username).command(command, **options)), command
    assert community.stored("SELECT value FROM setting_override WHERE key = 'answers'") == [("4",)]
    if schema == NEWEST:
        # The members' vote that a motion waited for was cancelled, which the next look at it finds.
        await community.eventually(
            lambda: community.stored("SELECT settled FROM committee_vote") == [(1,)], "the vote is settled"
        )
    copies = list(community.bot.folder.glob("community.sqlite3.before-*.bak"))
    assert len(copies) == (schema < NEWEST)
    # Here it is long after they were made; members may have erased since what they hold.
    await community.advance(3600)
    await community.eventually(lambda: not any(copy.exists() for copy in copies), "old copies are removed")
    assert await community.bot.stop() == 0
    assert community.bot.errors() == []
    assert community.stored("PRAGMA integrity_check") == [("ok",)]
    assert community.stored("PRAGMA foreign_key_check") == []
