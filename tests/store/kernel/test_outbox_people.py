"""What the outbox holds about one person: found, erased but for what others wait for, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.database import Database
from bot.delivery_rules import Change
from bot.outbox import Message, Outbox
from bot.outbox_people import OutboxPeople
from bot.outbox_rows import OutboxRows

ADA, BEN = 812345678901234567, 812345678901234568
CHANNEL, DIRECT = 77, 88


@pytest.fixture
def outbox(community: Database, clock: ManualClock) -> Outbox:
    return Outbox(community, clock)


@pytest.fixture
def people(community: Database) -> OutboxPeople:
    return OutboxPeople(community)


def saying(text: str, to: int | None = None) -> Message:
    return Message([{"type": 10, "content": text}], to=to)


async def write(database: Database, outbox: Outbox, **messages: Message) -> None:
    async with database.write() as tx:
        for key, message in messages.items():
            await outbox.post(tx, key, DIRECT if message.to else CHANNEL, message)


async def settle(database: Database, clock: ManualClock, key: str, state: str = "sent") -> None:
    rows = OutboxRows(database)
    while True:
        heads = (await rows.heads()).values()
        row = min(heads, key=lambda each: (each.key != key, each.id))
        claimed = await rows.claim(row, clock.now())
        assert claimed is not None
        if state == "sending" and row.key == key:
            return
        now = clock.now()
        await rows.record(claimed[0], Change("sent", now, 1000 + row.id), now)  # type: ignore[arg-type]
        if row.key == key:
            return


async def bodies(database: Database) -> dict[str, bool]:
    """Which rows there are, and whether they still say something."""
    rows = await database.all("SELECT key, body IS NOT NULL AS says FROM outbox ORDER BY id")
    return {row["key"]: bool(row["says"]) for row in rows}


async def test_a_person_is_found_by_their_whole_id_only(
    community: Database, outbox: Outbox, people: OutboxPeople
) -> None:
    await write(
        community,
        outbox,
        named=saying(f"Hello <@{ADA}>!"),
        other=saying(f"Hello <@{BEN}>!"),
        longer=saying(f"See <#{ADA}1> and <#1{ADA}>."),
        alone=saying("Soon!", to=ADA),
    )
    found = await people.naming(ADA)
    assert [(each.channel_id, each.direct) for each in found] == [(CHANNEL, False), (DIRECT, True)]
    assert len(await people.naming(BEN)) == 1


async def test_what_was_said_is_emptied_and_what_others_wait_for_stays(
    community: Database, clock: ManualClock, outbox: Outbox, people: OutboxPeople
) -> None:
    await write(community, outbox, said=saying(f"Hello <@{ADA}> and <@{BEN}>!"))
    await settle(community, clock, "said")
    await write(community, outbox, more=saying(f"<@{ADA}> is here."), else_=saying("Nobody."))
    assert await people.erase(ADA) == 1
    assert await bodies(community) == {"said": False, "more": True, "else_": True}
    assert [each.may_go for each in await people.naming(ADA)] == [False]
    assert await people.naming(BEN) == []
    assert await people.erase(ADA) == 0
    await settle(community, clock, "more")
    assert await people.erase(ADA) == 1
    assert await people.naming(ADA) == []


@pytest.mark.parametrize("state", ["waiting", "sent", "held", "dropped"])
async def test_what_is_to_one_alone_goes_and_is_not_said(
    community: Database, clock: ManualClock, outbox: Outbox, people: OutboxPeople, state: str
) -> None:
    await write(community, outbox, mine=saying("Soon!", to=ADA), hers=saying("Soon!", to=BEN))
    if state == "sent":
        await settle(community, clock, "mine")
    elif state != "waiting":
        settled = "'2026-03-01T00:00:00.000000Z'" if state == "dropped" else "NULL"
        async with community.write() as tx:
            await tx.execute(
                f"UPDATE outbox SET state = ?, note = 'x', settled_at = {settled} WHERE key = 'mine'",
                (state,),
            )
    assert await people.erase(ADA) == 1
    assert await bodies(community) == {"hers": True}


async def test_what_is_on_its_way_waits(
    community: Database, clock: ManualClock, outbox: Outbox, people: OutboxPeople
) -> None:
    await write(community, outbox, mine=saying("Soon!", to=ADA))
    await settle(community, clock, "mine", "sending")
    assert await people.erase(ADA) == 0
    assert [each.may_go for each in await people.naming(ADA)] == [False]


async def test_direct_messages_are_forgotten_a_day_after_they_were_sent(
    community: Database, clock: ManualClock, outbox: Outbox
) -> None:
    async def tidy() -> None:
        await OutboxRows(community).forget(clock.now(), bodies=timedelta(days=30), direct=timedelta(days=1))

    await write(community, outbox, mine=saying("Soon!", to=ADA), all_=saying("Soon!"))
    for key in ("mine", "all_"):
        await settle(community, clock, key)
    await write(community, outbox, later=saying("Soon!", to=ADA))
    clock.advance(timedelta(hours=23))
    await tidy()
    assert list(await bodies(community)) == ["mine", "all_", "later"]
    clock.advance(timedelta(hours=2))
    await tidy()
    assert list(await bodies(community)) == ["all_", "later"]


async def test_direct_messages_are_forgotten_also_when_nobody_tidied_for_long(
    community: Database, clock: ManualClock, outbox: Outbox
) -> None:
    await write(community, outbox, mine=saying("Soon!", to=ADA), all_=saying("Soon!"))
    for key in ("mine", "all_"):
        await settle(community, clock, key)
    clock.advance(timedelta(days=31))
    await OutboxRows(community).forget(clock.now(), bodies=timedelta(days=30), direct=timedelta(days=1))
    assert await bodies(community) == {"all_": False}


async def test_what_is_taken_back_is_forgotten_with_its_corrections(
    community: Database, clock: ManualClock, outbox: Outbox
) -> None:
    await write(community, outbox, card=saying("I am Ada."))
    await settle(community, clock, "card")
    async with community.write() as tx:
        await outbox.edit(tx, "card", saying("I am Ada L."))
    await settle(community, clock, "card/edit/1")
    async with community.write() as tx:
        await outbox.edit(tx, "card", saying("I was Ada."))
        await outbox.delete(tx, "card")
    assert not any((await bodies(community)).values())
