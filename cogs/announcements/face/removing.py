"""`/announce remove`: asked once more before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.limits import custom_id
from bot.ui import Layout, page
from cogs.announcements.face.controls import Cancel, Interaction, ModeratorComponent
from cogs.announcements.face.wording import named
from cogs.announcements.storage.records import Source

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements


def question(source: Source) -> Layout:
    """Return what removing a source means, with the buttons."""
    view = page(
        f"## Remove {named(source.title, source.url)}?",
        f"Nothing more of it will be posted in <#{source.channel_id}>. What was posted stays. "
        "`/announce pause` keeps what was chosen for it.",
    )
    view.add_item(ui.ActionRow(Remove.button(source.id), Cancel.button("Keep it")))
    return view


class Remove(ModeratorComponent[ui.Button[Any]], template=r"announce:remove:(?P<source>\d{1,18})"):
    """Follows a source no more."""

    @classmethod
    def button(cls, source_id: int) -> Self:
        """Return the button."""
        name = custom_id("announce:remove", source_id)
        return cls.of(ui.Button(label="Remove", style=discord.ButtonStyle.danger, custom_id=name))

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Remove it; a second press is told that it is gone."""
        await interaction.response.defer()
        source = await cog.service.source(int(self.found["source"]))
        await cog.service.remove(source.id)
        await interaction.edit_original_response(
            view=page(f"🗑️ **{named(source.title)}** is followed no more.")
        )
