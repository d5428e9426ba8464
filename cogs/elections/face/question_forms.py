"""What is voted on, in a form: an office to fill, or a motion."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import custom_id
from bot.ui import Modal, with_words
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.face.controls import Interaction, actor_of, elections_of
from cogs.elections.model import Form, Question

# What stands on the ballot and in buttons; and a motion's wording, which has to fit into one message.
TITLE, WORDING = 100, 2_000


class QuestionForm(Modal):
    """One question of a draft: a new one, or as it is now."""

    def __init__(self, election_id: int, form: Form, question: Question | None = None) -> None:
        office = form is Form.OFFICE
        super().__init__(
            title="An office" if office else "A question", custom_id=custom_id("election:question")
        )
        self._election_id = election_id
        self._form = form
        self._question = question
        now = question or QuestionDraft(form, "")
        self._title: ui.TextInput[Any] = ui.TextInput(
            custom_id="title", default=now.title or None, max_length=TITLE
        )
        hint = "Such as Chair." if office else "Such as: Shall the charter be amended as proposed?"
        self.add_item(
            ui.Label(
                text="Which office?" if office else "What is asked?", description=hint, component=self._title
            )
        )
        self._text: ui.TextInput[Any] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            required=not office,
            default=now.text or None,
            max_length=max(WORDING, len(now.text)),
        )
        hint = (
            "What the office does." if office else "The wording that is decided on, or where it can be read."
        )
        self.add_item(ui.Label(text="In full", description=hint, component=self._text))
        self._seats: ui.TextInput[Any] = ui.TextInput(custom_id="seats", default=str(now.seats), max_length=2)
        if office:
            self.add_item(
                ui.Label(text="Seats", description="How many are elected to it.", component=self._seats)
            )

    async def on_submit(self, interaction: Interaction) -> None:
        """Add or change it, and show the draft anew."""
        # drafting knows the form.
        from cogs.elections.face.drafting import show

        await interaction.response.defer()
        title, text, seats = (field.value.strip() for field in (self._title, self._text, self._seats))
        with with_words("\n".join(part for part in (title, text) if part)):
            if not title:
                raise UserError("The question has no title.", "Write one that fits on the ballot.")
            if not seats.isascii() or not seats.isdigit() or not int(seats):
                raise UserError(f"“{seats}” is no number of seats.", "Write a number from 1.")
            wanted = QuestionDraft(self._form, title, text, int(seats))
            conduct, actor = elections_of(interaction).conduct, actor_of(interaction)
            if self._question is None:
                await conduct.add_question(actor, self._election_id, wanted)
            else:
                await conduct.change_question(actor, self._question.id, wanted)
        await show(interaction, self._election_id)
