"""Backing up and restoring the bot of a wire test."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.restore import restore
from tests.wire.harness import Community
from tests.wire.kernel.outbox_author import ShiftedClock


async def command(community: Community, *arguments: str) -> tuple[int | None, str]:
    """What `community-bot` says, with the bot's configuration."""
    config = community.bot.folder / "config.toml"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "utf8", "-m", "bot", *arguments, "--config", str(config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "DISCORD_TOKEN": community.discord.token},
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode()


async def put_back(community: Community, backup: Path) -> None:
    """Restore as the command does, by the local Discord's clock, which the test has advanced."""
    ahead = datetime.fromisoformat(community.discord.world.now_iso()) - datetime.now(UTC)
    await asyncio.to_thread(
        restore, backup, community.bot.database, community.discord.guild_id, ShiftedClock(ahead)
    )
