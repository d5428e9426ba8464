"""Moderators hear once, in their channel, of what does not work, and once when it works again.

What is told is written down: a restart does not tell it a second time. What mends itself within a minute is
not told at all.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from discord import ui

from bot.clock import Clock, discord_time, to_text
from bot.database import Database, Transaction
from bot.errors import new_reference
from bot.health import Condition, HealthBoard
from bot.limits import CONTENT, fit
from bot.outbox import Message, Outbox
from bot.ui import Layout

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
# What is bad for less is not worth a message.
PATIENCE = timedelta(minutes=1)


class Notices:
    """Looks at the health board and writes to the moderators' channel."""

    def __init__(
        self, database: Database, outbox: Outbox, health: HealthBoard, clock: Clock, channel_id: int
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._health = health
        self._clock = clock
        self._channel_id = channel_id
        self._moved = asyncio.Event()

    def wake(self) -> None:
        """Look now: the clock was moved."""
        self._moved.set()

    async def keep(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            self._moved.clear()
            try:
                await self.look()
            except Exception:
                log.exception("moderators could not be told", extra={"fields": {"ref": new_reference()}})
            try:
                await asyncio.wait_for(self._moved.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Tell what is news."""
        now = self._clock.now()
        told = {row["name"] for row in await self._database.all("SELECT name FROM health_notice")}
        conditions = {condition.name: condition for condition in self._health.conditions()}
        broken = [
            condition
            for condition in conditions.values()
            if not condition.ok and condition.name not in told and now - condition.since >= PATIENCE
        ]
        mended = [condition for condition in conditions.values() if condition.ok and condition.name in told]
        if not broken and not mended:
            return
        async with self._database.write() as tx:
            for condition in broken:
                await tx.execute(
                    "INSERT INTO health_notice (name, told_at) VALUES (?, ?)", (condition.name, to_text(now))
                )
                await self._tell(tx, condition, f"⚠️ **This does not work:** {condition.detail}.", now)
            for condition in mended:
                await tx.execute("DELETE FROM health_notice WHERE name = ?", (condition.name,))
                await self._tell(tx, condition, f"✅ **This works again:** {condition.detail}.", now)

    async def _tell(self, tx: Transaction, condition: Condition, text: str, now: datetime) -> None:
        since = discord_time(condition.since, "R")
        layout = Layout()
        layout.add_item(ui.TextDisplay(fit(text, CONTENT)))
        layout.add_item(ui.TextDisplay(f"-# `{fit(condition.name, 100)}`, {since}; more with /admin status"))
        key = f"notice.{condition.name}.{to_text(now)}"
        await self._outbox.post(tx, key, self._channel_id, Message.of(layout))
