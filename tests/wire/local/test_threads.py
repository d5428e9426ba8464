"""Threads and posts that people open, and who may clear up in them."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import BotProcess, Local
from .test_gateway import wire

PINNED, REQUIRE_TAG = 1 << 1, 1 << 4


def _channel(state: Any, channel_id: str) -> Any:
    return next(channel for channel in state["channels"] if channel["id"] == channel_id)


async def test_a_thread_in_a_text_channel(local: Local, bot: BotProcess) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    thread = (await person.post("thread", channel=local.channel, name=" Reading group "))["thread"]
    assert (thread["name"], thread["parent_id"], thread["owner_id"]) == (
        "Reading group", local.channel, person.id,
    )  # fmt: skip
    note = (await other.messages())[-1]
    assert (note["type"], note["content"]) == (18, "Reading group")
    assert note["message_reference"]["channel_id"] == thread["id"]
    await other.post("message", channel=thread["id"], content="Count me in")
    assert [m["content"] for m in await person.messages(thread["id"])][-1] == "Count me in"
    assert _channel(await other.state(), thread["id"])["message_count"] == 1
    assert int(thread["id"]) == (await bot.heard("thread", id=int(thread["id"])))["id"]


async def test_a_thread_on_a_message_and_only_one(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    message = (await person.post("message", channel=local.channel, content="Who knows Lava?"))["message"][
        "id"
    ]
    where = {"channel": local.channel, "message": message}
    thread = (await other.post("thread", **where, name="Lava"))["thread"]
    assert thread["id"] == message
    shown = next(m for m in await person.messages() if m["id"] == message)
    assert shown["thread"]["name"] == "Lava"
    assert shown["flags"] & 32
    assert "has a thread" in (await other.post("thread", **where, name="Again", status=400))["error"]


async def test_threads_that_cannot_be(local: Local) -> None:
    person = local.person("diego_m")
    news, forum = local.discord.people.channel("announcements"), local.discord.people.channel("help-forum")
    thread = (await person.post("thread", channel=local.channel, name="A thread"))["thread"]["id"]
    note = (await person.messages())[-1]
    assert note["type"] == 18
    for body, status, complaint in (
        ({"channel": local.channel, "name": " "}, 400, "1 to 100"),
        ({"channel": local.channel, "name": "x" * 101}, 400, "1 to 100"),
        ({"channel": local.channel, "name": 7}, 400, "1 to 100"),
        ({"channel": forum, "name": "x"}, 400, "text and announcement channels"),
        ({"channel": thread, "name": "x"}, 400, "text and announcement channels"),
        ({"channel": news, "name": "x"}, 403, "may not open threads"),
        ({"channel": local.channel, "name": "x", "message": note["id"]}, 400, "no thread starts"),
    ):
        assert complaint in (await person.post("thread", **body, status=status))["error"]
    committee = local.person("mei.tanaka")
    refused = await committee.post("thread", channel=news, name="x", status=400)
    assert "start from a message" in refused["error"]
    screened = await local.join("not.yet.in", pending=True)
    assert "screening" in (await screened.post("thread", channel=local.channel, name="x", status=403))["hint"]


async def test_a_post_takes_tags_of_its_forum(local: Local) -> None:
    person = local.person("diego_m")
    forum = local.discord.people.channel("help-forum")
    known = [tag["id"] for tag in _channel(await person.state(), forum)["available_tags"]]
    post = {"channel": forum, "title": "Which chip?", "content": "For a drone."}
    thread = (await person.post("message", **post, tags=known[:1]))["thread"]
    assert thread["applied_tags"] == known[:1]
    for tags in (["1"], known * 6, "x"):
        assert "tags" in (await person.post("message", **post, tags=tags, status=400))["error"]


@pytest.mark.parametrize("place", ["channel", "thread"])
async def test_moderators_delete_others_messages_and_nobody_else_does(local: Local, place: str) -> None:
    person, other, moderator = map(local.person, ("diego_m", "priya_nair", "sofia_reyes"))
    channel = local.channel
    if place == "thread":
        channel = (await person.post("thread", channel=channel, name="To clear up"))["thread"]["id"]
    message = (await person.post("message", channel=channel, content="spam"))["message"]["id"]
    assert _channel(await moderator.state(), channel)["can"]["manage_messages"] is True
    assert _channel(await other.state(), channel)["can"]["manage_messages"] is False
    where = {"channel": channel, "message": message}
    assert "others' messages" in (await other.post("message/delete", **where, status=403))["error"]
    await moderator.post("message/delete", **where)
    assert message not in {m["id"] for m in await person.messages(channel)}


async def test_nobody_deletes_the_bots_direct_messages(local: Local) -> None:
    moderator = local.person("sofia_reyes")
    channel = (await moderator.post("dm"))["channel"]["id"]
    sent = await local.rest("POST", f"/channels/{channel}/messages", {"content": "a reminder"})
    assert _channel(await moderator.state(), channel)["can"]["manage_messages"] is False
    await moderator.post("message/delete", channel=channel, message=sent["id"], status=403)


async def test_a_forum_pins_one_post_and_may_ask_for_a_tag(local: Local) -> None:
    forum = local.discord.people.channel("help-forum")
    tag = (await local.rest("GET", f"/channels/{forum}"))["available_tags"][0]["id"]
    post = {"name": "Read me first", "message": {"content": "…"}, "applied_tags": [tag]}
    first = await local.rest("POST", f"/channels/{forum}/threads", post, status=201)
    second = await local.rest("POST", f"/channels/{forum}/threads", post, status=201)
    pinned = await local.rest("PATCH", f"/channels/{first['id']}", {"flags": PINNED})
    assert pinned["flags"] == PINNED
    refused = await local.rest("PATCH", f"/channels/{second['id']}", {"flags": PINNED}, status=400)
    assert refused["code"] == 30047
    await local.rest("PATCH", f"/channels/{first['id']}", {"flags": 0})
    await local.rest("PATCH", f"/channels/{second['id']}", {"flags": PINNED})
    refused = await local.rest("PATCH", f"/channels/{local.channel}", {"flags": PINNED}, status=400)
    assert "flags" in refused["errors"]

    settings = {"flags": REQUIRE_TAG, "default_sort_order": 1, "default_forum_layout": 2}
    shown = await local.rest("PATCH", f"/channels/{forum}", settings)
    assert settings.items() <= shown.items()
    untagged = {"name": "No tag", "message": {"content": "…"}}
    assert (await local.rest("POST", f"/channels/{forum}/threads", untagged, status=400))["code"] == 40067
    person = local.person("kofi.asante")
    refused = await person.post("message", channel=forum, title="No tag", content="…", status=400)
    assert "needs a tag" in refused["error"]
    await local.rest("PATCH", f"/channels/{forum}", {"flags": 0})
    await person.post("message", channel=forum, title="No tag", content="…")


async def test_a_forum_is_made_with_its_tags_and_order(local: Local) -> None:
    client = await wire(local)
    await client.identify(local)
    forum = {
        "name": "ideas",
        "type": 15,
        "available_tags": [{"name": "new"}],
        "default_sort_order": 1,
        "nsfw": True,
    }
    path = f"/guilds/{local.discord.guild_id}/channels"
    made = await local.rest("POST", path, forum, status=201)
    (tag,) = made["available_tags"]
    assert int(tag.pop("id"))
    assert tag == {"name": "new", "moderated": False, "emoji_id": None, "emoji_name": None}
    assert (made["default_sort_order"], made["nsfw"]) == (1, True)
    announced = (await client.until("CHANNEL_CREATE"))["d"]
    assert announced == await local.rest("GET", f"/channels/{announced['id']}")
    await client.socket.close()
    plain = await local.rest("POST", path, {"name": "plain", "type": 15}, status=201)
    assert (plain["available_tags"], plain["nsfw"]) == ([], False)
    refused = await local.rest("POST", path, {**forum, "default_sort_order": 7}, status=400)
    assert "default_sort_order" in refused["errors"]
    for channel in (made, plain):
        await local.rest("DELETE", f"/channels/{channel['id']}")
