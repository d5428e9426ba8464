"""Nominations: the form, the nominee's answer, statements.

The buttons stand in the public messages about nominations, so a press may come long after nominations ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.errors import NotAllowed, UserError
from bot.limits import BUTTON_LABEL, OPTION_LABEL, SELECT_OPTIONS, custom_id, fit
from bot.texts import plain, plural
from bot.ui import Component, Layout, Modal, with_words
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.controls import KEY, Interaction, actor_of, elections_of, lines, page
from cogs.elections.model import Candidate, CandidateState, Form, Stage

# What may be typed; of several candidates some fit into one message.
STATEMENT = 1_000
_PUBLIC = "Everybody can read it. Nobody is notified."


class Nominate(Component[ui.Button[Any]], template=rf"election:nominate:(?P<election>{KEY})"):
    """Opens the form for a nomination."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Nominate",
                emoji="✋",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("election:nominate", election_id),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Open it."""
        cog = elections_of(interaction)
        await open_form(interaction, await cog.conduct.describe(int(self.found["election"])))


class AnswerNomination(
    Component[ui.Button[Any]],
    template=rf"election:nominee:(?P<what>accept|decline):(?P<election>{KEY}):(?P<candidate>{KEY})",
):
    """The nominee's answer; theirs alone."""

    @classmethod
    def accept(cls, election_id: int, candidate_id: int) -> Self:
        """Return the button that accepts."""
        name = custom_id("election:nominee", "accept", election_id, candidate_id)
        return cls.of(ui.Button(label="I stand", style=discord.ButtonStyle.success, custom_id=name))

    @classmethod
    def decline(cls, election_id: int, candidate_id: int) -> Self:
        """Return the button that declines."""
        name = custom_id("election:nominee", "decline", election_id, candidate_id)
        return cls.of(ui.Button(label="I do not stand", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Take the answer."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = elections_of(interaction)
        accepts = self.found["what"] == "accept"
        candidate = await cog.conduct.answer(actor_of(interaction), int(self.found["candidate"]), accepts)
        if accepts:
            view = await _stands(interaction, int(self.found["election"]), candidate.id)
        else:
            sheet = await cog.conduct.describe(int(self.found["election"]))
            question, _ = find(sheet, candidate.id)
            view = page(
                f"✅ You do not stand for **{plain(question.question.title)}**.",
                "-# Until nominations end, **I stand** still changes that.",
            )
        await interaction.edit_original_response(view=view)


class WriteStatement(
    Component[ui.Button[Any]], template=rf"election:statement:(?P<election>{KEY}):(?P<candidate>{KEY})"
):
    """Opens a candidate's own statement."""

    @classmethod
    def button(cls, election_id: int, candidate_id: int, office: str = "") -> Self:
        """Return the button; whoever stands for several offices is told for which."""
        name = custom_id("election:statement", election_id, candidate_id)
        label = f"Change your statement: {office}" if office else "Change your statement"
        return cls.of(ui.Button(label=fit(label, BUTTON_LABEL), emoji="✏️", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form with what stands there."""
        cog = elections_of(interaction)
        sheet = await cog.conduct.describe(int(self.found["election"]))
        _, candidate = find(sheet, int(self.found["candidate"]))
        if candidate.user_id != interaction.user.id:
            raise NotAllowed("This is somebody else's statement.", "Only they change it.")
        await interaction.response.send_modal(StatementForm(sheet.election.id, candidate))


class StatementForm(Modal):
    """What a candidate says of themselves."""

    def __init__(self, election_id: int, candidate: Candidate) -> None:
        super().__init__(title="Your statement", custom_id="election:statement")
        self._election_id = election_id
        self._candidate_id = candidate.id
        self._statement = _statement(candidate.statement)
        self.add_item(ui.Label(text="Why you stand", description=_PUBLIC, component=self._statement))

    async def on_submit(self, interaction: Interaction) -> None:
        """Keep it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = elections_of(interaction)
        said = self._statement.value.strip()
        with with_words(said):
            await cog.conduct.change_statement(actor_of(interaction), self._candidate_id, said)
        view = await _stands(interaction, self._election_id, self._candidate_id)
        await interaction.edit_original_response(view=view)


class NominationForm(Modal):
    """Who is nominated, for what, and why."""

    def __init__(
        self, sheet: Sheet, offices: Sequence[QuestionSheet], nominee: discord.Member | None
    ) -> None:
        super().__init__(title="Nominate", custom_id="election:nomination")
        self._election_id = sheet.election.id
        # Discord's menus hold 25 choices.
        shown = offices[:SELECT_OPTIONS]
        self._office: ui.Select[Any] = ui.Select(
            custom_id="office",
            options=[
                discord.SelectOption(
                    label=fit(each.question.title, OPTION_LABEL),
                    value=str(each.question.id),
                    default=len(shown) == 1,
                )
                for each in shown
            ],
        )
        self.add_item(ui.Label(text="For which office?", component=self._office))
        user = discord.SelectDefaultValueType.user
        self._who: ui.UserSelect[Any] = ui.UserSelect(
            custom_id="who",
            required=False,
            min_values=0,
            default_values=[discord.SelectDefaultValue(id=nominee.id, type=user)] if nominee else [],
        )
        self.add_item(
            ui.Label(
                text="Whom?",
                description="Yourself, if you choose nobody. Others are asked whether they stand.",
                component=self._who,
            )
        )
        self._statement = _statement()
        self.add_item(ui.Label(text="Why?", description=_PUBLIC, component=self._statement))

    async def on_submit(self, interaction: Interaction) -> None:
        """Nominate."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = elections_of(interaction)
        actor = actor_of(interaction)
        said = self._statement.value.strip()
        chosen = self._who.values[0] if self._who.values else None
        with with_words(said):
            name = await _name(interaction, chosen) if chosen else actor.name
            candidate = await cog.conduct.nominate(
                actor, int(self._office.values[0]), chosen.id if chosen else actor.user_id, name, said
            )
        if candidate.state is CandidateState.ACCEPTED:
            view = await _stands(interaction, self._election_id, candidate.id)
        else:
            view = page(
                f"✋ You nominated <@{candidate.user_id}>. They are asked in <#{cog.settings.channel}> "
                "whether they stand."
            )
        await interaction.edit_original_response(view=view)


async def open_form(interaction: Interaction, sheet: Sheet, nominee: discord.Member | None = None) -> None:
    """Open the form for a nomination. Raises `UserError` when none can be made at the moment."""
    election = sheet.election
    name = f"**{plain(election.title)}**"
    offices = [each for each in sheet.questions if each.question.form is Form.OFFICE]
    if not offices:
        raise UserError(f"{name} is a vote on yes or no: nobody is nominated for it.")
    if election.stage is not Stage.NOMINATIONS:
        early = election.stage is Stage.DRAFT
        raise UserError(
            f"Nominations for {name} {'have not begun' if early else 'are over'}.",
            "" if early else "`/election status` tells how it goes on.",
        )
    await interaction.response.send_modal(NominationForm(sheet, offices, nominee))


def find(sheet: Sheet, candidate_id: int) -> tuple[QuestionSheet, Candidate]:
    """Return a candidate with the question they stand for. Raises `UserError` when there is none."""
    for question in sheet.questions:
        for candidate in question.candidates:
            if candidate.id == candidate_id:
                return question, candidate
    raise UserError("This nomination is not there any more.")


async def _stands(interaction: Interaction, election_id: int, candidate_id: int) -> Layout:
    sheet = await elections_of(interaction).conduct.describe(election_id)
    question, candidate = find(sheet, candidate_id)
    others = len(question.standing) - 1
    return page(
        f"✅ You stand for **{plain(question.question.title)}**, as **{plain(candidate.name)}**. "
        f"{plural(others, 'other') + ' so far.' if others else 'Nobody else does so far.'}",
        lines(candidate.statement) or "You wrote no statement.",
        ui.ActionRow(WriteStatement.button(election_id, candidate_id)),
        "-# `/election withdraw` takes it back.",
    )


async def _name(interaction: Interaction, person: discord.User | discord.Member) -> str:
    """Return the name for the ballot paper. Raises `UserError` for who is no member, and for bots."""
    if person.bot:
        raise UserError(f"{person.mention} is a bot.", "Nominate a person.")
    if not isinstance(person, discord.Member):
        raise UserError(f"{person.mention} is not in this server.", "Only somebody who is here can be asked.")
    return person.display_name


def _statement(now: str = "") -> ui.TextInput[Any]:
    return ui.TextInput(
        custom_id="statement",
        style=discord.TextStyle.paragraph,
        default=now or None,
        required=False,
        max_length=STATEMENT,
    )
