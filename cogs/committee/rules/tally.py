"""The committee's answers at a moment, one per seat, and what they amount to (policy 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from cogs.committee.model import Base, Choice, Kind, Policy, Proposed, State
from cogs.committee.rules.answers import Conflict, Given, counting
from cogs.committee.rules.course import Course, blocks, is_input
from cogs.committee.rules.seats import Committee

HALF = Fraction(1, 2)


class Position(StrEnum):
    """What counts for a seat. `SILENT` is the implicit abstention; minor edits need no answer."""

    APPROVES = "approves"
    ABSTAINS = "abstains"
    REQUESTS_CHANGES = "requests changes"
    VETOES = "vetoes"
    AWAITED = "awaited"
    SILENT = "silent"
    NOT_NEEDED = "not needed"


_POSITIONS = {
    Choice.APPROVE: Position.APPROVES,
    Choice.ABSTAIN: Position.ABSTAINS,
    Choice.REQUEST_CHANGES: Position.REQUESTS_CHANGES,
    Choice.VETO: Position.VETOES,
}


@dataclass(frozen=True, slots=True)
class Vote:
    """Where one person stands. `seat` is empty for somebody who holds none any more: they do not count.

    `given` is the explicit answer, also one that a change has overtaken (`before_change`) and that awaits a
    re-review. `since` is when the person's own fourteen days began, `due` their last second; None while the
    clock is paused.
    """

    member: int
    seat: str
    position: Position
    given: Given | None
    conflict: Conflict | None
    before_change: bool
    since: datetime
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the answers amount to: `needed` approvals of `base` seats. `former` are votes that no longer
    count.
    """

    state: State
    votes: tuple[Vote, ...]
    former: tuple[Vote, ...]
    base: int
    needed: int

    @property
    def approvals(self) -> int:
        """How many seats approve."""
        return sum(vote.position is Position.APPROVES for vote in self.votes)

    @property
    def old_approvals(self) -> int:
        """How many of them were given before the last change of the text."""
        return sum(vote.position is Position.APPROVES and vote.before_change for vote in self.votes)

    @property
    def rests_on_old(self) -> bool:
        """Whether too few approve of the text as it is now, by what they have said."""
        return self.approvals >= self.needed > self.approvals - self.old_approvals

    @property
    def awaited(self) -> tuple[Vote, ...]:
        """The votes that are missing."""
        return tuple(vote for vote in self.votes if vote.position is Position.AWAITED)


def needed(threshold: Fraction, base: int) -> int:
    """Return the least number of approvals: more than 1/2, at least any other share, and never none."""
    share = threshold * base
    return max(1, share // 1 + 1 if threshold == HALF else -(-share // 1))


def tally(proposal: Proposed, course: Course, committee: Committee, now: datetime, policy: Policy) -> Tally:
    """Return where everybody stands at `now`, and the state that the committee alone brings about."""
    votes = tuple(_vote(proposal, course, committee, member, now, policy) for member in committee.members)
    former = tuple(
        _former(course, member)
        for member in sorted(course.given)
        if member not in committee.since and course.given[member]
    )
    filled = len(committee.members)
    base = filled if policy.base is Base.SEATS else len(committee.holders)
    counted = Tally(State.OPEN, votes, former, base, needed(policy.threshold, base))
    state = _state(proposal, counted, course)
    return Tally(state, votes, former, base, counted.needed)


def _vote(
    proposal: Proposed, course: Course, committee: Committee, member: int, now: datetime, policy: Policy
) -> Vote:
    given, conflict = counting(course.given.get(member, {}))
    since = max(course.clock.started, committee.since[member])
    due = course.clock.reaches(since, policy.answer_days)
    stale = given is not None and given.version < course.version
    if given is not None and is_input(given, course.version, policy):
        position = _POSITIONS[given.answer.choice]
    elif proposal.kind is Kind.MINOR and not conflict and not _requested(given):
        position = Position.NOT_NEEDED
    else:
        over = course.clock.is_over(since, policy.answer_days, now)
        position = Position.SILENT if over else Position.AWAITED
    return Vote(member, committee.seat_of(member), position, given, conflict, stale, since, due)


def _requested(given: Given | None) -> bool:
    return given is not None and given.answer.choice is Choice.REQUEST_CHANGES


def _former(course: Course, member: int) -> Vote:
    given, conflict = counting(course.given[member])
    stale = given is not None and given.version < course.version
    position = _POSITIONS[given.answer.choice] if given else Position.SILENT
    return Vote(member, "", position, given, conflict, stale, course.clock.started, None)


def _state(proposal: Proposed, counted: Tally, course: Course) -> State:
    """Return the state; the order of the questions is the order in which they matter."""
    everybody = (*counted.votes, *counted.former)
    if any(vote.position is Position.VETOES for vote in everybody):
        return State.ESCALATED
    if any(vote.given and blocks(vote.given, course.version, True) for vote in counted.votes):
        return State.CHANGES_REQUESTED
    if not counted.votes or counted.awaited:
        return State.OPEN
    enough = counted.approvals >= counted.needed
    if proposal.kind.goes_to_members:
        # A member's amendment is prepared for the vote, never rejected by the committee (policy 3.3).
        return State.AWAITING_MEMBERS if enough or proposal.for_member else State.LACKS_APPROVALS
    return State.PASSED if enough or proposal.kind is Kind.MINOR else State.LACKS_APPROVALS
