"""The welcomers' list: once a week, each person once; and what is shown and erased of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import to_text
from cogs.welcome.face.cards import NAMED
from cogs.welcome.ledger import FORGOTTEN
from cogs.welcome.model import Seen

from .conftest import DAY, HOUR, MINUTE, START, WELCOMERS, World

WELCOMING = {"welcomers": {"channel": WELCOMERS}}


async def deed(world: World, user_id: int, what: str) -> None:
    async with world.database.write() as tx:
        await world.ledger.did(tx, user_id, what, world.clock.now())  # type: ignore[arg-type]


async def asks(world: World, user_id: int, joined: timedelta = 400 * DAY) -> None:
    async with world.database.write() as tx:
        await world.ledger.asked(tx, user_id, START - joined, world.clock.now())


async def list_after(world: World, span: timedelta) -> list[str]:
    world.clock.advance(span)
    await world.helping.sweep()
    return world.says(WELCOMERS)


async def test_without_a_channel_there_is_no_list_and_nobody_counts_as_told(world: World) -> None:
    await world.joins(1)
    assert await list_after(world, 8 * DAY) == []
    assert world.rows("SELECT told_at FROM welcome_newcomer") == [(None,)]


async def test_who_was_quiet_for_a_week_is_listed_once_and_notified_never(world: World) -> None:
    await world.start(**WELCOMING)
    await world.joins(*range(1, 9))
    await world.joins(9, pending=True)
    await world.leaves(8)
    for user_id, what in ((2, "spoke_at"), (3, "started_at"), (4, "introduced_at")):
        await deed(world, user_id, what)
    await asks(world, 5)
    assert await list_after(world, 7 * DAY - HOUR) == [
        "## 👋 Newcomers to look after\n**Would like to talk to a person**\n<@5>\n"
        "-# Each person is listed once. Nobody here was notified."
    ]
    # The next one comes a week later, and not for those who were named.
    assert len(await list_after(world, 6 * DAY)) == 1
    _, second = await list_after(world, DAY)
    assert "for 7 days**\n<@1> <@6> <@7>\n" in second
    assert all('users":[]' in body for (body,) in world.rows("SELECT body FROM outbox"))
    await world.start(**WELCOMING)
    assert len(await list_after(world, 60 * DAY)) == 2, "without anybody to name there is no message"


async def test_who_asks_again_is_listed_again(world: World) -> None:
    await world.start(**WELCOMING)
    await world.joins(1)
    await asks(world, 1)
    assert len(await list_after(world, MINUTE)) == 1
    await asks(world, 1)
    assert len(await list_after(world, 7 * DAY)) == 2


async def test_who_joined_long_ago_and_asks_is_listed_though_the_ledger_is_tidied(world: World) -> None:
    await world.start(**WELCOMING)
    await world.joins(1)
    await asks(world, 1)
    await list_after(world, MINUTE)
    await asks(world, 900)
    world.clock.advance(6 * DAY)
    await world.roster.tidy()
    _, second = await list_after(world, DAY)
    assert "<@900>" in second
    world.clock.advance(90 * DAY)
    await world.roster.tidy()
    assert world.state_of(900) is None
    # It makes nobody known who joined before them.
    assert world.rows("SELECT max(known_until) > ? FROM welcome_state", to_text(START + 2 * HOUR)) == [(0,)]


async def test_a_newcomer_who_asks_as_their_beginning_ends_is_listed(world: World) -> None:
    await world.start(**WELCOMING)
    await world.joins(1)
    assert len(await list_after(world, 88 * DAY)) == 1
    await asks(world, 1)
    world.clock.advance(6 * DAY)
    await world.roster.tidy()
    assert len(await list_after(world, DAY)) == 2


async def test_a_list_of_hundreds_fits_a_message(world: World) -> None:
    await world.start(raid_joins=0, **WELCOMING)
    await world.joins(*range(10**18, 10**18 + 300))
    for user_id in range(2 * 10**18, 2 * 10**18 + 100):
        await asks(world, user_id)
    (said,) = await list_after(world, 8 * DAY)
    assert len(said) < 4_000
    assert said.count("<@") == 2 * NAMED
    assert "and 240 more" in said


async def test_the_days_are_a_setting(world: World) -> None:
    await world.start(welcomers={"channel": WELCOMERS, "quiet_days": 2})
    await world.joins(1)
    assert await list_after(world, 2 * DAY - MINUTE) == []
    (said,) = await list_after(world, MINUTE)
    assert "for 2 days" in said


# --- a person's data --------------------------------------------------------------------------------------


async def test_what_is_stored_of_a_person_is_shown(world: World) -> None:
    assert await world.ledger.export(1) == {}
    await world.joins(1)
    await world.after(MINUTE)
    shown = await world.ledger.export(1)
    assert shown == {
        "user_id": 1,
        "joined_at": to_text(START + HOUR),
        "state": "greeted",
        "returns": 0,
        "screened_at": to_text(START + HOUR),
        "greeted_at": to_text(START + HOUR + MINUTE),
        "greeting": "welcome.greeting.1",
        "direct": 0,
    }


@pytest.mark.parametrize("state", ["pending", "waiting", "greeted"])
async def test_an_erased_person_is_not_greeted_nor_listed_and_the_rest_is_gone(
    world: World, state: str
) -> None:
    await world.start(direct_messages=True, **WELCOMING)
    await world.joins(1, pending=state == "pending")
    if state == "greeted":
        await world.after(MINUTE)
        for what in ("spoke_at", "started_at", "introduced_at"):
            await deed(world, 1, what)
        await asks(world, 1)
    greeted = world.greetings()
    joined = world.members[1].joined_at
    async with world.database.write() as tx:
        assert await world.ledger.forget(tx, 1) == 1
        assert await world.ledger.forget(tx, 1) == 0, "there is nothing more to forget"
        assert await world.ledger.forget(tx, 2) == 0
    kept = {
        "user_id": 1,
        "joined_at": to_text(joined),
        "state": "silent",
        "returns": 0,
        "screened_at": to_text(joined),
        "direct": 0,
        "reason": FORGOTTEN,
        "told_at": to_text(joined),
    }
    assert await world.ledger.export(1) == kept
    await world.roster.spoke(1)
    for what in ("spoke_at", "started_at", "introduced_at"):
        await deed(world, 1, what)
    assert await world.ledger.export(1) == kept, "nor is anything noted of them again"
    assert await world.ledger.not_greeted(10) == [], "moderators are not told who was erased"
    await world.passes(1)
    await world.compare()
    await world.after(HOUR)
    assert world.greetings() == greeted
    assert await world.greeter.to_write() is None
    assert await list_after(world, 30 * DAY) == []


async def test_who_was_erased_and_asks_for_a_person_is_listed_and_can_be_erased_again(world: World) -> None:
    await world.start(**WELCOMING)
    await world.joins(1)
    assert await world.roster.forget(1) == 1
    kept = await world.ledger.export(1)
    await asks(world, 1)
    assert "asked_at" in await world.ledger.export(1)
    assert await world.roster.forget(1) == 1
    assert await world.ledger.export(1) == kept


async def test_a_member_of_old_who_asks_and_is_erased_leaves_nothing(world: World) -> None:
    await asks(world, 1)
    assert await world.ledger.not_greeted(10) == [], "nobody of old was to be greeted"
    async with world.database.write() as tx:
        await world.ledger.forget(tx, 1)
    await world.roster.tidy()
    assert await world.ledger.export(1) == {}
    world.members[1] = Seen(1, START - 400 * DAY, pending=False)
    await world.compare()
    assert await world.ledger.export(1) == {}
