"""What the bot sent and what it was answered, held against Discord's own OpenAPI document.

It makes the bot use what it can, and looks at every call made so far, by other tests too.
"""

from __future__ import annotations

from typing import Any

import pytest

from .. import openapi
from .harness import Local

pytestmark = pytest.mark.skipif(not openapi.available(), reason=openapi.REASON)

#: Operations that discord.py uses and the document leaves out.
UNDOCUMENTED: tuple[tuple[str, str], ...] = ()


async def _use_everything(local: Local) -> None:
    """Enough traffic for a run of this file alone."""
    person = local.person("amara.okafor")
    for command in ("ping", "whisper", "follow", "menu", "form", "defer"):
        await person.command(command)
    for task in ("card", "embed_file", "poll", "pin", "guild"):
        await person.do(task)
    await person.do("send", "words")
    await person.do("thread", "a thread")
    await person.do("dm", "words")
    await person.do("forum", local.discord.people.channel("help-forum"))
    await person.do("crosspost", local.discord.people.channel("announcements"))
    await person.do("event", "2099-01-01T10:00:00+00:00")
    await person.post("context", channel=local.channel, name="Who is it", user=person.id)


def _library_calls(local: Local) -> list[dict[str, Any]]:
    return [
        entry
        for entry in local.discord.requests.since(0)
        if entry["status"] in (200, 201, 204) and (entry["method"], entry["path"]) not in UNDOCUMENTED
    ]


async def test_requests_are_as_discord_documents_them(local: Local) -> None:
    await _use_everything(local)
    problems: dict[str, list[str]] = {}
    for entry in _library_calls(local):
        found = openapi.validate_request(entry["method"], entry["path"], entry["body"])
        if found:
            problems[f"{entry['method']} {entry['path']} {str(entry['body'])[:300]}"] = found
    assert problems == {}


async def test_answers_are_as_discord_documents_them(local: Local) -> None:
    await _use_everything(local)
    problems: dict[str, list[str]] = {}
    for entry in _library_calls(local):
        found = openapi.validate_answer(entry["method"], entry["path"], entry["status"], entry["answer"])
        if found:
            problems[f"{entry['method']} {entry['path']}"] = found
    assert problems == {}


def test_the_checker_finds_what_is_wrong() -> None:
    path = "/channels/1/messages"
    assert openapi.validate_request("POST", path, {"content": "x"}) == []
    assert openapi.validate_request("POST", path, {"content": 7}) != []
    assert openapi.validate_request("POST", path, {"content": "x", "components": [{"type": 99}]}) != []
    assert openapi.validate_request("POST", "/nowhere", {}) == ["POST /nowhere: no such operation"]
    assert openapi.validate_request("POST", path, None) == [f"POST {path}: needs a body"]
    assert openapi.validate_answer("GET", "/users/@me", 200, {"id": "1"}) != []
    assert openapi.validate_answer("GET", "/users/@me", 418, None) != []
