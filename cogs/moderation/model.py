"""What reports and holds are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# So many characters of a reported or found message are kept and shown.
WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The message that a report is about. `author_id` and `words` are None where the bot cannot read it."""

    place: Place
    author_id: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """In which channel the card stands that moderators read, None: in none; and how often it was posted."""

    channel_id: int | None = None
    posts: int = 0


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported, in which words, and when (UTC)."""

    user_id: int
    reason: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """What a moderator did to a report, and when (UTC); `by` is 0 for one whose id was erased."""

    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A report with everybody who made it, the first first."""

    id: int
    evidence: Evidence | None
    made_at: datetime
    reporters: Sequence[Reporter] = ()
    card: Card = Card()
    taken: Act | None = None
    closed: Act | None = None
    note: str = ""


class Sign(StrEnum):
    """What the guard found in a newcomer's messages."""

    REPEATED = "repeated"
    INVITE = "invite"


class HoldState(StrEnum):
    """`wanted`: Discord is still to be asked. `reported`: they are not held, moderators are told."""

    WANTED = "wanted"
    HELD = "held"
    REPORTED = "reported"


class Decision(StrEnum):
    """What a moderator said of a hold."""

    RELEASE = "release"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the guard found: the sign, when (UTC), the last message's words, and all messages that show it."""

    user_id: int
    sign: Sign
    at: datetime
    words: str
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Hold:
    """A finding and what became of it. `trouble`: why they are not held. `until` is UTC."""

    id: int
    finding: Finding
    until: datetime
    state: HoldState = HoldState.WANTED
    trouble: str = ""
    card: Card = Card()
    decision: Decision | None = None
    decided: Act | None = None
    lifting: bool = False
