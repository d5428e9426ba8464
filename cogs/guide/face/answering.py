"""The guide's answers as members get them: the matcher's, and what questions about chips add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.guide.face.chip_questions import about_chips
from cogs.guide.face.entries import entries_of
from cogs.guide.matching.answer import Answer, Filters

if TYPE_CHECKING:
    from cogs.guide.service import GuideService


def ask(service: GuideService, question: str, filters: Filters | None = None) -> Answer:
    """Return the answer to an explicit question. Filters are about libraries: with any, these are wanted."""
    answer = service.ask(question, filters)
    if filters is not None and filters != Filters():
        return answer
    return about_chips(question, answer, entries_of(service.index))


def listen(service: GuideService, message: str) -> Answer:
    """Return the answer to a message in a channel; its kind is `answer` only when one is to be given."""
    answer = service.listen(message)
    if answer.kind != "answer":
        return answer
    return about_chips(message, answer, entries_of(service.index))
