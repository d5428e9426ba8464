"""What is asked once more before it is done, and what is said after."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.limits import custom_id
from bot.ui import Component
from cogs.committee.deciding.views import Asked, Done
from cogs.committee.face import wording
from cogs.committee.face.controls import Interaction, committee_of, show, words_page
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
        """Do it, once; what came of it takes the place of the question."""
        await interaction.response.defer()
        cog = committee_of(interaction)
        done = await cog.deciding.confirm(interaction.user.id, int(self.found["draft"]))
        await show(interaction, words_page(told(done)))


def told(done: Done) -> str:
    """Return what an act came to."""
    view = done.view
    cautions = [f"⚠️ {CAUTIONS[caution]}" for caution in done.cautions]
    return "\n".join(
        [
            f"✅ Noted: {wording.happened(view.events[-1])}",
            f"**{wording.title(view)}** is now: {wording.state(view.standing)}",
            *cautions,
        ]
    )


async def ask(interaction: Interaction, asked: Asked, label: str) -> None:
    """Ask whether an act is to be done, in the place of a deferred answer."""
    cautions = [f"⚠️ {CAUTIONS[caution]}" for caution in asked.cautions]
    view = words_page(
        f"### {wording.title(asked.view)}",
        wording.state(asked.view.standing),
        f"This is noted once you confirm:\n> {wording.happened(asked.event)}",
        *cautions,
    )
    view.add_item(ui.ActionRow(Confirm.button(asked.draft, label)))
    await show(interaction, view)
