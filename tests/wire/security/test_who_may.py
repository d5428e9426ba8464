"""Every command, tried by every kind of person past what Discord would hide, is refused to whom it is not for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from discord import AppCommandOptionType, app_commands

from bot.cog import available, find

from . import forging
from .conftest import Everybody
from .who_may import MAY, Kind, election_for, row_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = re.compile(
    r"⚠️ (Only (moderators|members of the committee)|This is for|The roll is kept by|No election is called"
    r"|You have not accepted the server's rules|An election is begun by)"
)
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
                AppCommandOptionType.integer: 1,
                AppCommandOptionType.channel: everybody.channel("general"),
                # Whoever is named is that already, so that the next who is tried finds everything as it was.
                AppCommandOptionType.user: everybody.people[Kind.OFFICER].id,
            }
            given[option.display_name] = values[option.type]
    if "opens" in given:
        given["opens"] = "2090-01-01 12:00"
    return given


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_a_command_is_for_those_whose_it_is(everybody: Everybody, command: str) -> None:
    may = MAY[row_of(command)]
    given = options(everybody, COMMANDS[command])
    told = await asyncio.gather(*(forging.command(everybody.people[kind], command, given) for kind in Kind))
    answers = dict(zip(Kind, told, strict=True))
    let = {kind for kind, answer in answers.items() if not REFUSED.match(answer)}
    assert let == may, {kind: answers[kind][:200] for kind in let ^ may}
    assert everybody.bot.errors() == []


async def test_every_row_is_of_a_command() -> None:
    assert {row_of(command) for command in COMMANDS} == set(MAY)
