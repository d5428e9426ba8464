"""What is proposed, changed and taken back: who may, and what a motion has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from cogs.committee.model import Event, Kind, Proposed, Refused, Revised, SeatChange, Side, Withdrawn
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.seats import committee_at
from cogs.committee.rules.standing import Standing
from cogs.committee.rules.tally import Position


def refuse_unwritable(event: Event) -> None:
    """Refuse half characters: no file and no hash can hold them."""
    texts = (getattr(event, field.name) for field in fields(event))
    if any("\ud800" <= letter <= "\udfff" for text in texts if isinstance(text, str) for letter in text):
        raise Refused("The text has characters that cannot be written down.", "Type it anew.")


def says(text: str) -> bool:
    """Tell whether there is anything to read in a text."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def propose(events: Sequence[Event], event: Proposed, seats: Sequence[SeatChange]) -> None:
    """Refuse a proposal that says nothing, or by who may not make it."""
    if events:
        raise Refused(
            "This motion has been proposed already.", "A motion has one subject: propose another one."
        )
    if event.by not in committee_at(seats, event.at).since:
        raise Refused(
            "Only members of the committee propose motions.",
            "Ask one of them to bring it forward: amendments of the charter may come from any member.",
        )
    if not says(event.title):
        raise Refused("The motion has no title.", "Say in one line what is to be decided.")
    if not (says(event.text) or event.pull_request):
        raise Refused("The motion says nothing.", "Write what is to be decided, or link the pull request.")
    if event.for_member and event.kind is not Kind.CHARTER:
        raise Refused(
            "Only amendments of the charter are brought forward for a member.",
            "Choose that kind, or propose it in your own name.",
        )


def revise(events: Sequence[Event], event: Revised, present: Standing) -> tuple[Caution, ...]:
    """Return what to know of a change. Raises `Refused` when it cannot be made."""
    if event.side is Side.PULL_REQUEST:
        if event in events:
            raise Refused("This change is known already.")
        if event.at < present.proposal.at:
            raise Refused("This change is older than the motion, which proposes what it led to.")
        return ()
    proposer = present.proposal.by
    vote = present.vote_of(event.by)
    approves = vote is not None and vote.position is Position.APPROVES
    if event.by != proposer and not approves and proposer in present.committee.since:
        raise Refused(
            "The proposal is changed by who proposed it or approves it.",
            "Request the change, or approve first.",
        )
    course = present.course
    now = (course.title, course.text, course.pull_request)
    new = (event.title, event.text, event.pull_request)
    same = all(after in (None, before) for before, after in zip(now, new, strict=True))
    if same and not event.summary.strip():
        raise Refused("Nothing was changed.", "Change the text, or say what was changed in the pull request.")
    if event.title is not None and not says(event.title):
        raise Refused("The motion has no title.", "Say in one line what is to be decided.")
    text = course.text if event.text is None else event.text
    if not (says(text) or (course.pull_request if event.pull_request is None else event.pull_request)):
        raise Refused("The motion says nothing.", "Write what is to be decided, or withdraw it.")
    others = (vote for vote in present.votes if vote.member != event.by)
    if any(vote.position is Position.APPROVES for vote in others):
        return (Caution.APPROVALS_BECOME_OLD,)
    return ()


def withdraw(event: Withdrawn, present: Standing) -> None:
    """Refuse that anybody else takes it back while the proposer has a seat."""
    proposer = present.proposal.by
    if event.by != proposer and proposer in present.committee.since:
        raise Refused("A motion is withdrawn by who proposed it.", "Ask them, or abstain.")
