"""`/admin`: cogs and settings at run time, for moderators and nobody else."""

from __future__ import annotations

import tomllib
from typing import Any

import aiohttp
import pytest

from tests.wire.harness import is_private, said

from .conftest import ALWAYS, Begin, KernelCommunity

MODERATOR = "sofia_reyes"
MEMBER = "kofi.asante"
REFUSED = "Only moderators can do this."


@pytest.fixture
async def community(begin: Begin) -> KernelCommunity:
    return await begin()


async def admin(community: KernelCommunity, command: str, by: str = MODERATOR, **options: Any) -> str:
    outcome = await community.person(by).command(f"admin {command}", **options)
    assert is_private(outcome["message"])
    return said(outcome)


async def test_cogs_are_switched_off_and_on_and_stay_so(community: KernelCommunity) -> None:
    assert "🟢 **probe**: For tests." in await admin(community, "cogs list")
    assert "**probe** is off" in await admin(community, "cogs disable", name="probe")
    assert community.commands() == ALWAYS
    assert "⚪ **probe**" in await admin(community, "cogs list")
    assert "cog.probe" not in await community.status()
    await community.bot.stop()
    await community.bot.start()
    assert community.commands() == ALWAYS
    assert "**probe** is on" in await admin(community, "cogs enable", name="probe")
    assert community.commands() == ALWAYS | {"probe"}
    assert said(await community.person(MEMBER).command("probe hello")) == "Hello"
    await community.bot.stop()
    await community.bot.start()
    assert community.commands() == ALWAYS | {"probe"}
    assert await community.bot.stop() == 0
    assert community.bot.errors() == []
    assert community.bot.left_behind() == []
    assert community.invalid_requests() == []


REFUSALS: list[tuple[str, dict[str, str], str]] = [
    ("cogs enable", {"name": "probe"}, "probe is already running."),
    ("cogs enable", {"name": "nothing"}, "there is no cog named 'nothing'"),
    ("cogs disable", {"name": "nothing"}, "nothing is not running.\nRunning: admin, privacy and probe."),
    ("cogs disable", {"name": "admin"}, "admin cannot be switched off"),
    ("cogs disable", {"name": "privacy"}, "privacy cannot be switched off"),
    ("cogs reload", {"name": "admin"}, "admin cannot reload itself."),
    ("cogs reload", {"name": "nothing"}, "nothing is not running."),
    ("config show", {"cog": "nothing"}, "There is no cog named nothing."),
    ("config set", {"cog": "probe", "key": "nothing", "value": "1"}, "probe has no setting nothing."),
    ("config set", {"cog": "probe", "key": "times", "value": "often"}, "must be a whole number"),
    ("config reset", {"cog": "probe", "key": "times"}, "was not changed at run time"),
]


async def test_what_cannot_be_done_is_said(community: KernelCommunity) -> None:
    for command, options, told in REFUSALS:
        assert told in await admin(community, command, **options), command
    assert community.commands() == ALWAYS | {"probe"}
    assert community.bot.errors() == []


async def test_a_cog_that_does_not_start_is_told_with_its_reference_and_leaves_nothing(begin: Begin) -> None:
    community = await begin({"cogs": {"enabled": ["shaky", "admin", "probe"]}})
    assert community.commands() == ALWAYS | {"probe"}
    (error,) = community.bot.errors()
    status = await community.status()
    assert "⚠️ **cog.shaky**: not running: it does not start (RuntimeError" in status
    assert error["ref"] in status
    assert "shaky.sweep" not in status
    assert said(await community.person(MEMBER).command("probe hello")) == "Hello"
    # Nothing of the first attempt stands in the way of the next: it fails for the same reason.
    again = await admin(community, "cogs enable", name="shaky")
    assert "it does not start (RuntimeError" in again
    assert "shaky" in await admin(community, "cogs disable", name="shaky")
    assert "shaky" not in await community.status()
    await community.bot.stop()
    await community.bot.start()
    assert "shaky" not in await community.status()
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def broken(:", "SyntaxError"),
        ("COG = None", "COG is not a CommunityCog"),
        ("from cogs.probe import Probe\nCOG = Probe", "has to be the folder's name"),
    ],
    ids=["syntax", "no cog", "another's key"],
)
async def test_a_package_that_is_no_cog_stops_nothing_else(begin: Begin, source: str, told: str) -> None:
    community = await begin({"cogs": {"enabled": ["admin", "shaky", "probe"]}}, start=False)
    (community.bot.cogs / "shaky" / "__init__.py").write_text(source)
    await community.bot.start()
    assert community.commands() == ALWAYS | {"probe"}
    assert told in await community.status()
    assert told in await admin(community, "cogs list")


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("def __init__(self, bot, settings)", "raise RuntimeError('in the constructor')"),
        ("@classmethod\n    def intents(cls, settings)", "raise RuntimeError('in intents')"),
        ("async def cog_load(self)", "raise RuntimeError('in cog_load')"),
    ],
    ids=["constructor", "intents", "cog_load"],
)
async def test_wherever_a_cog_fails_the_rest_runs(begin: Begin, method: str, body: str) -> None:
    community = await begin({"cogs": {"enabled": ["shaky", "admin", "probe"]}}, start=False)
    source = community.bot.cogs / "shaky" / "__init__.py"
    source.write_text(
        source.read_text().replace(
            "    async def stop", f"    {method}:\n        {body}\n\n    async def stop"
        )
    )
    await community.bot.start()
    assert community.commands() == ALWAYS | {"probe"}
    assert "cog.shaky**: not running" in await community.status()


