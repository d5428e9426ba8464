"""`/election withdraw`: whoever stands takes it back, or the returns officer does for somebody who cannot."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import discord
from discord import app_commands, ui

from bot.errors import NotAllowed, UserError
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, custom_id, fit
from bot.texts import plain
from bot.ui import Modal, with_words
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.choosing import visible
from cogs.elections.face.controls import Interaction, actor_of, elections_of, page
from cogs.elections.face.nominating import find
from cogs.elections.face.step_forms import REASON
from cogs.elections.model import STANDING, Candidate, Stage
from cogs.elections.rules.powers import who
from cogs.elections.rules.stages import Step

_WHEN = (Stage.NOMINATIONS, Stage.FROZEN, Stage.OPEN)


async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the candidacies that somebody may end: their own, and all of elections they conduct."""
    wanted = typed.strip().casefold()
    found: list[app_commands.Choice[str]] = []
    async for sheet, question, candidate in _candidacies(interaction):
        name = f"{candidate.name} · {question.question.title} · {sheet.election.title}"
        if wanted in name.casefold():
            value = f"#{sheet.election.id}.{candidate.id}"
            found.append(app_commands.Choice(name=fit(name, CHOICE_NAME), value=value))
    return found[:AUTOCOMPLETE_CHOICES]


async def ask(interaction: Interaction, typed: str | None) -> None:
    """Open the form that ends a candidacy. Raises `UserError` when there is none, or several."""
    if typed is not None and (chosen := re.fullmatch(r"#(\d{1,18})\.(\d{1,18})", typed.strip())):
        sheet = await elections_of(interaction).conduct.describe(int(chosen[1]))
        question, candidate = find(sheet, int(chosen[2]))
        if interaction.user.id not in (candidate.user_id, sheet.election.officer_id):
            raise NotAllowed(f"This is for {who(Step.WITHDRAW)}.")
    else:
        user_id = interaction.user.id
        own = [each async for each in _candidacies(interaction) if each[2].user_id == user_id]
        if typed is not None:
            name = typed.strip().casefold()
            own = [each for each in own if name in each[1].question.title.casefold()]
        if len(own) != 1:
            if not own:
                raise UserError("You stand for nothing that could be taken back.")
            raise UserError(
                "You stand for several offices.",
                "Use `/election withdraw` with the option `candidacy`, and choose one of the suggestions.",
            )
        sheet, question, candidate = own[0]
    await interaction.response.send_modal(WithdrawForm(sheet, question, candidate, interaction.user.id))


class WithdrawForm(Modal):
    """What a withdrawal does, and why."""

    def __init__(self, sheet: Sheet, question: QuestionSheet, candidate: Candidate, user_id: int) -> None:
        super().__init__(title="Withdraw", custom_id=custom_id("election:withdraw"))
        self._candidate = candidate
        office = f"**{plain(question.question.title)}**"
        own = candidate.user_id == user_id
        stands = "You stand" if own else f"**{plain(candidate.name)}** stands"
        will = [f"{stands} for {office} no more. This cannot be taken back."]
        if sheet.election.stage is Stage.OPEN:
            alone = "has a blank ballot" if sheet.election.extended else "may vote again"
            will.append(
                f"Ballots that rank others pass on to them. Whoever voted for this candidate alone {alone}."
            )
        self.add_item(ui.TextDisplay("\n".join(f"- {line}" for line in will)))
        self._reason: ui.TextInput[Any] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.paragraph, required=not own, max_length=REASON
        )
        self.add_item(ui.Label(text="Why?", description="It is kept in the log.", component=self._reason))

    async def on_submit(self, interaction: Interaction) -> None:
        """Withdraw."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        reason = self._reason.value.strip()
        with with_words(reason):
            conduct = elections_of(interaction).conduct
            candidate = await conduct.withdraw(actor_of(interaction), self._candidate.id, reason)
        await interaction.edit_original_response(view=page(f"✅ **{plain(candidate.name)}** stands no more."))


async def _candidacies(
    interaction: Interaction,
) -> AsyncIterator[tuple[Sheet, QuestionSheet, Candidate]]:
    """Yield the candidacies that somebody may end."""
    conduct = elections_of(interaction).conduct
    user_id = interaction.user.id
    for election in await visible(interaction, _WHEN):
        sheet = await conduct.describe(election.id)
        for question in sheet.questions:
            for candidate in question.candidates:
                mine = user_id in (candidate.user_id, election.officer_id)
                if mine and candidate.state in STANDING:
                    yield sheet, question, candidate
