"""What the bot keeps about its own answers: for their buttons, and for the guide's curators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.privacy import StoredData
from cogs.guide.matching.answer import Answer, Filters

QUESTION_LIFETIME = timedelta(days=7)
CONVERSATION_LIFETIME = timedelta(days=90)
INSIGHT_MONTHS = 12

STORES = (
    StoredData(
        what="Who asked a question (user id), the needs understood from it and the libraries answered; "
        "not its text",
        why="so that the buttons under an answer work, and work for their owner alone",
        kept=f"{QUESTION_LIFETIME.days} days",
    ),
)


@dataclass(frozen=True, slots=True)
class RememberedQuestion:
    """An answer whose buttons can be pressed later.

    `key` (8 letters and digits) goes into the buttons' ids. `asker_id` is None for an answer that anybody may
    press, such as one given while listening. `question` is the text for as long as the process remembers it;
    it is never stored. `helpful` is the verdict so far.
    """

    key: str
    asker_id: int | None
    answer: Answer
    filters: Filters
    expires_at: datetime
    question: str | None = None
    helpful: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How often answers with this library (slug) or this need were called helpful and not helpful."""

    subject: str
    helpful: int
    not_helpful: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A need or an unknown name that the guide had no answer for, and how often."""

    subject: str
    times: int


@dataclass(frozen=True, slots=True)
class Insights:
    """What curators see, counted since the first day of `since` (UTC); the most frequent first."""

    since: datetime
    libraries: tuple[Verdicts, ...]
    needs: tuple[Verdicts, ...]
    unanswered_needs: tuple[Unanswered, ...]
    unknown_names: tuple[Unanswered, ...]
