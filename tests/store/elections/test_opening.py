"""Opening and the end of the key: everything or nothing, once, and never for a vote that is not valid."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.database import Transaction
from bot.errors import DatabaseError
from cogs.elections import receipts
from cogs.elections.box.refusals import BoxOutOfOrder, BoxTrouble
from cogs.elections.model import Receipts, Stage
from tests.store.elections.box_world import Asked, BoxWorld, box_world, some_election
from tests.store.power_cut import PowerCut, cut_at


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[BoxWorld]:
    async with box_world(tmp_path) as made:
        yield made


async def voted(world: BoxWorld, asked: Asked, *members: str) -> list[str]:
    return [
        await world.box.cast(asked.id, each, asked.ranked(place % 3)) for place, each in enumerate(members)
    ]


async def test_each_questions_ballots_are_on_their_own_under_keys_that_say_nothing(world: BoxWorld) -> None:
    asked = await world.election(voters=40, offices=(3, 2), motions=1)
    given = await voted(world, asked, *(f"m{each}" for each in range(1, 41)))
    await world.close(asked.id)
    opened = await world.open_box(asked)
    assert [len(ballots) for ballots in opened.values()] == [40, 40, 40]
    keys = [ballot.key for ballots in opened.values() for ballot in ballots]
    assert len(set(keys)) == 120
    assert Counter(json.dumps(each.answer) for each in opened[asked.questions[0]]) == Counter(
        json.dumps(asked.ranked(place % 3)[asked.questions[0]]) for place in range(40)
    )
    assert {each.receipt for ballots in opened.values() for each in ballots} == {None}
    assert {each.member_id for ballots in opened.values() for each in ballots} == {None}
    assert await world.ballots.receipts(asked.id) == sorted(given)
    assert await world.count("election_sealed_ballot") == 0
    # Who has voted stays known, and with it the numbers.
    assert (await world.box.turnout(asked.id)).voted == 40


async def test_the_order_differs_each_time(world: BoxWorld) -> None:
    orders = set()
    for _ in range(3):
        asked = await world.election(voters=30, secret=False)
        await voted(world, asked, *(f"m{each}" for each in range(1, 31)))
        await world.close(asked.id)
        ((*ballots,),) = (await world.open_box(asked)).values()
        orders.add(tuple(each.member_id for each in ballots))
        world.clock.advance(-(world.clock.now() - some_election(asked).opens_at))
    assert len(orders) == 3


async def test_in_an_open_vote_the_members_stand_on_the_ballots(world: BoxWorld) -> None:
    asked = await world.election(secret=False)
    await voted(world, asked, "m1", "m2", "m3")
    await world.close(asked.id)
    ((*ballots,),) = (await world.open_box(asked)).values()
    assert {each.member_id: each.answer for each in ballots} == {
        f"m{place + 1}": asked.ranked(place)[asked.questions[0]] for place in range(3)
    }


async def test_a_receipt_of_the_ballot_finds_it_in_each_question_and_is_published_nowhere(
    world: BoxWorld,
) -> None:
    asked = await world.election(offices=(3, 3), receipts=Receipts.BALLOT)
    given = await voted(world, asked, "m1", "m2", "m3")
    await world.close(asked.id)
    opened = await world.open_box(asked)
    for number, ballots in enumerate(opened.values(), 1):
        found = {each.receipt: each.answer for each in ballots}
        assert set(found) == {receipts.of_question(receipt, number) for receipt in given}
    first = {each.receipt: each.answer for each in opened[asked.questions[0]]}
    for place, receipt in enumerate(given):
        assert first[receipts.of_question(receipt, 1)] == asked.ranked(place)[asked.questions[0]]
    # Whoever had the voters' receipts could put their ballots together.
    assert await world.ballots.receipts(asked.id) == []
    await world.box.destroy(asked.id)
    content = world.path.read_bytes()
    assert not any(receipt.encode() in content for receipt in given)


async def test_a_box_without_ballots_opens(world: BoxWorld) -> None:
    asked = await world.election(motions=1)
    await world.close(asked.id)
    assert list((await world.open_box(asked)).values()) == [[], []]
    await world.box.destroy(asked.id)
    assert not world.keys.exists(asked.id)


# --- not opened ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [each for each in Stage if each not in (Stage.CLOSED, Stage.COUNTED)])
async def test_only_a_closed_box_is_opened(world: BoxWorld, stage: Stage) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    await world.stage(asked.id, stage)
    with pytest.raises(BoxTrouble, match="not opened"):
        async with world.database.write() as tx:
            await world.box.open(tx, some_election(asked))
    assert await world.count("election_sealed_ballot") == 1


async def test_it_opens_once(world: BoxWorld) -> None:
    asked = await world.election()
    await voted(world, asked, "m1", "m2")
    await world.close(asked.id)
    before = await world.open_box(asked)
    with pytest.raises(BoxTrouble, match="2 have voted, and 0 ballots"):
        await world.open_box(asked)
    assert {number: await world.ballots.opened(number) for number in asked.questions} == before


SPOILT = {
    "stuffed": "INSERT INTO election_sealed_ballot SELECT election_id, zeroblob(32), sealed "
    "FROM election_sealed_ballot LIMIT 1",
    "taken away": "DELETE FROM election_sealed_ballot WHERE ballot_key = (SELECT max(ballot_key) "
    "FROM election_sealed_ballot)",
    "exchanged": "UPDATE election_sealed_ballot SET sealed = (SELECT sealed FROM election_sealed_ballot "
    "ORDER BY ballot_key DESC LIMIT 1)",
    "changed": "UPDATE election_sealed_ballot SET sealed = zeroblob(length(sealed))",
    "cut short": "UPDATE election_sealed_ballot SET sealed = x'00'",
    "marked": "INSERT INTO election_voted VALUES (1, 'm5', NULL)",
}


@pytest.mark.parametrize("how", SPOILT)
async def test_a_box_that_was_tampered_with_is_not_opened(world: BoxWorld, how: str) -> None:
    asked = await world.election()
    await voted(world, asked, "m1", "m2")
    await world.close(asked.id)
    async with world.database.write() as tx:
        assert await tx.execute(SPOILT[how])
    with pytest.raises(BoxTrouble, match="Nothing was opened"):
        await world.open_box(asked)
    assert await world.count("election_ballot") == await world.count("election_receipt") == 0


@pytest.mark.parametrize("how", ["stuffed", "taken away"])
async def test_whose_ballot_does_not_fit_who_has_voted_cannot_vote(
    world: BoxWorld, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = await world.election(voters=["m1"])
    await voted(world, asked, "m1")
    sql = SPOILT[how] if how == "taken away" else "DELETE FROM election_voted"
    async with world.database.write() as tx:
        await tx.execute(sql)
    with pytest.raises(BoxOutOfOrder), caplog.at_level(logging.ERROR):
        await voted(world, asked, "m1")
    assert "do not fit together" in caplog.text
    assert "m1" not in caplog.text


# --- the key ---------------------------------------------------------------------------------------------


async def test_the_key_is_there_before_voting_can_open(world: BoxWorld) -> None:
    asked = await world.election(stage=Stage.FROZEN, prepare=False)
    assert not world.keys.path.exists()
    await world.stage(asked.id, Stage.OPEN)
    with pytest.raises(BoxOutOfOrder):
        await voted(world, asked, "m1")
    assert "has no key" in str(await world.box.trouble(asked.id))
    await world.stage(asked.id, Stage.FROZEN)
    await world.box.prepare(asked.id)
    assert world.keys.exists(asked.id)
    await world.stage(asked.id, Stage.OPEN)
    assert await world.box.trouble(asked.id) is None
    await voted(world, asked, "m1")


async def test_preparing_again_keeps_the_key(world: BoxWorld) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    (key,) = world.keys.path.iterdir()
    content = key.read_bytes()
    await world.restart()
    await world.box.prepare(asked.id)
    assert [each.read_bytes() for each in world.keys.path.iterdir()] == [content]
    await voted(world, asked, "m1")


async def test_a_key_that_is_lost_before_the_first_ballot_is_made_anew(world: BoxWorld) -> None:
    asked = await world.election()
    (key,) = world.keys.path.iterdir()
    key.unlink()
    assert "there is none" in str(await world.box.trouble(asked.id))
    await world.box.prepare(asked.id)
    assert await world.box.trouble(asked.id) is None
    await voted(world, asked, "m1")


async def test_a_key_that_is_lost_in_mid_vote_is_told_and_the_ballots_wait_for_it(
    world: BoxWorld, caplog: pytest.LogCaptureFixture
) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    (key,) = world.keys.path.iterdir()
    content = key.read_bytes()
    key.unlink()
    with caplog.at_level(logging.ERROR):
        for member in ("m1", "m2"):
            with pytest.raises(BoxOutOfOrder, match="out of order, and your ballot was not taken"):
                await voted(world, asked, member)
    assert caplog.text.count("cannot be had from") == 2
    with pytest.raises(BoxTrouble, match="cancel the election and hold it again"):
        await world.box.prepare(asked.id)
    assert not list(world.keys.path.iterdir())
    assert (await world.box.turnout(asked.id)).voted == 1
    await world.close(asked.id)
    with pytest.raises(BoxTrouble, match="cannot be had from"):
        await world.open_box(asked)
    # It is found again, under whatever name.
    (world.keys.path / f"{asked.id}-00.key").write_bytes(content)
    assert [len(each) for each in (await world.open_box(asked)).values()] == [1]


async def test_two_databases_keys_do_not_mix(world: BoxWorld) -> None:
    """A restored backup may give a new election the number of one whose key is still there."""
    asked = await world.election()
    (mine,) = world.keys.path.iterdir()
    stray = world.keys.path / f"{asked.id}-ff.key"
    stray.write_bytes(b"x" * 32)
    await voted(world, asked, "m1")
    mine.unlink()
    assert "ff.key is another key" in str(await world.box.trouble(asked.id))
    with pytest.raises(BoxOutOfOrder):
        await voted(world, asked, "m2")


async def test_the_end_of_a_key(world: BoxWorld) -> None:
    asked, other = await world.election(), await world.election()
    await voted(world, asked, "m1")
    await world.close(asked.id)
    assert await world.box.to_destroy() == []
    await world.open_box(asked)
    assert await world.box.to_destroy() == [asked.id]
    for _ in range(2):
        await world.box.destroy(asked.id)
        assert not world.keys.exists(asked.id)
        assert await world.box.to_destroy() == []
    assert world.keys.exists(other.id)
    assert await world.ballots.fingerprint(asked.id) is None
    assert await world.box.trouble(asked.id) is None


async def test_a_file_that_cannot_be_cleaned_now_is_cleaned_later(world: BoxWorld) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    await world.close(asked.id)
    await world.open_box(asked)

    async def busy() -> None:
        raise DatabaseError("it is being read")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.database, "vacuum", busy)
        with pytest.raises(BoxTrouble, match=r"is destroyed, and .* not cleaned away yet: it is being read"):
            await world.box.destroy(asked.id)
    assert not world.keys.exists(asked.id)
    assert await world.box.to_destroy() == [asked.id]
    await world.box.destroy(asked.id)
    assert await world.box.to_destroy() == []


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.CLOSED, Stage.COUNTED])
async def test_a_key_that_is_needed_is_not_destroyed(world: BoxWorld, stage: Stage) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    await world.stage(asked.id, stage)
    with pytest.raises(BoxTrouble, match="its key stays"):
        await world.box.destroy(asked.id)
    assert await world.box.trouble(asked.id) is None
    assert await world.count("election_sealed_ballot") == 1


@pytest.mark.parametrize("stage", [Stage.NOT_VALID, Stage.CANCELLED, Stage.ARCHIVED])
async def test_ballots_of_a_vote_that_came_to_nothing_are_never_opened(world: BoxWorld, stage: Stage) -> None:
    asked = await world.election(may_extend=False)
    await voted(world, asked, "m1", "m2")
    await world.stage(asked.id, stage, extended=1)
    assert await world.box.to_destroy() == [asked.id]
    await world.box.destroy(asked.id)
    assert await world.count("election_sealed_ballot") == await world.count("election_ballot") == 0
    assert (await world.box.turnout(asked.id)).voted == 2
    await world.stage(asked.id, Stage.OPEN)
    with pytest.raises(BoxTrouble, match="cannot be voted on again"):
        await world.box.prepare(asked.id)


async def test_a_vote_that_may_be_extended_keeps_its_key(world: BoxWorld) -> None:
    asked = await world.election()
    await voted(world, asked, "m1")
    await world.stage(asked.id, Stage.NOT_VALID)
    assert await world.box.to_destroy() == []
    assert await world.box.trouble(asked.id) is None


async def test_the_file_is_cleaned_unless_that_is_not_wanted(world: BoxWorld) -> None:
    for vacuum in (False, True):
        asked = await world.election(voters=100, proxies=True)
        await voted(world, asked, *(f"m{each}" for each in range(1, 101)))
        await world.close(asked.id)
        await world.open_box(asked)
        await world.box.destroy(asked.id, vacuum=vacuum)
        world.clock.advance(-(world.clock.now() - some_election(asked).opens_at))
        with closing(sqlite3.connect(world.path)) as connection:
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        assert (free == 0) is vacuum


# --- accidents -------------------------------------------------------------------------------------------


async def test_the_power_goes_at_any_statement_of_a_cast(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    async with world.database.write() as tx:
        await world.proxies.give(tx, asked.id, "m1", "m2")
    await world.box.cast(asked.id, "m1", asked.ranked(0), holder_id="m2")
    for number in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            made = cut_at(patch, number)
            try:
                await world.box.cast(asked.id, "m1", asked.ranked(1))
            except PowerCut:
                assert await world.proxies.all(asked.id) == {"m1": "m2"}
                assert (await world.box.turnout(asked.id)).by_proxy == 1
            else:
                break
    assert made() >= 8
    assert await world.proxies.all(asked.id) == {}
    await world.close(asked.id)
    ((ballot,),) = (await world.open_box(asked)).values()
    assert ballot.answer == asked.ranked(1)[asked.questions[0]]


async def test_the_power_goes_at_any_statement_of_the_opening_and_after_it(world: BoxWorld) -> None:
    asked = await world.election(offices=(3, 2))
    given = await voted(world, asked, "m1", "m2", "m3")
    await world.close(asked.id)
    for number in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            made = cut_at(patch, number)
            try:
                opened = await world.open_box(asked)
            except PowerCut:
                assert await world.count("election_ballot") == 0
                assert await world.count("election_sealed_ballot") == 3
                await world.restart()
            else:
                break
    assert made() >= 8
    assert [len(each) for each in opened.values()] == [3, 3]
    for number in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            cut_at(patch, number)
            try:
                await world.box.destroy(asked.id)
            except PowerCut:
                assert await world.box.to_destroy() == [asked.id]
                await world.restart()
            else:
                break
    assert not world.keys.exists(asked.id)
    assert await world.box.to_destroy() == []
    assert await world.ballots.receipts(asked.id) == sorted(given)


async def test_a_crash_while_the_box_is_prepared_leaves_no_second_key(
    world: BoxWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await world.election(stage=Stage.FROZEN, prepare=False)
    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "execute", _cut)
        with pytest.raises(PowerCut):
            await world.box.prepare(asked.id)
    assert len(list(world.keys.path.iterdir())) == 1
    await world.restart()
    await world.box.prepare(asked.id)
    assert len(list(world.keys.path.iterdir())) == 1
    await world.stage(asked.id, Stage.OPEN)
    await voted(world, asked, "m1")


async def _cut(*_: object) -> int:
    raise PowerCut
