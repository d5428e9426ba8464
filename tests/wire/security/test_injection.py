"""Whatever somebody writes into an option or a form pings nobody, breaks out of no quotation and fails nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from discord import AppCommandOptionType

from tests.wire.harness import Json, Person, components

from . import forging
from .conftest import Everybody
from .test_who_may import COMMANDS, Leaf, motion, options
from .who_may import MAY, Kind, row_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
__all__ = ["motion"]

TEXT_INPUT = 4
# Moderators' own words, whose markup is meant: templates of posts and greetings.
MEANT = {"announce edit", "announce add", "welcome text"}
MASKED_LINK = re.compile(r"(?<!\\)\[evil\]\(")
HIDDEN = "\u202e\u200b\x00\x1b"


def hostile(everybody: Everybody) -> str:
    """A text with everything that means something to Discord, to the bot or to a log."""
    victim, role = everybody.people[Kind.OWNER].id, everybody.discord.people.role("Moderator")
    return (
        f"[evil](https://evil.example) @everyone @here <@{victim}> <@&{role}> **b** `c` ```d``` ||e|| {HIDDEN}"
        ' election:vote:1 {"level": "error"} %s {0} </x:1>\n# h\n> q\n- l'
    )


def written_by_the_bot(everybody: Everybody) -> dict[int, Any]:
    """Every message of the bot in public, by id."""
    world = everybody.discord.world
    return {
        message.id: message
        for channel in world.messages.values()
        for message in channel.values()
        if message.author_id == world.bot_user.id
    }


async def harmless(everybody: Everybody, person: Person, answer: forging.Answer, *, meant: bool) -> None:
    """Fail when an answer, or what stands in public since, does what a text of somebody's must not do."""
    assert answer.ordinary, answer
    await everybody.quiet()
    for message in written_by_the_bot(everybody).values():
        assert not message.mention_everyone
        assert int(everybody.people[Kind.OWNER].id) not in message.ping_user_ids
        assert not message.ping_role_ids
    if not meant:
        shown = [each.components for each in written_by_the_bot(everybody).values()]
        assert MASKED_LINK.search(answer.said) is None, answer.said
        assert MASKED_LINK.search(json.dumps(shown).replace("\\\\", "\\")) is None
    assert everybody.bot.errors() == []


def tries(leaf: Leaf, words: str) -> dict[str, str]:
    """The options into which anything can be written, each with as much of `words` as it takes."""
    return {
        each.display_name: words[: each.max_value and int(each.max_value)]
        for each in leaf.parameters
        if each.type is AppCommandOptionType.string and not each.choices
    }


def somebody(everybody: Everybody, command: str) -> Person:
    """Somebody who may use a command."""
    may = MAY[row_of(command)]
    first = (Kind.MODERATOR, Kind.OFFICER, Kind.COMMITTEE, Kind.MEMBER)
    return everybody.people[next(kind for kind in first if kind in may)]


def filled(form: Json, words: str) -> dict[str, str]:
    """A form's text inputs, each filled with as much of `words` as it takes."""
    return {
        each["custom_id"]: words[: each.get("max_length") or 4000]
        for each in components(form)
        if each["type"] == TEXT_INPUT
    }


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_what_is_written_into_a_command_or_its_form_stays_words(
    everybody: Everybody, command: str
) -> None:
    leaf, person, words = COMMANDS[command], somebody(everybody, command), hostile(everybody)
    meant = command in MEANT
    usual = options(everybody, leaf)
    for written in [*({option: text} for option, text in tries(leaf, words).items()), {}]:
        answer = await forging.command(person, command, {**usual, **written})
        await harmless(everybody, person, answer, meant=meant)
        if answer.form is not None and (values := filled(answer.form, words)):
            sent = await forging.submit(person, answer.form, values)
            await harmless(everybody, person, sent, meant=meant)
