"""Every limit that discord.py leaves to Discord comes back as Discord says it: 400, 50035, by path."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import Local

Json = dict[str, Any]
V2 = 1 << 15


def _row(*components: Json) -> Json:
    return {"components": [{"type": 1, "components": list(components)}]}


def _button(**change: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": "one", **change}


def _options(count: int) -> list[Json]:
    return [{"label": f"o{n}", "value": f"v{n}"} for n in range(count)]


def _select(**change: Any) -> Json:
    return {"type": 3, "custom_id": "choose", "options": _options(3), **change}


def _v2(*components: Json) -> Json:
    return {"flags": V2, "components": list(components)}


def _text(content: str = "words") -> Json:
    return {"type": 10, "content": content}


def _embed(**change: Any) -> Json:
    return {"embeds": [{"title": "x", **change}]}


def _poll(**change: Any) -> Json:
    answers = [{"poll_media": {"text": "a"}}, {"poll_media": {"text": "b"}}]
    return {"poll": {"question": {"text": "q"}, "answers": answers, "duration": 24, **change}}


_MEDIA = {"media": {"url": "https://example.org/a.png"}}
_ACCESSORY = {"type": 11, **_MEDIA}

MESSAGES: list[tuple[str, Json, str]] = [
    ("content 2001", {"content": "x" * 2001}, "content"),
    ("button label 81", _row(_button(label="x" * 81)), "components.0.components.0.label"),
    ("custom id 101", _row(_button(custom_id="x" * 101)), "components.0.components.0.custom_id"),
    ("no custom id", _row(_button(custom_id=None)), "components.0.components.0.custom_id"),
    ("same custom id", _row(_button(), _button()), "components.0.components.1.custom_id"),
    ("url and custom id", _row(_button(url="https://example.org")), "components.0.components.0"),
    (
        "url 513",
        _row(_button(style=5, custom_id=None, url="https://" + "x" * 505)),
        "components.0.components.0.url",
    ),
    ("url scheme", _row(_button(style=5, custom_id=None, url="ftp://x")), "components.0.components.0.url"),
    ("button style", _row(_button(style=9)), "components.0.components.0.style"),
    ("button without a face", _row(_button(label=None)), "components.0.components.0"),
    ("six buttons", _row(*(_button(custom_id=str(n)) for n in range(6))), "components.0.components"),
    ("select beside a button", _row(_select(), _button()), "components.0.components"),
    ("26 options", _row(_select(options=_options(26))), "components.0.components.0.options"),
    ("no options", _row(_select(options=[])), "components.0.components.0.options"),
    (
        "option label 101",
        _row(_select(options=[{"label": "x" * 101, "value": "v"}])),
        "components.0.components.0.options.0.label",
    ),
    (
        "option value 101",
        _row(_select(options=[{"label": "l", "value": "v" * 101}])),
        "components.0.components.0.options.0.value",
    ),
    (
        "option description 101",
        _row(_select(options=[{"label": "l", "value": "v", "description": "d" * 101}])),
        "components.0.components.0.options.0.description",
    ),
    (
        "same option value",
        _row(_select(options=[*_options(1), *_options(1)])),
        "components.0.components.0.options.1.value",
    ),
    ("placeholder 151", _row(_select(placeholder="x" * 151)), "components.0.components.0.placeholder"),
    ("min over max", _row(_select(min_values=3, max_values=2)), "components.0.components.0.min_values"),
    (
        "six rows",
        {"components": [_row(_button(custom_id=str(n)))["components"][0] for n in range(6)]},
        "components",
    ),
    ("text without V2", {"components": [_text()]}, "components.0.type"),
    ("content with V2", {"content": "x", **_v2(_text())}, "content"),
    ("embeds with V2", {**_embed(), **_v2(_text())}, "embeds"),
    ("nothing in V2", {"flags": V2, "components": []}, "components"),
    ("text 4001", _v2(_text("x" * 4001)), "components.0.content"),
    ("texts 4001 together", _v2(_text("x" * 2001), _text("x" * 2000)), "components"),
    ("41 components", _v2(*(_text() for _ in range(41))), "components"),
    (
        "41 components nested",
        _v2(*({"type": 17, "components": [_text() for _ in range(20)]} for _ in range(2))),
        "components",
    ),
    (
        "four texts in a section",
        _v2({"type": 9, "components": [_text()] * 4, "accessory": _ACCESSORY}),
        "components.0.components",
    ),
    ("section without accessory", _v2({"type": 9, "components": [_text()]}), "components.0.accessory"),
    (
        "thumbnail description 1025",
        _v2({"type": 9, "components": [_text()], "accessory": {**_ACCESSORY, "description": "x" * 1025}}),
        "components.0.accessory.description",
    ),
    ("gallery of 11", _v2({"type": 12, "items": [_MEDIA] * 11}), "components.0.items"),
    (
        "alt text 1025",
        _v2({"type": 12, "items": [{**_MEDIA, "description": "x" * 1025}]}),
        "components.0.items.0.description",
    ),
    (
        "container in a container",
        _v2({"type": 17, "components": [{"type": 17, "components": [_text()]}]}),
        "components.0.components.0.type",
    ),
    (
        "accent colour",
        _v2({"type": 17, "accent_color": 1 << 24, "components": [_text()]}),
        "components.0.accent_color",
    ),
    (
        "radio group in a message",
        _row({"type": 21, "custom_id": "r", "options": _options(2)}),
        "components.0.components.0.type",
    ),
    ("11 embeds", {"embeds": [{"title": "x"}] * 11}, "embeds"),
    ("embed title 257", _embed(title="x" * 257), "embeds.0.title"),
    ("embed description 4097", _embed(description="x" * 4097), "embeds.0.description"),
    ("embed fields 26", _embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds.0.fields"),
    ("field name 257", _embed(fields=[{"name": "n" * 257, "value": "v"}]), "embeds.0.fields.0.name"),
    ("field value 1025", _embed(fields=[{"name": "n", "value": "v" * 1025}]), "embeds.0.fields.0.value"),
    ("field without value", _embed(fields=[{"name": "n", "value": ""}]), "embeds.0.fields.0.value"),
    ("footer 2049", _embed(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    ("author 257", _embed(author={"name": "x" * 257}), "embeds.0.author.name"),
    (
        "6001 over all embeds",
        {"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]},
        "embeds",
    ),
    ("poll question 301", _poll(question={"text": "x" * 301}), "poll.question.text"),
    ("poll answer 56", _poll(answers=[{"poll_media": {"text": "x" * 56}}]), "poll.answers.0.poll_media.text"),
    ("poll answers 11", _poll(answers=[{"poll_media": {"text": "x"}}] * 11), "poll.answers"),
    ("poll of 33 days", _poll(duration=33 * 24), "poll.duration"),
    ("poll of no time", _poll(duration=0), "poll.duration"),
    ("nonce 26", {"content": "x", "nonce": "n" * 26}, "nonce"),
]


def _label(component: Json, **change: Any) -> Json:
    return {"type": 18, "label": "Label", "component": component, **change}


def _input(**change: Any) -> Json:
    return {"type": 4, "custom_id": "text", "style": 1, **change}


def _modal(*components: Json, **change: Any) -> Json:
    return {
        "custom_id": "modal",
        "title": "Title",
        "components": list(components or [_label(_input())]),
        **change,
    }


def _group(kind: int, count: int) -> Json:
    return {"type": kind, "custom_id": "group", "options": _options(count)}


MODALS: list[tuple[str, Json, str]] = [
    ("title 46", _modal(title="x" * 46), "data.title"),
    ("no title", _modal(title=""), "data.title"),
    ("custom id 101", _modal(custom_id="x" * 101), "data.custom_id"),
    ("six components", _modal(*(_label(_input(custom_id=str(n))) for n in range(6))), "data.components"),
    ("label 46", _modal(_label(_input(), label="x" * 46)), "data.components.0.label"),
    (
        "label description 101",
        _modal(_label(_input(), description="x" * 101)),
        "data.components.0.description",
    ),
    (
        "placeholder 101",
        _modal(_label(_input(placeholder="x" * 101))),
        "data.components.0.component.placeholder",
    ),
    ("value 4001", _modal(_label(_input(value="x" * 4001))), "data.components.0.component.value"),
    ("max length 4001", _modal(_label(_input(max_length=4001))), "data.components.0.component.max_length"),
    ("one radio option", _modal(_label(_group(21, 1))), "data.components.0.component.options"),
    ("11 radio options", _modal(_label(_group(21, 11))), "data.components.0.component.options"),
    ("11 checkboxes", _modal(_label(_group(22, 11))), "data.components.0.component.options"),
    ("no checkbox", _modal(_label(_group(22, 0))), "data.components.0.component.options"),
    (
        "26 select options",
        _modal(_label(_select(options=_options(26)))),
        "data.components.0.component.options",
    ),
    (
        "11 files",
        _modal(_label({"type": 19, "custom_id": "f", "max_values": 11})),
        "data.components.0.component.max_values",
    ),
    ("same custom id", _modal(_label(_input()), _label(_input())), "data.components.1.component.custom_id"),
    ("button in a modal", _modal(_label(_button())), "data.components.0.component.type"),
    ("bare input", _modal(_input()), "data.components.0.type"),
]


def _command(**change: Any) -> Json:
    return {"name": "valid", "description": "A command", **change}


def _option(**change: Any) -> Json:
    return {"type": 3, "name": "option", "description": "An option", **change}


COMMANDS: list[tuple[str, list[Json], str]] = [
    ("name 33", [_command(name="x" * 33)], "0.name"),
    ("upper-case name", [_command(name="Upper")], "0.name"),
    ("name with a space", [_command(name="two words")], "0.name"),
    ("description 101", [_command(description="x" * 101)], "0.description"),
    ("no description", [_command(description="")], "0.description"),
    ("same name", [_command(), _command()], "1.name"),
    ("26 options", [_command(options=[_option(name=f"o{n}") for n in range(26)])], "0.options"),
    (
        "option description 101",
        [_command(options=[_option(description="x" * 101)])],
        "0.options.0.description",
    ),
    (
        "26 choices",
        [_command(options=[_option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])])],
        "0.options.0.choices",
    ),
    (
        "choice name 101",
        [_command(options=[_option(choices=[{"name": "x" * 101, "value": "v"}])])],
        "0.options.0.choices.0.name",
    ),
    (
        "required after optional",
        [_command(options=[_option(name="a"), _option(name="b", required=True)])],
        "0.options.1",
    ),
    (
        "8001 characters",
        [
            _command(
                options=[
                    _option(
                        name=f"o{n}", choices=[{"name": f"{m}" * 20, "value": f"{m}" * 90} for m in range(9)]
                    )
                    for n in range(9)
                ]
            )
        ],
        "0",
    ),
    ("context menu with a description", [{"name": "Menu", "type": 3, "description": "x"}], "0.description"),
]


def _paths(errors: Json, prefix: str = "") -> list[str]:
    found: list[str] = []
    for key, value in errors.items():
        if key == "_errors":
            assert value
            assert set(value[0]) == {"code", "message"}
            found.append(prefix)
        else:
            found += _paths(value, f"{prefix}.{key}" if prefix else key)
    return found


async def _refusal(local: Local, method: str, path: str, body: Any) -> list[str]:
    headers = {"Authorization": f"Bot {local.discord.token}"}
    async with local.session.request(
        method, local.discord.api_url + path, json=body, headers=headers
    ) as response:
        answer = await response.json()
        assert (response.status, answer.get("code"), answer.get("message")) == (
            400,
            50035,
            "Invalid Form Body",
        ), answer
    return _paths(answer["errors"])


@pytest.mark.parametrize(
    ("body", "path"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES]
)
async def test_message_limits(shared: Local, body: Json, path: str) -> None:
    assert path in await _refusal(shared, "POST", f"/channels/{shared.channel}/messages", body)


@pytest.mark.parametrize(("modal", "path"), [case[1:] for case in MODALS], ids=[case[0] for case in MODALS])
async def test_modal_limits(local: Local, modal: Json, path: str) -> None:
    person = local.person("diego_m")
    outcome = await person.command("late", options={"seconds": 0.05}, wait=0)
    record = local.discord.world.interactions[int(outcome["interaction"])]
    answer = {"type": 9, "data": modal}
    assert path in await _refusal(local, "POST", f"/interactions/{record.id}/{record.token}/callback", answer)
    # A refused answer does not use the interaction up.
    finished = await local.get("interaction", **{"as": person.id}, id=outcome["interaction"], wait=10)
    assert finished["outcome"] == "message"


@pytest.mark.parametrize(
    ("commands", "path"), [case[1:] for case in COMMANDS], ids=[case[0] for case in COMMANDS]
)
async def test_command_limits(shared: Local, commands: list[Json], path: str) -> None:
    world = shared.discord.world
    url = f"/applications/{world.application_id}/guilds/{shared.discord.guild_id}/commands"
    assert path in await _refusal(shared, "PUT", url, commands)


@pytest.mark.parametrize(("kind", "allowed"), [(1, 100), (2, 15), (3, 15)])
async def test_number_of_commands(fresh: Any, kind: int, allowed: int) -> None:
    local = await fresh()
    world = local.discord.world
    url = f"{local.discord.api_url}/applications/{world.application_id}/commands"
    headers = {"Authorization": f"Bot {local.discord.token}"}
    description = {"description": "x"} if kind == 1 else {}
    for count, status in ((allowed, 200), (allowed + 1, 400)):
        commands = [{"name": f"c{n}", "type": kind, **description} for n in range(count)]
        async with local.session.put(url, json=commands, headers=headers) as response:
            assert response.status == status
            if status == 400:
                assert (await response.json())["code"] == 30032


async def test_all_at_once(shared: Local) -> None:
    body = {"content": "x" * 2001, "embeds": [{"title": "x" * 257}], "nonce": "n" * 26}
    paths = await _refusal(shared, "POST", f"/channels/{shared.channel}/messages", body)
    assert set(paths) == {"content", "embeds.0.title", "nonce"}


async def test_empty_message_has_its_own_code(shared: Local) -> None:
    headers = {"Authorization": f"Bot {shared.discord.token}"}
    url = f"{shared.discord.api_url}/channels/{shared.channel}/messages"
    async with shared.session.post(url, json={"content": "  "}, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50006)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        _row(_button(label="x" * 80, custom_id="x" * 100)),
        _row(_select(options=_options(25), placeholder="x" * 150, max_values=25)),
        _v2(_text("x" * 4000)),
        _v2(*(_text() for _ in range(40))),
        {"embeds": [{"title": "x" * 256, "description": "x" * 4096, "footer": {"text": "x" * 1648}}]},
        _poll(question={"text": "x" * 300}, answers=[{"poll_media": {"text": "x" * 55}}] * 10, duration=768),
        {"content": "x", "nonce": "n" * 25},
    ],
)
async def test_the_limits_themselves_are_allowed(shared: Local, body: Json) -> None:
    headers = {"Authorization": f"Bot {shared.discord.token}"}
    url = f"{shared.discord.api_url}/channels/{shared.channel}/messages"
    async with shared.session.post(url, json=body, headers=headers) as response:
        assert response.status == 200, await response.text()


async def test_choices_answer_only_an_autocomplete(local: Local) -> None:
    person = local.person("diego_m")
    world = local.discord.world
    outcome = await person.command("late", options={"seconds": 0.05}, wait=0)
    record = world.interactions[int(outcome["interaction"])]
    answer = {"type": 8, "data": {"choices": []}}
    assert await _refusal(local, "POST", f"/interactions/{record.id}/{record.token}/callback", answer) == [
        "type"
    ]
    await local.get("interaction", **{"as": person.id}, id=outcome["interaction"], wait=10)
