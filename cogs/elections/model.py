"""What an election is made of: its kind, stage and regulations, questions, candidates, roll and ballots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

# A ballot's answer to one question, as our ballot files have it: {"ranking": [["Ada"], ["Ben"]]},
# {"approved": […]}, {"scores": {…}} or {"vote": "yes"}; a blank one is {"ranking": []} and so on. While the
# vote is open the names are candidates' ids as text; files have the names of the ballot paper.
Answer = Mapping[str, Any]


class Kind(StrEnum):
    """What is voted on, named as the charter does."""

    OFFICERS = "officers"
    BY_ELECTION = "by-election"
    AMENDMENT = "amendment"
    ADMISSION = "admission"
    MOTION = "motion"


class Stage(StrEnum):
    """How far an election got; `rules.stages` says which step leads where."""

    DRAFT = "draft"
    NOMINATIONS = "nominations"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    ELECTED = "elected"
    TIE = "tie"
    NOT_VALID = "not valid"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Form(StrEnum):
    """What a question asks: for people, or for yes and no."""

    OFFICE = "office"
    MOTION = "motion"


class Standing(StrEnum):
    """A member's standing (charter, "Membership")."""

    GOOD = "good"
    PROBATION = "probation"
    INACTIVE = "inactive"


class Place(StrEnum):
    """Where the vote is held: it decides between participation and quorum."""

    ONLINE = "online"
    MEETING = "meeting"


class Receipts(StrEnum):
    """What a receipt shows: that a ballot is in, not what it says; the ballot itself; or there is none."""

    INCLUSION = "inclusion"
    BALLOT = "ballot"
    NONE = "none"


class Publication(StrEnum):
    """What is published of the ballots: all of them, or the rounds' totals only (ballots to scrutineers)."""

    BALLOTS = "ballots"
    ROUNDS = "rounds"


@dataclass(frozen=True, slots=True)
class Regulations:
    """The rules of one election. They are frozen, and published, before voting opens.

    `method` counts offices; motions need `threshold` of `base`. `participation` is the share of the roll that
    has to vote online, `quorum` the share that has to be present at a meeting. Periods are in days. What each
    field decides, and which values it takes, is in `rules.regulating` and docs/elections.md.
    """

    place: Place = Place.ONLINE
    method: str = "irv"
    threshold: Fraction = Fraction(1, 2)
    base: str = "valid"
    participation: Fraction = Fraction(1, 2)
    quorum: Fraction = Fraction(1, 3)
    secret: bool = True
    receipts: Receipts = Receipts.INCLUSION
    publication: Publication = Publication.BALLOTS
    one_office: bool = True
    unopposed: str = "confirm"  # or "acclaim"
    reopen_option: bool = False
    empty: str = "extend"  # or "reopen"
    tie: str = "revote"  # or "lot"
    lot_source: str = "the randomness of the first round of drand (quicknet) after voting has closed"
    proxies: bool = False
    max_proxies: int = 2
    proxies_count_for_quorum: bool = False
    probation_votes: bool = True
    may_extend: bool = True
    nomination_days: int = 14
    voting_days: int = 14
    extension_days: int = 7
    small_electorate: int = 30
    candidates: str = "members"  # or "anyone": who may stand
    officer_may_stand: bool = False
    by_election_term: str = "full"  # or "remainder"
    overvote: str = "exhaust"
    duplicate: str = "skip"
    unranked: str = "last"


@dataclass(frozen=True, slots=True)
class Election:
    """One election. Moments are aware, in UTC; voting is `opens_at ≤ t < closes_at`.

    `officer_id` is the returns officer (a Discord user), `follows` the election whose second ballot it is.
    `extended` is true once voting was extended because too few had taken part.
    """

    id: int
    title: str
    kind: Kind
    stage: Stage
    regulations: Regulations
    officer_id: int
    channel_id: int
    opens_at: datetime
    closes_at: datetime
    created_at: datetime
    nominations_at: datetime | None = None
    nominations_until: datetime | None = None
    extended: bool = False
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide: an office to fill, or something to say yes or no to. `number` counts from 1."""

    id: int
    election_id: int
    number: int
    form: Form
    title: str
    text: str = ""
    seats: int = 1


class CandidateState(StrEnum):
    """What became of a nomination."""

    NOMINATED = "nominated"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# Whoever takes part as a candidate: in an election in which they stand, nobody conducts anything.
STANDING = (CandidateState.NOMINATED, CandidateState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody nominated for an office. `name` is unique among the question's: it is the ballot paper's."""

    id: int
    question_id: int
    user_id: int
    name: str
    statement: str
    nominated_by: int
    state: CandidateState


@dataclass(frozen=True, slots=True)
class Member:
    """A member on the Secretary's roll. `member_id` is the roll's key, `user_id` their Discord account."""

    member_id: str
    name: str
    user_id: int | None = None
    standing: Standing = Standing.GOOD
    last_meeting: date | None = None
    last_contribution: date | None = None


@dataclass(frozen=True, slots=True)
class Voter:
    """An entry of an election's frozen roll; `late_reason` says why one was added after opening."""

    member_id: str
    name: str
    user_id: int | None
    standing: Standing = Standing.GOOD
    late_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have voted, of how many on the roll; `by_proxy` of them through somebody else."""

    roll: int
    voted: int
    by_proxy: int = 0


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A step of an election. `who` is a Discord user, 0 the bot; `hash` chains it to the one before."""

    number: int
    at: datetime
    who: int
    step: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office; `ended_at` is None while they hold it."""

    id: int
    office: str
    user_id: int
    name: str
    election_id: int | None
    began_at: datetime
    ended_at: datetime | None = None
