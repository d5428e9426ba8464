"""Acts that would put on record what nobody has read."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.committee.model import Choice, Recorded, Revised, State, VoteDecided, VoteOpened, VoteOutcome

from .conftest import ADA, BEN, CAI, MINUTE, World


async def test_a_text_is_not_changed_into_nothing(world: World) -> None:
    number = await world.propose()
    with pytest.raises(UserError, match="says nothing"):
        await world.revise(number, ADA, "")
    linked = await world.propose(text="", pull_request="https://a.example/pull/1")
    event = Revised(world.clock.now(), ADA, text="", summary="A commit")
    await world.deciding.act(linked, event)


async def test_another_decision_than_was_shown_is_not_recorded(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.answer(number, CAI, Choice.ABSTAIN)
    asked = await world.deciding.ask(number, Recorded(world.clock.now(), ADA))
    await world.answer(number, BEN, Choice.ABSTAIN)
    assert await world.state(number) is State.LACKS_APPROVALS
    with pytest.raises(UserError, match="decision is another one"):
        await world.deciding.confirm(ADA, asked.draft)
    assert await world.state(number) is State.LACKS_APPROVALS
    await world.record(number)


async def test_the_outcome_of_an_earlier_vote_is_not_noted_of_a_later_one(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.VETO, "Too early.")
    await world.confirmed(number, VoteOpened(world.clock.now(), ADA))
    asked = await world.deciding.ask(number, VoteDecided(world.clock.now(), ADA, VoteOutcome.PASSED))
    world.clock.advance(MINUTE)
    await world.confirmed(number, VoteDecided(world.clock.now(), CAI, VoteOutcome.NOT_VALID))
    await world.confirmed(number, VoteOpened(world.clock.now(), CAI))
    with pytest.raises(UserError, match="earlier vote"):
        await world.deciding.confirm(ADA, asked.draft)
    assert await world.state(number) is State.ESCALATED
    # A clock that was set back is no reason.
    world.clock.advance(-3 * MINUTE)
    await world.confirmed(number, VoteDecided(world.clock.now(), CAI, VoteOutcome.PASSED))
    assert await world.state(number) is State.PASSED


@pytest.mark.parametrize("nothing", ["\u200b\u2060", "\ufeff \u200d"])
async def test_what_nobody_can_read_is_no_motion_and_no_objection(world: World, nothing: str) -> None:
    with pytest.raises(UserError, match="no title"):
        await world.propose(title=nothing)
    with pytest.raises(UserError, match="says nothing"):
        await world.propose(text=nothing)
    number = await world.propose()
    with pytest.raises(UserError, match="says nothing"):
        await world.revise(number, ADA, nothing)
    with pytest.raises(UserError, match="has to say which"):
        await world.answer(number, BEN, Choice.REQUEST_CHANGES, nothing)
    with pytest.raises(UserError, match="needs its reason"):
        await world.answer(number, BEN, Choice.VETO, nothing)
