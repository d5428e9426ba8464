"""What a bot shows one person leaves no trace for anybody else: no text, no id, no count."""

from __future__ import annotations

import json
from typing import Any

from .harness import Local, Person


async def _heard(local: Local, ears: Any) -> str:
    """Everything an event stream told until now, as one text."""
    await local.post("clock", advance=0)
    heard = []
    while True:
        frame = await ears.receive_str(timeout=10)
        if json.loads(frame)["type"] == "CLOCK":
            return "\n".join(heard)
        heard.append(frame)


async def _known(local: Local, who: Person | None) -> str:
    """Everything the state and the messages of a channel tell somebody, as one text."""
    query = {} if who is None else {"as": who.id}
    found = [await local.get("state", **query)]
    found.append(await local.get("messages", **query, channel=local.channel, limit=500))
    return json.dumps(found)


async def _private_ids(local: Local, person: Person) -> dict[str, str]:
    """Let the bot whisper in every way it can; the ids of what it said, by the way it was said."""
    channel = local.channel
    whispered = await person.command("whisper")
    message = whispered["message"]["id"]
    where = {"channel": channel, "message": message}
    aloud = await person.post("click", **where, custom_id="aloud")
    assert aloud["message"]["interaction_metadata"]["interacted_message_id"] == message
    form = await person.post("click", **where, custom_id="ask")
    await person.post("modal/close", interaction=form["interaction"])
    await person.post("click", **where, custom_id="replace")
    followed = await person.command("follow")
    followed = await local.get("interaction", **{"as": person.id}, id=followed["interaction"], wait=5)
    thinking = await person.command("defer", options={"ephemeral": True})
    deleted = (await person.command("whisper"))["message"]["id"]
    await person.post("message/delete", channel=channel, message=deleted)
    return {
        "whispered": message,
        "before a public follow-up": followed["message"]["id"],
        "thought": thinking["message"]["id"],
        "dismissed": deleted,
    }


async def test_others_learn_nothing_of_an_ephemeral_message(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    url = f"{local.discord.base_url}/local/events"
    hers = await local.session.ws_connect(f"{url}?as={other.id}")
    operators = await local.session.ws_connect(url)
    mine = await local.session.ws_connect(f"{url}?as={person.id}")
    ids = await _private_ids(local, person)
    # A reply carries what it answers, and what that says of its interaction.
    spoken = [m for m in await other.messages() if m["content"] in ("said aloud", "second, edited")]
    for message in spoken[-2:]:
        reply = {"channel": local.channel, "reply_to": message["id"]}
        await other.post("message", **reply, content="What did you ask?")
    told = {"her events": await _heard(local, hers), "the operator's events": await _heard(local, operators)}
    told |= {"her state": await _known(local, other), "the operator's state": await _known(local, None)}
    own = await _known(local, person) + await _heard(local, mine)
    for way, message in ids.items():
        assert message in own
        assert {place for place, text in told.items() if message in text} == set(), way
    assert "said aloud" in told["her events"]
    for ears in (hers, operators, mine):
        await ears.close()


async def test_an_ephemeral_message_counts_nowhere(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("priya_nair")
    opened = await person.post("thread", channel=local.channel, name="Whispers")
    thread = opened["thread"]["id"]
    await person.post("message", channel=thread, content="the one message")

    async def counts() -> dict[str, Any]:
        channels = {channel["id"]: channel for channel in (await other.state())["channels"]}
        facts = ("last_message_id", "message_count", "total_message_sent", "member_count")
        return {f"{i} {fact}": channels[i].get(fact) for i in (local.channel, thread) for fact in facts}

    before = await counts()
    assert before[f"{thread} message_count"] == 1
    for channel in (local.channel, thread):
        await person.command("whisper", channel=channel)
    assert await counts() == before


async def test_nobody_answers_or_removes_what_is_not_there_for_them(local: Local) -> None:
    person, other = local.person("diego_m"), local.person("sofia_reyes")
    message = (await person.command("whisper"))["message"]["id"]
    where = {"channel": local.channel, "message": message}
    reply = {"channel": local.channel, "content": "x", "reply_to": message}
    assert "ephemeral" in (await person.post("message", **reply, status=400))["error"]
    await other.post("message", **reply, status=404)
    await other.post("message/delete", **where, status=404)
    await person.post("thread", channel=local.channel, name="x", message=message, status=400)
    # Nor does the bot, outside the interaction.
    reference = {"message_id": message}
    messages = f"/channels/{local.channel}/messages"
    refused = await local.rest("POST", messages, {"content": "x", "message_reference": reference}, status=400)
    assert refused["code"] == 50035
    reference = {"message_id": message, "fail_if_not_exists": False}
    sent = await local.rest("POST", messages, {"content": "no reply", "message_reference": reference})
    assert "message_reference" not in sent
    await local.rest("POST", f"{messages}/bulk-delete", {"messages": [message, sent["id"]]}, status=204)
    left = {m["id"] for m in await person.messages()}
    assert message in left
    assert sent["id"] not in left