async def test_reload_takes_the_mended_source_and_keeps_the_old_one_when_it_is_broken(
    community: KernelCommunity,
) -> None:
    source = community.bot.cogs / "probe" / "__init__.py"
    original = source.read_text()
    source.write_text(original.replace('greeting: str = "Hello"', 'greeting: str = "Good morning"'))
    assert "runs afresh" in await admin(community, "cogs reload", name="probe")
    assert said(await community.person(MEMBER).command("probe hello")) == "Good morning"
    source.write_text("def broken(:")
    told = await admin(community, "cogs reload", name="probe")
    assert "SyntaxError" in told
    assert "It runs on as it was." in told
    assert said(await community.person(MEMBER).command("probe hello")) == "Good morning"
    source.write_text(
        original.replace(
            "    async def start(self) -> None:",
            "    async def start(self) -> None:\n        raise RuntimeError",
        )
    )
    assert "was not started" in await admin(community, "cogs reload", name="probe")
    assert "cog.probe**: not running" in await community.status()
    assert community.commands() == ALWAYS
    source.write_text(original)
    await community.bot.stop()
    await community.bot.start()
    assert said(await community.person(MEMBER).command("probe hello")) == "Hello"


# --- settings --------------------------------------------------------------------------------------------


async def test_a_setting_is_shown_changed_kept_and_taken_back(community: KernelCommunity) -> None:
    kofi = community.person(MEMBER)
    assert '`greeting` = `"Hello"` (the default)' in await admin(community, "config show", cog="probe")
    await admin(community, "config set", cog="probe", key="greeting", value="Hi there")
    await admin(community, "config set", cog="probe", key="times", value="2")
    assert said(await kofi.command("probe hello")) == "Hi there Hi there"
    shown = await admin(community, "config show", cog="probe")
    assert f'`greeting` = `"Hi there"` (set by <@{community.person(MODERATOR).id}> ' in shown
    await community.bot.stop()
    await community.bot.start()
    assert said(await kofi.command("probe hello")) == "Hi there Hi there"
    assert "as in config.toml again" in await admin(community, "config reset", cog="probe", key="greeting")
    assert said(await kofi.command("probe hello")) == "Hello Hello"


TYPED = [
    ("plain words", "plain words"),
    ('"quoted"', "quoted"),
    ("'literal'", "literal"),
    ('"2"', "2"),
    ("2026-03-01", "2026-03-01"),
    ("inf", "inf"),
    ("{", "{"),
    ("[" * 3000, "[" * 3000),
]


async def test_values_are_read_as_config_toml_reads_them(community: KernelCommunity) -> None:
    for typed, greeting in TYPED:
        assert "is changed" in await admin(community, "config set", cog="probe", key="greeting", value=typed)
        stored = community.bot.stored("SELECT json_extract(value, '$') FROM setting_override")
        assert stored == [(greeting,)]


async def test_the_export_starts_the_same_bot(community: KernelCommunity) -> None:
    await admin(community, "config set", cog="probe", key="greeting", value="Hi")
    await admin(community, "cogs disable", name="probe")
    outcome = await community.person(MODERATOR).command("admin config export")
    (attachment,) = outcome["message"]["attachments"]
    async with aiohttp.ClientSession() as session, session.get(attachment["url"]) as response:
        exported = tomllib.loads((await response.read()).decode())
    assert community.bot.token not in str(exported)
    assert exported["cogs"]["probe"] == {"greeting": "Hi", "times": 1, "listen": False}
    assert exported["cogs"]["enabled"] == ["admin", "privacy"]
    await community.bot.stop()
    community.bot.database.unlink()
    community.bot.config = exported
    await community.bot.start()
    assert community.commands() == ALWAYS
    await admin(community, "cogs enable", name="probe")
    assert said(await community.person(MEMBER).command("probe hello")) == "Hi"


