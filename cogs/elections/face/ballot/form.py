"""A form in which one question is marked, or several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import ui

from bot.limits import MODAL_TITLE, fit
from bot.ui import Layout, Modal
from cogs.elections.face.ballot.drafts import Draft
from cogs.elections.face.ballot.fields import Field, fields, option_label, page_name
from cogs.elections.face.ballot.paper import PaperQuestion
from cogs.elections.face.controls import Interaction, elections_of


class BallotForm(Modal):
    """Fields of a paper; what is sent is kept in its draft, which `show` then shows."""

    def __init__(
        self,
        draft: Draft,
        questions: Sequence[PaperQuestion],
        show: Callable[[Draft], Layout],
        number: int = 0,
    ) -> None:
        self._token = draft.token
        self._show = show
        self._fields: list[tuple[PaperQuestion, Field, _Control]] = []
        among_others = len(questions) > 1
        name = page_name(questions[0], number)
        title = draft.paper.election.title if among_others else questions[0].title
        if name and not among_others:
            title = f"{fit(title, MODAL_TITLE - len(name) - 2)}: {name}"
        super().__init__(title=fit(title, MODAL_TITLE), custom_id="election:ballot")
        for question in questions:
            for each in fields(question, draft.marked(question), number, among_others=among_others):
                control = _control(each)
                self._fields.append((question, each, control))
                self.add_item(ui.Label(text=each.label, description=each.hint or None, component=control))

    async def on_submit(self, interaction: Interaction) -> None:
        """Keep what was marked."""
        draft = elections_of(interaction).polls.drafts.to_change(self._token, interaction.user.id)
        for question, each, control in self._fields:
            draft.mark(question, {each.key: _sent(control)})
        await interaction.response.edit_message(view=self._show(draft))


_Control = ui.RadioGroup[Any] | ui.CheckboxGroup[Any] | ui.Select[Any]


def _control(field: Field) -> _Control:
    match field.control:
        case "radio":
            return ui.RadioGroup(
                custom_id=field.key,
                required=field.required,
                options=[
                    discord.RadioGroupOption(label=label, value=value, default=chosen)
                    for label, value, chosen in _options(field)
                ],
            )
        case "boxes":
            return ui.CheckboxGroup(
                custom_id=field.key,
                required=field.required,
                min_values=0,
                max_values=field.most,
                options=[
                    discord.CheckboxGroupOption(label=label, value=value, default=chosen)
                    for label, value, chosen in _options(field)
                ],
            )
        case "menu":
            return ui.Select(
                custom_id=field.key,
                placeholder=field.empty,
                required=field.required,
                min_values=0,
                max_values=field.most,
                options=[
                    discord.SelectOption(label=label, value=value, default=chosen)
                    for label, value, chosen in _options(field)
                ],
            )


def _options(field: Field) -> list[tuple[str, str, bool]]:
    return [(option_label(each), each.id, each.id in field.chosen) for each in field.options]


def _sent(control: _Control) -> tuple[str, ...]:
    if isinstance(control, ui.RadioGroup):
        return () if control.value is None else (control.value,)
    return tuple(control.values)
