"""Mentions of the bot: answered in public, once, and removable by who asked and by moderators."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.harness import Community, Json, Person, button, is_private, labels, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "which library trains spiking networks in JAX?"


@pytest.fixture
def bot_id(community: Community) -> str:
    return str(community.discord.world.bot_user.id)


async def answer_to(community: Community, person: Person, content: str) -> Json:
    asked = await person.say(content)
    found = await community.eventually(lambda: replies(person, asked["id"]), "a reply")
    reply: Json = found[0]
    return reply


def replies(person: Person, message: str) -> list[Json]:
    return [
        each for each in person.sees() if (each.get("message_reference") or {}).get("message_id") == message
    ]


async def quiet(community: Community, person: Person, content: str, **how: str) -> None:
    """Say something that is not to be answered; whatever the bot does comes before its next pong."""
    before = community.last_request()
    asked = await person.say(content, **how)
    await person.command("guide library", name="snntorch")
    await asyncio.sleep(0.15)
    assert not replies(person, asked["id"])
    posts = [
        r
        for r in community.requests(since=before)
        if r["path"].endswith("/messages") and r["method"] == "POST"
    ]
    assert not posts


async def test_a_mention_is_answered_as_a_reply_for_everybody(community: Community, bot_id: str) -> None:
    kofi = community.person("kofi.asante")
    reply = await answer_to(community, kofi, f"<@{bot_id}> {QUESTION}")
    assert not is_private(reply)
    assert "Spyx" in text(reply)
    assert labels(reply) == ["Not helpful: remove"]
    assert reply["mentions"] == []


async def test_a_chip_in_a_public_answer_has_its_button(community: Community, bot_id: str) -> None:
    kofi = community.person("kofi.asante")
    reply = await answer_to(community, kofi, f"<@{bot_id}> what is Speck?")
    assert text(reply).startswith("## From the hardware guide")
    assert labels(reply) == ["Not helpful: remove", "Speck"]
    card = await community.person("mei.tanaka").click(reply, "Speck")
    assert is_private(card["message"])
    assert "## Speck" in said(card)


async def test_thanks_get_a_word_on_how_to_ask(community: Community, bot_id: str) -> None:
    reply = await answer_to(community, community.person("ruth.ellison"), f"<@{bot_id}> thanks!")
    assert "I look things up in the software guide" in text(reply)
    assert labels(reply) == ["Remove"]


async def test_a_mention_in_the_middle_is_taken_out_of_the_question(
    community: Community, bot_id: str
) -> None:
    reply = await answer_to(community, community.person("mei.tanaka"), f"hey <@!{bot_id}>, FooSpikeX9000?")
    assert "knows nothing about “FooSpikeX9000”" in text(reply)


async def test_what_discord_draws_is_no_part_of_the_question(community: Community, bot_id: str) -> None:
    mei = community.person("mei.tanaka")
    reply = await answer_to(
        community, mei, f"<@{bot_id}> <@{mei.id}> <:snn:123456> JAX library? <t:1700000000:R>"
    )
    assert "Spyx" in text(reply)


async def test_where_the_bot_may_not_write_moderators_are_told(community: Community, bot_id: str) -> None:
    jonas = community.person("jonas.lindqvist")
    refusal = {"status": 403, "body": {"code": 50013, "message": "Missing Permissions"}}
    community.discord.faults.order([{"method": "POST", "path": "/channels/*/messages", **refusal}])
    await jonas.say(f"<@{bot_id}> {QUESTION}")

    async def told() -> bool:
        return "may not reply in" in said(await jonas.command("admin status"))

    await community.eventually(told, "the missing permission in the status")
    await answer_to(community, jonas, f"<@{bot_id}> {QUESTION}")
    assert "may not reply in" not in said(await jonas.command("admin status"))


async def test_a_mention_alone_is_told_how_to_ask(community: Community, bot_id: str) -> None:
    reply = await answer_to(community, community.person("priya_nair"), f"<@{bot_id}>")
    assert "Mention me with a question" in text(reply)


async def test_removing_is_for_the_asker_and_moderators(community: Community, bot_id: str) -> None:
    for username, remover in (("diego_m", "diego_m"), ("ruth.ellison", "jonas.lindqvist")):
        asker = community.person(username)
        reply = await answer_to(community, asker, f"<@{bot_id}> {QUESTION}")
        other = await community.person("kofi.asante").click(reply, "Not helpful: remove")
        assert "Only the person this answers and moderators can remove it." in said(other)
        removed = await community.person(remover).click(reply, "Not helpful: remove")
        assert "counted as not helpful" in await community.person(remover).told(removed)
        assert reply["id"] not in [each["id"] for each in asker.sees()]


async def test_what_is_not_for_the_bot_is_left_alone(community: Community, bot_id: str) -> None:
    hana = community.person("hana_kovac")
    await quiet(community, hana, QUESTION)
    await quiet(community, hana, f"@everyone {QUESTION}")
    await quiet(community, hana, f"<@{hana.id}> {QUESTION}")


async def test_a_reply_to_the_bot_is_no_question_to_it(community: Community, bot_id: str) -> None:
    tomasz = community.person("tomasz.zielony")
    reply = await answer_to(community, tomasz, f"<@{bot_id}> {QUESTION}")
    await quiet(community, tomasz, "thanks, that helps!", reply_to=reply["id"])


async def test_a_bot_that_mentions_the_bot_is_left_alone(community: Community, bot_id: str) -> None:
    said_by_bot = community.another_bot_says("general", f"<@{bot_id}> {QUESTION}")
    kofi = community.person("kofi.asante")
    await quiet(community, kofi, "and now something else")
    assert not replies(kofi, said_by_bot["id"])


async def test_an_event_that_comes_twice_is_answered_once(community: Community, bot_id: str) -> None:
    leila = community.person("leila.haddad")
    asked = await leila.say(f"<@{bot_id}> {QUESTION}")
    await community.eventually(lambda: replies(leila, asked["id"]), "a reply")
    community.send_event_again(asked)
    community.send_event_again(asked)
    await leila.command("guide library", name="snntorch")
    await asyncio.sleep(0.15)
    assert len(replies(leila, asked["id"])) == 1


async def test_what_was_said_while_the_connection_was_cut_is_answered_once(
    community: Community, bot_id: str
) -> None:
    sofia = community.person("sofia_reyes")
    before = await answer_to(community, sofia, f"<@{bot_id}> {QUESTION}")
    await community.discord.gateway.order("drop", resumable=True)
    reply = await answer_to(community, sofia, f"<@{bot_id}> a PyTorch library?")
    assert reply["id"] != before["id"]
    assert len(replies(sofia, reply["message_reference"]["message_id"])) == 1


async def test_the_removal_button_is_inert_text_for_readers(community: Community, bot_id: str) -> None:
    reply = await answer_to(community, community.person("nguyen_thao"), f"<@{bot_id}> {QUESTION}")
    pressed = button(reply, "Not helpful: remove")
    assert pressed["label"]
    assert len(pressed["custom_id"]) <= 100


async def test_a_flood_of_mentions_is_not_answered_with_a_flood(community: Community, bot_id: str) -> None:
    lukas = community.person("lukas.brandt")
    asked = [await lukas.say(f"<@{bot_id}> {QUESTION} {number}") for number in range(9)]
    await community.eventually(
        lambda: len([a for a in asked if replies(lukas, a["id"])]) >= 5, "five replies"
    )
    await lukas.command("guide library", name="snntorch")
    await asyncio.sleep(0.2)
    assert len([a for a in asked if replies(lukas, a["id"])]) == 5


async def test_nothing_failed(community: Community) -> None:
    assert not community.bot.errors()
