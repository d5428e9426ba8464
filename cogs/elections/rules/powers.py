"""Who may take which step of an election.

The Secretary conducts elections as returns officer, or whoever is appointed for one. Nobody conducts an
election in which they stand: the charter forgets this case (A21), and it holds for whoever acts in the
officer's place as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from cogs.elections.model import Candidate, CandidateState, Kind, Regulations, Stage
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.stages import Step


class Power(StrEnum):
    """What somebody is to an election. `OFFICER`, `NOMINEE` and `VOTER` belong to one election alone.

    Before there is one, `OFFICER` is who conducts elections by default: the Secretary.
    """

    OFFICER = "returns officer"
    COMMITTEE = "committee"
    MODERATOR = "moderator"
    MEMBER = "member"
    NOMINEE = "nominee"
    VOTER = "voter"
    ANYONE = "anyone"


class NotEntitled(Refused):
    """Somebody may not take a step; the message names who may."""


_OFFICER = frozenset({Power.OFFICER})
_COMMITTEE = frozenset({Power.OFFICER, Power.COMMITTEE})

POWERS: Mapping[Step, frozenset[Power]] = MappingProxyType(
    {
        **dict.fromkeys(Step, _OFFICER),
        Step.CREATE: frozenset({Power.OFFICER, Power.COMMITTEE, Power.MODERATOR}),
        Step.APPOINT: _COMMITTEE,
        Step.CONFIRM: _COMMITTEE,
        Step.CANCEL: _COMMITTEE,
        Step.ARCHIVE: _COMMITTEE,
        Step.NOMINATE: frozenset({Power.OFFICER, Power.MEMBER}),
        Step.ANSWER: frozenset({Power.NOMINEE}),
        Step.WITHDRAW: frozenset({Power.OFFICER, Power.NOMINEE}),
        Step.GIVE_PROXY: frozenset({Power.VOTER}),
        Step.VOTE: frozenset({Power.VOTER}),
        Step.EXPORT: frozenset({Power.ANYONE}),
        # Whoever holds an office: by the terms that run.
        Step.FAVOUR: frozenset({Power.ANYONE}),
    }
)

# What a candidate does to an election like anybody else.
_ALSO_CANDIDATES = frozenset(
    {
        Step.CREATE,
        Step.FAVOUR,
        Step.NOMINATE,
        Step.ANSWER,
        Step.WITHDRAW,
        Step.GIVE_PROXY,
        Step.VOTE,
        Step.EXPORT,
    }
)

_IN_WORDS: Mapping[Power, str] = {
    Power.OFFICER: "the returns officer",
    Power.COMMITTEE: "the committee",
    Power.MODERATOR: "moderators",
    Power.MEMBER: "members",
    Power.NOMINEE: "whoever is nominated",
    Power.VOTER: "those on the roll",
    Power.ANYONE: "anyone",
}


def require(
    step: Step,
    powers: Collection[str],
    *,
    stands: bool = False,
    regulations: Regulations | None = None,
    kind: Kind | None = None,
) -> None:
    """Raise `NotEntitled` unless somebody with these powers may take the step.

    `powers` are all that the person is to this election: `Power.OFFICER` only when it is theirs to conduct.
    `stands` is true for its candidates, nominated or accepted. The bot itself (a deadline) is not asked. A
    vote on a change of the charter (`kind`) is not the committee's to cancel: it does not reject what a
    member proposed (row 21).
    """
    if not POWERS[step] & {Power.ANYONE, *powers}:
        raise NotEntitled(f"This is for {who(step)}.")
    if kind is Kind.AMENDMENT and step is Step.CANCEL and Power.OFFICER not in powers:
        raise NotEntitled(
            "The committee does not reject a change of the charter that a member proposed.",
            "The returns officer can cancel the vote when the proposal is withdrawn.",
        )
    may_stand = regulations is not None and regulations.officer_may_stand
    if stands and not may_stand and step not in _ALSO_CANDIDATES:
        raise NotEntitled(
            "You stand in this election, so you cannot conduct it.",
            "Let the committee appoint another returns officer.",
        )


def who(step: Step) -> str:
    """Return who may take a step, in words.

    >>> who(Step.CREATE)
    'the returns officer, the committee or moderators'
    """
    names = [_IN_WORDS[power] for power in Power if power in POWERS[step]]
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part) or "nobody"


def standing(candidates: Iterable[Candidate], stage: Stage) -> set[int]:
    """Return who stands in an election, or may still say that they do.

    Who was nominated and has not answered when nominations end does not stand.
    """
    counts = {CandidateState.ACCEPTED}
    if stage in (Stage.DRAFT, Stage.NOMINATIONS):
        counts.add(CandidateState.NOMINATED)
    return {each.user_id for each in candidates if each.state in counts}


def refuse_officer(officer_id: int, standing: Collection[int], regulations: Regulations) -> None:
    """Raise `Refused` when somebody cannot be returns officer because they stand (A21)."""
    if officer_id in standing and not regulations.officer_may_stand:
        raise Refused(
            "A candidate cannot be the returns officer of the election.",
            "Appoint somebody who does not stand.",
        )


def refuse_nomination(
    nominee_id: int,
    nominator_id: int,
    officer_id: int,
    members: Collection[int],
    regulations: Regulations,
) -> None:
    """Raise `Refused` when a nomination is against the rules (rows 5, 6 and 8, A21).

    `members` are the Discord accounts on the roll. Members nominate themselves or others; where anyone may
    stand, others may nominate themselves.
    """
    anyone = regulations.candidates == "anyone"
    if nominator_id not in members and not (anyone and nominator_id == nominee_id):
        raise Refused("Members nominate candidates.", "Ask a member to nominate.")
    if nominee_id not in members and not anyone:
        raise Refused(
            "Only members can stand in this election.", "The Secretary can add a missing account to the roll."
        )
    refuse_standing(nominee_id, officer_id, regulations)


def refuse_standing(nominee_id: int, officer_id: int, regulations: Regulations) -> None:
    """Raise `Refused` when somebody cannot stand because they are the returns officer (A21)."""
    if nominee_id == officer_id and not regulations.officer_may_stand:
        raise Refused(
            "The returns officer cannot stand in the election.",
            "Let the committee appoint another returns officer first.",
        )
