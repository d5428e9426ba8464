"""A component's id names a row and proves nothing: whatever somebody sends is answered and changes nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.cog import available, find
from bot.ui import Component

from . import forging
from .conftest import Everybody
from .ids import every_component, fitting, template
from .who_may import Kind

pytestmark = pytest.mark.asyncio(loop_scope="module")

for _name in available():
    find(_name)
COMPONENTS = {template(each): each for each in every_component()}
# What a select is, by the item that its component holds.
SELECTS = {"ChannelSelect": 8, "RoleSelect": 6, "UserSelect": 5, "Select": forging.STRING_SELECT}
# Ids of no component: too long, of another kind, with what breaks a log or a pattern.
GARBAGE = (
    "x" * 100,
    ":",
    "polls:",
    "election:vote:1\n",
    "election:vote:1:1",
    "election:vote:-1",
    "%s{0}${x}",
    "٣",
)
# Offices may see more, and nothing else: a forged press of theirs is as good as nobody's.
WHO = (Kind.NEWCOMER, Kind.MEMBER, Kind.MODERATOR)
# Ids that name nothing: who presses acts for themselves, as everybody may.
OWN = {"welcome:start", "welcome:hand", "privacy:erase"}
# They change the message that they stand in, with its file or its options. Discord sends that with the press: only the
# bot can have written it, so this test, which makes up a message, cannot try them.
OF_THEIR_MESSAGE = ("election:roll:page", "election:roll:publish", "welcome:roles:choose")
# What sweeps write meanwhile: when they come next, and notices of what does not work, with how far each is sent.
OF_THE_CLOCK = {"guide_schedule", "event_schedule", "health_notice"}
NOTICES = "WHERE key NOT LIKE 'notice.%'"


def kind_of(component: type[Component[Any]]) -> int:
    """Discord's number for what a component is."""
    written = str(component.__orig_bases__[0])
    return next((number for name, number in SELECTS.items() if f".{name}[" in written), forging.BUTTON)


def state(everybody: Everybody) -> dict[str, list[tuple[Any, ...]]]:
    """All that the bot knows."""
    names = everybody.stored(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        name: everybody.stored(f'SELECT * FROM "{name}" {NOTICES if name == "outbox" else ""}')
        for (name,) in sorted(names)
        if name not in OF_THE_CLOCK
    }


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What became different, by table."""
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}


@pytest.mark.parametrize(
    "pattern", sorted(each for each in COMPONENTS if not each.startswith(OF_THEIR_MESSAGE))
)
async def test_a_forged_press_changes_nothing(everybody: Everybody, pattern: str) -> None:
    kind = kind_of(COMPONENTS[pattern])
    values = () if kind == forging.BUTTON else ("999999999",)
    await everybody.quiet()
    before, failed = state(everybody), len(everybody.bot.errors())
    # Discord lets nobody choose a channel, role or person that is not there: those whom it is for are not tried.
    whom = WHO if kind in (forging.BUTTON, forging.STRING_SELECT) else WHO[:-1]
    presses = [(everybody.people[who], name) for name in fitting(pattern) for who in whom]
    told = await asyncio.gather(
        *(forging.press(person, name, *values, kind=kind) for person, name in presses)
    )
    assert all(each.ordinary for each in told)
    failures = {str(each.get("exception"))[-200:] for each in everybody.bot.errors()[failed:]}
    assert failures == set(), failures
    changed = {} if pattern in OWN else changes(before, state(everybody))
    assert changed == {}


@pytest.mark.parametrize("custom_id", GARBAGE)
async def test_an_id_of_nothing_is_answered(everybody: Everybody, custom_id: str) -> None:
    await everybody.quiet()
    before, failed = state(everybody), len(everybody.bot.errors())
    for who in WHO:
        told = await forging.press(everybody.people[who], custom_id)
        assert told.warns, told
        assert told.ordinary
    assert changes(before, state(everybody)) == {}
    assert everybody.bot.errors()[failed:] == []
