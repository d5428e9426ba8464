"""Commands, menus, components and modals, between a person and a real bot."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.local_discord import LocalDiscord

from .harness import PATIENCE, BotProcess, Local, Person


def _file(name: str, text: str) -> dict[str, str]:
    return {"filename": name, "content_base64": base64.b64encode(text.encode()).decode()}


async def _menu(person: Person, local: Local) -> str:
    shown = await person.command("menu")
    return str(shown["message"]["id"])


async def _places(person: Person) -> str:
    shown = await person.command("menu")
    async with asyncio.timeout(PATIENCE):
        while True:
            outcome = await person._local.get("interaction", **{"as": person.id}, id=shown["interaction"])
            if outcome["followups"]:
                return str(outcome["followups"][0]["id"])
            await asyncio.sleep(0.01)


# ---------------------------------------------------------------- commands


async def test_slash_command_is_answered(local: Local) -> None:
    outcome = await local.person("diego_m").command("ping")
    assert outcome["outcome"] == "message"
    assert outcome["message"]["content"] == "pong"
    assert outcome["message"]["interaction_metadata"]["user"]["username"] == "diego_m"
    assert outcome["message"]["interaction_metadata"]["name"] == "ping"


async def test_nested_command_takes_every_type_of_option(local: Local) -> None:
    person = local.person("diego_m")
    state = await person.state()
    role = next(r for r in state["roles"] if r["name"] == "Fellow")["id"]
    other = local.person("priya_nair").id
    options = {
        "text": "hello", "number": 3, "flag": True, "user": other, "place": local.channel, "role": role,
        "anyone": role, "ratio": 0.5, "file": _file("a.txt", "content"), "colour": "green",
    }  # fmt: skip
    outcome = await person.command("outer inner everything", options=options)
    assert outcome["message"]["interaction_metadata"]["name"] == "outer inner everything"
    facts = json.loads(outcome["message"]["content"])
    assert (facts["text"], facts["number"]) == ("hello", 3)
    assert [str(facts[key]) for key in ("user", "place", "role", "anyone")] == [
        other,
        local.channel,
        role,
        role,
    ]
    assert facts["file"] == ["a.txt", "content"]
    assert (facts["flag"], facts["ratio"], facts["colour"], facts["context"]) == (True, 0.5, "green", True)
    assert facts["locale"] == "en-US"
    assert facts["app_permissions"] & (1 << 11)
    assert facts["permissions"] & (1 << 31)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"text": "x"}, "at least 2"),
        ({"text": "x" * 11}, "at most 10"),
        ({"text": None}, "required"),
        ({"number": 6}, "≤ 5"),
        ({"number": "3"}, "expects int"),
        ({"flag": "yes"}, "expects bool"),
        ({"colour": "black"}, "only allows"),
        ({"user": "123"}, "cannot be chosen"),
        ({"place": "voice"}, "cannot be chosen"),
        ({"nonsense": 1}, "no option 'nonsense'"),
    ],
)
async def test_client_refuses_bad_options(local: Local, change: dict[str, object], complaint: str) -> None:
    person = local.person("diego_m")
    if change.get("place") == "voice":
        change = {"place": local.discord.people.channel("hacking hour")}
    options: dict[str, object] = {
        "text": "hello", "number": 3, "flag": True, "user": person.id, "place": local.channel,
        "role": str(local.discord.guild_id), "anyone": person.id, "ratio": 0.5, "file": _file("a.txt", "x"),
        **change,
    }  # fmt: skip
    refused = await person.command("outer inner everything", options=options, status=400)
    assert complaint in refused["error"]


async def test_unknown_command_and_open_group_are_refused(local: Local) -> None:
    person = local.person("diego_m")
    assert "no command 'nothing'" in (await person.command("nothing", status=404))["error"]
    assert "is a group" in (await person.command("outer inner", status=400))["error"]
    assert "no sub-command" in (await person.command("outer wrong", status=400))["error"]


async def test_autocomplete_gives_the_bots_choices(local: Local) -> None:
    person = local.person("diego_m")
    answer = await person.post(
        "autocomplete", channel=local.channel, name="outer inner pick",
        options={"name": "n", "number": 7}, focused="name",
    )  # fmt: skip
    assert answer["choices"] == [
        {"name": f"{name} 7", "value": name} for name in ("norse", "sinabs", "snntorch")
    ]
    outcome = await person.command("outer inner pick", options={"name": "my own words"})
    assert outcome["message"]["content"] == "picked my own words"


async def test_message_and_user_menus(local: Local) -> None:
    person = local.person("diego_m")
    written = await person.post("message", channel=local.channel, content="quote me")
    quoted = await person.post(
        "context", channel=local.channel, name="Quote message", message=written["message"]["id"]
    )
    # A message command shows its target's content even without the message-content intent.
    assert quoted["message"]["content"] == "diego_m: quote me"
    other = local.person("priya_nair")
    asked = await person.post("context", channel=local.channel, name="Who is it", user=other.id)
    assert asked["message"]["content"] == "priya_nair since True"


async def test_default_permissions_decide_who_sees_and_uses_a_command(local: Local) -> None:
    moderator, student = local.person("sofia_reyes"), local.person("kofi.asante")
    assert "powerful" in {c["name"] for c in (await moderator.state())["commands"]}
    assert "powerful" not in {c["name"] for c in (await student.state())["commands"]}
    assert (await moderator.command("powerful"))["outcome"] == "message"
    assert "cannot use" in (await student.command("powerful", status=403))["error"]


# ---------------------------------------------------------------- responses


async def test_deferred_response_is_completed_by_an_edit(local: Local) -> None:
    person = local.person("diego_m")
    outcome = await person.command("defer", options={"seconds": 0.3})
    assert outcome["outcome"] == "deferred"
    assert outcome["message"]["flags"] & 128
    finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"], wait=10)
    assert finished["outcome"] == "message"
    assert finished["message"]["content"] == "thought"
    assert not finished["message"]["flags"] & 128
    assert finished["message"]["id"] == outcome["message"]["id"]


async def test_deferred_ephemeral_stays_ephemeral(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    outcome = await person.command("defer", options={"ephemeral": True})
    finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"], wait=10)
    assert finished["message"]["flags"] & 64
    assert finished["message"]["id"] not in {m["id"] for m in await other.messages()}


async def test_followups_edit_and_delete(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    outcome = await person.command("follow")
    async with asyncio.timeout(PATIENCE):
        while True:
            finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"])
            shown = [message["content"] for message in finished["followups"]]
            log = [r["method"] for r in local.discord.requests.since(0) if "/webhooks/" in r["path"]]
            if shown == ["second, edited"] and log[-1] == "DELETE":
                break
            await asyncio.sleep(0.02)
    assert finished["message"]["content"] == "first"
    seen = [message["content"] for message in await other.messages()]
    assert "second, edited" in seen
    assert "first" not in seen


async def test_files_in_responses(local: Local) -> None:
    person = local.person("diego_m")
    outcome = await person.command("attach")
    async with asyncio.timeout(PATIENCE):
        while True:
            finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"])
            files = [item["filename"] for item in finished["message"]["attachments"]]
            if files == ["one.txt", "two.txt"]:
                break
            await asyncio.sleep(0.02)
    contents = []
    for item in finished["message"]["attachments"]:
        async with local.session.get(item["url"]) as response:
            contents.append(await response.text())
    assert contents == ["1", "2"]


async def test_ephemeral_is_seen_and_used_by_its_reader_alone(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    outcome = await person.command("whisper")
    message = outcome["message"]["id"]
    assert outcome["message"]["flags"] & 64
    assert message in {m["id"] for m in await person.messages()}
    assert message not in {m["id"] for m in await other.messages()}
    assert message not in {m["id"] for m in (await local.get("messages", channel=local.channel))["messages"]}
    await other.post("click", channel=local.channel, message=message, custom_id="replace", status=404)
    pressed = await person.post("click", channel=local.channel, message=message, custom_id="replace")
    assert pressed["outcome"] == "update"
    assert pressed["message"]["content"] == "replaced"
    answer = await person.raw("GET", f"/channels/{local.channel}/messages/{message}")
    assert (answer["status"], answer["code"]) == (404, 10008)


# ---------------------------------------------------------------- components


async def test_button_replaces_its_message(local: Local) -> None:
    person = local.person("diego_m")
    message = await _menu(person, local)
    outcome = await person.post("click", channel=local.channel, message=message, custom_id="replace")
    assert outcome["outcome"] == "update"
    assert outcome["message"]["id"] == message
    assert outcome["message"]["content"] == "replaced"


async def test_button_defers_its_update(local: Local) -> None:
    person = local.person("diego_m")
    message = await _menu(person, local)
    outcome = await person.post("click", channel=local.channel, message=message, custom_id="later")
    assert outcome["outcome"] == "deferred_update"
    finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"], wait=10)
    assert finished["message"]["id"] == message
    assert finished["message"]["content"] == "replaced later"


async def test_every_select(local: Local) -> None:
    person = local.person("diego_m")
    role = next(r for r in (await person.state())["roles"] if r["name"] == "Fellow")["id"]
    message = await _menu(person, local)

    async def choose(custom_id: str, *values: str, where: str = message) -> str:
        outcome = await person.post(
            "select", channel=local.channel, message=where, custom_id=custom_id, values=list(values)
        )
        return str(outcome["message"]["content"])

    assert await choose("words", "three", "one") in ("three,one", "one,three")
    assert await choose("users", person.id) == person.id
    assert await choose("roles", role) == "Fellow"
    assert set((await choose("anyone", role, person.id)).split(",")) == {role, person.id}
    assert await choose("places", local.channel, where=await _places(person)) == "general"


async def test_client_refuses_wrong_component_use(local: Local) -> None:
    person = local.person("diego_m")
    message = await _menu(person, local)
    base = {"channel": local.channel, "message": message}
    assert "no component" in (await person.post("click", **base, custom_id="nothing", status=404))["error"]
    assert "is no button" in (await person.post("click", **base, custom_id="words", status=400))["error"]
    wrong = await person.post("select", **base, custom_id="words", values=["four"], status=400)
    assert "no option 'four'" in wrong["error"]
    many = await person.post("select", **base, custom_id="words", values=["one", "two", "three"], status=400)
    assert "1 to 2" in many["error"]
    none = await person.post("select", **base, custom_id="users", values=["99"], status=400)
    assert "cannot be chosen" in none["error"]


# ---------------------------------------------------------------- modals


async def test_modal_with_text_select_radio_and_boxes(local: Local) -> None:
    person = local.person("diego_m")
    message = await _menu(person, local)
    opened = await person.post("click", channel=local.channel, message=message, custom_id="ask")
    assert opened["outcome"] == "modal"
    assert (await person.state())["modals"][0]["interaction"] == opened["interaction"]
    values = {"text": "words", "choice": ["b"], "radio": "yes", "boxes": ["y"], "box": True}
    outcome = await person.post("modal", interaction=opened["interaction"], values=values)
    assert json.loads(outcome["message"]["content"]) == values
    assert outcome["message"]["flags"] & 64
    assert (await person.state())["modals"] == []
    again = await person.post("modal", interaction=opened["interaction"], values=values, status=400)
    assert "no modal" in again["error"]


async def test_modal_with_files_and_entities(local: Local) -> None:
    person = local.person("diego_m")
    opened = await person.command("form", options={"which": "second"})
    values = {
        "files": [_file("one.txt", "1"), _file("two.txt", "2")],
        "user": [person.id],
        "place": [local.channel],
    }
    outcome = await person.post("modal", interaction=opened["interaction"], values=values)
    facts = json.loads(outcome["message"]["content"])
    assert facts["files"] == [["one.txt", "1"], ["two.txt", "2"]]
    assert (str(facts["user"]), facts["role"], str(facts["place"])) == (person.id, [], local.channel)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"text": None}, "'text' is required"),
        ({"text": "x" * 21}, "0 to 20"),
        ({"choice": ["c"]}, "no option 'c'"),
        ({"radio": None}, "'radio' is required"),
        ({"radio": "maybe"}, "no option 'maybe'"),
        ({"boxes": ["z"]}, "list of its options"),
        ({"boxes": [{}]}, "list of its options"),
        ({"box": "on"}, "is a checkbox"),
        ({"other": "x"}, "no input 'other'"),
    ],
)
async def test_client_refuses_bad_modal_values(
    local: Local, change: dict[str, object], complaint: str
) -> None:
    person = local.person("diego_m")
    opened = await person.command("form")
    values = {"text": "words", "choice": ["b"], "radio": "yes", "boxes": [], "box": False, **change}
    refused = await person.post("modal", interaction=opened["interaction"], values=values, status=400)
    assert complaint in refused["error"]
    await person.post("modal/close", interaction=opened["interaction"])
    assert (await person.state())["modals"] == []


async def test_modal_cannot_answer_a_modal(local: Local) -> None:
    person = local.person("diego_m")
    opened = await person.command("form", options={"which": "chain"})
    outcome = await person.post("modal", interaction=opened["interaction"], values={"text": "x"})
    assert outcome["message"]["content"].startswith("400 50035")
    assert "Value must be one of" in outcome["message"]["content"]


async def test_modal_is_its_openers_alone(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    opened = await person.command("form")
    assert (await other.state())["modals"] == []
    await other.post("modal", interaction=opened["interaction"], values={}, status=404)
    await person.post("modal/close", interaction=opened["interaction"])


# ---------------------------------------------------------------- deadlines


async def test_the_clock_begins_when_it_is_told_to() -> None:
    begins = datetime(2020, 2, 29, 12, tzinfo=UTC)
    discord = LocalDiscord(begins=begins)
    passed = datetime.fromisoformat(discord.world.now_iso()) - begins
    assert timedelta(0) <= passed < timedelta(hours=1)


async def test_three_seconds_on_the_local_clock(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    heard = len(bot.reports)
    outcome = await person.command("late", options={"seconds": 0.5}, wait=0)
    assert outcome["outcome"] == "pending"
    await local.post("clock", advance=3.1)
    finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"])
    assert finished["outcome"] == "failed"
    assert finished["error"] == "The application did not respond"
    report = await bot.heard("error", after=heard)
    assert (report["name"], report["code"]) == ("NotFound", 10062)


async def test_unanswered_button_failed(local: Local) -> None:
    person = local.person("diego_m")
    message = await _menu(person, local)
    waiting = asyncio.create_task(
        person.post("click", channel=local.channel, message=message, custom_id="silent", wait=10)
    )
    await asyncio.sleep(0.2)
    await local.post("clock", advance=3.1)
    assert await waiting | {"interaction": ""} == {
        "interaction": "", "outcome": "failed", "error": "This interaction failed",
    }  # fmt: skip


async def test_second_answer_is_refused(local: Local, bot: BotProcess) -> None:
    heard = len(bot.reports)
    await local.person("diego_m").command("twice")
    report = await bot.heard("error", after=heard)
    assert report["code"] == 40060


async def test_token_lives_fifteen_minutes(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    bot_id = (await person.state())["bots_online"][0]
    for minutes, expected in ((14, "edited"), (16, None)):
        heard = len(bot.reports)
        outcome = await person.command("keep_token")
        await local.post("clock", advance=minutes * 60)
        await person.post("message", channel=local.channel, content=f"<@{bot_id}> !edit")
        if expected is None:
            assert (await bot.heard("error", after=heard))["code"] == 50027
            continue
        async with asyncio.timeout(PATIENCE):
            while True:
                found = {m["id"]: m["content"] for m in await person.messages()}
                if found[outcome["message"]["id"]] == expected:
                    break
                await asyncio.sleep(0.02)


async def test_no_bot_no_answer(fresh) -> None:  # type: ignore[no-untyped-def]
    local = await fresh()
    person = local.person("diego_m")
    assert "is the bot online" in (await person.command("ping", status=404))["hint"]
    assert (await person.state())["bots_online"] == []


async def test_five_hundred_at_once(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    # That none is lost is asked here; how fast they are is measured elsewhere, on a machine with nothing else to do.
    monkeypatch.setattr(local.discord, "first_response", 60)
    person = local.person("diego_m")
    outcomes = await asyncio.gather(*(person.command("ping", wait=60) for _ in range(500)))
    assert [outcome["outcome"] for outcome in outcomes] == ["message"] * 500
