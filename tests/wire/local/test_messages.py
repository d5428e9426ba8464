"""Messages, files, nonces, threads, forums, announcements, polls, events: what a bot does unasked."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from .harness import BotProcess, Local


async def _bot(local: Local) -> str:
    return str(local.discord.world.bot_user.id)


async def _rest(local: Local, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
    """A request as the bot, by hand."""
    headers = {"Authorization": f"Bot {local.discord.token}"}
    url = local.discord.api_url + path
    async with local.session.request(method, url, json=body, headers=headers, **more) as response:
        return response.status, await response.json() if response.status != 204 else None


# ---------------------------------------------------------------- nonces


async def test_same_nonce_gives_the_stored_message(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    first = await person.do("nonce", "row-1")
    second = await person.do("nonce", "row-1")
    assert first == second
    assert first["nonce"] == "row-1"
    assert (await bot.heard("message", id=first["id"]))["nonce"] == "row-1"
    assert [m["id"] for m in await person.messages()].count(str(first["id"])) == 1
    other = await person.do("nonce", "row-2")
    assert other["id"] != first["id"]


async def test_nonce_is_forgotten_after_three_minutes(local: Local) -> None:
    person = local.person("diego_m")
    first = await person.do("nonce", "row-3")
    await local.post("clock", advance=170)
    assert await person.do("nonce", "row-3") == first
    await local.post("clock", advance=11)
    assert (await person.do("nonce", "row-3"))["id"] != first["id"]


async def test_deleted_message_does_not_come_back(local: Local) -> None:
    person = local.person("sofia_reyes")
    first = await person.do("nonce", "row-4")
    await person.post("message/delete", channel=local.channel, message=str(first["id"]))
    again = await person.do("nonce", "row-4")
    assert (again["status"], again["code"]) == (404, 10008)


async def test_nonce_counts_only_when_enforced(local: Local) -> None:
    path = f"/channels/{local.channel}/messages"
    plain = [await _rest(local, "POST", path, {"content": "x", "nonce": "free"}) for _ in range(2)]
    assert plain[0][1]["id"] != plain[1][1]["id"]
    assert plain[0][1]["nonce"] == "free"
    status, answer = await _rest(local, "POST", path, {"content": "x", "nonce": "n" * 26})
    assert (status, answer["code"]) == (400, 50035)


# ---------------------------------------------------------------- files and cards


async def test_files_travel_both_ways(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    sent = await person.do("embed_file")
    assert (sent["title"], sent["read"]) == ("Title", "hello")
    message = next(m for m in await person.messages() if m["id"] == str(sent["id"]))
    attachment = message["attachments"][0]
    assert (attachment["filename"], attachment["description"], attachment["size"]) == (
        "note.txt",
        "a note",
        5,
    )
    async with local.session.get(attachment["url"]) as response:
        assert await response.read() == b"hello"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    content = base64.b64encode(b"from a person").decode()
    direct = (await person.post("dm"))["channel"]["id"]
    await person.post(
        "message", channel=direct, content="read", files=[{"filename": "p q.txt", "content_base64": content}]
    )
    assert (await bot.heard("attachment"))["text"] == "from a person"


async def test_components_v2_card(local: Local) -> None:
    person = local.person("diego_m")
    sent = await person.do("card")
    message = next(m for m in await person.messages() if m["id"] == str(sent["id"]))
    container = message["components"][0]
    assert message["flags"] & (1 << 15)
    assert (container["type"], container["accent_color"]) == (17, 0x336699)
    gallery = container["components"][2]
    assert gallery["items"][0]["media"]["url"].startswith(local.discord.cdn_url)
    edited = await person.raw(
        "PATCH", f"/channels/{local.channel}/messages/{sent['id']}", {"flags": 0, "content": "plain again"}
    )
    assert (edited["status"], edited["code"]) == (400, 50035)


async def test_history_edit_delete_and_pins(local: Local) -> None:
    person = local.person("diego_m")
    pinned = await person.do("pin")
    assert pinned["pinned"] == [pinned["id"]]
    assert pinned["after"] == []
    written = await person.post("message", channel=local.channel, content="mine")
    path = f"/channels/{local.channel}/messages/{written['message']['id']}"
    assert (await person.raw("PATCH", path, {"content": "yours"}))["code"] == 50005
    assert (await person.raw("GET", f"/channels/{local.channel}/messages/1"))["code"] == 10008
    assert (await person.raw("GET", "/channels/1"))["code"] == 10003
    assert (await person.raw("DELETE", path))["answer"] == ""


async def test_direct_message(local: Local) -> None:
    person = local.person("kofi.asante")
    sent = await person.do("dm", "psst")
    assert [m["content"] for m in await person.messages(str(sent["channel"]))][-1] == "psst"
    assert (await person.state())["channels"][-1]["type"] == 1
    other = local.person("priya_nair")
    await local.get("messages", status=404, **{"as": other.id}, channel=sent["channel"])


async def test_direct_messages_that_are_refused(local: Local) -> None:
    person = await local.join("shy.member", pending=False)
    await person.post("dm", closed=True)
    refused = await person.do("dm", "psst")
    assert (refused["status"], refused["code"]) == (403, 50007)
    channel = (await person.post("dm", closed=False))["channel"]["id"]
    assert "id" in await person.do("dm", "psst")
    await person.post("leave")
    status, answer = await _rest(local, "POST", f"/channels/{channel}/messages", {"content": "x"})
    assert (status, answer["code"]) == (403, 50278)


async def test_bot_reacts_and_people_do(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    written = await person.post("message", channel=local.channel, content="react to me")
    message = written["message"]["id"]
    await person.post("react", channel=local.channel, message=message, emoji="👍")
    assert (await bot.heard("reaction", user=int(person.id)))["emoji"] == "👍"
    reacted = await person.do("react", message)
    assert set(reacted["users"]) == {int(person.id), int(await _bot(local))}
    shown = next(m for m in await person.messages() if m["id"] == message)["reactions"][0]
    assert (shown["count"], shown["me"]) == (2, True)
    await person.post("react", channel=local.channel, message=message, emoji="👍", remove=True)
    shown = next(m for m in await person.messages() if m["id"] == message)["reactions"][0]
    assert (shown["count"], shown["me"]) == (1, False)


# ---------------------------------------------------------------- threads, forums, announcements


async def test_thread_on_a_message(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    made = await person.do("thread", "A side note")
    assert made["id"] == made["message"]
    assert made["flag"] is True
    assert (await bot.heard("thread", id=made["id"]))["parent"] == int(local.channel)
    thread = next(c for c in (await person.state())["channels"] if c["id"] == str(made["id"]))
    assert (thread["type"], thread["parent_id"], thread["name"]) == (11, local.channel, "A side note")
    await person.post("message", channel=thread["id"], content="answering inside")
    assert [m["content"] for m in await person.messages(thread["id"])] == ["inside", "answering inside"]


async def test_forum_posts_by_bot_and_person(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    forum = local.discord.people.channel("help-forum")
    made = await person.do("forum", forum)
    assert made["thread"] == made["message"]
    assert made["tags"] == ["software"]
    posted = await person.post("message", channel=forum, title="Mine", content="A question")
    assert posted["thread"]["id"] == posted["message"]["id"]
    assert (await bot.heard("thread", id=int(posted["thread"]["id"])))["name"] == "Mine"
    assert (
        "takes posts"
        in (await person.post("message", channel=forum, content="no title", status=400))["error"]
    )
    refused = await person.raw("POST", f"/channels/{forum}/messages", {"content": "x"})
    assert refused["code"] == 50008


async def test_publishing_once_and_followers(local: Local) -> None:
    person = local.person("amara.okafor")
    news = local.discord.people.channel("announcements")
    await person.do("follow", news)
    published = await person.do("crosspost", news)
    assert (published["crossposted"], published["again"]) == (True, 40033)
    assert "news" in [m["content"] for m in await person.messages()]
    wrong = await person.raw("POST", f"/channels/{local.channel}/messages/1/crosspost")
    assert wrong["status"] == 400


# ---------------------------------------------------------------- polls and events


async def test_native_poll_to_its_result(local: Local, bot: BotProcess) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    poll = (await person.do("poll"))["id"]
    where = {"channel": local.channel, "message": str(poll)}
    voted = await person.post("vote", **where, answers=[1])
    assert voted["message"]["poll"]["results"]["answer_counts"] == [{"id": 1, "count": 1, "me_voted": True}]
    await other.post("vote", **where, answers=[1])
    refused = await person.post("vote", **where, answers=[1, 2], status=400)
    assert "one answer" in refused["error"]
    ended = await person.do("end_poll", str(poll))
    assert ended["finalised"] is True
    assert [sorted(voters) for voters in ended["voters"]] == [sorted([int(person.id), int(other.id)]), []]
    result = next(m for m in reversed(await person.messages()) if m["type"] == 46)
    fields = {field["name"]: field["value"] for field in result["embeds"][0]["fields"]}
    assert fields["victor_answer_text"] == "This"
    assert (fields["victor_answer_votes"], fields["total_votes"]) == ("2", "2")
    await person.post("vote", **where, answers=[2], status=400)
    again = await person.raw("POST", f"/channels/{local.channel}/polls/{poll}/expire")
    assert (again["status"], again["code"]) == (400, 520001)
    assert (await person.raw("PATCH", f"/channels/{local.channel}/messages/{poll}", {"content": "x"}))[
        "code"
    ] == 520003


async def test_poll_ends_by_the_clock(local: Local) -> None:
    person = local.person("diego_m")
    poll = (await person.do("poll", "many"))["id"]
    await person.post("vote", channel=local.channel, message=str(poll), answers=[1, 2])
    await local.post("clock", advance=3601)
    shown = next(m for m in await person.messages() if m["id"] == str(poll))
    assert shown["poll"]["results"]["is_finalized"] is True
    # Both answers have as many votes: nobody is named the winner.
    result = next(m for m in reversed(await person.messages()) if m["type"] == 46)
    fields = {field["name"]: field["value"] for field in result["embeds"][0]["fields"]}
    assert fields == {"poll_question_text": "Which one?", "victor_answer_votes": "1", "total_votes": "2"}


async def test_the_result_of_a_poll_names_the_winners_emoji(local: Local) -> None:
    person = local.person("diego_m")
    poll = (await person.do("poll"))["id"]
    await person.post("vote", channel=local.channel, message=str(poll), answers=[2])
    await person.do("end_poll", str(poll))
    result = next(m for m in reversed(await person.messages()) if m["type"] == 46)
    fields = {field["name"]: field["value"] for field in result["embeds"][0]["fields"]}
    assert fields["victor_answer_emoji_name"] == "🐢"


async def test_external_event_begins_and_ends_by_itself(local: Local) -> None:
    person = local.person("diego_m")
    now = datetime.fromisoformat((await local.get("clock"))["now"])
    made = await person.do("event", (now + timedelta(hours=1)).isoformat())
    assert made["status"] == 1
    path = f"/guilds/{local.discord.guild_id}/scheduled-events/{made['id']}"
    await local.post("clock", advance=3601)
    assert (await _rest(local, "GET", path))[1]["status"] == 2
    await local.post("clock", advance=3600)
    status, event = await _rest(local, "GET", path)
    assert (status, event["status"], event["description"]) == (200, 3, "Bring a question.")


async def test_event_limits(local: Local) -> None:
    path = f"/guilds/{local.discord.guild_id}/scheduled-events"
    now = datetime.fromisoformat((await local.get("clock"))["now"])
    good = {
        "name": "x", "entity_type": 3, "privacy_level": 2, "entity_metadata": {"location": "here"},
        "scheduled_start_time": (now + timedelta(hours=1)).isoformat(),
        "scheduled_end_time": (now + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    for change, field in (
        ({"name": "x" * 101}, "name"),
        ({"description": "x" * 1001}, "description"),
        ({"entity_metadata": {"location": "x" * 101}}, "entity_metadata"),
        ({"scheduled_end_time": None}, "scheduled_end_time"),
        ({"scheduled_start_time": (now - timedelta(hours=1)).isoformat()}, "scheduled_start_time"),
        ({"entity_type": 2}, "channel_id"),
    ):
        status, answer = await _rest(local, "POST", path, {**good, **change})
        assert (status, answer["code"]) == (400, 50035)
        assert list(answer["errors"]) == [field]


# ---------------------------------------------------------------- the guild


async def test_guild_reads(local: Local) -> None:
    facts = await local.person("diego_m").do("guild")
    assert facts["counts"]["Executive Committee"] == 3
    assert facts["welcome"].startswith("Software")
    assert facts["onboarding"] is False
    assert facts["history"] == 3
    assert facts["members"] == len(local.discord.people.lookup.guild.members)
    assert facts["self_role"] == "Community Bot"


async def test_onboarding_is_kept_and_has_requirements(local: Local) -> None:
    path = f"/guilds/{local.discord.guild_id}/onboarding"
    names = ("welcome", "rules", "general", "help", "papers", "projects", "jobs")
    channels = [local.discord.people.channel(name) for name in names]
    prompt = {
        "title": "What brings you here?",
        "options": [{"title": "Learning", "channel_ids": [channels[0]]}],
    }
    body = {"prompts": [prompt], "default_channel_ids": channels[:6], "enabled": True, "mode": 0}
    status, answer = await _rest(local, "PUT", path, body)
    assert (status, answer["code"]) == (400, 350000)
    status, answer = await _rest(local, "PUT", path, {**body, "default_channel_ids": channels})
    assert status == 200
    assert answer["prompts"][0]["options"][0]["id"].isdecimal()
    assert (await _rest(local, "GET", path))[1] == answer
    await _rest(local, "PUT", path, {**body, "prompts": [], "default_channel_ids": [], "enabled": False})


async def test_roles_are_given_below_the_bots_own(local: Local, bot: BotProcess) -> None:
    person = local.person("diego_m")
    roles = {role["name"]: role["id"] for role in (await person.state())["roles"]}
    assert await person.do("role", roles["Student"]) == {"role": "Student"}
    await bot.heard("member_update", id=int(person.id))
    refused = await person.raw(
        "PUT", f"/guilds/{local.discord.guild_id}/members/{person.id}/roles/{roles['Community Bot']}"
    )
    assert (refused["status"], refused["code"]) == (403, 50013)


async def test_avatars_are_drawn(local: Local) -> None:
    person = local.person("diego_m")
    assert (await person.do("avatar"))["bytes"] > 100
    avatar = (await person.state())["me"]["user"]["avatar"]
    async with local.session.get(f"{local.discord.cdn_url}/avatars/{person.id}/{avatar}.png") as response:
        assert response.content_type == "image/svg+xml"
        assert "DM" in await response.text()


async def test_unknown_routes_are_loud(local: Local) -> None:
    status, answer = await _rest(local, "GET", "/no/such/route")
    assert status == 501
    assert "does not implement" in answer["message"]
    status, answer = await _rest(local, "POST", f"/channels/{local.channel}/messages", None, data=b"{")
    assert (status, answer["code"]) == (400, 50109)


async def test_typing_and_permissions(local: Local) -> None:
    person = local.person("diego_m")
    status, _ = await _rest(local, "POST", f"/channels/{local.channel}/typing")
    assert status == 204
    general = local.discord.world.get_channel(int(local.channel))
    before = list(general.overwrites)
    own = next(r for r in local.discord.people.lookup.guild.roles.values() if r.managed)
    overwrite = {"id": str(own.id), "type": 0, "allow": "0", "deny": str(1 << 11)}
    try:
        assert (await _rest(local, "PUT", f"/channels/{local.channel}/permissions/{own.id}", overwrite))[
            0
        ] == 204
        refused = await person.raw("POST", f"/channels/{local.channel}/messages", {"content": "x"})
        assert (refused["status"], refused["code"]) == (403, 50013)
    finally:
        general.overwrites = before


async def test_multipart_is_read_by_hand_too(local: Local) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content":"with a file"}', content_type="application/json")
    form.add_field("files[0]", b"abc", filename="../../a b.txt")
    headers = {"Authorization": f"Bot {local.discord.token}"}
    url = f"{local.discord.api_url}/channels/{local.channel}/messages"
    async with local.session.post(url, data=form, headers=headers) as response:
        answer = await response.json()
    assert response.status == 200
    assert "/" not in answer["attachments"][0]["filename"]
    entry = (await local.get("requests"))["requests"][-1]
    assert entry["files"] == [{"filename": "../../a b.txt", "size": 3}]
    assert entry["body"] == {"content": "with a file"}


@pytest.mark.parametrize(("allowed", "mentioned"), [({"parse": []}, False), ({"parse": ["users"]}, True)])
async def test_whom_allowed_mentions_spares_is_not_mentioned(
    local: Local, allowed: dict[str, Any], mentioned: bool
) -> None:
    person = local.person("diego_m")
    path, body = f"/channels/{local.channel}/messages", {"content": f"for <@{person.id}>"}
    _, sent = await _rest(local, "POST", path, {**body, "allowed_mentions": allowed})
    expected = [person.id] if mentioned else []
    assert [user["id"] for user in sent["mentions"]] == expected
    assert [user["id"] for user in (await person.messages())[-1]["mentions"]] == expected


async def test_text_that_is_half_a_character(local: Local) -> None:
    path = f"/channels/{local.channel}/messages"
    status, answer = await _rest(local, "POST", path, {"content": "half \ud83d"})
    assert (status, answer["content"]) == (200, "half \ud83d")
    person = local.person("diego_m")
    assert (await person.messages())[-1]["content"] == "half \ud83d"


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x", "attachments": ["a"]},
        {"content": "x", "attachments": 7},
        {"content": "x", "flags": "many"},
        {"content": "x", "embeds": ["a"]},
        {"content": "x", "embeds": [{"footer": "a"}]},
        {"content": "x", "components": [7]},
        {"content": "x", "components": [{"type": 1, "components": ["a"]}]},
        {"content": "x", "allowed_mentions": "none"},
        {"content": "x", "message_reference": {"message_id": "a"}},
        {"poll": "a"},
        {"content": ["x"]},
    ],
)
async def test_bodies_of_the_wrong_shape(local: Local, body: dict[str, Any]) -> None:
    status, answer = await _rest(local, "POST", f"/channels/{local.channel}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
