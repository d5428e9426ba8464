"""A community whose bot welcomes newcomers at once, with everything chosen that can be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire.harness import BotProcess, Json
from tests.wire.welcome.conftest import welcome_config

from .newcomers import Welcoming

Start = Callable[..., Awaitable[Welcoming]]
INTERESTS = ("Student", "Hardware", "Theory")


def everything(discord: LocalDiscord) -> Json:
    """Settings that leave nothing out."""

    def channels(*names: str) -> list[int]:
        return [int(discord.people.channel(name)) for name in names]

    return {
        "window_seconds": 0,
        "roles": [int(discord.people.role(name)) for name in INTERESTS],
        "welcomers": {"channel": channels("welcomers")[0], "role": int(discord.people.role("Welcomer"))},
        "channels": {"learn": channels("papers", "leadership"), "hardware": channels("projects", "papers")},
    }


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Welcoming]:
    """The module's community, with the bot connected; nothing failed on the bot's side in the end."""
    discord = LocalDiscord()
    await discord.start()
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"), welcome_config(discord, **everything(discord)))
    try:
        await bot.start()
        yield Welcoming(discord, bot)
        assert bot.errors() == []
    finally:
        await bot.kill()
        await discord.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def begin(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a community of the test's own. `settings` replace everything else; `cogs` are other jobs' tables."""
    made: list[Welcoming] = []

    async def start(settings: Json | None = None, cogs: Json | None = None, **more: Any) -> Welcoming:
        discord = LocalDiscord()
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        chosen = everything(discord) if settings is None else {}
        config = welcome_config(discord, **{**chosen, **more})
        if settings is not None:
            config["cogs"]["welcome"] = settings
        for name, table in (cogs or {}).items():
            config["cogs"]["enabled"].append(name)
            config["cogs"][name] = table(discord) if callable(table) else table
        own = Welcoming(discord, BotProcess(discord, folder, config))
        made.append(own)
        await own.bot.start()
        return own

    yield start
    for own in made:
        await own.bot.kill()
        await own.discord.stop()
