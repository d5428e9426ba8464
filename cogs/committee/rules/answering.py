"""Answers: who may give which, and what to know before."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.committee.model import Answered, Choice, Event, Kind, Motion, Refused, Side
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.proposing import says
from cogs.committee.rules.standing import Standing
from cogs.committee.rules.tally import Position, Vote


def answer(
    motion: Motion, events: Sequence[Event], event: Answered, present: Standing
) -> tuple[Caution, ...]:
    """Return what to know of an answer. Raises `Refused` when it cannot be given."""
    vote = present.vote_of(event.by)
    if event.side is Side.PULL_REQUEST:
        _review(events, event, present)
    else:
        _said_here(event, present, vote)
    cautions = []
    if event.choice is Choice.VETO and not _has_requested(events, event.by):
        if motion.policy.veto_needs_prior_request:
            raise Refused(
                "A veto is for when changes did not help, and you have not requested any.",
                "Request changes first, and say which.",
            )
        cautions.append(Caution.VETO_WITHOUT_REQUEST)
    if present.proposal.kind is Kind.MINOR and event.choice in (Choice.REQUEST_CHANGES, Choice.VETO):
        cautions.append(Caution.MINOR_EDIT_STOPPED)
    other = present.course.given.get(event.by, {}).get(
        Side.PULL_REQUEST if event.side is Side.DISCORD else Side.DISCORD
    )
    if other is not None and event.choice not in (other.answer.choice, Choice.TAKEN_BACK):
        overtaken = other.answer.choice is Choice.REQUEST_CHANGES and other.version < present.course.version
        if not overtaken:
            cautions.append(Caution.SIDES_DIFFER)
    return tuple(cautions)


def _review(events: Sequence[Event], event: Answered, present: Standing) -> None:
    """Refuse a review that is known already, or that takes back what was never said."""
    if event in events:
        raise Refused("This review is known already.")
    if event.choice is Choice.TAKEN_BACK and Side.PULL_REQUEST not in present.course.given.get(event.by, {}):
        raise Refused("There is no review of theirs to take back.")


def _said_here(event: Answered, present: Standing, vote: Vote | None) -> None:
    choice, mine = event.choice, event.by == present.proposal.by
    if choice is Choice.TAKEN_BACK:
        raise Refused("An answer is not taken back, it is replaced.", "Give another one.")
    if mine and choice in (Choice.REQUEST_CHANGES, Choice.VETO):
        raise Refused("It is your own motion.", "Change it with a revision, or withdraw it.")
    if present.proposal.kind is Kind.MINOR and choice in (Choice.APPROVE, Choice.ABSTAIN):
        overtaken = vote and vote.position in (Position.REQUESTS_CHANGES, Position.VETOES, Position.AWAITED)
        if not overtaken:
            raise Refused(
                "A minor edit needs no review.", "Any member of the committee may merge and record it."
            )
    if choice is Choice.REQUEST_CHANGES and not says(event.text):
        raise Refused("A request for changes has to say which.", "Write what is to be changed.")
    if choice is Choice.VETO and not says(event.text):
        raise Refused("A veto needs its reason.", "Write why the voting members should decide.")
    given = vote.given if vote else None
    if (
        vote is None
        or given is None
        or vote.conflict
        or vote.before_change
        or given.answer.choice is not choice
    ):
        return
    if given.implied:
        raise Refused("Whoever proposes a motion approves it: your approval counts already.")
    if given.answer.text == event.text and given.answer.side is Side.DISCORD:
        raise Refused("That is your answer already.", "Choose another one to change it.")


def _has_requested(events: Sequence[Event], member: int) -> bool:
    return any(
        isinstance(past, Answered) and past.by == member and past.choice is Choice.REQUEST_CHANGES
        for past in events
    )
