"""What a voter can look at: whether they have voted, and what the candidates say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from discord import ui

from bot.clock import discord_time
from bot.limits import custom_id, fit
from bot.texts import plain
from bot.ui import Component, Layout, answer
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.ballot.making import in_order
from cogs.elections.face.ballot.polls import Place
from cogs.elections.face.controls import Interaction, elections_of, page
from cogs.elections.face.rights import require_visible
from cogs.elections.model import Candidate, Form, Stage

_ELECTION = r"(?P<election>\d{1,18})"
# Characters of one page, with room for what escaping adds to a heading.
_PAGE = 3_400
_STATEMENT = 3_000


class MyVote(Component[ui.Button[Any]], template=rf"election:mine:{_ELECTION}"):
    """Tells somebody whether a ballot of theirs is in; never what it says."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="My vote", custom_id=custom_id("election:mine", election_id)))

    async def pressed(self, interaction: Interaction) -> None:
        """Tell it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = elections_of(interaction)
        place = await cog.polls.place(int(self.found["election"]), interaction.user.id)
        await answer(interaction, "\n".join(_told(place)))


class Candidates(
    Component[ui.Button[Any]],
    template=rf"election:candidates:{_ELECTION}:(?P<page>\d{{1,4}})(?P<turn>:turn)?",
):
    """Shows what the candidates, or the motions, say: page by page, in the reader's own order."""

    @classmethod
    def button(cls, election_id: int, label: str = "Candidates") -> Self:
        """Return the button that opens the first page."""
        return cls.of(ui.Button(label=label, custom_id=custom_id("election:candidates", election_id, 0)))

    @classmethod
    def turning(cls, election_id: int, number: int, label: str) -> Self:
        """Return the button that turns to another page."""
        name = custom_id("election:candidates", election_id, number, "turn")
        return cls.of(ui.Button(label=label, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page, in a message of its own or in the place of the page before."""
        if self.found["turn"]:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        election_id = int(self.found["election"])
        sheet, member_id = await elections_of(interaction).polls.candidates(election_id, interaction.user.id)
        require_visible(interaction, sheet.election)
        view = statements(sheet, member_id, int(self.found["page"]))
        await interaction.edit_original_response(view=view)


def statements(sheet: Sheet, member_id: str, number: int) -> Layout:
    """Return a page of what stands on the paper, with buttons to the others."""
    found = list(_pages(sheet, member_id))
    number = min(number, len(found) - 1)
    buttons: list[ui.Item[Any]] = []
    if number:
        buttons.append(Candidates.turning(sheet.election.id, number - 1, "Back"))
    if number < len(found) - 1:
        buttons.append(Candidates.turning(sheet.election.id, number + 1, "Next"))
    where = f"\n-# Page {number + 1} of {len(found)}" if len(found) > 1 else ""
    head = f"### {plain(fit(sheet.election.title, 100))}{where}"
    return page(head, found[number], *([ui.ActionRow(*buttons)] if buttons else []))


def reading(election_id: int, *, people: bool, text: bool) -> list[Candidates]:
    """Return the button to what can be read about a vote: what candidates say, or what a motion says."""
    if people:
        return [Candidates.button(election_id)]
    return [Candidates.button(election_id, "The full text")] if text else []


def _pages(sheet: Sheet, member_id: str) -> Iterator[str]:
    text = ""
    for each in sheet.questions:
        for block in _blocks(sheet, each, member_id):
            if text and len(text) + len(block) + 2 > _PAGE:
                yield text
                text = ""
            text += ("\n" if text else "") + block
    yield text or "Nobody stands."


def _blocks(sheet: Sheet, asked: QuestionSheet, member_id: str) -> Iterator[str]:
    question = asked.question
    title = f"## {plain(fit(question.title, 100))}"
    if question.form is Form.MOTION:
        yield f"{title}\n{fit(plain(question.text), _STATEMENT) or 'There is no more to it.'}"
        return
    people = in_order(sheet, asked, member_id)
    if not people:
        yield f"{title}\nNobody stands."
    for number, candidate in enumerate(people):
        yield f"{title}\n{_said(candidate)}" if number == 0 else _said(candidate)


def _said(candidate: Candidate) -> str:
    said = fit(plain(candidate.statement), _STATEMENT) or "-# No statement."
    return f"**{plain(candidate.name)}** (<@{candidate.user_id}>)\n{said}"


def _told(place: Place) -> Iterator[str]:
    election = place.sheet.election
    open_still = election.stage is Stage.OPEN
    for vote in place.votes:
        whose = "you" if vote.own else plain(vote.voter.name)
        if vote.voted:
            yield f"✅ A ballot of {'yours' if vote.own else whose} is in."
        elif open_still:
            yield f"⬜ No ballot of {'yours' if vote.own else whose} is in yet."
        else:
            yield f"⬜ No ballot of {'yours' if vote.own else whose} was cast."
    until = discord_time(election.closes_at)
    if not open_still:
        yield f"Voting closed {until}."
    elif election.extended:
        yield f"Voting was extended until {until} for those who have not voted."
    else:
        again = ", also to vote differently" if any(vote.voted for vote in place.votes) else ""
        yield f"Until {until} you can press **Vote**{again}: the last ballot counts."
    yield "-# Nobody is shown here what a ballot says, not even you."
