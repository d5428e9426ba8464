"""The buttons of a vote: under the announcement, and on the voter's own paper.

Those on the paper carry its token and nothing of what is chosen. Its choices are in memory (`drafts`), so
that a form can be opened without asking the database: Discord gives a press three seconds, and a form cannot
be put off.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import BUTTON_LABEL, custom_id, fit
from bot.texts import listing, plain
from bot.ui import Component, Layout
from cogs.elections.face.ballot.drafts import Draft
from cogs.elections.face.ballot.fields import fits_one_form
from cogs.elections.face.ballot.form import BallotForm
from cogs.elections.face.ballot.looking import reading
from cogs.elections.face.ballot.marks import key
from cogs.elections.face.ballot.pages import paper_text, question_buttons, receipt_page, rows
from cogs.elections.face.ballot.polls import Place, Vote
from cogs.elections.face.ballot.words import VOTES
from cogs.elections.face.controls import Interaction, elections_of, page

_ELECTION = r"(?P<election>\d{1,18})"
_TOKEN = r"(?P<token>[0-9a-f]{16})"  # noqa: S105 - the pattern of one


class CastVote(Component[ui.Button[Any]], template=rf"election:vote:{_ELECTION}"):
    """Begins a vote; stands under the announcement."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Vote",
                emoji="🗳️",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("election:vote", election_id),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show the voter their paper, or ask whose it is to be."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        polls = elections_of(interaction).polls
        place = await polls.place(int(self.found["election"]), interaction.user.id)
        if len(place.votes) == 1:
            view = ballot_page(polls.begin(place, place.own, interaction.user.id))
        else:
            view = _whose(place)
        await interaction.edit_original_response(view=view)


