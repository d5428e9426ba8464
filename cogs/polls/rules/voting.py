"""Which answers can be given, and what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.errors import UserError
from bot.texts import plural
from cogs.polls.model import Answer, Fit, Kind, Question

# With fewer voters the counts may tell who chose what.
FEW = 5


def refuse_answer(question: Question, answer: Answer) -> None:
    """Raise `UserError` for an answer that cannot be given to this question."""
    if question.kind is Kind.ASK:
        raise UserError("Discord itself keeps the votes of this poll.", "Vote in its message.")
    if question.kind is Kind.DATE:
        fits = len(answer) == len(question.options) and all(each in set(Fit) for each in answer)
        if not fits:
            raise UserError("That is no answer to this poll.", "Press Answer below the poll again.")
        return
    known = {option.number for option in question.options}
    if not answer or len(set(answer)) != len(answer) or not known.issuperset(answer):
        raise UserError("That cannot be chosen in this poll.", "Choose again from its message.")
    if len(answer) > question.most:
        raise UserError(f"At most {plural(question.most, 'option')} can be chosen.", "Choose fewer.")


def count(question: Question, answers: Iterable[Answer]) -> list[int]:
    """Return how often each option of a secret poll was chosen, in their order."""
    chosen = [number for answer in answers for number in answer]
    return [chosen.count(option.number) for option in question.options]


def leaders(counts: Sequence[int]) -> list[int]:
    """Return the places (from 0) of those with most votes: several in a tie, none when there are no votes."""
    most = max(counts, default=0)
    return [place for place, votes in enumerate(counts) if votes == most and most > 0]


@dataclass(frozen=True, slots=True)
class Slot:
    """How a moment of a date poll suits: by its place (from 0), who can, who could, and who cannot."""

    place: int
    yes: tuple[int, ...]
    maybe: tuple[int, ...]
    no: tuple[int, ...]

    @property
    def fit(self) -> tuple[int, int]:
        """What they are sorted by: how many could come at all, then how many gladly."""
        return len(self.yes) + len(self.maybe), len(self.yes)


def by_fit(question: Question, answers: Collection[tuple[int, Answer]]) -> list[Slot]:
    """Return the slots of a date poll, the best first and of equals the earlier; people in their order."""
    slots = []
    for place, option in enumerate(question.options):
        said = {fit: tuple(person for person, answer in answers if answer[place] == fit) for fit in Fit}
        slots.append((option.at, Slot(place, said[Fit.YES], said[Fit.MAYBE], said[Fit.NO])))
    slots.sort(key=lambda each: (-each[1].fit[0], -each[1].fit[1], each[0], each[1].place))
    return [slot for _, slot in slots]


def best(slots: Sequence[Slot]) -> list[Slot]:
    """Return the slots that fit best, all of them in a tie; none where nobody can come."""
    return [slot for slot in slots if slot.fit == slots[0].fit and slot.fit[0] > 0]
