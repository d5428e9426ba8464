"""How a motion stands: a pure fold over its events and the present moment, stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from cogs.committee.model import (
    Event,
    Kind,
    Motion,
    Policy,
    Proposed,
    Recorded,
    SeatChange,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
    whole,
)
from cogs.committee.rules.answers import Conflict
from cogs.committee.rules.clock import SECOND
from cogs.committee.rules.course import Course, replay
from cogs.committee.rules.seats import Committee, at_moment, committees
from cogs.committee.rules.tally import Position, Tally, Vote, tally

# What can be put on record: with these there is nothing left to decide.
DECIDED = frozenset({State.PASSED, State.LACKS_APPROVALS, State.REJECTED})
FOR_THE_MEMBERS = frozenset({State.ESCALATED, State.AWAITING_MEMBERS})


class Task(StrEnum):
    """What has to be done next."""

    ANSWER = "answer"
    REVISE = "revise"
    OPEN_VOTE = "open the members' vote"
    VOTE = "vote"
    RECORD = "record"
    FILL_SEATS = "fill the seats"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and what for. Nobody is named for `VOTE`: that is the voting members'."""

    task: Task
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MembersVote:
    """The vote of the voting members: what it takes (charter, policy 3.2(3), 3.2(2) after a veto), and how
    it went.

    `threshold` 1/2 has to be exceeded, 2/3 reached; `participation` is the share of them that has to take
    part.
    """

    amendment: bool
    threshold: Fraction
    participation: Fraction
    opened: VoteOpened | None = None
    decided: VoteDecided | None = None

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.opened is not None and self.decided is None

    @property
    def has_decided(self) -> bool:
        """Whether it was valid and is over."""
        return self.decided is not None and self.decided.outcome is not VoteOutcome.NOT_VALID


