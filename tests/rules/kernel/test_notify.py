"""What the service manager hears, at a real socket."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from bot.vitals.notify import notifying
from bot.vitals.rules import Gateway, evaluate

from .test_vitals import WELL, condition


class Listening:
    """A service manager's socket, at a path or abstract."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else name)

    async def hears(self) -> list[str]:
        told = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 4096), 10)
        return told.decode().splitlines()


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Listening]:
    abstract = f"@community-bot-{token_hex(8)}"
    listening = Listening(abstract if request.param == "abstract" else str(tmp_path / "notify"))
    yield listening
    listening.socket.close()


async def test_the_manager_hears_of_a_life(manager: Listening) -> None:
    environ = {"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "30000", "WATCHDOG_PID": str(os.getpid())}
    stopping = asyncio.Event()
    async with notifying(environ, stopping) as told:
        # More time for the start, again and again, for as long as the event loop turns.
        assert await manager.hears() == ["EXTEND_TIMEOUT_USEC=60000000"]
        assert await manager.hears() == ["EXTEND_TIMEOUT_USEC=60000000"]
        told.told(evaluate(replace(WELL, gateway=Gateway())))
        while (heard := await manager.hears())[0].startswith("EXTEND"):
            continue
        assert heard == ["STATUS=gateway: not yet connected to Discord; it is tried again by itself"]
        told.told(evaluate(WELL))
        while (heard := await manager.hears())[0].startswith("EXTEND"):
            continue
        assert heard == ["READY=1", "STATUS=everything works"]
        assert await manager.hears() == ["WATCHDOG=1"]
        # An outage of Discord is told, and is no reason to be started again.
        told.told(evaluate(replace(WELL, gateway=Gateway(was_ready=True))))
        told.told(evaluate(replace(WELL, conditions=(condition("guide.source"),))))
        heard = []
        while not (heard and heard[-1] == "STATUS=ready, with troubles"):
            heard += await manager.hears()
        assert "WATCHDOG=1" in await manager.hears()
        assert [line for line in heard if line != "WATCHDOG=1"] == [
            "STATUS=gateway: the connection to Discord is down; it is tried again by itself",
            "STATUS=ready, with troubles",
        ]
        stopping.set()
        while (heard := await manager.hears()) == ["WATCHDOG=1"]:
            continue
        assert heard == ["STOPPING=1", "STATUS=stopping"]


@pytest.mark.parametrize("manager", ["path"], indirect=True)
async def test_a_watchdog_of_another_process_is_not_ours(manager: Listening) -> None:
    environ = {"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "30000", "WATCHDOG_PID": "1"}
    async with notifying(environ, asyncio.Event()) as told:
        assert told._pause == 15.0
    # Ended by itself: also then the manager is told.
    assert await manager.hears() == ["STOPPING=1", "STATUS=stopping"]


async def test_without_a_manager_nothing_is_said() -> None:
    async with notifying({}, asyncio.Event()) as told:
        told.told(evaluate(WELL))


async def test_a_manager_that_is_gone_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with notifying({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, asyncio.Event()) as told:
        told.told(evaluate(WELL))
    assert "the service manager cannot be told" in caplog.text