class VoteFor(Component[ui.Button[Any]], template=rf"election:for:{_ELECTION}:(?P<whose>[0-9a-f]{{16}})"):
    """Chooses whose ballot is to be cast: one's own, or that of somebody who gave one their vote."""

    @classmethod
    def button(cls, election_id: int, vote: Vote) -> Self:
        """Return the button of one of the votes."""
        label = "For myself" if vote.own else f"For {vote.voter.name}"
        name = custom_id("election:for", election_id, _short(vote.voter.member_id))
        return cls.of(ui.Button(label=fit(label, BUTTON_LABEL), custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the paper."""
        await interaction.response.defer()
        polls = elections_of(interaction).polls
        place = await polls.place(int(self.found["election"]), interaction.user.id)
        for vote in place.votes:
            if _short(vote.voter.member_id) == self.found["whose"]:
                draft = polls.begin(place, vote, interaction.user.id)
                await interaction.edit_original_response(view=ballot_page(draft))
                return
        raise UserError(
            "You do not hold this member's vote any more.", "They took it back, or have voted themselves."
        )


class FillIn(
    Component[ui.Button[Any]],
    template=rf"election:ballot:{_TOKEN}:fill:(?P<question>\d{{1,4}}):(?P<number>\d{{1,2}})",
):
    """Opens the form of one question; question 0 stands for all at once."""

    @classmethod
    def button(cls, draft: Draft, question: int, number: int, label: str, *, done: bool = False) -> Self:
        """Return the button of a question's form number `number`."""
        style = discord.ButtonStyle.secondary if done else discord.ButtonStyle.primary
        name = custom_id("election:ballot", draft.token, "fill", question, number)
        return cls.of(ui.Button(label=fit(label, BUTTON_LABEL), style=style, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it, filled in with what is marked so far."""
        draft = _to_change(interaction, self.found["token"])
        number = int(self.found["question"])
        if number:
            draft.last = number
        asked = (draft.question(number),) if number else draft.questions
        form = BallotForm(draft, asked, ballot_page, int(self.found["number"]))
        await interaction.response.send_modal(form)


class Choose(
    Component[ui.Button[Any]], template=rf"election:ballot:{_TOKEN}:choose:(?P<button>[0-9a-f]{{8}})"
):
    """Yes, no or abstain, where nothing else is asked. Which of them is known to the draft alone."""

    @classmethod
    def buttons(cls, draft: Draft) -> Iterator[Self]:
        """Yield the three buttons; the one that is chosen is marked."""
        motion = draft.questions[0]
        chosen = draft.marked(motion).get(key(motion), ())
        for button, vote in draft.buttons.items():
            done = vote in chosen
            yield cls.of(
                ui.Button(
                    label=f"{VOTES[vote]} ✓" if done else VOTES[vote],
                    style=discord.ButtonStyle.primary if done else discord.ButtonStyle.secondary,
                    custom_id=custom_id("election:ballot", draft.token, "choose", button),
                )
            )

    async def pressed(self, interaction: Interaction) -> None:
        """Mark it."""
        draft = _to_change(interaction, self.found["token"])
        draft.choose(self.found["button"])
        await interaction.response.edit_message(view=ballot_page(draft))


class LeaveBlank(Component[ui.Button[Any]], template=rf"election:ballot:{_TOKEN}:blank"):
    """Leaves blank what is not filled in."""

    @classmethod
    def button(cls, draft: Draft) -> Self:
        """Return the button."""
        label = "Leave the rest blank" if draft.marks else "Vote blank"
        return cls.of(ui.Button(label=label, custom_id=custom_id("election:ballot", draft.token, "blank")))

    async def pressed(self, interaction: Interaction) -> None:
        """Do so, and show the review."""
        draft = _to_change(interaction, self.found["token"])
        draft.leave_the_rest_blank()
        await interaction.response.edit_message(view=ballot_page(draft))


class Confirm(Component[ui.Button[Any]], template=rf"election:ballot:{_TOKEN}:confirm"):
    """Casts the ballot."""

    @classmethod
    def button(cls, draft: Draft) -> Self:
        """Return the button."""
        name = custom_id("election:ballot", draft.token, "confirm")
        return cls.of(ui.Button(label="Confirm", style=discord.ButtonStyle.success, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Put the ballot into the box and show the receipt; a second press at once shows the same."""
        polls = elections_of(interaction).polls
        draft = polls.drafts.find(self.found["token"], interaction.user.id)
        await interaction.response.defer()
        if draft.casting is None:
            if not draft.complete:
                raise UserError("The ballot is not filled in yet.", "What you leave open can be left blank.")
            draft.casting = asyncio.create_task(polls.cast(draft), name="casting a ballot")
        casting = draft.casting
        try:
            receipt = await asyncio.shield(casting)
        except Exception:
            # It can be changed and confirmed again; nothing that was marked is lost.
            draft.casting = None
            raise
        await interaction.edit_original_response(view=receipt_page(draft.paper, receipt))


def ballot_page(draft: Draft) -> Layout:
    """Return a voter's paper with its buttons; once all is marked, with the one that casts it."""
    forms: list[ui.Item[Any]]
    if draft.single_motion is not None:
        forms = [*Choose.buttons(draft)]
    else:
        answered = draft.answers()
        forms = [
            FillIn.button(draft, question.number, number, label, done=question.id in answered)
            for question, number, label in question_buttons(draft)
        ]
        if len(draft.questions) > 1 and fits_one_form(draft.questions):
            forms.append(FillIn.button(draft, 0, 0, "All on one form", done=True))
    acts: list[ui.Item[Any]] = []
    if draft.complete:
        acts.append(Confirm.button(draft))
    elif draft.single_motion is None:
        acts.append(LeaveBlank.button(draft))
    acts += reading(
        draft.paper.election.id,
        people=any(each.choices for each in draft.questions),
        text=any(each.text for each in draft.questions),
    )
    # What casts it comes first: on a phone there may be much to scroll.
    buttons = [*rows(acts), *rows(forms)] if draft.complete else [*rows(forms), *rows(acts)]
    return page(*paper_text(draft), *buttons)


def _whose(place: Place) -> Layout:
    held = [vote for vote in place.votes if not vote.own]
    names = listing(f"**{plain(vote.voter.name)}**{' (is in)' if vote.voted else ''}" for vote in held)
    return page(
        f"### 🗳️ For whom do you vote?\n{names} gave you their vote. Each ballot is cast on its own.",
        *rows([VoteFor.button(place.sheet.election.id, vote) for vote in place.votes]),
    )


def _to_change(interaction: Interaction, token: str) -> Draft:
    polls = elections_of(interaction).polls
    return polls.drafts.to_change(token, interaction.user.id)


def _short(member_id: str) -> str:
    """Return what stands for a member in a button's id, which holds neither long texts nor a colon."""
    return hashlib.sha256(member_id.encode()).hexdigest()[:16]
