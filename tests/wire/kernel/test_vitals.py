"""The running bot tells how it is, through everything that happens to it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import from_text, to_text
from bot.vitals.command import look

from .conftest import Begin, KernelCommunity
from .test_delivery import say, settled

ENDPOINT = {"health": {"http_port": 0}}


def file_of(community: KernelCommunity) -> Path:
    return community.bot.database.with_name(f"{community.bot.database.name}.health.json")


async def health(community: KernelCommunity, *arguments: str) -> tuple[int, str]:
    """`community-bot health`, as Docker asks: its exit code and what it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "health", "--config", str(community.bot.folder / "config.toml")),
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode()


async def until(community: KernelCommunity, code: int, words: str, patience: float = 40.0) -> None:
    """Wait until `community-bot health` would end with `code` and say `words`."""

    def told() -> bool:
        # In this process: a fresh one for each look would keep the machine busy.
        found = look(community.bot.folder / "config.toml", None)
        return found.ready is (code == 0) and words in "\n".join(found.sentences)

    await community.eventually(told, f"health {code}: {words}", patience)


async def endpoint(community: KernelCommunity) -> str:
    line = await community.bot.logged("health is told at ")
    return str(line["message"]).split()[-1]


async def heartbeat_age(url: str) -> float:
    """What the metrics tell."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        found = re.search(r"^community_bot_gateway_heartbeat_age_seconds (\S+)$", await answer.text(), re.M)
    assert found is not None
    return float(found[1])


async def test_the_gateway_is_cut_while_the_process_runs(begin: Begin) -> None:
    community = await begin(ENDPOINT, heartbeat_interval=1.0)
    url = await endpoint(community)
    await until(community, 0, "ready")
    assert await health(community) == (0, "ready\n")

    async def unanswered() -> bool:
        return await heartbeat_age(url) > 3.0

    async def answered() -> bool:
        return await heartbeat_age(url) < 3.0

    await community.eventually(answered, "a heartbeat that is answered")
    await community.discord.gateway.order("silence", resumable=True)
    await community.eventually(unanswered, "heartbeats that nobody answers")
    await community.discord.stop()
    # The process answers, and is no dead one; and yet nobody is served.
    await until(community, 1, "not ready\ngateway: the connection to Discord is down")
    assert look(Path("no.toml"), url).sentences[0] == "not ready"
    assert (await health(community, "--live"))[0] == 0
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/livez") as answer:
            assert answer.status == 200
        async with session.get(f"{url}/readyz") as answer:
            assert answer.status == 503
        async with session.get(f"{url}/metrics") as answer:
            assert "community_bot_gateway_connected 0.0" in await answer.text()
    await community.discord.start()
    await until(community, 0, "ready")
    await community.eventually(answered, "one more heartbeat that is answered")
    assert "✅ gateway: connected" in await community.status()
    assert await community.bot.stop() == 0
    # Stopped on purpose: nothing is left that looks like a bot that hangs.
    assert not file_of(community).exists()
    assert "the bot does not run" in look(community.bot.folder / "config.toml", None).sentences[0]
    assert community.bot.left_behind() == []


async def test_a_process_that_hangs_is_dead(begin: Begin) -> None:
    community = await begin(ENDPOINT)
    url = await endpoint(community)
    await until(community, 0, "ready")
    assert community.bot._process is not None
    community.bot._process.send_signal(signal.SIGSTOP)
    try:
        # A minute passes, as far as the file goes.
        told = json.loads(file_of(community).read_text())
        told["written_at"] = to_text(from_text(told["written_at"]) - timedelta(minutes=1))
        file_of(community).write_text(json.dumps(told))
        code, said = await health(community)
        assert (code, "not alive: the health file is" in said) == (1, True)
        code, said = await health(community, "--live", "--url", url)
        assert (code, "does not answer" in said) == (1, True)
    finally:
        community.bot._process.send_signal(signal.SIGCONT)
    # Whoever asked meanwhile got no answer: that is told for a while.
    await until(community, 1, "event loop: was blocked for")


async def test_what_cannot_be_said_and_written_is_told_until_it_can(begin: Begin) -> None:
    community = await begin(ENDPOINT)
    url = await endpoint(community)

    async def ready() -> tuple[int, dict[str, str]]:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
            told = await answer.json()
            return answer.status, {check["name"]: check["detail"] for check in told["checks"]}

    await community.eventually(lambda: _is(ready, 200), "ready")
    community.discord.faults.order([{"path": "/channels/*/messages", "status": 503, "count": None}])
    await say(community, "stuck")
    await community.advance(11 * 60)
    await community.eventually(lambda: _is(ready, 503), "not ready: the outbox")
    assert "could not be sent for 11 minutes" in (await ready())[1]["outbox"]
    assert "⚠️ **outbox**: a message could not be sent" in await community.status()
    community.discord.faults.clear()
    await community.advance(3600)
    await settled(community)
    await community.eventually(lambda: _is(ready, 200), "ready again")
    with closing(sqlite3.connect(community.bot.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kofi = community.person("sofia_reyes")
        await kofi.command("admin config set", cog="probe", key="greeting", value="Hi")
        status, checks = await ready()
        assert (status, "another program holds it" in checks["database"]) == (503, True)
        other.execute("ROLLBACK")
    await kofi.command("admin config set", cog="probe", key="greeting", value="Hi")
    await community.eventually(lambda: _is(ready, 200), "ready after all")


async def _is(ready: Callable[[], Awaitable[tuple[int, dict[str, str]]]], status: int) -> bool:
    return (await ready())[0] == status


async def test_systemd_hears_when_it_is_ready_lives_and_stops(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    community = await begin(start=False)
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        loop = asyncio.get_running_loop()
        loop.add_reader(manager, lambda: heard.extend(manager.recv(4096).decode().splitlines()))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "300000")
        # The token as LoadCredential= hands it over.
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        (tmp_path / "discord-token").write_text(community.bot.token + "\n")
        community.bot.token = ""
        await community.bot.start()
        await community.eventually(lambda: heard.count("WATCHDOG=1") > 2, "a watchdog that is fed")
        assert heard.count("READY=1") == 1
        assert heard[0].startswith("EXTEND_TIMEOUT_USEC=")
        assert "STATUS=everything works" in heard
        community.bot._process.send_signal(signal.SIGSTOP)  # type: ignore[union-attr]
        # Several pings' time; one may be under way.
        fed = heard.count("WATCHDOG=1")
        await asyncio.sleep(0.5)
        assert heard.count("WATCHDOG=1") <= fed + 1
        community.bot._process.send_signal(signal.SIGCONT)  # type: ignore[union-attr]
        await community.eventually(lambda: heard.count("WATCHDOG=1") > fed + 2, "it goes on")
        assert await community.bot.stop() == 0
        await community.eventually(lambda: "STOPPING=1" in heard, "the end")
        assert "WATCHDOG=1" not in heard[heard.index("STOPPING=1") :]
        loop.remove_reader(manager)
