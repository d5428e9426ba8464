"""Introductions on a real database: one of each person, wherever the message about it got to."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.welcome.face import introductions
from cogs.welcome.introducing import Author, Introducing
from cogs.welcome.model import Introduction

from .conftest import CHANNEL, World

ADA = Author(1, "Ada", "https://cdn.example/ada.png")
ELSEWHERE = 777


@pytest.fixture
async def introducing(world: World) -> Introducing:
    await world.start()
    return Introducing(
        world.database,
        world.introductions,
        world.ledger,
        world.state,
        world.outbox,
        world.clock,
        introductions,
    )


def rows(world: World) -> list[tuple[Any, ...]]:
    """Every row of the outbox: what, where, how far it got, and whether the newest words are in it."""
    return world.rows(
        "SELECT action, channel_id, state, coalesce(body LIKE '%newest%', 0) FROM outbox ORDER BY id"
    )


def stands(world: World, state: str) -> None:
    """Let the message be as far as `state`, as delivery would."""
    moments = {
        "waiting": "",
        "held": ", note = 'refused'",
        "sent": ", message_id = 55, settled_at = created_at",
        "dropped": ", settled_at = created_at, note = 'too late'",
    }
    world.change(f"UPDATE outbox SET state = '{state}'{moments[state]}")


@pytest.mark.parametrize(
    ("state", "channel", "expected", "place"),
    [
        # Words that nobody has read yet are simply other words.
        ("waiting", CHANNEL, [("post", CHANNEL, "waiting", 1)], CHANNEL),
        ("held", CHANNEL, [("post", CHANNEL, "held", 1)], CHANNEL),
        # What stands is edited where it stands, also when introductions go elsewhere by now.
        ("sent", CHANNEL, [("post", CHANNEL, "sent", 0), ("edit", CHANNEL, "waiting", 1)], CHANNEL),
        ("sent", ELSEWHERE, [("post", CHANNEL, "sent", 0), ("edit", CHANNEL, "waiting", 1)], CHANNEL),
        # What could not be sent does not wait for a channel that is no longer the one.
        *(
            (
                state,
                ELSEWHERE,
                [("post", CHANNEL, "dropped", 0), ("post", ELSEWHERE, "waiting", 1)],
                ELSEWHERE,
            )
            for state in ("waiting", "held", "dropped")
        ),
        ("dropped", CHANNEL, [("post", CHANNEL, "dropped", 0), ("post", CHANNEL, "waiting", 1)], CHANNEL),
    ],
)
async def test_a_change_reaches_readers_once(
    world: World, introducing: Introducing, state: str, channel: int, expected: list[Any], place: int
) -> None:
    assert await introducing.say(ADA, Introduction("old"), CHANNEL, "first") == CHANNEL
    stands(world, state)
    assert await introducing.say(ADA, Introduction("newest"), channel, "second") == place
    assert rows(world) == expected
    assert await introducing.mine(1) == Introduction("newest")
    assert world.rows("SELECT count(*) FROM welcome_introduction") == [(1,)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("waiting", [("post", CHANNEL, "dropped", 0)]),
        ("held", [("post", CHANNEL, "dropped", 0)]),
        ("dropped", [("post", CHANNEL, "dropped", 0)]),
        ("sent", [("post", CHANNEL, "sent", 0), ("delete", CHANNEL, "waiting", 0)]),
    ],
)
async def test_what_is_taken_back_is_not_read_and_not_kept(
    world: World, introducing: Introducing, state: str, expected: list[Any]
) -> None:
    await introducing.say(ADA, Introduction("words"), CHANNEL, "first")
    stands(world, state)
    assert await introducing.take_back(1)
    assert rows(world) == expected
    assert await introducing.mine(1) is None
    assert not await introducing.take_back(1)


async def test_only_what_shows_an_introduction_is_forgotten_with_its_message(
    world: World, introducing: Introducing
) -> None:
    await introducing.say(ADA, Introduction("words"), CHANNEL, "first")
    await introducing.deleted([55])
    assert await introducing.mine(1) is not None, "its message does not stand yet"
    stands(world, "sent")
    await introducing.deleted([54, 56])
    assert await introducing.mine(1) is not None
    await introducing.deleted([54, 55])
    assert await introducing.mine(1) is None


async def test_a_newcomer_is_counted_as_introduced_once(world: World, introducing: Introducing) -> None:
    await world.joins(1)
    for number in range(3):
        await introducing.say(ADA, Introduction("words"), CHANNEL, f"key {number}")
    await introducing.take_back(1)
    await introducing.say(ADA, Introduction("words"), CHANNEL, "again")
    # Somebody who is no newcomer is not.
    await introducing.say(Author(2, "Ben", ADA.picture), Introduction("words"), CHANNEL, "ben")
    assert world.rows("SELECT n FROM welcome_week WHERE step = 'introduced'") == [(1,)]
