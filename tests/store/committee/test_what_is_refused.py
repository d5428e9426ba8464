"""Acts that would put on record what nobody has read."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.committee.model import Choice, Recorded, Revised, State

from .conftest import ADA, BEN, CAI, World


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
