"""Running the local Discord alone, for any bot."""

from __future__ import annotations

import asyncio
import signal
import sys

from .server import LocalDiscord


async def _run(port: int) -> None:
    discord = LocalDiscord(port)
    await discord.start()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    sys.stdout.write(
        f"The local Discord is open: {discord.base_url}/\n\n"
        f"  api_url     = {discord.api_url}\n"
        f"  gateway_url = {discord.gateway_url}\n"
        f"  cdn_url     = {discord.cdn_url}\n"
        f"  guild_id    = {discord.guild_id}\n"
        f"  token       = {discord.token}\n\n"
        "Ctrl-C closes it; nothing is kept.\n"
    )
    sys.stdout.flush()
    try:
        await stopped.wait()
    finally:
        await discord.stop()


def serve(port: int) -> None:
    """Serve until interrupted; a taken port raises ``OSError``."""
    asyncio.run(_run(port))
