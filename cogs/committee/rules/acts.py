"""What may be done to a motion, by whom and when. Everything else is refused, with the reason in words.

`accept` is asked in the transaction that appends the event to the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cogs.committee.model import (
    BOT,
    Answered,
    Event,
    Motion,
    Proposed,
    Recorded,
    Refused,
    Revised,
    SeatChange,
    Side,
    State,
    VoteDecided,
    VoteOpened,
    Withdrawn,
    whole,
)
from cogs.committee.rules.answering import answer
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.concluding import decide_vote, open_vote, record
from cogs.committee.rules.proposing import propose, refuse_unwritable, revise, withdraw
from cogs.committee.rules.seats import committee_at
from cogs.committee.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event as it is to be appended, and what its author should know of it."""

    event: Event
    cautions: tuple[Caution, ...] = ()


def accept(
    motion: Motion, events: Sequence[Event], event: Event, now: datetime, seats: Sequence[SeatChange]
) -> Accepted:
    """Return `event` as it is to be appended to `events`. Raises `Refused` when it cannot be done now.

    Acts on Discord happen now; should the clock have gone back, then in the second of the last one. What is
    learnt from the pull request keeps its own time.
    """
    refuse_unwritable(event)
    moment = max([whole(now), *(past.at for past in events if _is_here(past))])
    asked_at = event.at
    if _is_here(event):
        event = replace(event, at=moment)
    if isinstance(event, Proposed):
        propose(events, event, seats)
        return Accepted(event)
    present = standing(motion, events, moment, seats)
    _still_possible(present, event)
    _by_a_member(event, seats)
    if isinstance(event, Answered):
        return Accepted(event, answer(motion, events, event, present))
    if isinstance(event, Revised):
        return Accepted(event, revise(events, event, present))
    if isinstance(event, Recorded):
        return Accepted(replace(event, decision=present.decision), record(event, present))
    if isinstance(event, VoteOpened):
        return Accepted(replace(event, state=present.state), open_vote(event, present))
    if isinstance(event, VoteDecided):
        return Accepted(event, decide_vote(event, present, asked_at, now))
    if isinstance(event, Withdrawn):
        withdraw(event, present)
    return Accepted(event)


def _is_here(event: Event) -> bool:
    return getattr(event, "side", Side.DISCORD) is Side.DISCORD


def _still_possible(present: Standing, event: Event) -> None:
    """Refuse what comes after the end, or into the members' vote."""
    if present.state is State.RECORDED:
        raise Refused("The decision is on record, and nothing changes it any more.", "Propose a new motion.")
    if present.state is State.WITHDRAWN:
        raise Refused("The motion was withdrawn.", "Propose a new one.")
    vote = present.members_vote
    if vote and vote.is_open and not isinstance(event, VoteDecided):
        raise Refused("The voting members are voting on it now.", "Wait for the end of their vote.")
    if vote and vote.has_decided and not isinstance(event, Recorded):
        raise Refused("The voting members have decided.", "What is left to do is to record it.")


def _by_a_member(event: Event, seats: Sequence[SeatChange]) -> None:
    """Refuse who held no seat. Anybody may push commits, and the bot may do what nobody has to decide."""
    if isinstance(event, Revised) and event.side is Side.PULL_REQUEST:
        return
    if event.by == BOT and isinstance(event, VoteOpened | VoteDecided | Recorded):
        return
    if event.by not in committee_at(seats, event.at).since:
        raise Refused(
            "Only members of the committee take part in its motions.", "Everybody may read and discuss."
        )
