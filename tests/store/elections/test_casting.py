"""Casting: who, when, how often, and what it says; nothing changes when a ballot is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.clock import to_text
from bot.errors import UserError
from cogs.elections.box.refusals import AlreadyVoted, BadAnswer, Closed, NotOnRoll, NotOpen
from cogs.elections.model import Receipts, Stage, Standing, Turnout, Voter
from tests.store.elections.box_world import CLOSES, INSTANT, OPENS, BoxWorld, box_world


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[BoxWorld]:
    async with box_world(tmp_path) as made:
        yield made


async def everything(world: BoxWorld) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("election_voted", "election_sealed_ballot", "election_proxy")
    return {
        table: [tuple(row) for row in await world.database.all(f"SELECT * FROM {table}")] for table in tables
    }


async def test_a_ballot_is_in_the_box_once_it_was_acknowledged(world: BoxWorld) -> None:
    asked = await world.election(offices=(3, 2), motions=1)
    said = asked.answers(
        {"ranking": [[asked.candidates[0][2]], [asked.candidates[0][0]]]}, {"ranking": []}, {"vote": "yes"}
    )
    receipt = await world.box.cast(asked.id, "m1", said)
    assert await world.box.has_voted(asked.id, "m1")
    assert not await world.box.has_voted(asked.id, "m2")
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1)
    assert await world.voters.voted(asked.id) == ["m1"]
    await world.restart()
    await world.close(asked.id)
    opened = await world.open_box(asked)
    assert {number: [dict(each.answer) for each in ballots] for number, ballots in opened.items()} == {
        number: [answer] for number, answer in said.items()
    }
    assert await world.ballots.receipts(asked.id) == [receipt]


async def test_voting_again_replaces_the_ballot(world: BoxWorld) -> None:
    asked = await world.election()
    for place in (0, 1, 2):
        await world.box.cast(asked.id, "m1", asked.ranked(place))
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1)
    await world.close(asked.id)
    ((ballot,),) = (await world.open_box(asked)).values()
    assert ballot.answer == {"ranking": [[asked.candidates[0][2]]]}


async def test_two_clicks_at_once_are_one_ballot(world: BoxWorld) -> None:
    asked = await world.election()
    await asyncio.gather(*(world.box.cast(asked.id, "m1", asked.ranked(place % 3)) for place in range(20)))
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1)
    assert await world.count("election_sealed_ballot") == 1


# --- receipts --------------------------------------------------------------------------------------------


async def test_a_receipt_that_says_a_ballot_is_in_stays_when_one_votes_again(world: BoxWorld) -> None:
    """Whoever watched the first time cannot see by the published list whether that ballot stood."""
    asked = await world.election()
    first = await world.box.cast(asked.id, "m1", asked.ranked(0))
    assert await world.box.cast(asked.id, "m1", asked.ranked(1)) == first
    assert await world.box.cast(asked.id, "m2", asked.ranked(1)) != first
    other = await world.election()
    assert await world.box.cast(other.id, "m1", other.ranked(0)) != first


async def test_a_receipt_that_shows_the_ballot_is_new_each_time(world: BoxWorld) -> None:
    """Whoever saw it the first time cannot look up what was voted later."""
    asked = await world.election(receipts=Receipts.BALLOT)
    first = await world.box.cast(asked.id, "m1", asked.ranked(0))
    assert await world.box.cast(asked.id, "m1", asked.ranked(1)) != first


async def test_there_may_be_no_receipts(world: BoxWorld) -> None:
    asked = await world.election(receipts=Receipts.NONE)
    assert await world.box.cast(asked.id, "m1", asked.ranked(0)) == ""
    await world.close(asked.id)
    ((ballot,),) = (await world.open_box(asked)).values()
    assert ballot.receipt is None
    assert await world.ballots.receipts(asked.id) == []


# --- when ------------------------------------------------------------------------------------------------


async def test_voting_is_from_its_opening_until_just_before_its_close(world: BoxWorld) -> None:
    asked = await world.election()
    world.clock.advance(-INSTANT)
    with pytest.raises(NotOpen, match=f"It opens <t:{int(OPENS.timestamp())}:f>"):
        await world.box.cast(asked.id, "m1", asked.ranked(0))
    world.clock.advance(INSTANT)
    await world.box.cast(asked.id, "m1", asked.ranked(0))
    world.clock.advance(CLOSES - OPENS - INSTANT)
    await world.box.cast(asked.id, "m2", asked.ranked(0))
    before = await everything(world)
    world.clock.advance(INSTANT)
    for member in ("m1", "m3"):
        with pytest.raises(Closed, match=f"Voting closed <t:{int(CLOSES.timestamp())}:f>"):
            await world.box.cast(asked.id, member, asked.ranked(1))
    assert await everything(world) == before


async def test_a_click_that_waits_for_its_turn_until_voting_is_over_is_late(world: BoxWorld) -> None:
    asked = await world.election()
    world.clock.advance(CLOSES - OPENS - INSTANT)
    async with world.database.write():
        late = asyncio.create_task(world.box.cast(asked.id, "m1", asked.ranked(0)))
        await asyncio.sleep(0)
        world.clock.advance(INSTANT)
    with pytest.raises(Closed):
        await late


@pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.OPEN])
async def test_only_an_open_election_takes_ballots_whatever_the_clock_says(
    world: BoxWorld, stage: Stage
) -> None:
    asked = await world.election(stage=stage)
    with pytest.raises((NotOpen, Closed)) as refused:
        await world.box.cast(asked.id, "m1", asked.ranked(0))
    assert refused.type is (
        NotOpen if stage in (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN, Stage.CANCELLED) else Closed
    )
    assert await world.count("election_voted") == 0


async def test_in_an_extension_those_vote_who_had_not_and_both_are_counted(world: BoxWorld) -> None:
    asked = await world.election()
    await world.box.cast(asked.id, "m1", asked.ranked(0))
    await world.close(asked.id)
    await world.stage(asked.id, Stage.NOT_VALID)
    with pytest.raises(Closed):
        await world.box.cast(asked.id, "m2", asked.ranked(1))
    await world.stage(asked.id, Stage.OPEN, extended=1, closes_at=to_text(CLOSES + timedelta(days=7)))
    with pytest.raises(AlreadyVoted, match="it stands"):
        await world.box.cast(asked.id, "m1", asked.ranked(2))
    await world.box.cast(asked.id, "m2", asked.ranked(1))
    with pytest.raises(AlreadyVoted):
        await world.box.cast(asked.id, "m2", asked.ranked(2))
    world.clock.advance(timedelta(days=7))
    with pytest.raises(Closed):
        await world.box.cast(asked.id, "m3", asked.ranked(1))
    await world.stage(asked.id, Stage.CLOSED)
    ((*ballots,),) = (await world.open_box(asked)).values()
    assert sorted(json.dumps(each.answer) for each in ballots) == [
        json.dumps({"ranking": [[asked.candidates[0][place]]]}) for place in (0, 1)
    ]


# --- who -------------------------------------------------------------------------------------------------


async def test_only_the_frozen_roll_votes_and_who_is_added_late(world: BoxWorld) -> None:
    asked = await world.election()
    other = await world.election(voters=["elsewhere"])
    for member in ("elsewhere", "", "M1"):
        with pytest.raises(NotOnRoll, match="ask the returns officer"):
            await world.box.cast(asked.id, member, asked.ranked(0))
    await world.box.cast(other.id, "elsewhere", other.ranked(0))
    late = Voter("late", "Late", 77, Standing.PROBATION, "left out by mistake")
    async with world.database.write() as tx:
        await world.voters.add(tx, asked.id, late)
    await world.box.cast(asked.id, "late", asked.ranked(0))
    assert await world.box.turnout(asked.id) == Turnout(roll=6, voted=1)
    assert await world.voters.by_user(asked.id, 77) == late


async def test_who_loses_their_account_keeps_their_vote(world: BoxWorld) -> None:
    asked = await world.election()
    await world.box.cast(asked.id, "m1", asked.ranked(0))
    async with world.database.write() as tx:
        assert await world.voters.relink(tx, asked.id, "m1", None)
        assert await world.voters.relink(tx, asked.id, "m2", 555)
        assert not await world.voters.relink(tx, asked.id, "nobody", 556)
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1)
    found = await world.voters.by_user(asked.id, 555)
    assert found is not None
    assert found.member_id == "m2"


async def test_a_roll_is_frozen_anew_only_while_nobody_has_voted(world: BoxWorld) -> None:
    asked = await world.election()
    async with world.database.write() as tx:
        await world.voters.freeze(tx, asked.id, [Voter("m9", "Nine", 9)])
    assert [each.member_id for each in await world.voters.all(asked.id)] == ["m9"]
    await world.box.cast(asked.id, "m9", asked.ranked(0))
    with pytest.raises(Exception, match="FOREIGN KEY"):
        async with world.database.write() as tx:
            await world.voters.freeze(tx, asked.id, [Voter("m1", "One", 1)])
    assert [each.member_id for each in await world.voters.all(asked.id)] == ["m9"]


# --- what ------------------------------------------------------------------------------------------------


async def test_one_cast_answers_all_questions_or_changes_nothing(world: BoxWorld) -> None:
    asked = await world.election(offices=(3,), motions=1)
    await world.box.cast(asked.id, "m1", asked.ranked(0))
    before = await everything(world)
    whole = asked.ranked(1)
    for spoilt in (
        {},
        {asked.questions[0]: whole[asked.questions[0]]},
        {**whole, 999: {"vote": "yes"}},
        {**whole, asked.questions[1]: {"vote": "perhaps"}},
        {**whole, asked.questions[0]: {"ranking": [["999"]]}},
    ):
        with pytest.raises(BadAnswer) as refused:
            await world.box.cast(asked.id, "m1", spoilt)
        assert refused.value.hint
    assert await everything(world) == before


async def test_who_withdrew_can_be_voted_for_no_more_and_ballots_that_name_them_stay(world: BoxWorld) -> None:
    asked = await world.election()
    await world.box.cast(asked.id, "m1", asked.ranked(1, 0))
    async with world.database.write() as tx:
        await tx.execute(
            "UPDATE election_candidate SET state = 'withdrawn' WHERE id = ?", (asked.candidates[0][1],)
        )
    with pytest.raises(BadAnswer, match="has withdrawn since"):
        await world.box.cast(asked.id, "m2", asked.ranked(1))
    await world.close(asked.id)
    ((ballot,),) = (await world.open_box(asked)).values()
    assert ballot.answer == {"ranking": [[asked.candidates[0][1]], [asked.candidates[0][0]]]}


async def test_the_paper_stays_as_it_was_when_voting_opened(world: BoxWorld) -> None:
    """Who stood alone can be refused; who is alone because another withdrew since cannot: the count would not
    know the answer."""
    alone, two = await world.election(offices=(1,)), await world.election(offices=(2,))
    reopen = {"ranking": [["reopen"]]}
    await world.box.cast(alone.id, "m1", alone.answers(reopen))
    async with world.database.write() as tx:
        await tx.execute(
            "UPDATE election_candidate SET state = 'withdrawn' WHERE id = ?", (two.candidates[0][1],)
        )
        await tx.execute(
            "INSERT INTO election_log VALUES (?, 1, '', 0, 'withdraw', ?, '', ?)",
            (two.id, json.dumps({"withdrawn": {"question": 1, "name": "Ben"}}), "0" * 64),
        )
    with pytest.raises(BadAnswer, match="does not stand"):
        await world.box.cast(two.id, "m1", two.answers(reopen))
    await world.box.cast(two.id, "m1", two.ranked(0))


async def test_an_election_that_is_not_there_is_a_mistake_of_ours(world: BoxWorld) -> None:
    with pytest.raises(LookupError):
        await world.box.cast(404, "m1", {})


# --- proxies ---------------------------------------------------------------------------------------------


async def give(world: BoxWorld, election_id: int, principal: str, holder: str) -> None:
    async with world.database.write() as tx:
        await world.proxies.give(tx, election_id, principal, holder)


async def test_a_holder_casts_the_principals_ballot(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await world.box.cast(asked.id, "m1", asked.ranked(0), holder_id="m2")
    assert await world.box.has_voted(asked.id, "m1")
    assert not await world.box.has_voted(asked.id, "m2")
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1, by_proxy=1)
    # And again, as long as it is theirs.
    await world.box.cast(asked.id, "m1", asked.ranked(1), holder_id="m2")
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1, by_proxy=1)


async def test_ones_own_vote_replaces_the_proxys_and_ends_it(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await world.box.cast(asked.id, "m1", asked.ranked(0), holder_id="m2")
    await world.box.cast(asked.id, "m1", asked.ranked(1))
    assert await world.box.turnout(asked.id) == Turnout(roll=5, voted=1)
    assert await world.proxies.all(asked.id) == {}
    with pytest.raises(UserError, match="do not hold"):
        await world.box.cast(asked.id, "m1", asked.ranked(2), holder_id="m2")
    await world.close(asked.id)
    ((ballot,),) = (await world.open_box(asked)).values()
    assert ballot.answer == {"ranking": [[asked.candidates[0][1]]]}


async def test_a_proxy_of_ones_own_vote_first_is_never_used(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await world.box.cast(asked.id, "m1", asked.ranked(1))
    with pytest.raises(UserError, match="have voted themselves"):
        await world.box.cast(asked.id, "m1", asked.ranked(0), holder_id="m2")


async def test_a_refused_own_vote_ends_no_proxy(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    with pytest.raises(BadAnswer):
        await world.box.cast(asked.id, "m1", {})
    assert await world.proxies.all(asked.id) == {"m1": "m2"}


async def test_nobody_else_casts_it_nor_is_it_passed_on(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await give(world, asked.id, "m2", "m3")
    for principal, holder in (("m1", "m3"), ("m2", "m1"), ("m4", "m2"), ("m1", "stranger"), ("m1", "m1")):
        with pytest.raises(UserError, match="do not hold"):
            await world.box.cast(asked.id, principal, asked.ranked(0), holder_id=holder)
    with pytest.raises(NotOnRoll):
        await world.box.cast(asked.id, "stranger", asked.ranked(0), holder_id="m2")


async def test_what_was_taken_back_or_is_not_allowed_is_not_used(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    async with world.database.write() as tx:
        assert await world.proxies.end(tx, asked.id, "m1")
        assert not await world.proxies.end(tx, asked.id, "m1")
    without = await world.election()
    await give(world, without.id, "m1", "m2")
    for election in (asked, without):
        with pytest.raises(UserError, match="do not hold"):
            await world.box.cast(election.id, "m1", election.ranked(0), holder_id="m2")


async def test_who_votes_for_whom_is_a_written_record(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await give(world, asked.id, "m3", "m4")
    await give(world, asked.id, "m3", "m2")
    assert await world.proxies.principals(asked.id, "m2") == ["m1", "m3"]
    assert await world.proxies.all(asked.id) == {"m1": "m2", "m3": "m2"}


async def test_in_an_extension_a_proxys_ballot_stands_as_well(world: BoxWorld) -> None:
    asked = await world.election(proxies=True)
    await give(world, asked.id, "m1", "m2")
    await world.box.cast(asked.id, "m1", asked.ranked(0), holder_id="m2")
    await world.stage(asked.id, Stage.OPEN, extended=1)
    for holder in (None, "m2"):
        with pytest.raises(AlreadyVoted):
            await world.box.cast(asked.id, "m1", asked.ranked(1), holder_id=holder)
