"""What the form of a question looks like, for so many candidates and this way of marking.

Discord's limits decide: a form has five fields, a row of radio buttons or boxes ten options, a menu
twenty-five.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.limits import (
    CHECKBOX_OPTIONS,
    LABEL,
    LABEL_DESCRIPTION,
    MODAL_COMPONENTS,
    OPTION_LABEL,
    RADIO_OPTIONS,
    SELECT_OPTIONS,
    fit,
)
from cogs.elections.face.ballot.marks import BLANK, TOP_SCORE, Marks, key, ordinal
from cogs.elections.face.ballot.paper import Choice, PaperQuestion, Style

Control = Literal["radio", "boxes", "menu"]

_VOTES = (Choice("yes", "Yes"), Choice("no", "No"), Choice("abstain", "Abstain"))
_BLANK = Choice(BLANK, "Blank: nobody of these")
_SCORES = tuple(
    Choice(str(score), {TOP_SCORE: f"{TOP_SCORE}: best", 0: "0: worst, or no opinion"}.get(score, str(score)))
    for score in range(TOP_SCORE, -1, -1)
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its key among the marks, its name, what can be chosen, what is chosen now."""

    key: str
    label: str
    control: Control
    options: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    hint: str = ""
    # What stands in a menu while nothing is chosen.
    empty: str = ""
    most: int = 1
    required: bool = False


def pages(question: PaperQuestion) -> int:
    """Return how many forms a question takes."""
    return -(-_fields(question) // MODAL_COMPONENTS)


def fits_one_form(questions: tuple[PaperQuestion, ...]) -> bool:
    """Tell whether one form holds all these questions."""
    return sum(map(_fields, questions)) <= MODAL_COMPONENTS


def fields(
    question: PaperQuestion, marks: Marks, page: int = 0, *, among_others: bool = False
) -> list[Field]:
    """Return the fields of a question's form number `page`, from 0, filled in as `marks` say.

    `among_others` names the question on each field: the form has more than this one. Raises `ValueError` for
    more choices than a menu can hold.
    """
    if len(question.choices) > SELECT_OPTIONS:
        raise ValueError(f"{len(question.choices)} choices; a menu holds {SELECT_OPTIONS}")
    first = page * MODAL_COMPONENTS
    return list(_each(question, marks, among_others))[first : first + MODAL_COMPONENTS]


def page_name(question: PaperQuestion, page: int) -> str:
    """Return what the form number `page` of a question is about, where there are several; else nothing."""
    if pages(question) == 1:
        return ""
    first = page * MODAL_COMPONENTS + 1
    last = min(first + MODAL_COMPONENTS - 1, len(question.choices))
    if question.style is Style.SCORE:
        return f"candidates {first} to {last}" if first < last else f"candidate {first}"
    return f"{ordinal(first)} to {ordinal(last)} choice" if first < last else f"{ordinal(first)} choice"


def _fields(question: PaperQuestion) -> int:
    return len(question.choices) if question.style in (Style.RANK, Style.SCORE) else 1


def _each(question: PaperQuestion, marks: Marks, among_others: bool) -> Iterator[Field]:
    choices = question.choices
    one = key(question)
    chosen = marks.get(one, ())
    title = fit(question.title, LABEL)
    match question.style:
        case Style.VOTE:
            hint = fit(" ".join(question.text.split()), LABEL_DESCRIPTION)
            yield Field(one, title, "radio", _VOTES, chosen, hint, required=True)
        case Style.ONE if len(choices) < RADIO_OPTIONS:
            yield Field(one, title, "radio", (*choices, _BLANK), chosen, "One choice.", required=True)
        case Style.ONE:
            options = (*choices, _BLANK)[:SELECT_OPTIONS]
            yield Field(one, title, "menu", options, chosen, "One choice.", "Blank: nobody of these")
        case Style.APPROVE:
            boxes: Control = "boxes" if len(choices) <= CHECKBOX_OPTIONS else "menu"
            hint = "Everybody you approve of; nobody is a blank ballot."
            yield Field(one, title, boxes, choices, chosen, hint, "Nobody", most=len(choices))
        case Style.RANK:
            for rank in range(1, len(choices) + 1):
                name = _beside(question, f"{ordinal(rank)} choice", among_others)
                hint = "Rank as many as you like; none at all is a blank ballot." if rank == 1 else ""
                place = key(question, rank)
                yield Field(place, name, "menu", choices, marks.get(place, ()), hint, "Nobody")
        case Style.SCORE:
            for choice in choices:
                place = key(question, choice.id)
                name = _beside(question, choice.name, among_others)
                hint = "" if choice.name in name else fit(choice.name, LABEL_DESCRIPTION)
                yield Field(place, name, "menu", _SCORES, marks.get(place, ()), hint, _SCORES[-1].name)


def _beside(question: PaperQuestion, name: str, among_others: bool) -> str:
    """Return a field's label; the question's title gives way to the name."""
    if not among_others:
        return fit(name, LABEL)
    room = max(LABEL - len(name) - 2, LABEL // 3)
    return fit(f"{fit(question.title, room)}: {name}", LABEL)


def option_label(choice: Choice) -> str:
    """Return how a choice is called in a form."""
    return fit(choice.name, OPTION_LABEL)
