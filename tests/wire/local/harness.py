"""Driving the local Discord and a bot's process from tests."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

import aiohttp

from bot.local_discord import LocalDiscord

SAMPLE = Path(__file__).with_name("sample_bot.py")
PATIENCE = 60.0


class BotProcess:
    """The sample bot in a process of its own; what it reports is kept in :attr:`reports`."""

    #: Those still running: a failing test must leave none behind.
    running: ClassVar[set[BotProcess]] = set()

    def __init__(self, discord: LocalDiscord, **settings: str) -> None:
        self._settings = {
            "API_URL": discord.api_url,
            "GATEWAY_URL": discord.gateway_url,
            "CDN_URL": discord.cdn_url,
            "GUILD_ID": str(discord.guild_id),
            "TOKEN": discord.token,
            **settings,
        }
        self.name = "own"
        self.reports: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self.ended = asyncio.Event()

    async def start(self, until: str = "ready") -> BotProcess:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-X", "utf8", str(SAMPLE),
            env={**os.environ, **self._settings}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.running.add(self)
        self._reader = asyncio.create_task(self._read())
        await self.heard(until)
        return self

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.reports.append(json.loads(line))
            self._news.set()
        self.ended.set()
        self._news.set()

    async def heard(self, event: str, after: int = 0, **facts: Any) -> dict[str, Any]:
        """The first report of ``event`` with these facts after report number ``after``; waits for it."""

        async def wait() -> dict[str, Any]:
            while True:
                self._news.clear()
                for report in self.reports[after:]:
                    if report["event"] == event and all(report.get(k) == v for k, v in facts.items()):
                        return report
                if self.ended.is_set():
                    raise AssertionError(f"the bot ended before {event} {facts}: {self.reports[-3:]}")
                await self._news.wait()

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"never heard {event} {facts}; last: {self.reports[after:][-8:]}") from None

    async def stop(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()
        self.running.discard(self)
        if self._reader is not None:
            await self._reader


class Person:
    """One member, acting over ``/local``."""

    def __init__(self, local: Local, user_id: str) -> None:
        self._local = local
        self.id = user_id

    async def post(self, path: str, *, status: int = 200, **body: Any) -> Any:
        return await self._local.post(path, status=status, **{"as": self.id, **body})

    async def command(self, name: str, *, channel: str | None = None, status: int = 200, **rest: Any) -> Any:
        channel = channel or self._local.channel
        return await self.post("command", name=name, channel=channel, status=status, **rest)

    async def do(self, what: str, argument: Any = "", *, channel: str | None = None) -> Any:
        """Let the bot do a task and give back what it reports."""
        if not isinstance(argument, str):
            argument = json.dumps(argument)
        outcome = await self.command("do", channel=channel, options={"what": what, "argument": argument})
        assert outcome["outcome"] in ("deferred", "message"), outcome
        finished = await self._local.get(
            "interaction", **{"as": self.id}, id=outcome["interaction"], wait=PATIENCE
        )
        assert finished["outcome"] == "message", finished
        result = json.loads(finished["message"]["content"])
        self.last = result
        return result

    async def raw(self, method: str, path: str, body: Any = None, *, channel: str | None = None) -> Any:
        """Let the bot make any REST request."""
        return await self.do("raw", [method, path, body], channel=channel)

    async def state(self) -> Any:
        return await self._local.get("state", **{"as": self.id})

    async def messages(self, channel: str | None = None) -> list[Any]:
        found = await self._local.get("messages", **{"as": self.id}, channel=channel or self._local.channel)
        return list(found["messages"])


class Local:
    """A local Discord with a client session for its ``/local`` side."""

    def __init__(self, discord: LocalDiscord, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session
        self.channel = discord.people.channel("general")

    def person(self, username: str) -> Person:
        return Person(self, self.discord.people.named(username))

    async def join(self, username: str, **details: Any) -> Person:
        joined = await self.post("join", username=username, **details)
        return Person(self, joined["member"]["user"]["id"])

    async def post(self, path: str, *, status: int = 200, **body: Any) -> Any:
        async with self.session.post(f"{self.discord.base_url}/local/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def rest(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """A request as the bot, by hand."""
        headers = {"Authorization": f"Bot {self.discord.token}"}
        url = self.discord.api_url + path
        async with self.session.request(method, url, json=body, headers=headers) as response:
            answer = None if response.status == 204 else await response.json()
            assert response.status == status, answer
            return answer

    async def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        url = f"{self.discord.base_url}/local/{path}"
        async with self.session.get(url, params={k: str(v) for k, v in query.items()}) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer
