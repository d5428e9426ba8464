"""What a motion of the Executive Committee is made of: the events that happened to it, and the seats.

A motion is the list of its events, which is only ever appended to; what state it is in follows from them,
the committee's seats and the present moment (`rules.standing`), and is stored nowhere. "The policy" is the
community's "Governance Documentation and Decision Workflow", "the charter" its Organisational Charter.

Moments are aware and in UTC, cut to whole seconds: what counts is what readers see and the record says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

# Who acts when nobody does: a Discord user has no such number.
BOT = 0


class Kind(StrEnum):
    """What is proposed (policy 3.2); it decides who has the last word."""

    MINOR = "minor"
    OPERATIONAL = "operational"
    STRATEGIC = "strategic"
    CHARTER = "charter"

    @property
    def goes_to_members(self) -> bool:
        """Whether the voting members decide, once the committee is agreed on the wording (policy 3.2(3))."""
        return self in (Kind.STRATEGIC, Kind.CHARTER)


class Choice(StrEnum):
    """An answer (policy 3.2(2)); `TAKEN_BACK` is a review that was dismissed on the pull request."""

    APPROVE = "approve"
    ABSTAIN = "abstain"
    REQUEST_CHANGES = "request changes"
    VETO = "veto"
    TAKEN_BACK = "taken back"


class Side(StrEnum):
    """Where something was said."""

    DISCORD = "discord"
    PULL_REQUEST = "pull request"


class State(StrEnum):
    """How a motion stands. `REJECTED`: the voting members decided against it."""

    OPEN = "open"
    CHANGES_REQUESTED = "changes-requested"
    PASSED = "passed"
    LACKS_APPROVALS = "lacks-approvals"
    ESCALATED = "escalated"
    AWAITING_MEMBERS = "awaiting-members-vote"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RECORDED = "recorded"


class VoteOutcome(StrEnum):
    """What came of the voting members' vote; one that was not valid decides nothing and may be held again."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_VALID = "not valid"


class Base(StrEnum):
    """What the approvals are a share of: the filled seats, or all of them."""

    SEATS = "seats"
    ALL_SEATS = "all seats"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the committee decides. The defaults are the policy's, and its readings that docs/committee.md
    explains.

    A share of 1/2 has to be exceeded, any other is enough when it is reached. Periods are in days.
    """

    threshold: Fraction = Fraction(2, 3)
    base: Base = Base.SEATS
    answer_days: int = 14
    reminder_days: tuple[int, ...] = (7, 12, 13)
    veto_needs_prior_request: bool = False
    dismiss_stale: bool = False
    escalated_threshold: Fraction = Fraction(1, 2)
    charter_threshold: Fraction = Fraction(2, 3)
    participation: Fraction = Fraction(1, 2)

    def __post_init__(self) -> None:
        """Refuse, as `ValueError`, what nothing could be decided by."""
        for key in ("threshold", "escalated_threshold", "charter_threshold"):
            if not 0 < getattr(self, key) <= 1:
                raise ValueError(f"{key} has to be a share above 0 and up to 1")
        if not 0 <= self.participation <= 1:
            raise ValueError("participation has to be a share from 0 to 1")
        if self.answer_days < 1:
            raise ValueError("answer_days has to be 1 or more")
        if any(not 0 < day < self.answer_days for day in self.reminder_days):
            raise ValueError(f"reminder_days have to be between 0 and answer_days, {self.answer_days}")


@dataclass(frozen=True, slots=True)
class Motion:
    """A motion: its number, and the policy it is decided by, which is fixed when it is proposed."""

    number: int
    policy: Policy = Policy()


def whole(at: datetime) -> datetime:
    """Return a moment in UTC, cut to the second. Raises `ValueError` when it has no time zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    return at.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a motion: when, and who did it (a Discord user, or `BOT`)."""

    at: datetime
    by: int

    def __post_init__(self) -> None:
        """Cut the moment to the second."""
        object.__setattr__(self, "at", whole(self.at))


@dataclass(frozen=True, slots=True)
class Proposed(Event):
    """A motion was proposed, one subject each (policy 3.1); the clock starts.

    `for_member` names the member whose charter amendment the proposer brings before the committee (policy
    3.3). `pull_request` and `chat` are links.
    """

    kind: Kind
    title: str
    text: str = ""
    pull_request: str = ""
    chat: str = ""
    for_member: str = ""


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """Somebody answered. `text` is the change that is requested, or the veto's reason; `link` leads to a
    review, and `commit` is the one that was reviewed.
    """

    choice: Choice
    text: str = ""
    side: Side = Side.DISCORD
    link: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Revised(Event):
    """The proposal was changed, here or by commits to the pull request; the clock restarts.

    `title`, `text` and `pull_request` (a link, empty for none) are the new ones, or None when they stay;
    `summary` says what was changed. `before` and `after` are the pull request's commits, when it was changed
    there.
    """

    title: str | None = None
    text: str | None = None
    pull_request: str | None = None
    summary: str = ""
    side: Side = Side.DISCORD
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The proposal was taken back."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class VoteOpened(Event):
    """The matter was put to the voting members; `link` leads to their vote.

    `state` is why it came to them, and stays so while they vote; `rules.acts.accept` fills it in. `election`
    is the number of the one that was drafted with this bot; empty when they vote elsewhere.
    """

    link: str = ""
    state: State | None = None
    election: str = ""


@dataclass(frozen=True, slots=True)
class VoteDecided(Event):
    """The voting members' vote ended; `detail` says it in numbers."""

    outcome: VoteOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Recorded(Event):
    """The decision was put on record, as a merge or a commit under `link`; nothing changes it any more.

    `decision` is what was decided; `rules.acts.accept` fills it in.
    """

    link: str = ""
    decision: State | None = None


class Vacancy(StrEnum):
    """Why nobody holds a seat."""

    NEVER_FILLED = "never filled"
    TERM_ENDED = "term ended"
    STEPPED_DOWN = "stepped down"
    LEFT = "left the community"


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A seat of the committee was filled, vacated (`holder` None, `why` says it) or, with `abolished`, ended.

    Seats and their number are data: a seat exists from its first change on. Nobody holds two; whoever takes
    another one leaves the first.
    """

    at: datetime
    seat: str
    holder: int | None = None
    why: Vacancy | None = None
    abolished: bool = False

    def __post_init__(self) -> None:
        """Cut the moment to the second."""
        object.__setattr__(self, "at", whole(self.at))


class Refused(ValueError):
    """An act that is not possible. `message` says why, `hint` what to do instead; both are for the member."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())
