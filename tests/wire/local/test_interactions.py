"""Commands, menus, components and modals, between a person and a real bot."""

from __future__ import annotations

import base64
import json

from .harness import BotProcess, Local


def _file(name: str, text: str) -> dict[str, str]:
    return {"filename": name, "content_base64": base64.b64encode(text.encode()).decode()}


async def test_slash_command_is_answered(local: Local) -> None:
    outcome = await local.person("diego_m").command("ping")
    assert outcome["outcome"] == "message"
    assert outcome["message"]["content"] == "pong"
    assert outcome["message"]["interaction_metadata"]["user"]["username"] == "diego_m"


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
    facts = json.loads(outcome["message"]["content"])
    assert (facts["text"], facts["number"]) == ("hello", 3)
    assert [str(facts[key]) for key in ("user", "place", "role", "anyone")] == [other, local.channel, role, role]
    assert facts["file"] == ["a.txt", "content"]
    assert (facts["flag"], facts["ratio"], facts["colour"], facts["context"]) == (True, 0.5, "green", True)
    assert facts["locale"] == "en-US"
    assert facts["app_permissions"] & (1 << 11)
    assert facts["permissions"] & (1 << 31)


async def test_modal_with_button(local: Local) -> None:
    person = local.person("diego_m")
    shown = await person.command("menu")
    message = shown["message"]["id"]
    opened = await person.post("click", channel=local.channel, message=message, custom_id="ask")
    assert opened["outcome"] == "modal"
    assert (await person.state())["modals"][0]["interaction"] == opened["interaction"]
    values = {"text": "words", "choice": ["b"], "radio": "yes", "boxes": ["y"], "box": True}
    outcome = await person.post("modal", interaction=opened["interaction"], values=values)
    assert json.loads(outcome["message"]["content"]) == {
        "text": "words", "choice": ["b"], "radio": "yes", "boxes": ["y"], "box": True,
    }  # fmt: skip
    assert outcome["message"]["flags"] & 64
    assert (await person.state())["modals"] == []


async def test_joining_is_told_to_bot(local: Local, bot: BotProcess) -> None:
    person = await local.join("newcomer.one")
    report = await bot.heard("member_join", id=int(person.id))
    assert report["pending"] is True
