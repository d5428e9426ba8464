"""Who may do what, asked before something is shown. The steps ask again, at the moment they act."""

from __future__ import annotations

from bot.errors import NotAllowed
from cogs.elections.conduct import entitled
from cogs.elections.conduct.desk import answered
from cogs.elections.conduct.facts import Actor, Sheet
from cogs.elections.face.controls import Interaction, actor_of
from cogs.elections.model import Election, Stage
from cogs.elections.rules.powers import Power, standing
from cogs.elections.rules.stages import Step, allowed

_OFFICERS = frozenset({Power.COMMITTEE, Power.MODERATOR, entitled.SECRETARY})


def is_officer(actor: Actor, election: Election | None = None) -> bool:
    """Tell whether somebody has to do with conducting elections: they see drafts, and the roll."""
    return bool(actor.powers & _OFFICERS) or (election is not None and election.officer_id == actor.user_id)


def sees_draft(interaction: Interaction, election: Election) -> bool:
    """Tell whether whoever asks may see a draft."""
    return is_officer(actor_of(interaction), election)


def require_visible(interaction: Interaction, election: Election) -> None:
    """Raise `NotAllowed` for a draft of which whoever asks may not know."""
    if election.stage is Stage.DRAFT and not sees_draft(interaction, election):
        raise NotAllowed(
            "This election is being prepared.", "It is announced when nominations or voting begin."
        )


def require_officer(interaction: Interaction) -> Actor:
    """Return who acts. Raises `NotAllowed` unless they have to do with conducting elections."""
    actor = actor_of(interaction)
    if not is_officer(actor):
        raise NotAllowed(
            "This is for those who conduct elections: the returns officer, the committee and moderators."
        )
    return actor


def require_secretary(interaction: Interaction) -> Actor:
    """Return who acts. Raises `NotAllowed` unless the roll is theirs to keep."""
    actor = actor_of(interaction)
    if not actor.powers & entitled.KEEP_ROLL:
        raise NotAllowed("The roll is kept by the Secretary.", "The committee may change it, too.")
    return actor


def require_create(interaction: Interaction) -> Actor:
    """Return who acts. Raises `NotAllowed` unless they may begin an election."""
    actor = actor_of(interaction)
    with answered():
        entitled.require_create(actor)
    return actor


def require_step(actor: Actor, sheet: Sheet, step: Step) -> None:
    """Raise `NotAllowed` unless somebody may take a step of an election."""
    candidates = [each for question in sheet.questions for each in question.candidates]
    stands = actor.user_id in standing(candidates, sheet.election.stage)
    with answered():
        entitled.require_step(step, actor, sheet.election, stands=stands)


def may(actor: Actor, sheet: Sheet, step: Step) -> bool:
    """Tell whether somebody may take a step, and whether it is its turn."""
    if step not in allowed(sheet.election.stage):
        return False
    try:
        require_step(actor, sheet, step)
    except NotAllowed:
        return False
    return True
