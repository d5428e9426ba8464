"""What is written to the outbox: once for each key, with its transaction, and what edits find there."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import ManualClock
from bot.database import Database
from bot.delivery_rules import Change
from bot.migrations import migrate
from bot.native_poll import NativePoll
from bot.outbox import Message, Outbox
from bot.outbox_rows import OutboxRows
from bot.rest import File

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANNEL = 77


def saying(text: str) -> Message:
    return Message([{"type": 10, "content": text}])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    migrate(tmp_path / "test.sqlite3")
    opened = await Database.open(tmp_path / "test.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
def outbox(database: Database, clock: ManualClock) -> Outbox:
    return Outbox(database, clock)


@pytest.fixture
def rows(database: Database) -> OutboxRows:
    return OutboxRows(database)


async def _send(rows: OutboxRows, key: str, message_id: int, now: datetime = START) -> None:
    head = next(row for row in (await rows.heads()).values() if row.key == key)
    claimed = await rows.claim(head, now)
    assert claimed is not None
    await rows.record(claimed[0], Change("sent", now, message_id), now)


async def test_a_key_is_one_intention(database, outbox):
    for text in ("first", "second"):
        async with database.write() as tx:
            assert await outbox.post(tx, "a", CHANNEL, saying(text)) is (text == "first")
    stored = await database.all("SELECT body FROM outbox")
    assert [Message.from_json(row["body"]).components[0]["content"] for row in stored] == ["first"]


async def test_what_is_rolled_back_was_never_meant_and_wakes_nobody(database, outbox):
    woken = []
    outbox.on_new = lambda: woken.append(True)

    async def fail() -> None:
        async with database.write() as tx:
            await outbox.post(tx, "a", CHANNEL, saying("never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await outbox.find("a") is None
    assert woken == []
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("now"))
        assert woken == [], "before it is stored there is nothing to send"
    assert woken == [True]


async def test_a_message_comes_back_as_it_was_stored():
    message = Message(
        [{"type": 10, "content": "ü"}], (1, 2), (3,), True, (File("a.ics", b"\0x", "a calendar"),)
    )
    assert Message.from_json(message.to_json()) == message


async def test_a_poll_is_kept_and_never_edited(database, outbox):
    poll = NativePoll("Which day?", ("Monday", "Tuesday"), 24, "Poll 7", several=True)
    message = Message.asking(poll)
    assert Message.from_json(message.to_json()) == message
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, message)
        await outbox.post(tx, "b", CHANNEL, saying("b"))
        for key, said in (("a", saying("else")), ("b", message)):
            with pytest.raises(ValueError, match="edited"):
                await outbox.edit(tx, key, said)
        with pytest.raises(ValueError, match="no components"):
            await outbox.post(tx, "c", CHANNEL, replace(saying("c"), poll=poll))


async def test_an_edit_before_it_was_sent_changes_what_will_be(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("old"))
        assert await outbox.edit(tx, "a", saying("new"))
    head = (await rows.heads())[f"channel {CHANNEL}"]
    claimed = await rows.claim(head, START)
    assert claimed is not None
    assert "new" in (claimed[1] or "")
    assert await database.all("SELECT 1 FROM outbox WHERE action = 'edit'") == []


async def test_an_edit_while_it_may_be_on_its_way_comes_after_it(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("old"))
    head = (await rows.heads())[f"channel {CHANNEL}"]
    await rows.claim(head, START)
    async with database.write() as tx:
        assert await outbox.edit(tx, "a", saying("new"))
    assert [row.key for row in (await rows.heads()).values()] == ["a"]
    await rows.record(head, Change("sent", START, 5), START)
    (edit,) = (await rows.heads()).values()
    assert (edit.key, edit.message_id) == ("a/edit/1", 5)


async def test_only_the_last_of_several_edits_is_made(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
    await _send(rows, "a", 5)
    for text in ("2", "3", "4"):
        async with database.write() as tx:
            await outbox.edit(tx, "a", saying(text))
    states = {row["key"]: row["state"] for row in await database.all("SELECT key, state FROM outbox")}
    assert states == {"a": "sent", "a/edit/1": "dropped", "a/edit/2": "dropped", "a/edit/3": "waiting"}


async def test_what_is_done_about_a_post_holds_up_no_other_post(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
    await _send(rows, "a", 5)
    async with database.write() as tx:
        await outbox.edit(tx, "a", saying("2"))
        await outbox.open_thread(tx, "a", "talk")
        await outbox.post(tx, "b", CHANNEL, saying("3"))
    assert {row.key for row in (await rows.heads()).values()} == {"a/edit/1", "a/thread", "b"}


async def test_a_post_that_is_not_said_takes_what_is_about_it_along(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
        await outbox.open_thread(tx, "a", "talk")
        await outbox.publish(tx, "a")
    assert list(await rows.heads()) == [f"channel {CHANNEL}"], "they wait for their post"
    head = (await rows.heads())[f"channel {CHANNEL}"]
    await rows.record(head, Change("dropped", START, note="too late"), START)
    await rows.drop_orphans(START)
    assert {row["state"] for row in await database.all("SELECT state FROM outbox")} == {"dropped"}
    async with database.write() as tx:
        assert not await outbox.edit(tx, "a", saying("2"))


async def test_a_post_that_was_not_sent_is_taken_back_without_a_request(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
        await outbox.delete(tx, "a")
    await rows.drop_orphans(START)
    assert await rows.heads() == {}
    said = await outbox.find("a")
    assert said is not None
    assert (said.state, said.note) == ("dropped", "it was taken back")


async def test_a_post_that_stands_is_deleted_and_no_longer_corrected(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
    await _send(rows, "a", 5)
    async with database.write() as tx:
        await outbox.edit(tx, "a", saying("2"))
        await outbox.delete(tx, "a")
        await outbox.delete(tx, "a")
    (head,) = (await rows.heads()).values()
    assert (head.key, head.action, head.message_id) == ("a/delete", "delete", 5)


async def test_a_post_that_may_be_on_its_way_is_deleted_once_it_stands(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("1"))
    head = (await rows.heads())[f"channel {CHANNEL}"]
    await rows.claim(head, START)
    async with database.write() as tx:
        await outbox.delete(tx, "a")
    assert [row.key for row in (await rows.heads()).values()] == ["a"]
    await rows.record(head, Change("sent", START, 5), START)
    assert [row.key for row in (await rows.heads()).values()] == ["a/delete"]


async def test_a_held_post_holds_up_nobody_else(database, outbox, rows):
    async with database.write() as tx:
        for key in ("a", "b"):
            await outbox.post(tx, key, CHANNEL, saying(key))
        await outbox.open_thread(tx, "a", "talk")
    head = (await rows.heads())[f"channel {CHANNEL}"]
    await rows.record(head, Change("held", START, note="refused"), START)
    assert [row.key for row in (await rows.heads()).values()] == ["b"]
    assert [row.key for row in await rows.held()] == ["a"]
    assert await rows.release(head.id, START)
    assert not await rows.release(head.id, START)
    assert [row.key for row in (await rows.heads()).values()] == ["a"]


async def test_a_stopped_channel_stops_alone(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("a"))
        await outbox.post(tx, "b", CHANNEL + 1, saying("b"))
    head = (await rows.heads())[f"channel {CHANNEL}"]
    await rows.record(head, Change("waiting", START), START, stop="no permission")
    assert [row.key for row in (await rows.heads()).values()] == ["b"]
    (stop,) = await rows.stops()
    assert (stop.channel_id, stop.reason, stop.waiting) == (CHANNEL, "no permission", 1)
    assert await rows.reopen(CHANNEL)
    assert sorted(row.key for row in (await rows.heads()).values()) == ["a", "b"]


async def test_a_row_is_claimed_by_one(database, outbox, rows):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("a"))
    head = (await rows.heads())[f"channel {CHANNEL}"]
    assert await rows.claim(head, START) is not None
    assert await rows.claim(head, START) is None


async def test_bodies_are_forgotten_in_time_and_only_of_what_is_settled(database, outbox, rows, clock):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("a"))
        await outbox.post(tx, "b", CHANNEL, saying("b"))
    await _send(rows, "a", 5)
    for days, forgotten in ((29, False), (31, True)):
        await rows.forget(START + timedelta(days=days), bodies=timedelta(days=30), direct=timedelta(days=1))
        found = await database.all("SELECT key, body IS NULL AS forgotten FROM outbox")
        assert {row["key"]: row["forgotten"] for row in found} == {"a": forgotten, "b": False}


async def test_what_was_never_written_cannot_be_edited_or_published(database, outbox):
    async with database.write() as tx:
        for act in (
            outbox.edit(tx, "x", saying("")),
            outbox.publish(tx, "x"),
            outbox.delete(tx, "x"),
            outbox.open_thread(tx, "x", ""),
        ):
            with pytest.raises(KeyError):
                await act


async def test_a_message_needs_something_to_say(database, outbox):
    async with database.write() as tx:
        with pytest.raises(ValueError, match="component"):
            await outbox.post(tx, "a", CHANNEL, Message([]))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "state = 'sending'",
        "state = 'held'",
        "state = 'gone'",
        "first_try_at = 'x'",
        "body = 'no json'",
        "channel_id = 0",
    ],
)
async def test_the_schema_refuses_states_that_cannot_be(database, outbox, change):
    async with database.write() as tx:
        await outbox.post(tx, "a", CHANNEL, saying("a"))
        with pytest.raises(sqlite3.IntegrityError):
            await tx.execute(f"UPDATE outbox SET {change}")
