"""A voter's ballot paper: what is asked, and how each question is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cogs.elections.model import Election, Form


class Style(StrEnum):
    """How a question is marked."""

    VOTE = "vote"
    ONE = "one"
    APPROVE = "approve"
    RANK = "rank"
    SCORE = "score"


_STYLES = {
    "plurality": Style.ONE,
    "two-round": Style.ONE,
    "approval": Style.APPROVE,
    "star": Style.SCORE,
    "bloc-star": Style.SCORE,
}


def style_of(form: Form, method: str) -> Style:
    """Return how a question of this form is marked when offices are counted by `method`."""
    return Style.VOTE if form is Form.MOTION else _STYLES.get(method, Style.RANK)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody, or something, on the paper. `id` is what the ballot says, `name` what the voter reads."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question as it stands on one voter's paper, the choices in this voter's order.

    `kind` is what a ballot's answer to it holds: `ranking`, `approved`, `scores` or `vote`.
    """

    id: int
    number: int
    title: str
    style: Style
    kind: str
    choices: tuple[Choice, ...] = ()
    text: str = ""

    def name(self, choice_id: str) -> str:
        """Return the name of a choice."""
        return next(choice.name for choice in self.choices if choice.id == choice_id)


@dataclass(frozen=True, slots=True)
class Paper:
    """What one voter fills in. `unasked` are the questions, by id, with nothing to choose: nobody stands."""

    election: Election
    rules: tuple[str, ...]
    questions: tuple[PaperQuestion, ...]
    unasked: Mapping[int, str] = field(default_factory=dict)
    # In whose place, when the voter casts somebody else's ballot.
    in_place_of: str = ""
    votes_again: bool = False
