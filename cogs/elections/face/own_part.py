"""Somebody's own part in an election: what they stand for, their place on the roll, whether they voted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from discord import ui

from bot.texts import plain
from cogs.elections.conduct.facts import Sheet
from cogs.elections.conduct.naming import names
from cogs.elections.face.ballot.voting import CastVote
from cogs.elections.face.nominating import AnswerNomination, Nominate, WriteStatement
from cogs.elections.model import CandidateState, Form, Stage, Voter

# Before them there is no roll, and after them it is forgotten.
_WITH_ROLL = frozenset(Stage) - {
    Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN, Stage.ARCHIVED, Stage.CANCELLED,
}  # fmt: skip
# Rows of buttons that a page has room for.
_ROWS = 5


def own_part(sheet: Sheet, user_id: int, voter: Voter | None, *, voted: bool) -> list[str | ui.Item[Any]]:
    """Return what concerns one person alone, with what they can do; nothing when there is nothing."""
    parts: list[str | ui.Item[Any]] = []
    if sheet.election.stage is Stage.NOMINATIONS:
        rows = list(_nominations(sheet, user_id))
        parts += rows[: 2 * _ROWS]
        if any(each.question.form is Form.OFFICE for each in sheet.questions):
            parts.append(ui.ActionRow(Nominate.button(sheet.election.id)))
    elif sheet.election.stage in _WITH_ROLL:
        parts.append(_vote(sheet.election.stage, voter, voted=voted))
        if sheet.election.stage is Stage.OPEN and voter is not None:
            parts.append(ui.ActionRow(CastVote.button(sheet.election.id)))
    return parts


def through_others(holder: Voter | None, principals: Sequence[Voter]) -> list[str]:
    """Return who votes for somebody, and for whom they vote, at a meeting."""
    said = []
    if holder is not None:
        said.append(f"**{plain(holder.name)}** votes for you; `/election proxy revoke` takes it back.")
    if principals:
        said.append(f"You vote for {names([each.name for each in principals])}, if you attend.")
    return said


def _nominations(sheet: Sheet, user_id: int) -> Iterator[str | ui.Item[Any]]:
    number = sheet.election.id
    own = [each for asked in sheet.questions for each in asked.candidates if each.user_id == user_id]
    for asked in sheet.questions:
        for each in asked.candidates:
            if each.user_id != user_id:
                continue
            office = f"**{plain(asked.question.title)}**"
            answers = AnswerNomination.accept(number, each.id), AnswerNomination.decline(number, each.id)
            if each.state is CandidateState.NOMINATED:
                yield f"You are nominated for {office}. Do you stand?"
                yield ui.ActionRow(*answers)
            elif each.state is CandidateState.ACCEPTED:
                yield f"You stand for {office}."
                # Buttons of one page are told apart by what they say.
                which = asked.question.title if len(own) > 1 else ""
                yield ui.ActionRow(WriteStatement.button(number, each.id, which))


def _vote(stage: Stage, voter: Voter | None, *, voted: bool) -> str:
    if voter is None:
        return "You are **not on the roll** of this election. If you should be, ask the returns officer."
    if voted:
        return f"You are on the roll, and **your ballot {'is' if stage is Stage.OPEN else 'was'} in**."
    if stage is Stage.OPEN:
        return "You are on the roll, and **have not voted yet**."
    return "You were on the roll, and did not vote."
