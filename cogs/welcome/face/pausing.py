"""The button that pauses greetings, or goes on with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.limits import custom_id
from bot.texts import plural
from bot.ui import answer
from cogs.welcome.face.controls import Interaction, ModeratorComponent

if TYPE_CHECKING:
    from cogs.welcome.cog import Welcome


class Pause(ModeratorComponent[ui.Button[Any]], template=r"welcome:greetings:(?P<what>pause|resume)"):
    """Pauses greetings, or goes on."""

    @classmethod
    def button(cls, *, paused: bool) -> Self:
        """Return the button that changes how it is now."""
        label, style = (
            ("Greet those who wait", discord.ButtonStyle.success)
            if paused
            else ("Pause greetings", discord.ButtonStyle.danger)
        )
        name = custom_id("welcome:greetings", "resume" if paused else "pause")
        return cls.of(ui.Button(label=label, style=style, custom_id=name))

    async def act(self, interaction: Interaction, cog: Welcome) -> None:
        """Do so; the message about the raid shows it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await answer(interaction, await (pause(cog) if self.found["what"] == "pause" else resume(cog)))


async def pause(cog: Welcome) -> str:
    """Pause greetings and say so."""
    if not await cog.greeter.pause():
        return "Greetings are paused already. `/welcome resume` goes on."
    return "⏸️ Greetings are paused. Whoever comes through waits. `/welcome resume` goes on."


async def resume(cog: Welcome) -> str:
    """Go on with greetings and say so."""
    if not await cog.greeter.resume():
        return "Greetings are not paused."
    days = plural(cog.settings.greet_within_days, "day")
    return f"▶️ Greetings go on. Whoever came through meanwhile, or in the {days} before, is greeted now."
