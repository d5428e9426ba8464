"""What is published, and what becomes of its copies; webhooks; reactions and interest of people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from .harness import Local
from .test_gateway import GUILDS, wire

GUILD_WEBHOOKS, GUILD_SCHEDULED_EVENTS = 1 << 5, 1 << 16
CROSSPOSTED, IS_CROSSPOST, SOURCE_MESSAGE_DELETED = 1, 2, 8


async def test_copies_follow_their_original(local: Local) -> None:
    news, there = local.discord.people.channel("announcements"), local.discord.people.channel("papers")
    await local.rest("POST", f"/channels/{news}/followers", {"webhook_channel_id": there})
    sent = await local.rest("POST", f"/channels/{news}/messages", {"content": "A talk on Monday"})
    original = f"/channels/{news}/messages/{sent['id']}"
    await local.rest("POST", f"{original}/crosspost")
    copy = (await local.rest("GET", f"/channels/{there}/messages?limit=1"))[0]
    assert (copy["content"], copy["flags"]) == ("A talk on Monday", IS_CROSSPOST)
    assert copy["message_reference"]["message_id"] == sent["id"]
    await local.rest("PATCH", original, {"content": "A talk on Tuesday"})
    path = f"/channels/{there}/messages/{copy['id']}"
    assert (await local.rest("GET", path))["content"] == "A talk on Tuesday"
    await local.rest("DELETE", original, status=204)
    assert (await local.rest("GET", path))["flags"] == IS_CROSSPOST | SOURCE_MESSAGE_DELETED


async def test_a_new_webhook_is_announced(local: Local) -> None:
    client = await wire(local)
    await client.identify(local, GUILDS | GUILD_WEBHOOKS)
    await local.rest("POST", f"/channels/{local.channel}/webhooks", {"name": "news"})
    assert (await client.until("WEBHOOKS_UPDATE"))["d"]["channel_id"] == local.channel
    await client.socket.close()


@pytest.mark.parametrize("emoji", ["nothing", ":smile:", "7", "thing:123456789012345678", "é", "👍 "])
async def test_only_emojis_are_reactions(local: Local, emoji: str) -> None:
    sent = await local.rest("POST", f"/channels/{local.channel}/messages", {"content": "?"})
    path = f"/channels/{local.channel}/messages/{sent['id']}/reactions/{emoji}/@me"
    assert (await local.rest("PUT", path, status=400))["code"] == 10014
    person = local.person("diego_m")
    if emoji.strip() == emoji:
        await person.post("react", channel=local.channel, message=sent["id"], emoji=emoji, status=400)


@pytest.mark.parametrize("emoji", ["👍🏽", "7️⃣", "ℹ️", "🇩🇪", "👩‍🔬", "‼️", "↔️", "©️"])
async def test_emojis_of_every_kind_are_reactions(local: Local, emoji: str) -> None:
    sent = await local.rest("POST", f"/channels/{local.channel}/messages", {"content": "?"})
    path = f"/channels/{local.channel}/messages/{sent['id']}"
    await local.rest("PUT", f"{path}/reactions/{emoji}/@me", status=204)
    assert [reaction["emoji"]["name"] for reaction in (await local.rest("GET", path))["reactions"]] == [emoji]


async def test_a_message_takes_twenty_different_reactions(local: Local) -> None:
    sent = await local.rest("POST", f"/channels/{local.channel}/messages", {"content": "?"})
    path = f"/channels/{local.channel}/messages/{sent['id']}/reactions/{{}}/@me"
    for number in range(20):
        await local.rest("PUT", path.format(chr(0x1F600 + number)), status=204)
    assert (await local.rest("PUT", path.format("👍"), status=400))["code"] == 30010
    await local.rest("PUT", path.format("😀"), status=204)


async def test_somebody_banned_does_not_come_back(local: Local) -> None:
    person = await local.join("noisy", pending=False)
    ban = f"/guilds/{local.discord.guild_id}/bans/{person.id}"
    await local.rest("PUT", ban, {}, status=204)
    assert "is banned" in (await local.post("join", rejoin=person.id, status=403))["error"]
    await local.rest("DELETE", ban, {}, status=204)
    await local.post("join", rejoin=person.id)


async def test_people_are_interested_in_events(local: Local) -> None:
    client = await wire(local)
    await client.identify(local, GUILDS | GUILD_SCHEDULED_EVENTS)
    now = datetime.fromisoformat((await local.get("clock"))["now"])
    events = f"/guilds/{local.discord.guild_id}/scheduled-events"
    event = {
        "name": "Talk", "entity_type": 3, "privacy_level": 2, "entity_metadata": {"location": "Online"},
        "scheduled_start_time": (now + timedelta(hours=1)).isoformat(),
        "scheduled_end_time": (now + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    refused = await local.rest("POST", events, {**event, "image": "data:image/png;base64,AA=="}, status=501)
    assert "image" in refused["message"]
    made = await local.rest("POST", events, event)
    person = local.person("diego_m")
    await person.post("interest", event=made["id"])
    added = await client.until("GUILD_SCHEDULED_EVENT_USER_ADD")
    assert (added["d"]["user_id"], added["d"]["guild_scheduled_event_id"]) == (person.id, made["id"])
    listed = await local.rest("GET", f"{events}/{made['id']}/users")
    assert [entry["user"]["id"] for entry in listed] == [person.id]
    await person.post("interest", event=made["id"], remove=True)
    await client.until("GUILD_SCHEDULED_EVENT_USER_REMOVE")
    await client.socket.close()
    await person.post("interest", event="12345", status=404)
