"""Forms of the steps that take a reason or a moment; each says what will happen above its fields."""

from __future__ import annotations

from typing import Any, ClassVar

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import LABEL_DESCRIPTION, custom_id, fit
from bot.texts import plain, plural
from bot.ui import Modal, with_words
from cogs.elections.conduct.facts import Actor, Sheet
from cogs.elections.face.controls import Interaction, actor_of, elections_of
from cogs.elections.face.times import EXAMPLE, read_moment
from cogs.elections.face.wording import moment
from cogs.elections.model import Place, Stage

# What an entry of the log holds comfortably.
REASON = 500


class StepForm(Modal):
    """What will happen, and what the step takes; sending it takes the step."""

    heading: ClassVar[str]
    key: ClassVar[str]

    def __init__(self, sheet: Sheet, will: list[str]) -> None:
        super().__init__(title=self.heading, custom_id=custom_id("election:step", self.key))
        self.sheet = sheet
        self.add_item(ui.TextDisplay("\n".join(f"- {line}" for line in will)))
        self._inputs: dict[str, ui.TextInput[Any]] = {}
        self.build()

    def build(self) -> None:
        """Put the fields in."""
        raise NotImplementedError

    async def act(self, interaction: Interaction, actor: Actor, values: dict[str, str]) -> str:
        """Take the step and say what is done."""
        raise NotImplementedError

    def ask(self, name: str, label: str, hint: str, *, most: int = REASON, needed: bool = True) -> None:
        """Add a field."""
        style = discord.TextStyle.paragraph if most == REASON else discord.TextStyle.short
        self._inputs[name] = ui.TextInput(style=style, custom_id=name, required=needed, max_length=most)
        self.add_item(
            ui.Label(text=label, description=fit(hint, LABEL_DESCRIPTION), component=self._inputs[name])
        )

    async def on_submit(self, interaction: Interaction) -> None:
        """Take the step."""
        # steps knows the forms.
        from cogs.elections.face.steps import done

        await interaction.response.defer(ephemeral=True, thinking=True)
        values = {name: field.value.strip() for name, field in self._inputs.items()}
        with with_words("\n".join(values.values())):
            said = await self.act(interaction, actor_of(interaction), values)
        await interaction.edit_original_response(view=await done(interaction, self.sheet.election.id, said))


class CloseForm(StepForm):
    """Closes voting before its time."""

    heading = "Close voting early"
    key = "close"

    def build(self) -> None:
        """Ask why, and at a meeting how many are there."""
        self.ask("reason", "Why?", "Everybody can read it.")
        if self.sheet.election.regulations.place is Place.MEETING:
            self.ask(
                "present",
                "How many members are there?",
                "In person, for the quorum. Left out: those who voted there.",
                most=6,
                needed=False,
            )

    async def act(self, interaction: Interaction, actor: Actor, values: dict[str, str]) -> str:
        """Close it."""
        present = values.get("present", "")
        if present and not (present.isascii() and present.isdigit()):
            raise UserError(f"“{plain(present)}” is no number of members.", "Write a number, or nothing.")
        conduct = elections_of(interaction).conduct
        number = int(present) if present else None
        await conduct.close(actor, self.sheet.election.id, values["reason"], number)
        return "Voting is closed."


class CancelForm(StepForm):
    """Cancels an election."""

    heading = "Cancel the election"
    key = "cancel"

    def build(self) -> None:
        """Ask why."""
        draft = self.sheet.election.stage is Stage.DRAFT
        self.ask("reason", "Why?", "It is kept in the log." if draft else "Everybody can read it.")

    async def act(self, interaction: Interaction, actor: Actor, values: dict[str, str]) -> str:
        """Cancel it."""
        await elections_of(interaction).conduct.cancel(actor, self.sheet.election.id, values["reason"])
        return "The election is cancelled."


class ExtendForm(StepForm):
    """Extends nominations, or a vote in which too few took part."""

    heading = "Extend"
    key = "extend"

    def build(self) -> None:
        """Ask until when, and why."""
        election = self.sheet.election
        days = plural(election.regulations.extension_days, "day")
        after = "after their end" if election.stage is Stage.NOMINATIONS else "from now"
        self.ask("until", "Until when?", f"{EXAMPLE} Left out: {days} {after}.", most=100, needed=False)
        self.ask("reason", "Why?", "Everybody can read it.")

    async def act(self, interaction: Interaction, actor: Actor, values: dict[str, str]) -> str:
        """Extend it."""
        cog = elections_of(interaction)
        election = self.sheet.election
        until = read_moment(interaction, values["until"]) if values["until"] else None
        if election.stage is Stage.NOMINATIONS:
            longer = await cog.conduct.extend_nominations(actor, election.id, until, values["reason"])
            ends = longer.nominations_until or longer.opens_at
            return f"Nominations go on until {moment(ends)}."
        longer = await cog.conduct.extend(actor, election.id, until, values["reason"])
        return f"Voting goes on until {moment(longer.closes_at)}."


class LotForm(StepForm):
    """Decides a tie by the public lot."""

    heading = "Draw the lot"
    key = "lot"

    def build(self) -> None:
        """Ask for the public value."""
        self.ask("value", "The public value", "Exactly as it was published.", most=200)

    async def act(self, interaction: Interaction, actor: Actor, values: dict[str, str]) -> str:
        """Draw it."""
        await elections_of(interaction).conduct.draw_lot(actor, self.sheet.election.id, values["value"])
        return "The lot is drawn, and its result is published."
