"""Reading back and clearing up: pages of messages, of voters, and deletion in bulk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from .harness import Local

MESSAGES = "/channels/{}/messages"


async def _write(local: Local, count: int) -> list[str]:
    path = MESSAGES.format(local.channel)
    return [(await local.rest("POST", path, {"content": str(n)}))["id"] for n in range(count)]


async def _page(local: Local, **query: Any) -> list[str]:
    words = "&".join(f"{key}={value}" for key, value in query.items())
    found = await local.rest("GET", f"{MESSAGES.format(local.channel)}?{words}")
    return [message["content"] for message in found]


async def test_a_page_after_a_message_begins_right_after_it(local: Local) -> None:
    sent = await _write(local, 8)
    assert await _page(local, after=sent[1], limit=3) == ["4", "3", "2"]
    assert await _page(local, after=sent[4], limit=3) == ["7", "6", "5"]
    assert await _page(local, after=sent[7]) == []
    assert await _page(local, before=sent[4], limit=2) == ["3", "2"]
    assert await _page(local, around=sent[4], limit=3) == ["5", "4", "3"]


async def test_every_voter_is_read_once_whatever_the_page(local: Local) -> None:
    poll = {"question": {"text": "Which?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1}
    message = await local.rest("POST", MESSAGES.format(local.channel), {"poll": poll})
    voters = [await local.join(f"voter_{n}", pending=False) for n in range(5)]
    for voter in voters:
        await voter.post("vote", channel=local.channel, message=message["id"], answers=[1])
    path = f"/channels/{local.channel}/polls/{message['id']}/answers/1"
    read: list[str] = []
    while page := (await local.rest("GET", f"{path}?limit=2&after={read[-1] if read else 0}"))["users"]:
        read += [user["id"] for user in page]
    assert read == sorted((voter.id for voter in voters), key=int)


async def test_old_messages_are_not_deleted_in_bulk(fresh: Callable[[], Awaitable[Local]]) -> None:
    local = await fresh()
    path = f"{MESSAGES.format(local.channel)}/bulk-delete"
    old = await _write(local, 2)
    await local.post("clock", advance=14 * 86_400 + 1)
    new = await _write(local, 2)
    refused = await local.rest("POST", path, {"messages": [old[0], new[0]]}, status=400)
    assert refused["code"] == 50034
    await local.rest("POST", path, {"messages": new}, status=204)
    assert await _page(local, limit=2) == ["1", "0"]
