"""What a poll is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

# A person's answer: in a secret poll the numbers of what they chose, in a date poll a `Fit` for each slot.
Answer = tuple[int, ...]


class Kind(StrEnum):
    """`ask` is one of Discord's own polls, whose votes Discord keeps."""

    ASK = "ask"
    SECRET = "secret"  # noqa: S105 - no password
    DATE = "date"


class Fit(IntEnum):
    """Whether somebody can come at a moment."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen, by its number from 1; `at` (UTC) is the moment of a date poll's."""

    number: int
    label: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know. `most`: how many options one person may choose."""

    kind: Kind
    text: str
    options: Sequence[Option]
    ends_at: datetime
    most: int = 1


@dataclass(frozen=True, slots=True)
class Poll:
    """A question that was put. `ended_by`: who ended it before its time, if somebody did."""

    id: int
    question: Question
    channel_id: int
    author_id: int
    created_at: datetime
    ended_at: datetime | None = None
    ended_by: int | None = None

    @property
    def kind(self) -> Kind:
        """Which kind of poll it is."""
        return self.question.kind

    @property
    def is_open(self) -> bool:
        """Whether nobody has ended it, and it was not ended since its time came."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a poll stands, as everybody may know it.

    `turnout` is how many have answered. `counts` (how often each option was chosen) of a secret poll are
    empty until it ends; `answers` by user id are those of a date poll, which is open by nature. Of Discord's
    own polls neither is known here.
    """

    poll: Poll
    turnout: int = 0
    counts: Sequence[int] = ()
    answers: Mapping[int, Answer] = field(default_factory=dict)
