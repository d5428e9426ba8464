"""What the bot keeps about its own answers: for their buttons, and for the guide's curators."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.privacy import StoredData
from cogs.guide.matching.answer import Answer, Filters, Need

# Longer than anybody comes back to an answer's buttons.
JUDGED_LIFETIME = timedelta(days=30)
CONVERSATION_LIFETIME = timedelta(days=90)
INSIGHT_MONTHS = 12

STORES = (
    StoredData(
        what="For an answer given while listening: the thread's id, or a number derived from channel, author "
        "and day, from which nobody reads a name",
        why="so that a conversation is answered once only",
        kept=f"{CONVERSATION_LIFETIME.days} days",
    ),
)


def days_talk(channel_id: int, author_id: int, at: datetime) -> int:
    """Return the number that stands for what somebody writes in a channel on a day (UTC).

    It is derived, so that no author is stored.
    """
    day = f"{channel_id}:{author_id}:{at:%Y-%m-%d}"
    return int.from_bytes(hashlib.sha256(day.encode()).digest()[:7], "big")


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
    """What curators see, the most frequent first.

    `since` is the first day of the month of the oldest count (UTC), None when nothing is counted. What one
    question lacks stands in one of `unknown_names` and `unanswered_needs`, never in both.
    """

    since: datetime | None
    libraries: tuple[Verdicts, ...]
    needs: tuple[Verdicts, ...]
    unanswered_needs: tuple[Unanswered, ...]
    unknown_names: tuple[Unanswered, ...]


def needs_in_words(answer: Answer, filters: Filters) -> tuple[str, ...]:
    """Return the needs of a question and of the filters chosen with it, worded alike and each once."""
    chosen: list[str | None] = [
        *sorted(filters.languages),
        filters.licence_family.value if filters.licence_family else None,
        filters.dependency,
        _wanted("NIR", filters.nir),
        _wanted("hardware support", filters.hardware),
        filters.category,
        filters.field,
    ]
    needs = [*map(str, answer.needs), *(word for word in chosen if word)]
    return tuple(dict.fromkeys(needs))


def _wanted(what: str, wanted: bool | None) -> str | None:
    return None if wanted is None else str(Need("topic", what, wanted))
