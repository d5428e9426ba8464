"""Every state, event and reason in plain words, for Discord and for the record alike.

Names and moments are written as each place writes them: `Reader` is handed in. The motion's own texts are
left to the caller, who knows what has to be escaped there; `said` comes out of `Reader.quote`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from cogs.committee.model import (
    BOT,
    Answered,
    Choice,
    Event,
    Kind,
    Proposed,
    Recorded,
    Revised,
    SeatChange,
    Side,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.answers import Conflict
from cogs.committee.rules.standing import MembersVote, Standing, Task
from cogs.committee.rules.tally import HALF, Position, Vote


@dataclass(frozen=True, slots=True)
class Reader:
    """How names, moments and members' words are written where they are read."""

    name: Callable[[int], str]
    time: Callable[[datetime], str]
    quote: Callable[[str], str]

    def who(self, by: int) -> str:
        """Return who did something; the bot is called so."""
        return "the bot" if by == BOT else self.name(by)

    def names(self, members: Sequence[int]) -> str:
        """Return names as a sentence lists them."""
        return listing([self.name(member) for member in members])


def listing(words: Sequence[str]) -> str:
    """Return words as a sentence lists them. A twin of `bot.texts.listing`.

    >>> listing(["Ada", "Ben", "Cai"])
    'Ada, Ben and Cai'
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


KINDS = {
    Kind.MINOR: "minor edit",
    Kind.OPERATIONAL: "operational or policy",
    Kind.STRATEGIC: "strategic",
    Kind.CHARTER: "charter amendment",
}
STATES = {
    State.OPEN: "open",
    State.CHANGES_REQUESTED: "changes requested",
    State.PASSED: "passed",
    State.LACKS_APPROVALS: "lacks approvals",
    State.ESCALATED: "escalated to the voting members",
    State.AWAITING_MEMBERS: "awaiting the members' vote",
    State.REJECTED: "rejected by the voting members",
    State.WITHDRAWN: "withdrawn",
    State.RECORDED: "recorded",
}
POSITIONS = {
    Position.APPROVES: "approves",
    Position.ABSTAINS: "abstains",
    Position.REQUESTS_CHANGES: "requests changes",
    Position.VETOES: "vetoes",
    Position.AWAITED: "has not answered yet",
    Position.SILENT: "did not answer in time, which is an abstention",
    Position.NOT_NEEDED: "need not answer",
}
CHOICES = {
    Choice.APPROVE: "approved",
    Choice.ABSTAIN: "abstained",
    Choice.REQUEST_CHANGES: "requested changes",
    Choice.VETO: "vetoed",
    Choice.TAKEN_BACK: "took the review back",
}
TASKS = {
    Task.ANSWER: "to answer",
    Task.REVISE: "to revise the motion",
    Task.OPEN_VOTE: "to open the vote of the voting members",
    Task.VOTE: "for the voting members to vote",
    Task.RECORD: "to record the decision",
    Task.FILL_SEATS: "to fill the committee's seats: nobody can decide",
    Task.NOTHING: "",
}
OUTCOMES = {
    VoteOutcome.PASSED: "passed",
    VoteOutcome.FAILED: "did not pass",
    VoteOutcome.NOT_VALID: "was not valid",
}


def state(standing: Standing) -> str:
    """Return the state in one or two words, with what was decided when it is on record."""
    if standing.state is State.RECORDED:
        return f"recorded: {decision(standing)}"
    return decision(standing) if standing.state is standing.decision else STATES[standing.state]


def decision(standing: Standing) -> str:
    """Return what was decided, and whether everybody approves: full consensus, with every seat filled."""
    found = standing.decision
    if found is State.PASSED and standing.members_vote and standing.members_vote.has_decided:
        return "passed by the voting members"
    if standing.consensus:
        return f"{STATES[found]}, full consensus"
    return f"{STATES[found]}, all filled seats approve" if standing.unanimous else STATES[found]


def why(standing: Standing, reader: Reader) -> str:
    """Return why the motion stands as it does, with the numbers that decide."""
    found, tally = standing.decision, standing.tally
    vote = standing.members_vote
    if standing.state is State.WITHDRAWN and standing.end:
        return f"{reader.who(standing.end.by)} withdrew it."
    if vote and vote.decided and vote.has_decided:
        return f"The voting members' vote {OUTCOMES[vote.decided.outcome]}."
    if found is State.PASSED and standing.proposal.kind is Kind.MINOR:
        return "A minor edit needs no review: any member of the committee may merge it."
    if vote and found is State.ESCALATED:
        vetoes = [one.member for one in (*tally.votes, *tally.former) if one.position is Position.VETOES]
        return f"{reader.names(vetoes)} vetoed it: {_members_decide(vote)}"
    if found is State.CHANGES_REQUESTED:
        asked = [one.member for one in tally.votes if one.position is Position.REQUESTS_CHANGES]
        return f"{reader.names(asked)} requested changes: the clock is paused until the motion is revised."
    if found is State.OPEN:
        if not tally.votes:
            return "Nobody holds a seat on the committee, so nobody can decide."
        missing = reader.names([one.member for one in tally.awaited])
        return f"Everybody has to answer; still missing: {missing}. {_count(standing)}"
    if vote and found is State.AWAITING_MEMBERS:
        agreed = (
            "The committee is agreed" if tally.approvals >= tally.needed else "It is a member's amendment"
        )
        return f"{agreed}: {_members_decide(vote)} {_count(standing)}"
    return f"Everybody's input is there. {_count(standing)}{_majority(standing)}"


def _members_decide(vote: MembersVote) -> str:
    share = "more than half" if vote.threshold == HALF else f"at least {vote.threshold}"
    part = "half" if vote.participation == HALF else str(vote.participation)
    again = " Their last vote was not valid." if vote.decided else ""
    return (
        f"the voting members decide, with {share} of the valid votes, and at least {part} of them have to "
        f"vote.{again}"
    )


def _count(standing: Standing) -> str:
    tally, vacant = standing.tally, standing.committee.vacant
    seats = "seat" if tally.base == 1 else "seats"
    filled = f", vacant: {listing(vacant)}" if vacant else ""
    old = f" ({tally.old_approvals} of them before the last change)" if tally.old_approvals else ""
    return f"{tally.approvals} of {tally.base} {seats} approve{old}, {tally.needed} needed{filled}."


def _majority(standing: Standing) -> str:
    """Name the case in which charter and policy differ, instead of hiding it."""
    tally = standing.tally
    if standing.decision is State.LACKS_APPROVALS and tally.approvals > tally.base * Fraction(1, 2):
        return " That is a majority, which the charter asks of strategic decisions; the policy asks for more."
    return ""


def position(vote: Vote, reader: Reader) -> str:
    """Return where one person stands, with the time of an explicit answer and what is to be known of it."""
    notes = list(remarks(vote))
    if vote.given is not None and vote.position not in (Position.AWAITED, Position.SILENT):
        notes.insert(0, reader.time(vote.given.answer.at))
    return POSITIONS[vote.position] + (f" ({', '.join(notes)})" if notes else "")


def remarks(vote: Vote) -> Iterator[str]:
    """Yield what is to be known of an answer: as the proposer, where, before the last change, late."""
    given = vote.given
    if given is None:
        return
    if vote.position in (Position.AWAITED, Position.SILENT):
        if vote.before_change:
            yield f"{CHOICES[given.answer.choice]} before the last change"
        return
    if given.implied:
        yield "as the proposer"
    if given.answer.side is Side.PULL_REQUEST:
        yield "on the pull request"
    if vote.before_change:
        yield "before the last change"
    if given.late:
        yield "after the fourteen days"


def conflict(member: int, found: Conflict, reader: Reader) -> str:
    """Return a conflict with both answers and which of them counts."""
    here, there = found.discord, found.pull_request
    if found.counts is None:
        counts = "They were given in the same second, so neither counts"
    else:
        place = "on Discord" if found.counts is here else "on the pull request"
        counts = f"The one {place} counts"
    return (
        f"{reader.name(member)} {CHOICES[here.choice]} on Discord ({reader.time(here.at)}) and "
        f"{CHOICES[there.choice]} on the pull request ({reader.time(there.at)}). "
        f"{counts} until both are alike."
    )


def turn(standing: Standing, reader: Reader) -> str:
    """Return whose turn it is and what for; empty when there is nothing to do."""
    task, members = standing.turn.task, standing.turn.members
    if task is Task.NOTHING:
        return ""
    whose = f"{reader.names(members)}: " if members else ""
    return f"{whose}{_to_record(standing) if task is Task.RECORD else TASKS[task]}"


def _to_record(standing: Standing) -> str:
    if standing.decision is State.LACKS_APPROVALS:
        return "to record that, or to change the motion"
    merges = standing.decision is State.PASSED and standing.proposal.pull_request
    return "to merge and record the decision" if merges else TASKS[Task.RECORD]


def event(found: Event, reader: Reader) -> str:
    """Return what happened as a sentence without its moment."""
    who = reader.who(found.by)
    match found:
        case Proposed():
            on = f" for {reader.quote(found.for_member)}" if found.for_member else ""
            return f"{who} proposed it{on}, and so approves."
        case Answered():
            where = " on the pull request" if found.side is Side.PULL_REQUEST else ""
            said = f": {reader.quote(found.text)}" if found.text else "."
            return f"{who} {CHOICES[found.choice]}{where}{said}"
        case Revised():
            who = "Somebody" if found.by == BOT else who
            where = "the pull request" if found.side is Side.PULL_REQUEST else "the motion"
            said = f": {reader.quote(found.summary)}" if found.summary else "."
            link = ""
            if found.pull_request is not None:
                link = f" It is about {'another' if found.pull_request else 'no'} pull request now."
            return f"{who} changed {where}, and the fourteen days began anew{said}{link}"
        case Withdrawn():
            said = f": {reader.quote(found.reason)}" if found.reason else "."
            return f"{who} withdrew it{said}"
        case VoteOpened():
            where = f" (election {found.election})" if found.election else ""
            return f"{who} put it to the voting members{where}."
        case VoteDecided():
            said = f": {reader.quote(found.detail)}" if found.detail else "."
            return f"The vote of the voting members {OUTCOMES[found.outcome]}{said}"
        case Recorded():
            settled = ", which was settled" if found.by == BOT else ""
            return f"{who} recorded the decision{settled}."
    raise TypeError(f"{type(found).__name__} is no event of a motion")


def seat_change(change: SeatChange, reader: Reader) -> str:
    """Return what became of a seat as a sentence without its moment."""
    if change.abolished:
        return f"The seat {change.seat} was abolished."
    if change.holder is not None:
        return f"{reader.name(change.holder)} took the seat {change.seat}."
    return f"The seat {change.seat} is vacant" + (f" ({change.why})." if change.why else ".")
