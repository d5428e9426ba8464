"""The real bot as its own process, with cogs that exist for these tests."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import tomli_w

from bot.local_discord import LocalDiscord
from tests.wire import openapi
from tests.wire.harness import PATIENCE, BotProcess, Community, Json

HERE = Path(__file__).parent
# The commands of the cogs that run in any case.
ALWAYS = {"admin", "privacy"}
PROJECT = HERE.parents[2]
# What asyncio, aiohttp and the interpreter say when something was left behind.
LEFT_BEHIND = re.compile(
    r"Unclosed|ResourceWarning|never retrieved|was destroyed but|never awaited|Exception ignored|Traceback"
)


class KernelBot(BotProcess):
    """The bot's process, started with `more_cogs` beside the shipped ones, and looked at when it ends."""

    def __init__(self, discord: LocalDiscord, folder: Path, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(discord, folder, {"cogs": {"enabled": ["admin", "probe"]}, **(config or {})})
        self.cogs = folder / "more_cogs"
        self.token = discord.token
        shutil.copytree(HERE / "more_cogs", self.cogs)

    async def launch(self) -> None:
        """Start the process without waiting for anything."""
        path = self.folder / "config.toml"
        path.write_text(tomli_w.dumps(self.config), encoding="utf-8")
        self._process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-X",
                "utf8",
                "-B",
                "-W",
                "default::ResourceWarning",
                str(HERE / "launcher.py"),
            ),
            *(str(self.cogs), "run", "--config", str(path)),
            env={**os.environ, "DISCORD_TOKEN": self.token, "PYTHONPATH": str(PROJECT)},
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read())

    async def start(self) -> KernelBot:
        seen = len(self.lines)
        await self.launch()
        await self.logged("ready", after=seen)
        return self

    async def ended(self) -> int:
        """Wait for the process to end by itself; its exit code."""
        assert self._process is not None
        assert self._reader is not None
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reader
        return code

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def said(self) -> str:
        """Everything that the process wrote."""
        return "\n".join(str(line.get("message")) for line in self.lines)

    def left_behind(self) -> list[str]:
        """Complaints about tasks, sessions and files that nobody ended."""
        return [line["message"] for line in self.lines if LEFT_BEHIND.search(str(line["message"]))]

    def stored(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as connection:
            return [tuple(row) for row in connection.execute(sql)]


class KernelCommunity(Community):
    """A local Discord with a `KernelBot`."""

    bot: KernelBot

    async def status(self) -> str:
        """What `/admin status` says."""
        from tests.wire.harness import said

        return said(await self.person("sofia_reyes").command("admin status"))

    def commands(self) -> set[str]:
        """The names of the commands that Discord has for the server, and of those it has globally."""
        return {name for commands in self.discord.world.commands.values() for name, _ in commands}

    def syncs(self) -> int:
        """How often the bot told Discord the whole list of commands."""
        return sum(
            request["method"] == "PUT" and request["path"].endswith("/commands")
            for request in self.requests()
        )

    def invalid_requests(self) -> list[str]:
        """What Discord's own OpenAPI document says against the requests made; nothing without the document."""
        if not openapi.available():
            return []
        return [
            problem
            for request in self.requests()
            if request["body"] is not None
            for problem in openapi.validate_request(request["method"], request["path"], request["body"])
        ]


Begin = Callable[..., Awaitable[KernelCommunity]]


@pytest_asyncio.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Makes a local Discord with a bot, started unless `start=False`; ends both, and looks at what is left."""
    made: list[KernelCommunity] = []

    async def build(
        config: Mapping[str, Any] | None = None, *, start: bool = True, **settings: Any
    ) -> KernelCommunity:
        discord = LocalDiscord(**settings)
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        community = KernelCommunity(discord, KernelBot(discord, folder, config))
        made.append(community)
        if start:
            await community.bot.start()
        return community

    yield build
    for community in made:
        await community.bot.kill()
        await community.discord.stop()


@pytest.fixture
def allow_forged_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients that hide a command from members, and the server that refuses it, look away."""
    monkeypatch.setattr("bot.local_discord.people.interacting.command_refusal", lambda *_: None)


def answered(outcome: Json) -> Json:
    message: Json = outcome["message"]
    return message
