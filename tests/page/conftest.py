"""One browser for all page tests; one local Discord with one bot for each module."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

pytest.importorskip("simcord", reason="the local Discord needs its extra: pip install -e '.[local]'")
pytest.importorskip("playwright", reason="the page tests need playwright (development dependencies)")

from playwright.async_api import Browser, async_playwright, expect

from bot.demo import write_config
from bot.local_discord import LocalDiscord
from bot.toml_file import read_toml
from tests.wire.harness import FIRST_RESPONSE, PATIENCE, BotProcess, Community

from .driver import Driver, chromium, window

ROOT = Path(__file__).parents[2]

expect.set_options(timeout=PATIENCE * 1000)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: install one, or name it in CHROMIUM")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--headless"])
        yield started
        await started.close()


@asynccontextmanager
async def bot_process(discord: LocalDiscord, module: str) -> AsyncIterator[None]:
    """A bot in a process of its own; entered when it has printed ``ready``."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        *(discord.api_url, discord.gateway_url, discord.token, str(discord.guild_id)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        assert line == b"ready\n", f"the bot did not start: {line!r}"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def discord() -> AsyncIterator[LocalDiscord]:
    """A local Discord with its own community and the bot that shows every component."""
    server = LocalDiscord()
    server.first_response = FIRST_RESPONSE
    await server.start()
    try:
        async with bot_process(server, "tests.page.every_component_bot"):
            yield server
    finally:
        await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo's bot keeps its files."""
    return tmp_path_factory.mktemp("bot")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def community(folder: Path) -> AsyncIterator[Community]:
    """A local Discord and the bot with the demo's configuration; the log tells of no failure in the end."""
    server = LocalDiscord()
    await server.start()
    config = read_toml(write_config(server, folder))
    # `Community.stored` looks into the tests' own.
    del config["database"]
    bot = BotProcess(server, folder, config)
    try:
        await bot.start()
        yield Community(server, bot)
        assert bot.errors() == []
    finally:
        await bot.kill()
        await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, discord: LocalDiscord) -> AsyncIterator[Driver]:
    """A window on a desktop; a script error fails the test."""
    async with window(browser, discord.base_url) as driver:
        yield driver
        assert driver.problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, discord: LocalDiscord) -> AsyncIterator[Driver]:
    """A window on a phone; a script error fails the test."""
    async with window(browser, discord.base_url, phone=True) as driver:
        yield driver
        assert driver.problems == []
