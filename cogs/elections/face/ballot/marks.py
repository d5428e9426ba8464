"""From what was marked on a paper to the ballot's answer.

Marks are what the fields of a form hold, by the field's key, as they were sent: what is amiss in them is
told, and nothing is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.texts import listing, plain
from cogs.elections.face.ballot.paper import PaperQuestion, Style
from cogs.elections.model import Answer

Marks = Mapping[str, tuple[str, ...]]

BLANK = "blank"
TOP_SCORE = 5


class Amiss(ValueError):
    """Marks that make no ballot; the text says what to change."""


def key(question: PaperQuestion, part: str | int = "") -> str:
    """Return the key of a question's field; `part` is the rank from 1 or the candidate it is for."""
    return f"q{question.number}" + (f".{part}" if part else "")


def ordinal(number: int) -> str:
    """Return a place in a row.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 21)]
    ['1st', '2nd', '3rd', '4th', '11th', '21st']
    """
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def blank(question: PaperQuestion) -> Marks:
    """Return the marks of somebody who leaves a question open: an abstention, or a blank ballot."""
    marked = {Style.VOTE: ("abstain",), Style.ONE: (BLANK,)}
    return {key(question): marked.get(question.style, ())}


def answer(question: PaperQuestion, marks: Marks) -> Answer:
    """Return what the marks say, as a ballot has it. Raises `Amiss`."""
    match question.style:
        case Style.VOTE:
            return {"vote": next(iter(marks.get(key(question), ())), "abstain")}
        case Style.ONE:
            return _listed(question, [each for each in marks.get(key(question), ()) if each != BLANK][:1])
        case Style.APPROVE:
            chosen = marks.get(key(question), ())
            return _listed(question, [each.id for each in question.choices if each.id in chosen])
        case Style.RANK:
            return _listed(question, _ranking(question, marks))
        case Style.SCORE:
            given = {each.id: _score(question, marks, each.id) for each in question.choices}
            return {"scores": {candidate: score for candidate, score in given.items() if score}}


def is_blank(said: Answer) -> bool:
    """Tell whether a ballot's answer says nothing; an abstention does say something."""
    return not any(said.values())


def _listed(question: PaperQuestion, chosen: list[str]) -> Answer:
    if question.kind == "ranking":
        return {"ranking": [[each] for each in chosen]}
    return {question.kind: chosen}


def _ranking(question: PaperQuestion, marks: Marks) -> list[str]:
    """Return the choices in the order they were ranked; a rank that was left out is passed over."""
    ranked = [
        (rank, chosen)
        for rank in range(1, len(question.choices) + 1)
        for chosen in marks.get(key(question, rank), ())
    ]
    for twice, times in Counter(chosen for _, chosen in ranked).items():
        if times > 1:
            ranks = listing(ordinal(rank) for rank, chosen in ranked if chosen == twice)
            often = "twice" if times == 2 else f"{times} times"
            raise Amiss(
                f"{plain(question.name(twice))} is chosen {often}: as {ranks} choice. Open the form "
                "again and change all but one of them; nothing else that you chose is lost."
            )
    return [chosen for _, chosen in ranked]


def _score(question: PaperQuestion, marks: Marks, candidate: str) -> int:
    return int(next(iter(marks.get(key(question, candidate), ())), "0"))