@dataclass(frozen=True, slots=True)
class Ignored:
    """An event that changes nothing, and why in words."""

    event: Event
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything there is to know about a motion at the moment `at`.

    `decision` is what was decided: the state itself, or the one that was put on record. `unanimous`: every
    filled seat approves, and `consensus`: none is vacant besides. `settled`: decided by the members, or by
    explicit answers without a conflict to the text as it is now, so that recording takes nothing from anybody
    and the bot may do it. `changes_at` is when silence changes
    something next, if nothing else happens before.
    """

    at: datetime
    state: State
    decision: State
    proposal: Proposed
    course: Course
    committee: Committee
    tally: Tally
    unanimous: bool
    settled: bool
    turn: Turn
    members_vote: MembersVote | None
    end: Withdrawn | Recorded | None
    changes_at: datetime | None
    ignored: tuple[Ignored, ...]

    @property
    def votes(self) -> tuple[Vote, ...]:
        """Where each seat stands."""
        return self.tally.votes

    @property
    def consensus(self) -> bool:
        """Whether all seats approve, a vacant one being none that does (policy 3.2(2))."""
        return self.unanimous and not self.committee.vacant

    @property
    def conflicts(self) -> tuple[tuple[int, Conflict], ...]:
        """Whose answers differ between Discord and the pull request."""
        everybody = (*self.tally.votes, *self.tally.former)
        return tuple((vote.member, vote.conflict) for vote in everybody if vote.conflict)

    @property
    def takes_answers(self) -> bool:
        """Whether an answer can still change something."""
        vote = self.members_vote
        return self.end is None and not (vote and (vote.is_open or vote.has_decided))

    def vote_of(self, member: int) -> Vote | None:
        """Return where a member of the committee stands; None for anybody else."""
        return next((vote for vote in self.votes if vote.member == member), None)


def standing(motion: Motion, events: Sequence[Event], now: datetime, seats: Sequence[SeatChange]) -> Standing:
    """Return how a motion stands at `now`. `events` are its log's, in the log's order, the proposal first.

    Never fails on an event that should not be there: what cannot count is listed in `ignored`. Raises
    `ValueError` when there is no proposal, or `now` has no time zone.
    """
    if not events or not isinstance(events[0], Proposed):
        raise ValueError("a motion's first event is its proposal")
    # The clock may have gone back since.
    now = max(whole(now), events[0].at)
    sifted = _Sifted(events[0], motion.policy, committees(seats))
    for event in events[1:]:
        if event.at <= now:
            sifted.take(event)
    return sifted.result(now)


@dataclass(slots=True)
class _Sifted:
    """What of the log counts. The committee's own part is over once the members vote or the motion has
    ended.
    """

    proposal: Proposed
    policy: Policy
    sat: Sequence[tuple[datetime, Committee]]
    counted: list[Event] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    opened: VoteOpened | None = None
    decided: VoteDecided | None = None
    end: Withdrawn | Recorded | None = None

    def take(self, event: Event) -> None:
        """Take in the next event of the log, or ignore it."""
        why = self._why_not(event)
        if why:
            self.ignored.append(Ignored(event, why))
        elif isinstance(event, Withdrawn | Recorded):
            self.end = event
        elif isinstance(event, VoteOpened):
            self.opened, self.decided = event, None
        elif isinstance(event, VoteDecided):
            self.decided = event
        else:
            self.counted.append(event)

    def _why_not(self, event: Event) -> str:
        """Return why an event changes nothing; empty when it counts."""
        if self.end is not None:
            return "the motion had ended"
        if isinstance(event, Proposed):
            return "the motion had been proposed already"
        if isinstance(event, VoteDecided):
            return "" if self._is_voting else "no vote of the members was open"
        if self._is_voting:
            return "the voting members were voting on it"
        if self._members_have_decided:
            return "" if isinstance(event, Recorded) else "the voting members had decided"
        if isinstance(event, Recorded) and event.decision not in DECIDED:
            return "nothing had been decided"
        if isinstance(event, VoteOpened) and event.state not in FOR_THE_MEMBERS:
            return "it was not for the voting members to decide"
        return ""

    @property
    def _is_voting(self) -> bool:
        return self.opened is not None and self.decided is None

    @property
    def _members_have_decided(self) -> bool:
        return self.decided is not None and self.decided.outcome is not VoteOutcome.NOT_VALID

    @property
    def _frozen_at(self) -> datetime | None:
        """When the committee's own part was over, if it is."""
        if self.opened is not None and (self._is_voting or self._members_have_decided):
            return self.opened.at
        return self.end.at if self.end else None

    def _at(self, moment: datetime) -> tuple[Course, Committee, Tally]:
        course = replay(self.proposal, self.counted, moment, self.sat, self.policy)
        committee = at_moment(self.sat, moment)
        return course, committee, tally(self.proposal, course, committee, moment, self.policy)

    def result(self, now: datetime) -> Standing:
        """Return how the motion stands."""
        frozen_at = self._frozen_at
        course, committee, counted = self._at(now if frozen_at is None else frozen_at)
        decision = self._decision(counted.state)
        reviewed = self.proposal.kind is not Kind.MINOR
        all_approve = reviewed and 0 < counted.base == counted.approvals
        doubtful = any(
            vote.position is Position.SILENT or vote.conflict or vote.before_change for vote in counted.votes
        )
        explicit = reviewed and decision in DECIDED and not doubtful
        due = [vote.due for vote in counted.awaited if vote.due is not None]
        return Standing(
            at=now,
            state=self._ended() or decision,
            decision=decision,
            proposal=self.proposal,
            course=course,
            committee=committee,
            tally=counted,
            unanimous=all_approve and counted.state in (State.PASSED, State.AWAITING_MEMBERS),
            settled=explicit or self._members_have_decided,
            turn=self._turn(decision, counted, at_moment(self.sat, now)),
            members_vote=self._members_vote(decision),
            end=self.end,
            changes_at=min(due) + SECOND if due and frozen_at is None else None,
            ignored=tuple(self.ignored),
        )

    def _decision(self, state: State) -> State:
        """Return what is or was decided: what was handed over or recorded stays as it was then."""
        if isinstance(self.end, Recorded) and self.end.decision:
            return self.end.decision
        if self.decided is not None and self._members_have_decided:
            return State.PASSED if self.decided.outcome is VoteOutcome.PASSED else State.REJECTED
        if self.opened is not None and self.opened.state and self._is_voting:
            return self.opened.state
        return state

    def _ended(self) -> State | None:
        if self.end is None:
            return None
        return State.WITHDRAWN if isinstance(self.end, Withdrawn) else State.RECORDED

    def _turn(self, decision: State, counted: Tally, present: Committee) -> Turn:
        owner = (self.proposal.by,) if self.proposal.by in present.since else present.members
        if self.end is not None:
            return Turn(Task.NOTHING)
        if self._is_voting:
            return Turn(Task.VOTE)
        if decision in FOR_THE_MEMBERS:
            return Turn(Task.OPEN_VOTE, present.members)
        if decision is State.CHANGES_REQUESTED:
            return Turn(Task.REVISE, owner)
        if decision in DECIDED:
            return Turn(Task.RECORD, present.members if self.proposal.kind is Kind.MINOR else owner)
        if not counted.votes:
            return Turn(Task.FILL_SEATS)
        return Turn(Task.ANSWER, tuple(vote.member for vote in counted.awaited))

    def _members_vote(self, decision: State) -> MembersVote | None:
        if self.opened is None and decision not in FOR_THE_MEMBERS:
            return None
        amendment = self.proposal.kind is Kind.CHARTER
        threshold = self.policy.charter_threshold if amendment else self.policy.escalated_threshold
        return MembersVote(amendment, threshold, self.policy.participation, self.opened, self.decided)
