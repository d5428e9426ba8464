"""`/privacy` and its buttons. Their ids name nobody: whoever presses one acts for themselves alone."""

from __future__ import annotations

import asyncio
import io
from typing import Any, Self

import discord
from discord import ui

from bot.ui import Component
from cogs.privacy import asking, cards
from cogs.privacy.packing import packed

Interaction = discord.Interaction[Any]


class Export(Component[ui.Button[Any]], template=r"privacy:export"):
    """Hands the file over."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Export as a file", emoji="📄", custom_id="privacy:export"))

    async def pressed(self, interaction: Interaction) -> None:
        """Do so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await hand_over(interaction)


class AskToErase(Component[ui.Button[Any]], template=r"privacy:ask"):
    """Asks whether everything is to be erased."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Erase…", emoji="🗑️", custom_id="privacy:ask"))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask in a message of its own; what is held stays to be read."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await ask_first(interaction)


class Erase(Component[ui.Button[Any]], template=r"privacy:erase"):
    """Erases everything that can be erased."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label="Erase it", style=discord.ButtonStyle.danger, custom_id="privacy:erase")
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Do so; the question gives way to what became of it."""
        await interaction.response.defer()
        done = await asking.erase(interaction.client, interaction.user.id)
        await interaction.edit_original_response(view=cards.result(done))


class Keep(Component[ui.Button[Any]], template=r"privacy:keep"):
    """Leaves everything as it is."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Cancel", custom_id="privacy:keep"))

    async def pressed(self, interaction: Interaction) -> None:
        """Take the question away."""
        await interaction.response.edit_message(view=cards.kept())


async def show(interaction: Interaction) -> None:
    """Show a person what is kept of people, and what is held about them; deferred before."""
    found = await asking.held(interaction.client, interaction.user.id)
    answers = interaction.client.settings.kernel.privacy
    for part in cards.in_general(asking.declared(interaction.client), answers):
        await interaction.followup.send(view=part, ephemeral=True)
    buttons: list[ui.Item[Any]] = [Export.button()]
    if any(each.held or each.reference for each in found):
        buttons.append(AskToErase.button())
    await interaction.followup.send(view=cards.about_you(found, ui.ActionRow(*buttons)), ephemeral=True)


async def hand_over(interaction: Interaction) -> None:
    """Give a person all that is held about them, as a file; deferred before."""
    bot = interaction.client
    found = await asking.held(bot, interaction.user.id)
    now = bot.clock.now()
    # In a thread: others are answered meanwhile, however much it is.
    data = await asyncio.to_thread(cards.file, bot, found, interaction.user.id, now)
    plain = f"my-data-{now:%Y-%m-%d}.json"
    fits = await asyncio.to_thread(packed, plain, data, interaction.filesize_limit)
    told = cards.handed_over(plain, fits and fits[0], bot.settings.kernel.privacy)
    said = "\n".join((told, *cards.unread(found)))
    if fits is None:
        await interaction.followup.send(said, ephemeral=True)
        return
    name, content = fits
    file = discord.File(io.BytesIO(content), filename=name)
    await interaction.followup.send(said, file=file, ephemeral=True)


async def ask_first(interaction: Interaction) -> None:
    """Ask a person whether what is held about them is to be erased; deferred before."""
    found = await asking.held(interaction.client, interaction.user.id)
    if any(each.held or each.reference for each in found):
        view = cards.question(found, ui.ActionRow(Erase.button(), Keep.button()))
    else:
        view = cards.nothing_to_erase()
    await interaction.followup.send(view=view, ephemeral=True)


COMPONENTS = (Export, AskToErase, Erase, Keep)
