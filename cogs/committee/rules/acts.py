"""What may be done to a motion, by whom and when. Everything else is refused, with the reason in words.

`accept` is asked in the transaction that appends the event to the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from cogs.committee.model import (
    BOT,
    Answered,
    Choice,
    Event,
    Kind,
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
from cogs.committee.rules.seats import committee_at
from cogs.committee.rules.standing import DECIDED, FOR_THE_MEMBERS, Standing, standing
from cogs.committee.rules.tally import Position, Vote


class Caution(StrEnum):
    """What a person should know before they confirm an act; `words` says it in full."""

    VETO_WITHOUT_REQUEST = "veto without request"
    SIDES_DIFFER = "sides differ"
    MINOR_EDIT_STOPPED = "minor edit stopped"
    APPROVALS_BECOME_OLD = "approvals become old"
    SILENCE_BECOMES_FINAL = "silence becomes final"
    CONFLICT_IS_RECORDED = "conflict is recorded"


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
    _can_be_written(event)
    moment = max([whole(now), *(past.at for past in events if _is_here(past))])
    asked_at = event.at
    if _is_here(event):
        event = replace(event, at=moment)
    if isinstance(event, Proposed):
        _propose(events, event, seats)
        return Accepted(event)
    present = standing(motion, events, moment, seats)
    _still_possible(present, event)
    _by_a_member(event, seats)
    if isinstance(event, Answered):
        return Accepted(event, _answer(motion, events, event, present))
    if isinstance(event, Revised):
        return Accepted(event, _revise(events, event, present))
    if isinstance(event, Recorded):
        return Accepted(replace(event, decision=present.decision), _record(event, present))
    if isinstance(event, Withdrawn):
        _withdraw(event, present)
    elif isinstance(event, VoteOpened):
        _open_vote(present)
        return Accepted(replace(event, state=present.state))
    elif isinstance(event, VoteDecided):
        _decide_vote(present, asked_at, now)
    return Accepted(event)


def _can_be_written(event: Event) -> None:
    """Refuse half characters: no file and no hash can hold them."""
    texts = (getattr(event, field.name) for field in fields(event))
    if any("\ud800" <= letter <= "\udfff" for text in texts if isinstance(text, str) for letter in text):
        raise Refused("The text has characters that cannot be written down.", "Type it anew.")


def _says(text: str) -> bool:
    """Tell whether there is anything to read in a text."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _is_here(event: Event) -> bool:
    return getattr(event, "side", Side.DISCORD) is Side.DISCORD


def _propose(events: Sequence[Event], event: Proposed, seats: Sequence[SeatChange]) -> None:
    if events:
        raise Refused(
            "This motion has been proposed already.", "A motion has one subject: propose another one."
        )
    if event.by not in committee_at(seats, event.at).since:
        raise Refused(
            "Only members of the committee propose motions.",
            "Ask one of them to bring it forward: amendments of the charter may come from any member.",
        )
    if not _says(event.title):
        raise Refused("The motion has no title.", "Say in one line what is to be decided.")
    if not (_says(event.text) or event.pull_request):
        raise Refused("The motion says nothing.", "Write what is to be decided, or link the pull request.")
    if event.for_member and event.kind is not Kind.CHARTER:
        raise Refused(
            "Only amendments of the charter are brought forward for a member.",
            "Choose that kind, or propose it in your own name.",
        )


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


def _answer(
    motion: Motion, events: Sequence[Event], event: Answered, present: Standing
) -> tuple[Caution, ...]:
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
    if choice is Choice.REQUEST_CHANGES and not _says(event.text):
        raise Refused("A request for changes has to say which.", "Write what is to be changed.")
    if choice is Choice.VETO and not _says(event.text):
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


def _revise(events: Sequence[Event], event: Revised, present: Standing) -> tuple[Caution, ...]:
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
    same = event.title in (None, present.course.title) and event.text in (None, present.course.text)
    if same and not event.summary.strip():
        raise Refused("Nothing was changed.", "Change the text, or say what was changed in the pull request.")
    if event.title is not None and not _says(event.title):
        raise Refused("The motion has no title.", "Say in one line what is to be decided.")
    text = present.course.text if event.text is None else event.text
    if not (_says(text) or present.proposal.pull_request):
        raise Refused("The motion says nothing.", "Write what is to be decided, or withdraw it.")
    others = (vote for vote in present.votes if vote.member != event.by)
    if any(vote.position is Position.APPROVES for vote in others):
        return (Caution.APPROVALS_BECOME_OLD,)
    return ()


def _withdraw(event: Withdrawn, present: Standing) -> None:
    proposer = present.proposal.by
    if event.by != proposer and proposer in present.committee.since:
        raise Refused("A motion is withdrawn by who proposed it.", "Ask them, or abstain.")


def _open_vote(present: Standing) -> None:
    if present.state not in FOR_THE_MEMBERS:
        raise Refused(
            "This motion is not for the voting members, or not yet.",
            "They vote after a veto, and on strategy and the charter once the committee is agreed.",
        )


def _decide_vote(present: Standing, asked_at: datetime, now: datetime) -> None:
    vote = present.members_vote
    if vote is None or vote.opened is None or not vote.is_open:
        raise Refused("No vote of the voting members is open on this motion.")
    # What is confirmed may have been typed before; a clock that was set back tells nothing of it.
    if asked_at < vote.opened.at <= whole(now):
        raise Refused(
            "This was about an earlier vote.", "/motion vote notes what came of the one that is open."
        )


def _record(event: Recorded, present: Standing) -> tuple[Caution, ...]:
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
