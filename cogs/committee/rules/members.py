"""The voting members' vote comes back: what an election that was asked for means for its motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ports import AskedElection, VoteStage
from cogs.committee.model import BOT, Event, Motion, VoteDecided, VoteOpened, VoteOutcome
from cogs.committee.rules.standing import FOR_THE_MEMBERS, MembersVote, Standing

_OUTCOMES = {
    VoteStage.PASSED: VoteOutcome.PASSED,
    VoteStage.FAILED: VoteOutcome.FAILED,
    VoteStage.NOT_VALID: VoteOutcome.NOT_VALID,
    VoteStage.CANCELLED: VoteOutcome.NOT_VALID,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which vote is asked for: on which text of a motion, and after how many votes on it."""

    motion: int
    version: int
    round: int

    @property
    def key(self) -> str:
        """Under which key elections know it."""
        return f"committee.{self.motion}.{self.version}.{self.round}"


@dataclass(frozen=True, slots=True)
class ComesBack:
    """What is to be noted, and whether nothing more is to come. `differs`: why something is not noted."""

    events: tuple[Event, ...] = ()
    final: bool = False
    differs: str = ""

    def told(self, found: AskedElection) -> str:
        """Return of which stage it is to be told that it is not noted; empty when of none."""
        return str(found.stage) if self.differs else ""


def asked_now(motion: Motion, events: Sequence[Event], standing: Standing) -> Asked:
    """Return which vote the members would be asked for now, or hold."""
    held = sum(isinstance(event, VoteDecided) for event in events)
    return Asked(motion.number, standing.course.version, held)


def comes_back(
    now: datetime, asked: Asked, present: Asked, standing: Standing, found: AskedElection
) -> ComesBack:
    """Return what an election means for its motion, which stands so and would ask for `present`.

    What a person has noted stands, whatever the election says: that the two differ is told.
    """
    outcome = _OUTCOMES.get(found.stage)
    final, vote = outcome is not None, standing.members_vote
    if not found.began:
        return ComesBack(final=final)
    decided = VoteDecided(now, BOT, outcome, _numbers(found)) if outcome else None
    if vote is not None and vote.opened is not None and vote.opened.election == str(found.id):
        if vote.is_open:
            return ComesBack((decided,) if decided else (), final)
        return ComesBack((), final, _noted_otherwise(vote, found, outcome))
    why = _not_for_it(asked, present, standing, found)
    if not why:
        opened = VoteOpened(now, BOT, found.link, election=str(found.id))
        return ComesBack((opened, decided) if decided else (opened,), final)
    if outcome is VoteOutcome.NOT_VALID:
        return ComesBack(final=True)
    said = f"passed: {found.detail}" if outcome is VoteOutcome.PASSED else f"did not pass: {found.detail}"
    return ComesBack((), final, f"{f'It {said}' if outcome else 'It is open'}, but {why}")


def _numbers(found: AskedElection) -> str:
    cancelled = "It was cancelled: " if found.stage is VoteStage.CANCELLED else ""
    return f"Election {found.id}. {cancelled}{found.detail}"


def _noted_otherwise(vote: MembersVote, found: AskedElection, outcome: VoteOutcome | None) -> str:
    """Return how what was noted by hand differs from what an election has come to; empty when it does not."""
    if outcome is None or vote.decided is None or vote.decided.outcome is outcome:
        return ""
    return f"Its outcome is “{outcome}” ({found.detail}), and “{vote.decided.outcome}” was noted by hand."


def _not_for_it(asked: Asked, present: Asked, standing: Standing, found: AskedElection) -> str:
    """Return why an election is not the vote that the motion waits for; empty when it is."""
    vote = standing.members_vote
    if standing.end is not None:
        return "the motion has ended."
    if vote is not None and vote.is_open:
        return "another vote on the motion was noted as open."
    if vote is not None and vote.has_decided:
        return "what the voting members decided was noted before."
    if asked.version != present.version:
        return "the text was changed since it was drafted."
    if asked.round != present.round:
        return "it was noted by hand that this vote is over."
    if standing.state not in FOR_THE_MEMBERS or vote is None:
        return "the motion is not for the voting members any more."
    if (found.threshold, found.participation) != (vote.threshold, vote.participation):
        return (
            f"its rules ({found.threshold} of the votes, {found.participation} of the members) are not those "
            f"of the motion ({vote.threshold} and {vote.participation})."
        )
    return ""
