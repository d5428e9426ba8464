"""Finding cogs by name, whatever is wrong with one of them."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.cog import CogSettings, CommunityCog, Intents, available, find, find_all, reimport
from bot.errors import CogError, NotAllowed
from tests.rules.kernel.conftest import GREETER, WriteCog


def test_the_shipped_cogs_are_available_and_keep_the_contract() -> None:
    assert {"admin", "guide"} <= set(available())
    found, errors = find_all(available())
    assert errors == []
    for name, cog in found.items():
        assert cog.key == name
        assert cog.summary
        assert cog.settings_model() is not None


def test_a_new_folder_is_a_new_cog(write_cog: WriteCog) -> None:
    write_cog("greeter")
    assert "greeter" in available()
    assert find("greeter").summary == "Says hello."


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def broken(:", "cannot be imported: SyntaxError"),
        (
            "import no_such_module",
            "cannot be imported: ModuleNotFoundError: No module named 'no_such_module'",
        ),
        ("raise RuntimeError('half-way')", "cannot be imported: RuntimeError: half-way"),
        ("raise SystemExit('install it')", "cannot be imported: SystemExit: install it"),
        ("", "has no attribute 'COG'"),
        ("COG = None", "COG is not a CommunityCog"),
        ("COG = object", "COG is not a CommunityCog"),
        ("COG = object()", "COG is not a CommunityCog"),
        (
            "from bot.cog import CommunityCog\nclass Bare(CommunityCog):\n    pass\nCOG = Bare",
            "Bare does not say its key, summary, settings_model",
        ),
        (GREETER.replace('"greeter"', '"other"'), "Greeter.key is 'other', and has to be the folder's name"),
    ],
    ids=[
        "syntax",
        "import",
        "exception",
        "exit",
        "no COG",
        "None",
        "wrong class",
        "no class",
        "bare",
        "wrong key",
    ],
)
def test_a_bad_package_is_a_cog_error_and_hides_no_other(write_cog: WriteCog, source: str, told: str) -> None:
    write_cog("greeter", source)
    with pytest.raises(CogError) as caught:
        find("greeter")
    assert told in str(caught.value)
    found, errors = find_all(["greeter", "admin"])
    assert list(found) == ["admin"]
    assert len(errors) == 1


@pytest.mark.parametrize("name", ["nothing", "", "admin.cog", "../bot", "__init__"])
def test_a_name_that_is_not_installed_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(CogError, match=r"there is no cog named .*installed are .*admin"):
        find(name)


def test_reimport_reads_the_source_anew_with_all_its_modules(write_cog: WriteCog) -> None:
    source = GREETER.replace('"Says hello."', "SUMMARY").replace(
        "from bot", "from .words import SUMMARY\nfrom bot"
    )
    write_cog("greeter", source, words='SUMMARY = "Old."')
    old = find("greeter")
    write_cog("greeter", source, words='SUMMARY = "New."')
    assert find("greeter") is old
    assert reimport("greeter").summary == "New."
    assert find("greeter").summary == "New."


def test_reimport_keeps_the_old_source_when_the_new_one_is_broken(write_cog: WriteCog) -> None:
    write_cog("greeter")
    old = find("greeter")
    write_cog("greeter", "from . import words\nraise RuntimeError('half-way')", words="")
    with pytest.raises(CogError, match="half-way"):
        reimport("greeter")
    assert find("greeter") is old
    assert "cogs.greeter.words" not in sys.modules


def test_intents_add_up_and_never_hold_more_than_asked() -> None:
    asked = Intents(messages=True) | Intents(scheduled_events=True)
    assert asked == Intents(messages=True, scheduled_events=True)
    flags = dict(asked.to_discord())
    assert {name for name, on in flags.items() if on} == {
        "guilds", "members", "guild_messages", "guild_scheduled_events",
    }  # fmt: skip


def test_without_wishes_the_intents_are_guilds_and_members() -> None:
    assert Intents().to_discord() == discord.Intents(guilds=True, members=True)
    assert Intents(message_content=True).to_discord().message_content


class Guarded(CommunityCog[CogSettings]):
    key = "guarded"
    summary = "Refuses."
    settings_model = CogSettings
    refusal: Exception = NotAllowed("Only members of the crew can do this.")

    def allow(self, interaction: discord.Interaction[Any]) -> None:
        raise self.refusal


@pytest.mark.parametrize("refusal", [NotAllowed("Only the crew."), RuntimeError("a bug in the check")])
async def test_whatever_a_check_raises_reaches_the_answer(refusal: Exception) -> None:
    cog = Guarded(SimpleNamespace(), CogSettings())  # type: ignore[arg-type]
    cog.refusal = refusal
    with pytest.raises(app_commands.CheckFailure) as caught:
        await cog.interaction_check(SimpleNamespace())  # type: ignore[arg-type]
    assert caught.value.__cause__ is refusal


@pytest.mark.parametrize(
    ("have", "need", "covered"),
    [
        (Intents(), Intents(), True),
        (Intents(messages=True), Intents(), True),
        (Intents(messages=True), Intents(messages=True), True),
        (Intents(messages=True), Intents(messages=True, message_content=True), False),
        (Intents(), Intents(reactions=True), False),
    ],
)
def test_intents_cover_what_they_contain(have: Intents, need: Intents, covered: bool) -> None:
    assert have.covers(need) is covered
