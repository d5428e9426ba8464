"""One local Discord with the real bot for each module of wire tests.

A module changes the bot's configuration with a fixture `bot_config` of its own, and writes its tests for the
module's event loop: `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from .harness import BotProcess, Community

StartCommunity = Callable[..., Awaitable[Community]]


@pytest.fixture(scope="module")
def bot_config() -> Mapping[str, Any]:
    """What the module's bot is configured with, beside the addresses of the local Discord."""
    return {}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(
    bot_config: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Community]:
    """The module's community, with the bot connected."""
    discord = _local_discord()
    await discord.start()
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"), bot_config)
    try:
        await bot.start()
        yield Community(discord, bot)
    finally:
        await bot.kill()
        await discord.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def start_community(bot_config: Mapping[str, Any], tmp_path: Path) -> AsyncIterator[StartCommunity]:
    """Starts a community of the test's own, for one that stops, kills or breaks it."""
    made: list[Community] = []

    async def start(config: Mapping[str, Any] | None = None, **settings: Any) -> Community:
        discord = _local_discord(**settings)
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        own = Community(discord, BotProcess(discord, folder, config if config is not None else bot_config))
        made.append(own)
        await own.bot.start()
        return own

    yield start
    for own in made:
        await own.bot.kill()
        await own.discord.stop()


def _local_discord(**settings: Any) -> Any:
    pytest.importorskip(
        "simcord", reason="the local Discord's extra is not installed: pip install '.[local]'"
    )
    from bot.local_discord import LocalDiscord

    return LocalDiscord(**settings)
