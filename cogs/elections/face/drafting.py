"""`/election edit`: a draft in plain words, with what changes it. Each change counts at once."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import MESSAGE_TEXT, OPTION_DESCRIPTION, OPTION_LABEL, SELECT_OPTIONS, custom_id, fit
from bot.texts import plain
from bot.ui import Component, Layout
from cogs.elections.conduct.drafting import MOVABLE
from cogs.elections.conduct.facts import Actor, Sheet
from cogs.elections.conduct.naming import names
from cogs.elections.face import question_forms, rule_forms
from cogs.elections.face.controls import KEY, Interaction, actor_of, elections_of, page
from cogs.elections.face.next_steps import elects, leaves_draft
from cogs.elections.face.rights import require_step
from cogs.elections.face.steps import Ask
from cogs.elections.face.times import TimesForm
from cogs.elections.face.wording import KINDS, bullets, moment, question_line
from cogs.elections.model import Form, Publication, Stage
from cogs.elections.rules.stages import IllegalStep, Step, after

_QUESTIONS = 1_200
_LACKS = 1_300
_TOTALS = (
    "-# **Change rules**, *Secrecy and what is published*: totals alone can be published, with the ballots "
    "going to two scrutineers."
)


def panel(sheet: Sheet) -> Layout:
    """Return a draft in plain words, with what changes it; later on its times alone."""
    election = sheet.election
    if election.stage is not Stage.DRAFT:
        head = f"## 🗳️ {plain(election.title)}\n-# Its times can be changed until voting opens, nothing else."
        missing = [f"⚠️ {each}" for each in sheet.lacks]
        return page(head, _times(sheet), *missing, ui.ActionRow(ChangeTimes.button(election.id)))
    head = (
        f"## 🗳️ {plain(election.title)}\n-# {KINDS[election.kind]} · draft, seen by officers only · "
        f"returns officer <@{election.officer_id}>"
    )
    shown = [head, _times(sheet), _questions(sheet)]
    lacks = bullets((*sheet.lacks, *sheet.warnings), _LACKS, mark="⚠️ ")
    rules = election.regulations
    if sheet.warnings and rules.secret and rules.publication is Publication.BALLOTS:
        lacks += f"\n{_TOTALS}"
    room = MESSAGE_TEXT - sum(map(len, shown)) - len(lacks) - 200
    shown.append("**Rules**\n" + bullets(map(plain, sheet.regulations), room))
    if lacks:
        shown.append(lacks)
    parts: list[str | ui.Item[Any]] = [*shown, ui.ActionRow(ChooseRules.menu(sheet))]
    if sheet.questions:
        parts += [ui.ActionRow(ChangeQuestion.menu(sheet)), ui.ActionRow(TakeOut.menu(sheet))]
    parts.append(
        ui.ActionRow(
            AddQuestion.button(election.id, Form.OFFICE if elects(sheet) else Form.MOTION),
            ChangeTimes.button(election.id),
        )
    )
    if not sheet.lacks:
        parts.append(ui.ActionRow(Ask.button(leaves_draft(sheet), election.id)))
    return page(*parts)


async def show(interaction: Interaction, election_id: int) -> None:
    """Show a draft anew in the message that was acted on; the interaction is deferred."""
    sheet = await elections_of(interaction).conduct.describe(election_id)
    await interaction.edit_original_response(view=panel(sheet))


def require_draft(actor: Actor, sheet: Sheet) -> None:
    """Raise `UserError` unless somebody may change this draft."""
    require_step(actor, sheet, Step.REGULATE)
    try:
        after(sheet.election.stage, Step.REGULATE)
    except IllegalStep as error:
        raise UserError(error.message, error.hint) from None


def require_movable(actor: Actor, sheet: Sheet) -> None:
    """Raise `UserError` unless somebody may change the times of this election."""
    if sheet.election.stage not in MOVABLE:
        require_draft(actor, sheet)
    require_step(actor, sheet, Step.REGULATE)


def _times(sheet: Sheet) -> str:
    election = sheet.election
    lines = []
    if election.nominations_at and election.nominations_until:
        lines.append(f"Nominations {moment(election.nominations_at)} to {moment(election.nominations_until)}")
    lines.append(f"Voting {moment(election.opens_at)} to {moment(election.closes_at)}")
    lines.append(f"Announced in <#{election.channel_id}>")
    return "\n".join(lines)


def _questions(sheet: Sheet) -> str:
    if not sheet.questions:
        return "**Nothing is asked yet.**"
    lines = []
    for each in sheet.questions:
        lines.append(question_line(each.question))
        if each.standing:
            lines.append(f"Between {names([one.name for one in each.standing])}")
        if each.question.text:
            lines.append(f"-# {plain(fit(each.question.text, 300))}")
    return fit("\n".join(lines), _QUESTIONS)


def _choice(sheet: Sheet, asks: str, name: str) -> ui.Select[Any]:
    """Return a menu of the questions."""
    options = [
        discord.SelectOption(
            label=fit(f"{each.question.number}. {each.question.title}", OPTION_LABEL),
            value=str(each.question.id),
        )
        for each in sheet.questions[:SELECT_OPTIONS]
    ]
    return ui.Select(placeholder=asks, options=options, custom_id=custom_id(name, sheet.election.id))


async def _draft(interaction: Interaction, election_id: int) -> Sheet:
    """Return a draft that whoever acts may change. Raises `UserError`."""
    sheet = await elections_of(interaction).conduct.describe(election_id)
    require_draft(actor_of(interaction), sheet)
    return sheet


class ChooseRules(Component[ui.Select[Any]], template=rf"election:edit:rules:(?P<election>{KEY})"):
    """Opens the form of a group of rules."""

    @classmethod
    def menu(cls, sheet: Sheet) -> Self:
        """Return the menu."""
        options = [
            discord.SelectOption(
                label=group.label, value=name, description=fit(group.hint, OPTION_DESCRIPTION)
            )
            for name, group in rule_forms.GROUPS.items()
            if group.matters(sheet)
        ]
        return cls.of(
            ui.Select(
                placeholder="Change rules",
                options=options,
                custom_id=custom_id("election:edit:rules", sheet.election.id),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Open it."""
        sheet = await _draft(interaction, int(self.found["election"]))
        (name,) = self.item.values
        await interaction.response.send_modal(rule_forms.RuleForm(sheet, name))


