"""What the bot records by itself, when, and what it leaves to people."""

from __future__ import annotations

import base64

import pytest

from cogs.committee.model import BOT, Choice, Kind, Recorded, State
from cogs.committee.rules.cautions import Caution

from .conftest import ADA, BEN, CAI, DAY, SECOND, World, text_of


async def passes(world: World, second: Choice = Choice.ABSTAIN) -> int:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.answer(number, CAI, second)
    return number


async def test_what_everybody_answered_is_recorded_after_seven_quiet_days_once(world: World) -> None:
    number = await passes(world)
    assert "the bot records it <t:" in world.card(number)
    await world.at(7 * DAY - SECOND)
    assert await world.state(number) is State.PASSED
    await world.at(7 * DAY)
    for days in (7, 8, 30):
        await world.at(days * DAY)
        assert await world.state(number) is State.RECORDED
    view = await world.view(number)
    assert [each.by for each in view.events if isinstance(each, Recorded)] == [BOT]
    decided, recorded = world.bodies(f"committee.{number}.notice.*")
    assert "Recorded: passed" in text_of(recorded["components"])
    ((name, data, _),) = recorded["files"]
    text = base64.b64decode(data).decode()
    assert name.endswith("motion-1-sponsors.md")
    assert "draft of" not in text
    assert "the bot recorded the decision, which was settled" in text
    assert "draft of" in base64.b64decode(decided["files"][0][1]).decode()
    assert "the bot records it" not in world.card(number)


async def test_each_answer_and_each_seat_that_changes_hands_begins_the_quiet_days_anew(world: World) -> None:
    number = await passes(world)
    await world.at(6 * DAY)
    await world.answer(number, CAI, Choice.APPROVE)
    await world.at(12 * DAY)
    assert await world.state(number) is State.PASSED
    world.offices["Secretary"] = []
    await world.at(12 * DAY + SECOND)
    await world.at(18 * DAY)
    assert await world.state(number) is State.PASSED
    await world.at(19 * DAY + SECOND)
    assert await world.state(number) is State.RECORDED


async def test_what_may_still_be_changed_or_was_not_said_is_left_to_people(world: World) -> None:
    lacking = await world.propose(title="Lacking")
    silent = await world.propose(title="Silent")
    minor = await world.propose(kind=Kind.MINOR, title="Minor")
    old = await passes(world)
    for each in (BEN, CAI):
        await world.answer(lacking, each, Choice.ABSTAIN)
    await world.answer(silent, BEN, Choice.APPROVE)
    await world.revise(old, ADA, "We take some.")
    await world.at(300 * DAY)
    for number in (lacking, silent, minor, old):
        assert await world.state(number) in (State.LACKS_APPROVALS, State.PASSED)
        assert "the bot records it" not in world.card(number)
    assert "2 of 3 seats approve (1 of them before the last change)" in world.card(old)
    asked = await world.deciding.ask(old, Recorded(world.clock.now(), ADA))
    assert asked.cautions == (Caution.OLD_APPROVALS_COUNT,)
    await world.answer(old, BEN, Choice.APPROVE)
    await world.answer(old, CAI, Choice.APPROVE)
    asked = await world.deciding.ask(old, Recorded(world.clock.now(), ADA))
    assert asked.cautions == ()


@pytest.mark.parametrize("days", [0, 2])
async def test_when_it_records_is_set_while_it_runs(world: World, days: int) -> None:
    world.restless = False
    number = await passes(world)
    world.start(record_after_days=days)
    await world.deciding.look_at_all()
    await world.at(2 * DAY)
    assert await world.state(number) is (State.RECORDED if days else State.PASSED)
    await world.at(60 * DAY)
    assert await world.state(number) is (State.RECORDED if days else State.PASSED)
