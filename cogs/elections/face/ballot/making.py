"""An election's ballot paper for one voter: who stands now, in an order that differs by voter."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.texts import listing, plain
from cogs.elections.box.answers import kind
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.ballot.paper import Choice, Paper, PaperQuestion, style_of
from cogs.elections.face.ballot.rule import how, secrecy
from cogs.elections.model import Candidate, Form
from cogs.elections.rules.order import for_voter
from cogs.elections.rules.papers import REOPEN, REOPEN_ID


def make_paper(sheet: Sheet, member_id: str, reopening: Collection[int] = ()) -> Paper:
    """Return the paper of a voter; `reopening` are the questions, by id, that offer to reopen nominations."""
    election = sheet.election
    method = election.regulations.method
    questions = []
    unasked = {}
    for each in sheet.questions:
        asked = each.question
        holds = kind(asked, method)
        choices = _choices(sheet, each, member_id, asked.id in reopening)
        if asked.form is Form.OFFICE and not choices:
            unasked[asked.id] = holds
            continue
        style = style_of(asked.form, method)
        questions.append(
            PaperQuestion(asked.id, asked.number, asked.title, style, holds, choices, asked.text)
        )
    return Paper(election, tuple(_rules(sheet)), tuple(questions), unasked)


def in_order(sheet: Sheet, asked: QuestionSheet, member_id: str) -> list[Candidate]:
    """Return who stands, in this voter's order."""
    by_id = {str(each.id): each for each in asked.standing}
    return [by_id[each] for each in for_voter(sheet.election.id, member_id, by_id)]


def _choices(sheet: Sheet, asked: QuestionSheet, member_id: str, reopen: bool) -> tuple[Choice, ...]:
    if asked.question.form is Form.MOTION:
        return ()
    people = [Choice(str(each.id), each.name) for each in in_order(sheet, asked, member_id)]
    return (*people, Choice(REOPEN_ID, REOPEN)) if people and reopen else tuple(people)


def _rules(sheet: Sheet) -> Iterable[str]:
    """Yield how each question is marked and counted, those that are alike together, and who will know."""
    regulations = sheet.election.regulations
    alike: dict[str, list[str]] = {}
    for each in sheet.questions:
        alike.setdefault(how(regulations, each.question), []).append(plain(each.question.title))
    for sentence, titles in alike.items():
        yield (
            f"**{listing(titles)}:** {sentence}."
            if len(alike) > 1
            else f"{sentence[0].upper()}{sentence[1:]}."
        )
    yield secrecy(regulations)
