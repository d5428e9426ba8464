"""A cog that offers a command, a sweep and a port, and then does not come up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.cog import CogSettings, CommunityCog
from bot.ports import Port

NOTHING: Port[[], None] = Port("shaky")


class Shaky(CommunityCog[CogSettings], name="shaky"):
    key = "shaky"
    summary = "Does not come up."
    settings_model = CogSettings

    @app_commands.command(name="shaky", description="Is never seen.")
    async def shaky(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("never", ephemeral=True)

    async def start(self) -> None:
        self.bot.ports.offer(NOTHING, lambda: None)
        self.bot.sweeps.every(timedelta(hours=1), "shaky.sweep", self._sweep, first_in=timedelta())
        raise RuntimeError("nothing works today")

    async def stop(self) -> None:
        self.bot.ports.withdraw(NOTHING)

    async def _sweep(self) -> None:
        raise RuntimeError("the sweep of a cog that does not run")


COG = Shaky
