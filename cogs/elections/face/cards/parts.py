"""What the messages of an election have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from discord import ui

from bot.limits import MESSAGE_TEXT, fit
from bot.outbox import Message
from bot.texts import plain, plural
from cogs.elections.box.answers import offers_reopening
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.ballot.looking import Candidates, reading
from cogs.elections.face.controls import page
from cogs.elections.face.wording import bullets
from cogs.elections.model import CandidateState, Form, Stage
from cogs.elections.rules.papers import REOPEN

# How long names may be, until all of them fit.
_LENGTHS = (100, 60, 40, 25, 15)
REASON = 500


def card(sheet: Sheet, heading: str, parts: Sequence[str | ui.Item[Any]], **rest: Any) -> Message:
    """Return a message of an election: title, what is to be said (empty parts are left out), log's hash."""
    title = f"## {heading}\n**{plain(sheet.election.title)}**"
    return Message.of(page(title, *(part for part in parts if part), log_line(sheet)), **rest)


def log_line(sheet: Sheet) -> str:
    """Return the newest hash of the log: whoever has seen it notices when the log is changed."""
    return f"-# Log, entry {sheet.head.number}: `{sheet.head.hash}`"


def room(*said: str) -> int:
    """Return how many characters a message has left, with some for its title and the log."""
    return MESSAGE_TEXT - 500 - sum(map(len, said))


def quoted(text: str) -> str:
    """Return somebody's words as a quotation, or nothing when there are none."""
    return f"> {plain(fit(' '.join(text.split()), REASON))}" if text.strip() else ""


def ballot(sheet: Sheet, most: int) -> str:
    """Return the questions with those who stand, in at most `most` characters."""
    each_room = most // max(1, len(sheet.questions)) - 1
    return "\n".join(_question(each, each_room, _reopens(sheet, each)) for each in sheet.questions)


def questions(sheets: Iterable[QuestionSheet], *, standing: bool = False) -> str:
    """Return the titles of questions, one a line, with the number of seats where there are several.

    With `standing` also who stands for each.
    """
    return bullets(
        (
            f"**{plain(each.question.title)}**{_seats(each)}{_standing(each) if standing else ''}"
            for each in sheets
        ),
        2_500,
    )


def turnout(sheet: Sheet) -> str:
    """Return how many have voted, of how many, and how many more it takes."""
    if sheet.turnout is None:
        return ""
    said = f"**{sheet.turnout.voted} of {plural(sheet.turnout.roll, 'member')}** on the roll have voted."
    if sheet.turnout.by_proxy:
        said += f" {sheet.turnout.by_proxy} of them through another member."
    if not sheet.missing:
        return said
    if sheet.election.stage is Stage.OPEN:
        return f"{said} It takes {sheet.missing} more for the vote to be valid."
    return f"{said} That is {sheet.missing} too few for the vote to be valid."


def names(people: Sequence[str], most: int, between: str = ", ") -> str:
    """Return names as they were typed, cut until all of them fit into `most` characters."""
    text = ""
    for length in _LENGTHS:
        text = between.join(plain(fit(each, length)) for each in people)
        if len(text) <= most:
            return text
    return fit(text, most)


def to_read(sheet: Sheet) -> list[Candidates]:
    """Return the button to statements and full texts, where there are any."""
    return reading(
        sheet.election.id,
        people=any(each.standing for each in sheet.questions),
        text=any(each.question.text for each in sheet.questions),
    )


def _question(asked: QuestionSheet, most: int, reopen: bool) -> str:
    question = asked.question
    title = f"**{question.number}. {plain(fit(question.title, 100))}**{_seats(asked)}"
    if question.form is Form.MOTION:
        said = plain(fit(question.text, max(0, (most - len(title)) // 2))) if question.text else ""
        return f"{title} · yes, no or abstain" + (f"\n> {said}" if said else "")
    if not asked.standing:
        return f"{title}: nobody stands"
    more = f", or {REOPEN}" if reopen else ""
    return (
        f"{title}: {names([each.name for each in asked.standing], most - len(title) - len(more) - 2)}{more}"
    )


def _reopens(sheet: Sheet, asked: QuestionSheet) -> bool:
    # Who withdrew may be on the paper still, and then nobody stands alone.
    withdrawn = [each.name for each in asked.candidates if each.state is CandidateState.WITHDRAWN]
    return offers_reopening(sheet.election.regulations, asked.question, asked.candidates, withdrawn)


def _standing(asked: QuestionSheet) -> str:
    """Return who stands for an office, to follow its title; nothing as long as nobody does."""
    return f": {names([each.name for each in asked.standing], 500)}" if asked.standing else ""


def _seats(asked: QuestionSheet) -> str:
    return f" ({asked.question.seats} seats)" if asked.question.seats > 1 else ""
