"""Cogs switched on and off at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.clock import ManualClock, to_text
from bot.database import Database
from bot.privacy import NOBODY
from bot.settings import parse_settings
from bot.switches import CogSwitches
from tests.rules.kernel.conftest import WriteCog

ADA = 11


def switches(database: Database, clock: ManualClock, *enabled: str) -> CogSwitches:
    document: dict[str, Any] = {"discord": {"guild_id": 1}, "cogs": {"enabled": list(enabled)}}
    installed = ["admin", "guide", "greeter"]
    settings = parse_settings(document, {}, folder=Path(), need_token=False, installed=installed)
    return CogSwitches(database, settings, clock)


async def test_the_configuration_counts_until_somebody_switches(
    community: Database, clock: ManualClock, write_cog: WriteCog
) -> None:
    write_cog("greeter")
    made = switches(community, clock, "guide", "admin")
    assert made.enabled() == ["guide", "admin"]
    await made.set("guide", False, ADA)
    await made.set("greeter", True, ADA)
    again = switches(community, clock, "guide", "admin")
    await again.load()
    assert made.enabled() == again.enabled() == ["admin", "greeter"]


async def test_a_switch_may_change_its_mind(community: Database, clock: ManualClock) -> None:
    made = switches(community, clock, "admin", "guide")
    for on in (False, True, False, True):
        await made.set("guide", on, ADA)
    assert made.enabled() == ["admin", "guide"]
    assert len(await community.all("SELECT * FROM cog_switch")) == 1


async def test_a_cog_that_was_switched_on_and_is_no_longer_installed_is_left_out(
    community: Database, clock: ManualClock
) -> None:
    made = switches(community, clock, "admin")
    await made.set("no_longer_here", True, ADA)
    assert made.enabled() == ["admin"]


async def test_an_erased_person_is_nobody_and_the_switch_stays(
    community: Database, clock: ManualClock
) -> None:
    made = switches(community, clock, "admin", "guide")
    await made.set("guide", False, ADA)
    when = to_text(clock.now())
    assert await made.changed_by(ADA) == [{"name": "guide", "enabled": False, "changed_at": when}]
    assert await made.forget_person(ADA) == 1
    assert await made.changed_by(ADA) == []
    row = await community.one("SELECT enabled, changed_by FROM cog_switch")
    assert row is not None
    assert tuple(row) == (0, NOBODY)
