"""Writes to the outbox of a bot that runs as another process, as its cogs would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
from discord import ui

from bot.clock import SystemClock
from bot.database import Database, Transaction
from bot.outbox import Message, Outbox
from bot.ui import Layout

from .conftest import KernelCommunity


class ShiftedClock(SystemClock):
    """The computer's clock and what the local Discord's was advanced by."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def saying(text: str, **rest: object) -> Message:
    layout = Layout()
    layout.add_item(ui.TextDisplay(text))
    return Message.of(layout, **rest)


@asynccontextmanager
async def writing(community: KernelCommunity) -> AsyncIterator[tuple[Outbox, Transaction]]:
    """One transaction on the bot's database; the bot is woken by its clock after it."""
    local = datetime.fromisoformat(community.discord.world.now_iso())
    database = await Database.open(community.bot.database)
    try:
        outbox = Outbox(database, ShiftedClock(local - datetime.now(UTC)))
        async with database.write() as tx:
            yield outbox, tx
    finally:
        await database.close()
    await advance(community, 0.001)


async def advance(community: KernelCommunity, seconds: float) -> None:
    """Move the local Discord's clock, which the bot follows."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{community.discord.base_url}/local/clock", json={"advance": seconds}) as answer,
    ):
        assert answer.status == 200
