"""Every command, tried by every kind of person past what Discord would hide, is refused to whom it is not for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from discord import AppCommandOptionType, app_commands

from bot.cog import available, find

from . import forging
from .conftest import Everybody
from .test_forged import changes, state
from .who_may import MAY, MODERATORS, Kind, election_for, row_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

# A draft is not there for whom it is not for, so that its title cannot be guessed.
HIDDEN = "⚠️ No election is called"
Leaf = app_commands.Command[Any, ..., Any]


def leaves() -> Iterator[Leaf]:
    """Every slash command of every job."""
    for name in available():
        for command in find(name).__cog_app_commands__:
            walked = command.walk_commands() if isinstance(command, app_commands.Group) else [command]
            yield from (leaf for leaf in walked if isinstance(leaf, app_commands.Command))


COMMANDS = {leaf.qualified_name: leaf for leaf in leaves()}


def options(everybody: Everybody, leaf: Leaf) -> dict[str, Any]:
    """Something for each option that has to be given, and the election, so that only who asks can be wrong."""
    given: dict[str, Any] = {}
    group, _, rest = leaf.qualified_name.partition(" ")
    for option in leaf.parameters:
        if group == "election" and option.name == "election":
            given["election"] = election_for(rest)
        elif option.required:
            values: dict[AppCommandOptionType, Any] = {
                AppCommandOptionType.string: option.choices[0].value if option.choices else "x",
                # The motion of that number, of which there is one; polls and reports have none.
                AppCommandOptionType.integer: 1,
                AppCommandOptionType.channel: everybody.channel("general"),
                # Whoever is named is that already, so that the next who is tried finds everything as it was.
                AppCommandOptionType.user: everybody.people[Kind.OFFICER].id,
            }
            given[option.display_name] = values[option.type]
    if "opens" in given:
        given["opens"] = "2090-01-01 12:00"
    return given


@pytest_asyncio.fixture(loop_scope="module", scope="module", autouse=True)
async def motion(everybody: Everybody) -> None:
    """Let motion 1 be open, and motion 2 withdrawn and so on record."""
    committee = everybody.people[Kind.COMMITTEE]
    for number in (1, 2):
        form = await committee.command("motion propose", kind="operational")
        told = await committee.told(await committee.submit(form, title="Sponsors", text="We take none."))
        assert f"Motion {number}" in told
    asked = await committee.command("motion withdraw", motion=2)
    await committee.told(await committee.click(asked["message"], "Withdraw it"))


async def tell(everybody: Everybody, command: str, given: dict[str, Any]) -> dict[Kind, forging.Answer]:
    """What each kind of person is told who uses a command; those whose it is not first, who change nothing."""
    may = MAY[row_of(command)]

    async def by(kinds: list[Kind]) -> dict[Kind, forging.Answer]:
        tried = (forging.command(everybody.people[kind], command, given) for kind in kinds)
        return dict(zip(kinds, await asyncio.gather(*tried), strict=True))

    others = [each for each in Kind if each not in may]
    await everybody.quiet()
    before = state(everybody)
    answers = await by(others)
    if changes(before, state(everybody)):
        # A sweep may have written meanwhile, which it does not do again at once.
        await everybody.quiet()
        before = state(everybody)
        answers = await by(others)
        assert changes(before, state(everybody)) == {}
    return answers | await by([each for each in Kind if each in may])


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_a_command_is_for_those_whose_it_is(everybody: Everybody, command: str) -> None:
    answers = await tell(everybody, command, options(everybody, COMMANDS[command]))
    assert all(each.ordinary for each in answers.values()), answers
    no = await everybody.not_allowed(answers.values())
    let = {kind for kind, each in answers.items() if each not in no and not each.said.startswith(HIDDEN)}
    assert let == MAY[row_of(command)], {kind: each.said[:200] for kind, each in answers.items()}
    assert everybody.bot.errors() == []


async def test_what_is_on_record_is_for_everybody(everybody: Everybody) -> None:
    for kind in Kind:
        told = await forging.command(everybody.people[kind], "motion record", {"motion": 2})
        assert "Sponsors" in told.said
        assert not told.warns


async def test_a_poll_is_ended_by_who_asked_it_and_by_moderators_who_see_it(everybody: Everybody) -> None:
    welcomer = everybody.people[Kind.WELCOMER]
    open_polls = "SELECT id FROM poll WHERE ended_at IS NULL"
    ended = set()
    for kind in Kind:
        if not everybody.stored(open_polls):
            form = await welcomer.command("poll secret")
            asked = await welcomer.submit(form, question="Tea?", options="Yes\nNo", ends="1 day")
            told = await welcomer.told(asked)
            await everybody.eventually(lambda: everybody.stored(open_polls), f"a poll, and not: {told}")
        [(number,)] = everybody.stored(open_polls)
        answer = await forging.command(everybody.people[kind], "poll end", {"poll": number})
        if answer.warns:
            assert everybody.stored(open_polls)
        else:
            await everybody.eventually(lambda: not everybody.stored(open_polls), f"its end, after {answer}")
            ended.add(kind)
    assert ended == {Kind.WELCOMER, *MODERATORS}


async def test_who_is_on_the_roll_is_nominated(everybody: Everybody) -> None:
    # The returns officer is on it, too, and stands in nothing that they conduct.
    on_the_roll = {Kind.MEMBER, Kind.WELCOMER, Kind.MODERATOR}
    able = set()
    for kind in Kind:
        person = everybody.people[kind]
        form = (await forging.command(person, "election nominate", {"election": "#2"})).form
        assert form is not None
        if not (await forging.submit(person, form, {})).warns:
            able.add(kind)
    assert able == on_the_roll


async def test_every_row_is_of_a_command() -> None:
    assert {row_of(command) for command in COMMANDS} == set(MAY)
