"""One local Discord and one bot process for all these tests; a test that needs its own makes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
import pytest_asyncio
from pytest_asyncio import is_async_test

pytest.importorskip("simcord", reason="the local Discord's extra is not installed: pip install '.[local]'")

from bot.local_discord import LocalDiscord

from .harness import BotProcess, Local


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here shares one event loop, that of the session."""
    for item in items:
        if "/wire/local/" in str(item.path) and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared(http: aiohttp.ClientSession) -> AsyncIterator[Local]:
    discord = LocalDiscord()
    await discord.start()
    yield Local(discord, http)
    await discord.stop()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def bot(shared: Local) -> AsyncIterator[BotProcess]:
    process = BotProcess(shared.discord)
    process.name = "shared"
    try:
        yield await process.start()
    finally:
        await process.stop()


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def no_bot_left_behind() -> AsyncIterator[None]:
    """Stop the bots that a failing test left running, all but the shared one."""
    before = set(BotProcess.running)
    yield
    for process in BotProcess.running - before:
        if process.name != "shared":
            await process.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def local(shared: Local, bot: BotProcess) -> AsyncIterator[Local]:
    """The shared Discord with the shared bot online, without faults."""
    yield shared
    shared.discord.faults.clear()


@pytest_asyncio.fixture(loop_scope="session")
async def fresh(http: aiohttp.ClientSession) -> AsyncIterator[Callable[..., Awaitable[Local]]]:
    """Makes Discords of the test's own, closed when it ends."""
    made: list[LocalDiscord] = []

    async def make(**settings: object) -> Local:
        discord = LocalDiscord(**settings)  # type: ignore[arg-type]
        await discord.start()
        made.append(discord)
        return Local(discord, http)

    yield make
    for discord in made:
        await discord.stop()
