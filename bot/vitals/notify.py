"""What the service manager is told, by systemd's protocol (sd_notify): a datagram to the socket it names.

Only a stuck event loop may cause a restart: each new start identifies with Discord, which allows 1,000 of
them a day and then takes the token away. An outage of Discord is waited out.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from bot.vitals.rules import Report

log = logging.getLogger(__name__)

# The manager's patience with the start is extended by so much at a time while Discord cannot be reached.
EXTEND_SECONDS = 60
PING_SECONDS = 15.0


class Manager:
    """The service manager; says nothing where there is none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._ready = False
        self._status = ""
        # Three pings within the time that the manager gives, if it watches this very process.
        watched = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        microseconds = environ.get("WATCHDOG_USEC", "")
        self._pause = PING_SECONDS
        if watched and microseconds.isdigit() and int(microseconds):
            self._pause = min(PING_SECONDS, int(microseconds) / 3_000_000)

    def told(self, report: Report) -> None:
        """Tell how the bot is when that changes, and that its start is over once the gateway was ready."""
        lines = []
        if report.snapshot.gateway.was_ready and not self._ready:
            self._ready = True
            lines.append("READY=1")
        troubles = [f"{check.name}: {check.detail}" for check in report.checks if check.level == "failing"]
        status = "; ".join(troubles) or {"ok": "everything works", "degraded": "ready, with troubles"}.get(
            report.level, "not ready"
        )
        if lines or status.split(" for ")[0] != self._status.split(" for ")[0]:
            self._status = status
            lines.append("STATUS=" + status.replace("\n", " "))
        if lines:
            self._say(*lines)

    async def watch(self, stopping: asyncio.Event) -> None:
        """Tell again and again that the event loop turns, until told to stop; then tell that."""
        while not stopping.is_set():
            extend = f"EXTEND_TIMEOUT_USEC={EXTEND_SECONDS * 1_000_000}"
            self._say("WATCHDOG=1" if self._ready else extend)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), self._pause)
        self.over()

    def over(self) -> None:
        """Tell once that the bot is stopping, and nothing after that."""
        self._say("STOPPING=1", "STATUS=stopping")
        self._address = ""

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        # "@" stands for the zero byte of an abstract socket.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as told:
                told.connect(address)
                told.send("\n".join(lines).encode())
        except OSError as error:
            log.warning("the service manager cannot be told: %s", error)


@asynccontextmanager
async def notifying(environ: Mapping[str, str], stopping: asyncio.Event) -> AsyncIterator[Manager]:
    """Tell the service manager during the block that the event loop turns, and at its end that it is over."""
    manager = Manager(environ)
    watching = asyncio.create_task(manager.watch(stopping), name="service manager")
    try:
        yield manager
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        # When the bot ends by itself, nobody told it to stop.
        manager.over()
