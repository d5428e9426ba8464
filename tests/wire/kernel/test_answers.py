"""Every interaction ends in an answer, whatever fails on whichever side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.wire.harness import is_private, said

from .conftest import Begin, KernelCommunity

MEMBER = "kofi.asante"
REFERENCE = re.compile(r"under the reference `([2-9A-Z]{6})`")


@pytest.fixture
async def community(begin: Begin) -> KernelCommunity:
    return await begin()


def references(community: KernelCommunity) -> list[str]:
    return [line["ref"] for line in community.bot.errors() if "ref" in line]


async def fails_with_a_reference(community: KernelCommunity, outcome: Any) -> None:
    found = REFERENCE.search(said(outcome))
    assert found is not None, said(outcome)
    assert found[1] in references(community)
    assert "a bug behind" not in said(outcome)


@pytest.mark.parametrize("deferred", [False, True])
async def test_a_failing_command_is_answered_with_what_the_log_has(
    community: KernelCommunity, deferred: bool
) -> None:
    outcome = await community.person(MEMBER).command("probe boom", deferred=deferred)
    await fails_with_a_reference(community, outcome)
    messages = [outcome["message"], *outcome.get("followups", [])]
    assert len(messages) == 1
    assert is_private(messages[0])
    assert community.invalid_requests() == []


@pytest.mark.parametrize("deferred", [False, True])
async def test_a_refusal_is_answered_in_its_own_words_and_is_no_failure(
    community: KernelCommunity, deferred: bool
) -> None:
    outcome = await community.person(MEMBER).command("probe boom", deferred=deferred, refused=True)
    assert said(outcome) == "⚠️ This cannot be done.\nDo something else."
    assert community.bot.errors() == []


async def test_buttons_work_fail_and_outlive_a_restart_and_their_cog(community: KernelCommunity) -> None:
    kofi, sofia = community.person(MEMBER), community.person("sofia_reyes")
    shown = {
        key: (await kofi.command("probe button", key=key))["message"] for key in ("7", "boom", "unreadable")
    }
    assert said(await kofi.click(shown["7"], "Press")) == "pressed 7"
    await fails_with_a_reference(community, await kofi.click(shown["boom"], "Press"))
    await fails_with_a_reference(community, await kofi.click(shown["unreadable"], "Press"))
    await community.bot.stop()
    await community.bot.start()
    assert said(await kofi.click(shown["7"], "Press")) == "pressed 7"
    await sofia.command("admin cogs disable", name="probe")
    stale = await kofi.click(shown["7"], "Press")
    assert "This belongs to a feature that is switched off now." in said(stale)
    assert is_private(stale["message"])
    await sofia.command("admin cogs enable", name="probe")
    assert said(await kofi.click(shown["7"], "Press")) == "pressed 7"
    await sofia.command("admin cogs reload", name="probe")
    assert said(await kofi.click(shown["7"], "Press")) == "pressed 7"
    assert community.invalid_requests() == []


async def test_forms_work_fail_and_are_answered_after_a_restart(community: KernelCommunity) -> None:
    kofi = community.person(MEMBER)
    assert said(await kofi.submit(await kofi.command("probe form"), words="hello")) == "got hello"
    await fails_with_a_reference(community, await kofi.submit(await kofi.command("probe form"), words="boom"))
    open_form = await kofi.command("probe form")
    await community.bot.stop()
    await community.bot.start()
    forgotten = await kofi.submit(open_form, words="written with care")
    assert "The bot was restarted after this form was opened" in said(forgotten)
    assert community.invalid_requests() == []


async def test_another_server_s_interactions_are_refused(
    community: KernelCommunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    kofi = community.person(MEMBER)
    button = (await kofi.command("probe button", key="7"))["message"]
    emit = community.discord.world.emit

    def elsewhere(event: str, payload: dict[str, Any], *more: Any, **named: Any) -> Any:
        if event == "INTERACTION_CREATE":
            payload = {
                **payload,
                "guild_id": "999",
                "guild": {"id": "999", "features": [], "locale": "en-US"},
            }
            payload["data"] = {key: value for key, value in payload["data"].items() if key != "guild_id"}
        return emit(event, payload, *more, **named)

    monkeypatch.setattr(community.discord.world, "emit", elsewhere)
    for outcome in (await kofi.command("probe hello"), await kofi.click(button, "Press")):
        assert said(outcome) == "⚠️ This bot works in its own server only."
    assert await suggestions_answered(community, "admin cogs disable")
    assert community.bot.errors() == []


async def suggestions_answered(community: KernelCommunity, command: str) -> bool:
    """Whether the bot said that it has no suggestions, instead of saying nothing."""
    seen = community.last_request()
    assert await community.person("sofia_reyes").complete(command, "name", name="") == []
    return any(request["path"].endswith("/callback") for request in community.requests(since=seen))


async def test_suggestions_for_a_command_that_the_bot_lost_are_answered(community: KernelCommunity) -> None:
    for (name, _), command in next(iter(community.discord.world.commands.values())).items():
        if name == "admin":
            cogs = next(option for option in command["options"] if option["name"] == "cogs")
            disable = next(option for option in cogs["options"] if option["name"] == "disable")
            cogs["options"].append({**disable, "name": "forget"})
    assert await suggestions_answered(community, "admin cogs forget")


async def test_a_command_that_discord_still_shows_and_the_bot_lost_is_answered(
    community: KernelCommunity,
) -> None:
    commands = community.discord.world.commands
    kept = {scope: dict(found) for scope, found in commands.items()}
    await community.person("sofia_reyes").command("admin cogs disable", name="probe")
    for scope, found in kept.items():
        commands[scope].update(found)
    assert "This command has just changed" in said(await community.person(MEMBER).command("probe hello"))


FAULTS: list[dict[str, Any]] = [
    {"status": 500},
    {"status": 400},
    {"status": 403},
    {"status": 404},
    {"cut": "before"},
    {"cut": "after"},
    {"rate_limit": {"retry_after": 0.2, "scope": "user"}},
    {"rate_limit": {"retry_after": 120, "scope": "shared"}},
]


@pytest.mark.parametrize("path", ["/interactions/*/*/callback", "/webhooks/*/*"])
async def test_answers_that_discord_loses_leave_the_bot_up(community: KernelCommunity, path: str) -> None:
    kofi = community.person(MEMBER)
    using = community.discord.people.using
    for fault in FAULTS:
        community.discord.faults.order([{"path": path, "count": 2, **fault}])
        for command, options in (("probe hello", {}), ("probe boom", {"deferred": True})):
            await using.command(kofi.id, kofi.channel, command, options, wait=0.5)
        community.discord.faults.clear()
        assert said(await kofi.command("probe hello")) == "Hello", fault
    assert await community.bot.stop() == 0
    complaints = [
        line for line in community.bot.left_behind() if "Unclosed" in line or "never retrieved" in line
    ]
    assert complaints == []
