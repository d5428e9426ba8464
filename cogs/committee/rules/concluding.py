"""How a motion comes to its end: the voting members' vote, and the record."""

from __future__ import annotations

from datetime import datetime

from cogs.committee.model import BOT, Recorded, Refused, State, whole
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.standing import DECIDED, FOR_THE_MEMBERS, Standing
from cogs.committee.rules.tally import Position


def open_vote(present: Standing) -> None:
    """Refuse to put a motion to the voting members that is not for them, or not yet."""
    if present.state not in FOR_THE_MEMBERS:
        raise Refused(
            "This motion is not for the voting members, or not yet.",
            "They vote after a veto, and on strategy and the charter once the committee is agreed.",
        )


def decide_vote(present: Standing, asked_at: datetime, now: datetime) -> None:
    """Refuse an outcome when no vote is open, or of an earlier one."""
    vote = present.members_vote
    if vote is None or vote.opened is None or not vote.is_open:
        raise Refused("No vote of the voting members is open on this motion.")
    # What is confirmed may have been typed before; a clock that was set back tells nothing of it.
    if asked_at < vote.opened.at <= whole(now):
        raise Refused(
            "This was about an earlier vote.", "/motion vote notes what came of the one that is open."
        )


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
    if present.conflicts:
        cautions.append(Caution.CONFLICT_IS_RECORDED)
    return tuple(cautions)


_UNDECIDED = {
    State.OPEN: ("Not everybody has answered, and their time is not over.", "The card shows who is missing."),
    State.CHANGES_REQUESTED: ("Changes are requested.", "Revise the motion, or ask for another answer."),
    State.ESCALATED: (
        "It was vetoed: the voting members decide.",
        "Open their vote, and record its outcome.",
    ),
    State.AWAITING_MEMBERS: ("The voting members decide this.", "Open their vote, and record its outcome."),
}
