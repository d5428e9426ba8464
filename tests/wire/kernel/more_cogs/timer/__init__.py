"""A cog with one deadline, kept as a row and found by a sweep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.clock import to_text
from bot.cog import CogSettings, CommunityCog


class Timer(CommunityCog[CogSettings], name="timer"):
    key = "timer"
    summary = "For tests."
    settings_model = CogSettings

    async def start(self) -> None:
        # Seldom on purpose: a test does not wait for the next sweep.
        self.bot.sweeps.every(timedelta(hours=1), "timer.sweep", self._sweep, first_in=timedelta())

    @app_commands.command(name="timer", description="Sets the deadline.")
    async def timer(self, interaction: discord.Interaction[Any], days: int) -> None:
        due = to_text(self.bot.clock.now() + timedelta(days=days))
        async with self.bot.database.write() as tx:
            await tx.execute("INSERT OR REPLACE INTO kernel_state VALUES ('timer', ?)", (due,))
        await interaction.response.send_message(due, ephemeral=True)

    async def _sweep(self) -> None:
        async with self.bot.database.write() as tx:
            await tx.execute(
                "UPDATE kernel_state SET key = 'rung' WHERE key = 'timer' AND value <= ?",
                (to_text(self.bot.clock.now()),),
            )


COG = Timer
