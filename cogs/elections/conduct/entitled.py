"""Who may take a step: asked by commands before they show anything, and by every step when it is taken."""

from __future__ import annotations

from cogs.elections.conduct.facts import Actor
from cogs.elections.model import Election
from cogs.elections.rules import powers
from cogs.elections.rules.powers import Power
from cogs.elections.rules.stages import Step

SECRETARY = "secretary"
# Whose the members' roll is to keep.
KEEP_ROLL = frozenset({SECRETARY, Power.COMMITTEE})


def require_create(actor: Actor) -> None:
    """Raise `powers.NotEntitled` unless somebody may begin an election, as whoever may conduct one can."""
    officer = {Power.OFFICER} if SECRETARY in actor.powers else set()
    powers.require(Step.CREATE, {*actor.powers, *officer})


def require_step(
    step: Step, actor: Actor, election: Election, *, stands: bool, also: frozenset[str] = frozenset()
) -> None:
    """Raise `powers.NotEntitled` unless somebody may take a step of an election.

    `stands` says whether they are nominated in it; `also` are powers that follow from what it is about.
    """
    officer = {Power.OFFICER} if actor.user_id == election.officer_id else set()
    powers.require(
        step,
        {*actor.powers, *officer, *also},
        stands=stands,
        regulations=election.regulations,
        kind=election.kind,
    )
