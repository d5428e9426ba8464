"""Whole motions from the proposal to the record, whenever the bot is started anew in between."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from bot.errors import UserError
from cogs.committee.model import (
    Answered,
    Choice,
    Kind,
    Recorded,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.cautions import Caution

from .conftest import ADA, BEN, CAI, CHANNEL, DAY, DORA, EVE, MINUTE, SECOND, START, World, text_of


async def test_silence_for_fourteen_days_decides_and_is_replaced_until_the_record(world: World) -> None:
    number = await world.propose()
    (card,) = world.bodies("committee.1.card.1")
    assert card["users"] == [BEN, CAI]
    assert "We take none." in text_of(card["components"])
    world.sent()

    await world.at(1 * DAY)
    await world.answer(number, BEN, Choice.APPROVE, version=0)
    for day in (7, 12, 13):
        await world.at(day * DAY - SECOND)
        before = world.reminders()
        await world.at(day * DAY)
        await world.at(day * DAY + SECOND)
        assert world.reminders() == [*before, [CAI]]
    await world.at(14 * DAY)
    assert await world.state(number) is State.OPEN
    assert world.notices(number) == []
    await world.at(14 * DAY + SECOND)
    assert await world.state(number) is State.PASSED
    (notice,) = world.notices(number)
    assert "Passed." in notice
    assert "2 of 3 seats approve" in notice
    assert "did not answer in time" in world.card(number)

    await world.at(15 * DAY)
    done = await world.answer(number, CAI, Choice.APPROVE, version=0)
    assert done.view.standing.consensus
    assert "full consensus" in world.card(number)
    await world.record(number)
    assert await world.state(number) is State.RECORDED
    with pytest.raises(UserError, match="on record"):
        await world.answer(number, CAI, Choice.ABSTAIN)
    *_, last = world.bodies(f"committee.{number}.notice.*")
    name, data, _ = last["files"][0]
    assert name == "2026-03-17-motion-1-sponsors.md"
    assert (
        base64.b64decode(data).decode()
        == (await world.deciding.looking.record(await world.view(number))).text
    )
    assert b"Ada" in base64.b64decode(data)
    assert '"committee:' not in world.card(number)
    await world.holds(number)
    await world.at(400 * DAY)
    assert len(world.notices(number)) == 2
    assert len(world.reminders()) == 3


async def test_an_answer_at_exactly_fourteen_days_is_in_time(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    world.clock.advance(14 * DAY)
    done = await world.answer(number, CAI, Choice.ABSTAIN)
    assert "after the fourteen days" not in world.card(number)
    assert done.view.standing.state is State.PASSED


async def test_who_was_slept_through_is_reminded_once(world: World) -> None:
    await world.propose()
    await world.at(12 * DAY + 5 * MINUTE)
    assert world.reminders() == [[BEN], [CAI]]
    await world.at(20 * DAY)
    assert len(world.reminders()) == 2
    assert len(world.notices(1)) == 1


async def test_a_request_pauses_and_a_change_begins_anew(world: World) -> None:
    number = await world.propose()
    world.sent()
    await world.at(5 * DAY)
    await world.answer(number, CAI, Choice.REQUEST_CHANGES, "Name *them*.", 0)
    assert await world.state(number) is State.CHANGES_REQUESTED
    (asked,) = world.bodies(f"committee.{number}.notice.1")
    assert asked["users"] == [ADA]
    assert "Name \\*them\\*." in text_of(asked["components"])
    await world.at(100 * DAY)
    assert world.reminders() == []

    await world.revise(number, ADA, "We take none, and name them.", 0)
    assert await world.state(number) is State.OPEN
    (_, again) = world.bodies(f"committee.{number}.notice.*")
    assert again["users"] == [BEN, CAI]
    assert "We take none, and name them." in world.card(number)
    # Who has the old card before them answers to what is there no more.
    with pytest.raises(UserError, match="changed since you read it"):
        await world.answer(number, BEN, Choice.APPROVE, version=0)
    with pytest.raises(UserError, match="changed since you read it"):
        await world.revise(number, ADA, "Another text.", 0)
    await world.at(107 * DAY)
    assert world.reminders() == [[BEN], [CAI]]
    await world.answer(number, BEN, Choice.APPROVE, version=1)
    await world.answer(number, CAI, Choice.APPROVE, version=1)
    assert await world.state(number) is State.PASSED
    await world.holds(number)


async def test_a_veto_is_confirmed_once_and_goes_to_the_voting_members(world: World) -> None:
    number = await world.propose()
    event = Answered(world.clock.now(), BEN, Choice.VETO, "Too early.")
    asked = await world.deciding.ask(number, event, 0)
    assert asked.cautions == (Caution.VETO_WITHOUT_REQUEST,)
    assert await world.state(number) is State.OPEN
    with pytest.raises(UserError, match="confirmed already"):
        await world.deciding.confirm(CAI, asked.draft)
    world.clock.advance(MINUTE)
    done = await world.deciding.confirm(BEN, asked.draft)
    assert done.view.standing.state is State.ESCALATED
    with pytest.raises(UserError, match="confirmed already"):
        await world.deciding.confirm(BEN, asked.draft)
    (notice,) = world.notices(number)
    assert "Too early." in notice
    assert "/motion vote" in notice
    assert "more than half" in notice
    assert done.view.events[-1].at == START + MINUTE

    with pytest.raises(UserError, match="No vote"):
        await world.deciding.ask(number, VoteDecided(world.clock.now(), ADA, VoteOutcome.PASSED))
    await world.confirmed(number, VoteOpened(world.clock.now(), ADA, "https://a.example/vote"))
    with pytest.raises(UserError, match="voting on it now"):
        await world.answer(number, BEN, Choice.APPROVE)
    assert '"committee:' not in world.card(number)
    await world.confirmed(number, VoteDecided(world.clock.now(), ADA, VoteOutcome.NOT_VALID, "3 of 40"))
    assert await world.state(number) is State.ESCALATED
    await world.confirmed(number, VoteOpened(world.clock.now(), CAI))
    await world.confirmed(number, VoteDecided(world.clock.now(), CAI, VoteOutcome.FAILED, "9 to 20"))
    assert await world.state(number) is State.REJECTED
    await world.record(number)
    await world.holds(number)
    assert "9 to 20" in (await world.deciding.looking.record(await world.view(number))).text


async def test_what_was_typed_to_be_confirmed_is_forgotten_after_a_day(world: World) -> None:
    number = await world.propose()
    event = Answered(world.clock.now(), BEN, Choice.VETO, "Too early.")
    asked = await world.deciding.ask(number, event, 0)
    world.clock.advance(DAY + SECOND)
    await world.deciding.tidy()
    with pytest.raises(UserError, match="more than a day ago"):
        await world.deciding.confirm(BEN, asked.draft)
    assert world.rows("SELECT * FROM committee_draft") == []


async def test_a_veto_of_a_text_that_was_changed_meanwhile_does_not_count(world: World) -> None:
    number = await world.propose()
    event = Answered(world.clock.now(), BEN, Choice.VETO, "Too early.")
    asked = await world.deciding.ask(number, event, 0)
    await world.revise(number, ADA, "Later.", 0)
    with pytest.raises(UserError, match="changed since you read it"):
        await world.deciding.confirm(BEN, asked.draft)
    assert await world.state(number) is State.OPEN


async def test_a_strategic_motion_goes_on_to_the_voting_members(world: World) -> None:
    number = await world.propose(kind=Kind.CHARTER, for_member="*Eve*")
    await world.answer(number, BEN, Choice.APPROVE)
    await world.answer(number, CAI, Choice.APPROVE)
    assert await world.state(number) is State.AWAITING_MEMBERS
    (notice,) = world.bodies(f"committee.{number}.notice.1")
    assert notice["users"] == [ADA, BEN, CAI]
    assert "at least 2/3 of the valid votes" in text_of(notice["components"])
    assert r"for \\*Eve\\*" in world.card(number)


async def test_a_minor_edit_may_be_recorded_at_once(world: World) -> None:
    number = await world.propose(kind=Kind.MINOR)
    assert await world.state(number) is State.PASSED
    await world.record(number, BEN)
    assert await world.state(number) is State.RECORDED


async def test_a_motion_is_withdrawn_by_who_proposed_it(world: World) -> None:
    number = await world.propose()
    with pytest.raises(UserError, match="by who proposed it"):
        await world.deciding.ask(number, Withdrawn(world.clock.now(), BEN))
    await world.confirmed(number, Withdrawn(world.clock.now(), ADA, "Not now."))
    assert await world.state(number) is State.WITHDRAWN
    assert "Ada" not in world.notices(number)[0]
    assert f"<@{ADA}> withdrew it." in world.notices(number)[0]
    with pytest.raises(UserError, match="withdrawn"):
        await world.deciding.ask(number, Withdrawn(world.clock.now(), ADA))
    await world.at(30 * DAY)
    assert world.reminders() == []


async def test_who_holds_no_seat_does_nothing_and_leaves_no_trace(world: World) -> None:
    with pytest.raises(UserError, match="Only members of the committee"):
        await world.propose(EVE)
    assert world.rows("SELECT * FROM committee_motion") == []
    number = await world.propose()
    assert number == 1
    for choice in (Choice.APPROVE, Choice.ABSTAIN, Choice.REQUEST_CHANGES, Choice.VETO):
        with pytest.raises(UserError, match="Only members of the committee"):
            await world.answer(number, EVE, choice, "Because.")
    for event in (Withdrawn(START, EVE), Recorded(START, EVE), VoteOpened(START, EVE)):
        with pytest.raises(UserError):
            await world.deciding.ask(number, event)
    with pytest.raises(UserError, match="Only members"):
        await world.revise(number, EVE, "Mine.")
    assert len((await world.view(number)).entries) == 1
    with pytest.raises(UserError, match="There is no motion 7"):
        await world.answer(7, ADA, Choice.APPROVE)


async def test_a_double_press_changes_nothing(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE, version=0)
    with pytest.raises(UserError, match="your answer already"):
        await world.answer(number, BEN, Choice.APPROVE, version=0)
    with pytest.raises(UserError, match="counts already"):
        await world.answer(number, ADA, Choice.APPROVE, version=0)
    assert len((await world.view(number)).entries) == 2


async def test_seats_that_change_hands_in_the_middle(world: World) -> None:
    number = await world.propose()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.at(5 * DAY)
    world.offices["Secretary"] = []
    world.here.discard(CAI)
    await world.deciding.sweep()
    assert await world.state(number) is State.PASSED
    assert "Secretary: vacant" in world.card(number)
    with pytest.raises(UserError, match="Only members"):
        await world.answer(number, CAI, Choice.VETO, "No.")
    await world.at(6 * DAY)
    world.offices["Secretary"] = [DORA]
    await world.deciding.sweep()
    assert await world.state(number) is State.OPEN
    await world.at(20 * DAY)
    assert await world.state(number) is State.OPEN
    await world.at(20 * DAY + SECOND)
    assert await world.state(number) is State.PASSED
    assert world.rows("SELECT why FROM committee_seat WHERE why IS NOT NULL") == [("left the community",)]
    assert "left the community" in (await world.deciding.looking.record(await world.view(number))).text


async def test_who_has_just_lost_the_seat_is_refused_before_any_sweep(world: World) -> None:
    number = await world.propose()
    world.offices["Vice-Chair"] = []
    with pytest.raises(UserError, match="Only members"):
        await world.answer(number, BEN, Choice.APPROVE)
    world.offices["Vice-Chair"] = [BEN]
    world.known = False
    with pytest.raises(UserError, match="just started"):
        await world.answer(number, BEN, Choice.APPROVE)
    await world.deciding.sweep()
    assert (await world.view(number)).standing.tally.base == 3


async def test_a_deleted_card_is_posted_again_once(world: World) -> None:
    number = await world.propose()
    world.sent()
    await world.deciding.post_again(number, 1)
    await world.deciding.post_again(number, 1)
    assert len(world.bodies("committee.1.card.*")) == 2
    await world.answer(number, BEN, Choice.APPROVE)
    assert len(world.bodies("committee.1.card.2")) == 1


async def test_a_card_whose_channel_is_gone_is_posted_where_motions_are_by_now(world: World) -> None:
    world.restless = False
    number = await world.propose()
    world.start(channel=77)
    await world.deciding.post_again(number, 1)
    await world.answer(number, BEN, Choice.REQUEST_CHANGES, "More.")
    said = dict(world.rows("SELECT key, channel_id FROM outbox WHERE action = 'post'"))
    assert said == {
        "committee.1.card.1": CHANNEL,
        "committee.1.card.2": 77,
        "committee.1.notice.1": 77,
    }


async def test_without_a_channel_nothing_is_proposed(world: World) -> None:
    world.restless = False
    world.start(channel=None)
    with pytest.raises(UserError, match="no channel for motions"):
        await world.propose()


async def test_a_motion_keeps_the_policy_it_was_proposed_under(world: World) -> None:
    number = await world.propose()
    world.restless = False
    world.start(answer_days=3, reminder_days=(1,))
    await world.at(4 * DAY)
    assert await world.state(number) is State.OPEN
    second = await world.propose(title="Another")
    await world.at(7 * DAY + SECOND)
    assert await world.state(second) is State.LACKS_APPROVALS
    assert world.rows("SELECT DISTINCT channel_id FROM outbox") == [(CHANNEL,)]


async def test_a_clock_that_was_set_back_takes_nothing_back(world: World) -> None:
    number = await world.propose()
    await world.at(1 * DAY)
    await world.answer(number, BEN, Choice.APPROVE)
    world.clock.advance(-timedelta(days=2))
    await world.answer(number, CAI, Choice.APPROVE)
    assert await world.state(number) is State.PASSED
    await world.holds(number)
