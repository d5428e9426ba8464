"""The bot's deadlines follow the local Discord's clock, which people advance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp

from bot.clock import from_text
from tests.wire.harness import said

from .conftest import Begin, KernelCommunity

DAY = 86_400
TIMER = {"cogs": {"enabled": ["admin", "timer"]}}


async def advance(community: KernelCommunity, seconds: float) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{community.discord.base_url}/local/clock", json={"advance": seconds}) as answer,
    ):
        assert answer.status == 200


async def due_in(community: KernelCommunity, days: int) -> datetime:
    return from_text(said(await community.person("sofia_reyes").command("timer", days=days)))


async def rung(community: KernelCommunity) -> None:
    await community.eventually(
        lambda: community.bot.stored("SELECT 1 FROM kernel_state WHERE key = 'rung'"), "the deadline"
    )


async def test_a_deadline_in_fourteen_days_comes_when_the_clock_is_advanced(begin: Begin) -> None:
    community = await begin(TIMER)
    await due_in(community, 14)
    await advance(community, 13 * DAY)
    assert await due_in(community, 1) - datetime.now(UTC) > timedelta(days=13, hours=23)
    assert community.bot.stored("SELECT 1 FROM kernel_state WHERE key = 'rung'") == []
    await advance(community, DAY)
    await rung(community)
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_after_a_restart_it_still_knows_the_advanced_time(begin: Begin) -> None:
    community = await begin(TIMER)
    await due_in(community, 14)
    await community.bot.stop()
    await advance(community, 14 * DAY)
    # What is overdue at the start is done at the start.
    await community.bot.start()
    await rung(community)
    assert await due_in(community, 0) - datetime.now(UTC) > timedelta(days=13, hours=23)


async def test_it_follows_a_clock_that_was_out_of_reach(begin: Begin) -> None:
    community = await begin(TIMER)
    await community.discord.stop()
    await community.bot.logged("the clock http://127.0.0.1:")
    community.discord.advance(DAY)
    seen = len(community.bot.lines)
    await community.discord.start()
    await community.bot.logged("follows the clock", after=seen)
    await community.bot.logged("ready", after=seen)
    assert await due_in(community, 0) - datetime.now(UTC) > timedelta(hours=23)