async def test_a_stored_setting_that_no_longer_fits_is_shown_until_it_is_reset(
    community: KernelCommunity,
) -> None:
    await admin(community, "config set", cog="probe", key="times", value="2")
    source = community.bot.cogs / "probe" / "__init__.py"
    source.write_text(
        source.read_text()
        .replace("times: int = 1", 'times: bool | int = 1; when: str = ""')
        .replace("times: bool | int", "times: tuple[int, ...] | int")
        .replace("| int = 1", "= (1,)")
    )
    source.write_text(
        source.read_text().replace(
            "[self.settings.greeting] * self.settings.times", "[self.settings.greeting]"
        )
    )
    await community.bot.stop()
    await community.bot.start()
    assert "settings.probe.times**: the value set at run time no longer fits" in await community.status()
    await admin(community, "config reset", cog="probe", key="times")
    assert "settings.probe.times" not in await community.status()


async def test_a_setting_that_needs_another_intent_connects_anew(community: KernelCommunity) -> None:
    seen = len(community.bot.lines)
    assert "is changed" in await admin(community, "config set", cog="probe", key="listen", value="true")
    await community.bot.logged("ready", after=seen)
    assert said(await community.person(MEMBER).command("probe hello")) == "Hello"
    assert await community.bot.stop() == 0
    assert community.bot.errors() == []
    assert community.bot.left_behind() == []


async def test_a_cog_that_cannot_act_on_a_setting_says_that_it_is_changed_all_the_same(begin: Begin) -> None:
    community = await begin(start=False)
    source = community.bot.cogs / "probe" / "__init__.py"
    source.write_text(
        source.read_text().replace(
            "    async def stop",
            "    async def settings_changed(self):\n        raise RuntimeError\n\n    async def stop",
        )
    )
    await community.bot.start()
    told = await admin(community, "config set", cog="probe", key="greeting", value="Hi")
    assert "probe.greeting is changed, but probe could not act on it (reference" in told
    (error,) = community.bot.errors()
    assert error["ref"] in told
    assert "Hi" in await admin(community, "config show", cog="probe")


# --- who may ---------------------------------------------------------------------------------------------

COMMANDS: list[tuple[str, dict[str, str]]] = [
    ("status", {}),
    ("cogs list", {}),
    ("cogs enable", {"name": "probe"}),
    ("cogs disable", {"name": "probe"}),
    ("cogs reload", {"name": "probe"}),
    ("config show", {"cog": "probe"}),
    ("config set", {"cog": "probe", "key": "greeting", "value": "Mine now"}),
    ("config reset", {"cog": "probe", "key": "greeting"}),
    ("config export", {}),
]


@pytest.mark.usefixtures("allow_forged_commands")
async def test_no_command_works_for_a_member_even_when_it_is_forged(community: KernelCommunity) -> None:
    for command, options in COMMANDS:
        assert REFUSED in await admin(community, command, MEMBER, **options), command
    assert await community.person(MEMBER).complete("admin config set", "cog", cog="", key="", value="") == []
    assert said(await community.person(MEMBER).command("probe hello")) == "Hello"
    assert community.bot.stored("SELECT * FROM setting_override") == []
    assert community.bot.errors() == []


async def test_the_client_hides_the_commands_from_members(community: KernelCommunity) -> None:
    with pytest.raises(Exception, match="this member cannot use 'admin' here"):
        await community.person(MEMBER).command("admin status")


@pytest.mark.usefixtures("allow_forged_commands")
async def test_a_configured_role_may_steer_as_well(begin: Begin) -> None:
    community = await begin(start=False)
    kofi = community.person(MEMBER)
    member = community.discord.people.lookup.member(kofi.id)
    community.bot.config["discord"]["moderator_roles"] = [int(role) for role in member.role_ids]
    await community.bot.start()
    assert "Version" in await admin(community, "status", MEMBER)


async def test_suggestions_help_moderators(community: KernelCommunity) -> None:
    sofia = community.person(MODERATOR)
    values = [choice["value"] for choice in await sofia.complete("admin cogs disable", "name", name="")]
    assert values == ["probe"]
    keys = await sofia.complete("admin config set", "key", cog="probe", key="gre", value="")
    assert [choice["value"] for choice in keys] == ["greeting"]
