"""What is asked once more before it is done, and what is said after."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.limits import custom_id
from bot.ui import Component, answer
from cogs.committee.deciding.views import Asked, Done
from cogs.committee.face import wording
from cogs.committee.face.controls import Interaction, committee_of, show, words_page
from cogs.committee.rules import words
from cogs.committee.rules.cautions import CAUTIONS


class Confirm(Component[ui.Button[Any]], template=r"committee:confirm:(?P<draft>\d{1,15})"):
    """Does what its author was asked about."""

    @classmethod
    def button(cls, draft: int, label: str) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.danger,
                custom_id=custom_id("committee:confirm", draft),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Do it, once."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = committee_of(interaction)
        done = await cog.deciding.confirm(interaction.user.id, int(self.found["draft"]))
        await answer(interaction, told(done))


def told(done: Done) -> str:
    """Return what an act came to."""
    view = done.view
    cautions = [f"⚠️ {CAUTIONS[caution]}" for caution in done.cautions]
    return "\n".join([f"✅ {wording.title(view)}", wording.state(view.standing), *cautions])


async def ask(interaction: Interaction, asked: Asked, label: str) -> None:
    """Ask whether an act is to be done, in the place of a deferred answer."""
    cautions = [f"⚠️ {CAUTIONS[caution]}" for caution in asked.cautions]
    view = words_page(
        f"### {wording.title(asked.view)}",
        wording.state(asked.view.standing),
        f"This is noted once you confirm:\n> {words.event(asked.event, wording.READER)}",
        *cautions,
    )
    view.add_item(ui.ActionRow(Confirm.button(asked.draft, label)))
    await show(interaction, view)