class ChangeQuestion(Component[ui.Select[Any]], template=rf"election:edit:question:(?P<election>{KEY})"):
    """Opens the form of a question."""

    @classmethod
    def menu(cls, sheet: Sheet) -> Self:
        """Return the menu."""
        return cls.of(_choice(sheet, "Change a question", "election:edit:question"))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it with what is asked now."""
        sheet = await _draft(interaction, int(self.found["election"]))
        (question_id,) = self.item.values
        found = [each.question for each in sheet.questions if str(each.question.id) == question_id]
        if not found:
            raise UserError("There is no such question any more.")
        form = question_forms.QuestionForm(sheet.election.id, found[0].form, found[0])
        await interaction.response.send_modal(form)


class TakeOut(Component[ui.Select[Any]], template=rf"election:edit:out:(?P<election>{KEY})"):
    """Takes a question out."""

    @classmethod
    def menu(cls, sheet: Sheet) -> Self:
        """Return the menu."""
        return cls.of(_choice(sheet, "Take a question out", "election:edit:out"))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it out."""
        await interaction.response.defer()
        election_id = int(self.found["election"])
        (question_id,) = self.item.values
        conduct = elections_of(interaction).conduct
        await conduct.remove_question(actor_of(interaction), election_id, int(question_id))
        await show(interaction, election_id)


class AddQuestion(
    Component[ui.Button[Any]], template=rf"election:edit:add:(?P<form>office|motion):(?P<election>{KEY})"
):
    """Opens the form for another question."""

    @classmethod
    def button(cls, election_id: int, form: Form) -> Self:
        """Return the button."""
        label = "Add an office" if form is Form.OFFICE else "Add a question"
        name = custom_id("election:edit:add", form, election_id)
        return cls.of(ui.Button(label=label, emoji="➕", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it."""
        sheet = await _draft(interaction, int(self.found["election"]))
        form = question_forms.QuestionForm(sheet.election.id, Form(self.found["form"]))
        await interaction.response.send_modal(form)


class ChangeTimes(Component[ui.Button[Any]], template=rf"election:edit:times:(?P<election>{KEY})"):
    """Opens the form of the moments."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        name = custom_id("election:edit:times", election_id)
        return cls.of(ui.Button(label="Change times", emoji="🗓️", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it with what is set."""
        sheet = await elections_of(interaction).conduct.describe(int(self.found["election"]))
        require_movable(actor_of(interaction), sheet)
        zone = elections_of(interaction).settings.time_zone
        nominations = elects(sheet) and sheet.election.stage is Stage.DRAFT
        await interaction.response.send_modal(TimesForm(sheet, zone, nominations=nominations))


class Edit(Component[ui.Button[Any]], template=rf"election:edit:(?P<election>{KEY})"):
    """Shows a draft with what changes it."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        name = custom_id("election:edit", election_id)
        return cls.of(ui.Button(label="Change the draft", emoji="✏️", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        sheet = await _draft(interaction, int(self.found["election"]))
        await interaction.edit_original_response(view=panel(sheet))
