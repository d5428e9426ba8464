"""`/election status` and `list`: how elections stand, one's own part in them, and what is done next."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.limits import MESSAGE_TEXT, custom_id, fit
from bot.rest import File
from bot.texts import plain, plural
from bot.ui import Component, Layout
from cogs.elections.conduct.facts import Actor, QuestionSheet, Sheet
from cogs.elections.face.choosing import visible
from cogs.elections.face.controls import KEY, Interaction, elections_of, page
from cogs.elections.face.drafting import Edit
from cogs.elections.face.log_page import ShowLog
from cogs.elections.face.next_steps import next_steps
from cogs.elections.face.rights import is_officer, may, require_visible
from cogs.elections.face.steps import step_buttons
from cogs.elections.face.wording import KINDS, STAGES, bullets, candidate_line, moment, question_line
from cogs.elections.model import CandidateState, Election, Stage
from cogs.elections.rules.stages import Step

_PER_PAGE = 8
_BEFORE_VOTING = frozenset({Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN})


def status(sheet: Sheet, actor: Actor, own: Sequence[str | ui.Item[Any]] = ()) -> Layout:
    """Return how an election stands, for whoever asks; `own` is what concerns them alone."""
    election = sheet.election
    officer = is_officer(actor, election)
    head = f"## 🗳️ {plain(election.title)}\n-# {KINDS[election.kind]} · **{STAGES[election.stage]}**"
    tail = (
        f"-# Returns officer <@{election.officer_id}> · log entry {sheet.head.number} "
        f"`{sheet.head.hash[:16]}…`"
    )
    following: list[str | ui.Item[Any]] = []
    if officer:
        found = next_steps(sheet)
        buttons = step_buttons(sheet, actor, found)
        conducts = buttons or actor.user_id == election.officer_id
        whose = "What to do next" if conducts else "What the returns officer does next"
        following = [f"**{whose}**\n{found.text}", *buttons]
    course = _course(sheet)
    said = [each for each in (head, course, tail, *own, *following) if isinstance(each, str)]
    asked = _questions(sheet, officer=officer, room=MESSAGE_TEXT - sum(map(len, said)) - 100)
    more: list[ui.Item[Any]] = [ShowRules.button(election.id)]
    if officer:
        more.append(ShowLog.button(election.id))
    if may(actor, sheet, Step.REGULATE):
        more.append(Edit.button(election.id))
    return page(head, course, asked, *own, *following, ui.ActionRow(*more), tail)


def _course(sheet: Sheet) -> str:
    election = sheet.election
    lines = []
    if election.stage in _BEFORE_VOTING and election.nominations_at and election.nominations_until:
        lines.append(f"Nominations {moment(election.nominations_at)} to {moment(election.nominations_until)}")
    lines.append(f"Voting {moment(election.opens_at)} to {moment(election.closes_at)}")
    if turnout := sheet.turnout:
        missing = ""
        if sheet.missing:
            how = "more needed" if election.stage is Stage.OPEN else "too few"
            missing = f"; {sheet.missing} {how} for the vote to be valid"
        lines.append(f"**{turnout.voted} of {turnout.roll}** have voted{missing}")
    if sheet.roll_hash:
        lines.append(f"Hash of the roll `{sheet.roll_hash[:16]}…`")
    return "\n".join(lines)


def _questions(sheet: Sheet, *, officer: bool, room: int) -> str:
    lines: list[str] = []
    for each in sheet.questions:
        lines.append(question_line(each.question))
        lines += [f"- {candidate_line(candidate)}" for candidate in _shown(each, officer=officer)]
        # Before an extension a vote came to nothing.
        if each.outcome and sheet.election.stage is not Stage.OPEN:
            lines.append(f"**→** {plain(str(each.outcome['reason']))}")
    text = "\n".join(lines) or "Nothing is asked yet."
    return fit(text, max(room, 200))


def _shown(each: QuestionSheet, *, officer: bool) -> list[Any]:
    # Officers see nominations that were not accepted, too.
    if officer:
        return list(each.candidates)
    public = (CandidateState.ACCEPTED, CandidateState.WITHDRAWN)
    return [candidate for candidate in each.candidates if candidate.state in public]


class ShowRules(Component[ui.Button[Any]], template=rf"election:rules:(?P<election>{KEY})"):
    """Shows an election's rules in plain words, to the presser alone."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        name = custom_id("election:rules", election_id)
        return cls.of(ui.Button(label="Rules", emoji="📜", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        sheet = await elections_of(interaction).conduct.describe(int(self.found["election"]))
        require_visible(interaction, sheet.election)
        title = f"### 📜 The rules of {plain(sheet.election.title)}"
        view = page(title, bullets(map(plain, sheet.regulations), MESSAGE_TEXT - len(title) - 10))
        await interaction.edit_original_response(view=view)


def overview(elections: Sequence[Election], number: int = 0) -> Layout:
    """Return one page of the elections that somebody sees, newest first."""
    if not elections:
        return page("There are no elections yet.", "-# Officers draft one with `/election create`.")
    pages = -(-len(elections) // _PER_PAGE)
    number = min(number, pages - 1)
    shown = elections[number * _PER_PAGE : (number + 1) * _PER_PAGE]
    parts: list[str | ui.Item[Any]] = [f"## 🗳️ {plural(len(elections), 'election')}"]
    parts += [_line(each) for each in shown]
    around = [each for each in (number - 1, number + 1) if 0 <= each < pages]
    if around:
        parts.append(ui.ActionRow(*(Turn.button(each, pages) for each in around)))
    return page(*parts, "-# `/election status` shows one of them.")


def _line(election: Election) -> str:
    return (
        f"**{plain(election.title)}** · {STAGES[election.stage]}\n-# {KINDS[election.kind]}, voting "
        f"{moment(election.opens_at)} to {moment(election.closes_at)}"
    )


class Turn(Component[ui.Button[Any]], template=r"election:page:(?P<page>\d{1,6})"):
    """Turns to another page of the list."""

    @classmethod
    def button(cls, number: int, pages: int) -> Self:
        """Return the button to page `number`, counted from 0."""
        name = custom_id("election:page", number)
        return cls.of(ui.Button(label=f"Page {number + 1} of {pages}", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        await interaction.response.defer()
        view = overview(await visible(interaction), int(self.found["page"]))
        await interaction.edit_original_response(view=view)


def attached(file: File) -> discord.File:
    """Return a file as discord.py sends it."""
    return discord.File(io.BytesIO(file.data), file.name, description=file.description or None)
