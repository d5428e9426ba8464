"""What goes into the conduct of an election, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from cogs.elections.model import Candidate, CandidateState, Election, Form, Question, Term, Turnout


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, seen at the moment they act.

    `powers` are values of `rules.powers.Power` ("committee", "moderator", "member"), and "secretary" for who
    may conduct elections at all. Who is the returns officer of an election is in the election.
    """

    user_id: int
    name: str
    powers: frozenset[str] = frozenset()


# The bot itself, as the log names it.
BOT = Actor(0, "the bot")


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question that is to be asked; `text` is a motion's wording."""

    form: Form
    title: str
    text: str = ""
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """An election as its returns officer begins it.

    `preset` is a name of `rules.kinds.PRESETS`. Without `questions` it gets the preset's. Moments are aware;
    nominations have both moments or none. `officer_id` may be somebody else than who creates it.
    """

    title: str
    preset: str
    officer_id: int
    channel_id: int
    opens_at: datetime
    closes_at: datetime
    nominations_at: datetime | None = None
    nominations_until: datetime | None = None
    questions: tuple[QuestionDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of an election's log: whoever has seen its hash notices if the log is changed."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """A question with all its candidates, and once it is counted what came of it.

    `outcome` is a `rules.outcome.Outcome` as plain JSON values, and `count` the `count.result.Result` in it;
    None before the count, and `count` also where nothing was counted. Both may be shown: what is not valid is
    never counted.
    """

    question: Question
    candidates: tuple[Candidate, ...]
    outcome: Mapping[str, Any] | None = None
    count: Mapping[str, Any] | None = None

    @property
    def standing(self) -> tuple[Candidate, ...]:
        """Those who accepted and have not withdrawn."""
        return tuple(each for each in self.candidates if each.state is CandidateState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All one needs to show an election.

    `regulations` are its rules in plain sentences. `turnout`, `roll_hash` and `needed` (how many have to take
    part) are known once voting is open. `lacks` is what keeps a draft from being published, `warnings` what a
    small electorate gives away, and a notice that is too short; both in plain sentences. `scrutineers` get
    the ballots where they are not published. `contested` says that too few officers are in favour, so far, of
    filling an office anew whose term runs.
    """

    election: Election
    questions: tuple[QuestionSheet, ...]
    regulations: tuple[str, ...]
    head: Head
    turnout: Turnout | None = None
    needed: int = 0
    roll_hash: str | None = None
    lacks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    opened_at: datetime | None = None
    files: tuple[str, ...] = ()
    contested: bool = False
    scrutineers: tuple[int, ...] = ()

    @property
    def has_elected(self) -> bool:
        """Whether somebody is elected to anything."""
        return any(each.outcome and each.outcome.get("elected") for each in self.questions)

    @property
    def missing(self) -> int:
        """How many more have to vote for the vote to be valid."""
        return max(0, self.needed - (self.turnout.voted if self.turnout else 0))

    @property
    def opened_late(self) -> bool:
        """Whether voting began after the announced moment."""
        return self.opened_at is not None and self.opened_at > self.election.opens_at


class Note(StrEnum):
    """What the returns officer is told, unasked, because a person has to act or know."""

    DRAFTED = "drafted"  # another part of the bot asks for this election
    DRAFT_DUE = "draft due"  # its moment has come, and it is still a draft
    NOBODY_STANDS = "nobody stands"  # after nominations were extended once; `details`: the offices
    NOT_OPENED = "not opened"  # `details`: why
    KEY_LOST = "key lost"  # the key of the ballots is gone
    DECIDE = "decide"  # not valid, a tie, or nobody elected: what can be done now
    UNREAD = "unread"  # `details`: why the result stands nowhere
    REVEALS = "reveals"  # `details`: what is published tells how some voted
    ROLES = "roles"  # `details`: what could not be given or taken, and why


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a confirmation did: whose terms began and whose ended.

    `takes_effect` is when a change of the charter that was passed does; `clashes` are sentences about terms
    that end on other days than the others.
    """

    sheet: Sheet
    began: tuple[Term, ...]
    ended: tuple[Term, ...]
    takes_effect: date | None = None
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's term, as it is shown: `election` is the title of the one that they were elected in.

    `ends` is when its year is over. Only a term that runs is `overdue`: whoever holds an office stays until
    it is filled.
    """

    term: Term
    election: str | None
    ends: datetime
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of the roll changed, in sentences, and how many stand on it now (`may_vote` of them)."""

    differences: tuple[str, ...]
    members: int
    may_vote: int
