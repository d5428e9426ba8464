"""A cog that does what the kernel's tests need done: slow, failing and pressable things."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import discord
from discord import app_commands, ui

from bot.cog import CogSettings, CommunityCog, Intents
from bot.errors import UserError
from bot.ui import Component, Layout, Modal

Interaction = discord.Interaction[Any]


class ProbeSettings(CogSettings):
    greeting: str = "Hello"
    times: int = 1
    listen: bool = False


class Press(Component[ui.Button[Any]], template=r"probe:press:(?P<key>.+)"):
    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(ui.Button(label="Press", custom_id=f"probe:press:{key}"))

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str], /) -> Press:
        if match["key"] == "unreadable":
            raise ValueError("no such row")
        return cls(match["key"])

    async def pressed(self, interaction: Interaction) -> None:
        if self.key == "boom":
            raise RuntimeError("a bug behind a button")
        await interaction.response.send_message(f"pressed {self.key}", ephemeral=True)


class Form(Modal):
    words: ui.Label[Any] = ui.Label(text="Words", component=ui.TextInput(custom_id="words"))

    def __init__(self) -> None:
        super().__init__(title="Form", custom_id="probe:form")

    async def on_submit(self, interaction: Interaction, /) -> None:
        words = self.words.component
        assert isinstance(words, ui.TextInput)
        if words.value == "boom":
            raise RuntimeError("a bug behind a form")
        await interaction.response.send_message(f"got {words.value}", ephemeral=True)


class Probe(CommunityCog[ProbeSettings], name="probe"):
    key = "probe"
    summary = "For tests."
    settings_model = ProbeSettings

    probe = app_commands.Group(name="probe", description="For tests.")

    @classmethod
    def intents(cls, settings: ProbeSettings) -> Intents:
        return Intents(messages=settings.listen, message_content=settings.listen)

    async def start(self) -> None:
        self.bot.add_components(Press)

    async def stop(self) -> None:
        self.bot.remove_components(Press)

    @CommunityCog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        async with self.bot.database.write() as tx:
            await tx.execute("INSERT INTO kernel_state VALUES (?, 'joined')", (f"probe.{member.id}",))

    @probe.command(name="hello", description="Answers at once.")
    async def hello(self, interaction: Interaction) -> None:
        greeting = " ".join([self.settings.greeting] * self.settings.times)
        await interaction.response.send_message(greeting, ephemeral=True)

    @probe.command(name="again", description="Asks for a fresh connection.")
    async def again(self, interaction: Interaction) -> None:
        self.bot.restart("somebody asked")
        await interaction.response.send_message("asked", ephemeral=True)

    @probe.command(name="slow", description="Thinks, stores, answers.")
    async def slow(self, interaction: Interaction, seconds: float) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(seconds)
        async with self.bot.database.write() as tx:
            await tx.execute("INSERT INTO kernel_state VALUES ('probe', 'stored')")
        await interaction.followup.send("done", ephemeral=True)

    @probe.command(name="boom", description="Fails.")
    async def boom(self, interaction: Interaction, deferred: bool = False, refused: bool = False) -> None:
        if deferred:
            await interaction.response.defer(ephemeral=True)
        if refused:
            raise UserError("This cannot be done.", "Do something else.")
        raise RuntimeError("a bug behind a command")

    @boom.error
    async def _ignored(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        """Here to show that the kernel answers all the same."""

    @probe.command(name="button", description="Shows a button.")
    async def button(self, interaction: Interaction, key: str) -> None:
        view = Layout()
        view.add_item(ui.ActionRow(Press(key)))
        await interaction.response.send_message(view=view)

    @probe.command(name="form", description="Opens a form.")
    async def form(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())


COG = Probe
