"""What the voter alone sees: the paper, its review, the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, fit
from bot.texts import plain
from bot.ui import Layout
from cogs.elections.face.ballot.drafts import Draft
from cogs.elections.face.ballot.fields import page_name, pages
from cogs.elections.face.ballot.paper import Paper, PaperQuestion
from cogs.elections.face.ballot.rule import receipt_shows
from cogs.elections.face.ballot.words import in_short, in_words, lead
from cogs.elections.face.controls import page
from cogs.elections.model import Election, Receipts

# What is left for the answers, when title and rules have their room.
_ANSWERS = MESSAGE_TEXT - 1_600
_ROW = 5


def paper_text(draft: Draft) -> list[str]:
    """Return the paragraphs of a paper: the rules, and what is marked so far or, when all is, the review."""
    paper = draft.paper
    heading = "Check your ballot" if draft.complete else "Your ballot"
    head = [f"### 🗳️ {heading}: {plain(fit(paper.election.title, 100))}"]
    if paper.in_place_of:
        head.append(f"You vote **for {plain(paper.in_place_of)}**.")
    if paper.votes_again:
        head.append("There is a ballot in the box already; this one takes its place.")
    if not draft.complete:
        head.append(fit(" ".join(paper.rules), 700))
    head.append(f"Until {discord_time(paper.election.closes_at)}.")
    parts = ["\n".join(head), fit("\n".join(_answers(draft)), _ANSWERS)]
    if draft.complete:
        parts.append("Nothing is counted until you press **Confirm**.")
    return parts


def question_buttons(draft: Draft) -> list[tuple[PaperQuestion, int, str]]:
    """Return the forms that can be opened now, with what stands on their buttons: question, form, label.

    A question that takes several forms has all of them in reach while it was opened last.
    """
    answers, amiss = draft.answers(), draft.amiss()
    found = []
    for question in draft.questions:
        said = answers.get(question.id)
        choose = f"{lead(fit(question.title, 60))} choose{' again' if question.id in amiss else ''}"
        found.append((question, 0, in_short(question, said) if said else choose))
        if draft.last == question.number:
            found += [
                (question, number, f"{lead(fit(question.title, 40))} {page_name(question, number)}")
                for number in range(1, pages(question))
            ]
    return found


def rows(buttons: Sequence[ui.Item[Any]]) -> list[ui.ActionRow[Any]]:
    """Return buttons in as few rows as there can be."""
    return [ui.ActionRow(*buttons[first : first + _ROW]) for first in range(0, len(buttons), _ROW)]


def receipt_page(paper: Paper, receipt: str) -> Layout:
    """Return that a ballot is in, its receipt, and what that is good for."""
    election = paper.election
    whose = f"The ballot of {plain(paper.in_place_of)}" if paper.in_place_of else "Your ballot"
    parts = [f"### ✅ {whose} is in: {plain(fit(paper.election.title, 100))}"]
    if election.regulations.receipts is not Receipts.NONE and receipt:
        parts.append(f"The receipt, to be kept:\n```\n{receipt}\n```{receipt_shows(election.regulations)}")
        parts.append(
            "-# To check, with the file that is published with the result: "
            f"`community-bot election recount FILE --receipt {receipt}`"
        )
    parts.append(_may_change(election))
    return page(*parts)


def _may_change(election: Election) -> str:
    if election.extended:
        return "It stands: in the time by which voting was extended nobody votes twice."
    receipt = {
        Receipts.INCLUSION: ", and the receipt stays the same",
        Receipts.BALLOT: ", and has a receipt of its own in the place of this one",
        Receipts.NONE: "",
    }[election.regulations.receipts]
    until = discord_time(election.closes_at)
    return f"Until {until} you may vote again by pressing **Vote**: the last ballot counts{receipt}."


def _answers(draft: Draft) -> list[str]:
    answers = draft.answers()
    amiss = draft.amiss()
    room = (_ANSWERS - 130 * len(draft.questions)) // len(draft.questions)
    lines = []
    for question in draft.questions:
        title = f"**{lead(plain(fit(question.title, 60)))}**"
        if question.id in amiss:
            lines.append(f"⚠️ {title} {amiss[question.id]}")
        elif question.id in answers:
            lines.append(f"{title} {in_words(question, answers[question.id], room)}")
        else:
            lines.append(f"{title} not filled in yet")
    return lines
