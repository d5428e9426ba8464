"""What is kept about a person: handed out whole, erased but for what is open."""

from __future__ import annotations

from typing import Any

from cogs.moderation.model import Decision

from .conftest import ADA, BEN, CAI, MINUTE, MODERATOR, NOVA, World

EVERYBODY = (ADA, BEN, CAI, MODERATOR, NOVA)


def tables_that_name(world: World, user_id: int) -> set[str]:
    tables = [
        name
        for (name,) in world.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'moderation_%'"
        )
    ]
    return {
        table
        for table in tables
        for row in world.rows(f"SELECT * FROM {table}")
        if str(user_id) in map(str, row) or any(f"of {user_id}" in str(value) for value in row)
    }


async def told(world: World, user_id: int) -> dict[str, Any]:
    """What is handed out, without what is empty."""
    return {name: found for name, found in (await world.people.export(user_id)).items() if found}


async def test_each_gets_their_own_part_and_not_the_others(world: World) -> None:
    await world.report(ADA)
    await world.report(CAI)
    await world.reports.take(1, MODERATOR)
    await world.reports.close(1, MODERATOR, "Talked")
    await world.holding.found(world.finding())
    await world.holding.decide(1, MODERATOR, Decision.KEEP)

    assert [each["reason"] for each in (await told(world, ADA))["reports_made"]] == [f"Reason of {ADA}"]
    about = await told(world, BEN)
    assert list(about) == ["reports_about_you"]
    assert about["reports_about_you"][0]["words"] == "Words of 77"
    assert str(ADA) not in str(about)
    assert "Talked" not in str(about)
    assert [each["note"] for each in (await told(world, MODERATOR))["reports_handled"]] == ["Talked"]
    assert (await told(world, MODERATOR))["holds_decided"][0]["decision"] == "keep"
    assert (await told(world, NOVA))["held"][0]["words"] == "Free coins"
    # Whatever is kept of somebody is handed out to them.
    for user_id in EVERYBODY:
        assert bool(tables_that_name(world, user_id)) is bool(await told(world, user_id))


async def test_what_is_open_waits_and_the_rest_goes(world: World) -> None:
    await world.report(ADA)
    await world.report(CAI)
    await world.reports.take(1, MODERATOR)
    await world.holding.found(world.finding())
    now = world.clock.now()
    for user_id in EVERYBODY:
        erasure = await world.people.erase(user_id, now)
        assert erasure.erased == 0
        assert list(erasure.waiting) == list(await world.people.must_wait(user_id, now))
        assert len(erasure.waiting) == 1, user_id
    assert len(world.rows("SELECT 1 FROM moderation_reporter")) == 2

    await world.reports.close(1, MODERATOR, "Talked")
    now = world.clock.advance(10 * MINUTE)
    await world.holding.decide(1, MODERATOR, Decision.KEEP)
    # What waited since goes, and only what was there then.
    before = now - 11 * MINUTE
    assert (await world.people.erase(ADA, now, before)).erased == 0
    assert (await world.people.erase(ADA, now, before + MINUTE)).erased == 1
    assert world.rows("SELECT user_id FROM moderation_reporter") == [(CAI,)]
    for user_id in EVERYBODY:
        erasure = await world.people.erase(user_id, now)
        assert not erasure.waiting
        assert tables_that_name(world, user_id) == set()
        assert await told(world, user_id) == {}
    assert world.rows("SELECT author_id, words, taken_by, closed_by, note FROM moderation_report") == [
        (0, "", 0, 0, None)
    ]
    assert world.rows("SELECT 1 FROM moderation_hold") == []
