"""The buttons of a card. Each names the motion and the version of the text that it stands below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.limits import custom_id
from bot.ui import Component, answer
from cogs.committee.face.confirming import Confirm, told
from cogs.committee.face.controls import Interaction, require_seat
from cogs.committee.face.forms import ReasonForm
from cogs.committee.model import Answered, Choice

_ID = r"(?P<motion>\d{1,9}):(?P<version>\d{1,6})"


class CardButton(Component[ui.Button[Any]], template=r"(?!)"):
    """A button of a card."""

    @property
    def motion(self) -> int:
        """The motion's number."""
        return int(self.found["motion"])

    @property
    def version(self) -> int:
        """How often the text had been changed that the card showed."""
        return int(self.found["version"])


class Say(CardButton, template=rf"committee:say:(?P<choice>approve|abstain):{_ID}"):
    """Approves or abstains, at once."""

    @classmethod
    def button(cls, choice: Choice, motion: int, version: int) -> Self:
        """Return the button."""
        approve = choice is Choice.APPROVE
        return cls.of(
            ui.Button(
                label="Approve" if approve else "Abstain",
                style=discord.ButtonStyle.success if approve else discord.ButtonStyle.secondary,
                custom_id=custom_id("committee:say", choice, motion, version),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Note the answer."""
        cog = require_seat(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        event = Answered(cog.now(), interaction.user.id, Choice(self.found["choice"]))
        await answer(interaction, told(await cog.deciding.act(self.motion, event, self.version)))


class Object(CardButton, template=rf"committee:object:(?P<choice>request|veto):{_ID}"):
    """Requests changes or vetoes; asks which and why."""

    @classmethod
    def button(cls, choice: Choice, motion: int, version: int) -> Self:
        """Return the button."""
        veto = choice is Choice.VETO
        return cls.of(
            ui.Button(
                label="Veto" if veto else "Request changes",
                style=discord.ButtonStyle.danger if veto else discord.ButtonStyle.primary,
                custom_id=custom_id("committee:object", "veto" if veto else "request", motion, version),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        require_seat(interaction)
        choice = Choice.VETO if self.found["choice"] == "veto" else Choice.REQUEST_CHANGES
        await interaction.response.send_modal(ReasonForm(choice, self.motion, self.version))


COMPONENTS = (Say, Object, Confirm)


def answers(motion: int, version: int) -> ui.ActionRow[Any]:
    """Return the buttons with which a motion is answered."""
    return ui.ActionRow(
        Say.button(Choice.APPROVE, motion, version),
        Say.button(Choice.ABSTAIN, motion, version),
        Object.button(Choice.REQUEST_CHANGES, motion, version),
        Object.button(Choice.VETO, motion, version),
    )


def without_answers(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return components as Discord has them, without the rows of `answers`."""
    return [
        each
        for each in components
        if not any(
            str(button.get("custom_id", "")).startswith(("committee:say:", "committee:object:"))
            for button in each.get("components", ())
        )
    ]
