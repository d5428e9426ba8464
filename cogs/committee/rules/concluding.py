"""How a motion comes to its end: the voting members' vote, and the record."""

from __future__ import annotations

from datetime import datetime, timedelta

from cogs.committee.model import BOT, Kind, Recorded, Refused, State, VoteDecided, VoteOpened, whole
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.standing import DECIDED, FOR_THE_MEMBERS, Standing
from cogs.committee.rules.tally import Position


def open_vote(event: VoteOpened, present: Standing) -> tuple[Caution, ...]:
    """Return what to know of it. Raises `Refused` when a motion is not for the voting members, or not yet."""
    if present.state not in FOR_THE_MEMBERS:
        raise Refused(
            "This motion is not for the voting members, or not yet.",
            "They vote after a veto, and on strategy and the charter once the committee is agreed.",
        )
    return (Caution.ELECTION_IS_DRAFTED,) if event.by != BOT and event.election else ()


def decide_vote(
    event: VoteDecided, present: Standing, asked_at: datetime, now: datetime
) -> tuple[Caution, ...]:
    """Return what to know of an outcome. Raises `Refused` when no vote is open, and for an earlier one's."""
    vote = present.members_vote
    if vote is None or vote.opened is None or not vote.is_open:
        raise Refused("No vote of the voting members is open on this motion.")
    # What is confirmed may have been typed before; a clock that was set back tells nothing of it.
    if asked_at < vote.opened.at <= whole(now):
        raise Refused(
            "This was about an earlier vote.", "/motion vote notes what came of the one that is open."
        )
    return (Caution.ELECTION_IS_DRAFTED,) if event.by != BOT and vote.opened.election else ()


def record(event: Recorded, present: Standing) -> tuple[Caution, ...]:
    """Return what to know before a decision is put on record. Raises `Refused` when there is none."""
    if present.decision not in DECIDED:
        raise Refused(*_UNDECIDED[present.decision])
    if event.decision not in (None, present.decision):
        raise Refused(
            "The decision is another one by now, so nothing was recorded.",
            "Read how it stands, and use /motion record again.",
        )
    if event.by == BOT and not present.settled:
        raise Refused(
            "This is for a member to record.", "Silence and differing answers can still be replaced."
        )
    cautions = []
    if not present.settled and any(vote.position is Position.SILENT for vote in present.votes):
        cautions.append(Caution.SILENCE_BECOMES_FINAL)
    vote, reviewed = present.members_vote, present.proposal.kind is not Kind.MINOR
    by_committee = present.decision is State.PASSED and reviewed and not (vote and vote.has_decided)
    if by_committee and present.tally.rests_on_old:
        cautions.append(Caution.OLD_APPROVALS_COUNT)
    if present.conflicts:
        cautions.append(Caution.CONFLICT_IS_RECORDED)
    return tuple(cautions)


def record_at(present: Standing, quiet_since: datetime, days: int) -> datetime | None:
    """Return when the bot records a decision of which nothing was heard since a moment; None for a person's.

    It has to be settled, and to need nothing but the record: what lacks approvals may still be changed, and
    an election of which somebody noted the outcome by hand may come to another. 0 `days` leave it to people.
    """
    vote = present.members_vote
    by_hand = vote and vote.opened and vote.opened.election and vote.decided and vote.decided.by != BOT
    if not days or present.end is not None or not present.settled or by_hand:
        return None
    return None if present.decision is State.LACKS_APPROVALS else quiet_since + timedelta(days=days)


_UNDECIDED = {
    State.OPEN: ("Not everybody has answered, and their time is not over.", "The card shows who is missing."),
    State.CHANGES_REQUESTED: ("Changes are requested.", "Revise the motion, or ask for another answer."),
    State.ESCALATED: (
        "It was vetoed: the voting members decide.",
        "Open their vote, and record its outcome.",
    ),
    State.AWAITING_MEMBERS: ("The voting members decide this.", "Open their vote, and record its outcome."),
}
