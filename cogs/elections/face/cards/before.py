"""Before the vote: nominations, the nominee who is asked, the ballot that is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from bot.outbox import Message
from bot.texts import plain
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.cards.parts import ballot, card, log_line, questions, room, to_read
from cogs.elections.face.controls import page
from cogs.elections.face.nominating import AnswerNomination, Nominate
from cogs.elections.face.wording import bullets, moment
from cogs.elections.model import Candidate, CandidateState, Form, Stage

_ANSWERS = {
    CandidateState.ACCEPTED: "stands",
    CandidateState.DECLINED: "does not stand",
    CandidateState.WITHDRAWN: "has withdrawn",
}


def nominations_open(sheet: Sheet) -> Message:
    """Return that nominations are open; once they are over, that they were."""
    election = sheet.election
    offices = [each for each in sheet.questions if each.question.form is Form.OFFICE]
    if election.stage is not Stage.NOMINATIONS:
        return card(sheet, "✋ Nominations are over", [questions(offices, standing=True)])
    parts: list[str | ui.Item[Any]] = [
        f"Nominate yourself or somebody else for\n{questions(offices, standing=True)}",
        "Whoever is nominated by others is asked whether they stand.",
    ]
    if election.nominations_until is not None:
        parts.append(f"Until {_until(election.nominations_until, election.opens_at)}")
    parts.append(ui.ActionRow(Nominate.button(election.id)))
    return card(sheet, "✋ Nominations are open", parts)


def nominations_extended(sheet: Sheet, empty: Sequence[QuestionSheet]) -> Message:
    """Return that nominations go on, because nobody stands for `empty`, or because the officer wants it."""
    election = sheet.election
    why = f"Nobody stands yet for\n{questions(empty)}\n" if empty else ""
    until = election.nominations_until
    goes_on = f" until {_until(until, election.opens_at)}" if until else "."
    parts: list[str | ui.Item[Any]] = [
        f"{why}Nominations go on{goes_on}",
        ui.ActionRow(Nominate.button(election.id)),
    ]
    return card(sheet, "✋ Nominations are extended", parts)


def nominee_asked(sheet: Sheet, asked: QuestionSheet, candidate: Candidate) -> Message:
    """Return the question to a nominee; once it is settled, what came of it."""
    who, office = f"<@{candidate.user_id}>", plain(asked.question.title)
    title = f"**{plain(sheet.election.title)}**"
    if candidate.state is not CandidateState.NOMINATED:
        return Message.of(
            page(f"{title}\n{who} {_ANSWERS[candidate.state]} for **{office}**.", log_line(sheet))
        )
    if sheet.election.stage is not Stage.NOMINATIONS:
        return Message.of(
            page(
                f"{title}\n{who} was nominated for **{office}** and did not answer in time.", log_line(sheet)
            )
        )
    text = (
        f"{title}\n{who}, you are nominated for **{office}**, by <@{candidate.nominated_by}>. Do you stand?"
    )
    if sheet.election.nominations_until is not None:
        text += (
            f"\nPlease answer by {moment(sheet.election.nominations_until)}; without an answer you do not."
        )
    ids = sheet.election.id, candidate.id
    buttons: ui.ActionRow[Any] = ui.ActionRow(AnswerNomination.accept(*ids), AnswerNomination.decline(*ids))
    return Message.of(page(text, buttons, log_line(sheet)), users=(candidate.user_id,))


def ballot_published(sheet: Sheet) -> Message:
    """Return the frozen ballot: what is voted on, by which rules, and when."""
    election = sheet.election
    when = f"Voting: from {moment(election.opens_at)} until {moment(election.closes_at)}."
    asked = ballot(sheet, 1_700)
    rules = f"**The rules**\n{bullets(map(plain, sheet.regulations), room(asked, when))}"
    proxies = (
        "You cannot be there? Let another member vote for you: `/election proxy give`."
        if election.regulations.proxies
        else ""
    )
    parts: list[str | ui.Item[Any]] = [asked, rules, when, proxies]
    if more := to_read(sheet):
        parts.append(ui.ActionRow(*more))
    return card(sheet, "📜 The ballot", parts)


def _until(until: datetime, opens: datetime) -> str:
    """Return when nominations end and voting opens; often that is the same moment."""
    if until == opens:
        return f"{moment(until)}; then voting opens."
    return f"{moment(until)}; voting opens {moment(opens)}."
