"""Listening: only where moderators want it, only when sure, once per conversation, across restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

pytest.importorskip("simcord", reason="the local Discord's extra is not installed: pip install '.[local]'")

from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, labels, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

SURE = "Which library should I use to train spiking neural networks in JAX?"
ALSO_SURE = "Can anyone recommend a PyTorch library for spiking networks?"


def replies(person: Person, message: str) -> list[Json]:
    return [
        each for each in person.sees() if (each.get("message_reference") or {}).get("message_id") == message
    ]


async def answered(community: Community, person: Person, asked: Json) -> Json:
    found = await community.eventually(lambda: replies(person, asked["id"]), "a reply")
    reply: Json = found[0]
    return reply


async def unanswered(community: Community, person: Person, asked: Json) -> None:
    await community.person("sofia_reyes").command("guide library", name="snntorch")
    await asyncio.sleep(0.2)
    assert not replies(person, asked["id"])


async def listen(community: Community, channel: str, state: str = "on") -> str:
    """Let a moderator switch listening, and wait for the bot to be back with the new intents."""
    seen = len(community.bot.lines)
    sofia = community.person("sofia_reyes")
    outcome = await sofia.command("guide listen", state=state, channel=community.channel(channel))
    if any(line["message"].startswith("connecting anew") for line in community.bot.lines[seen:]):
        await community.bot.logged("ready", after=seen)
    return said(outcome)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def listening(community: Community) -> Community:
    told = await listen(community, "help")
    assert "The bot listens in <#" in told
    await listen(community, "help-forum")
    return community


async def test_it_is_off_at_first(community: Community, bot_config: Mapping[str, Any]) -> None:
    told = said(await community.person("sofia_reyes").command("guide listen", state="list"))
    assert "listens nowhere" in told
    kofi = community.person("kofi.asante").at("help")
    await unanswered(community, kofi, await kofi.say(SURE))


async def test_only_moderators_switch_it(community: Community) -> None:
    for state in ("on", "off", "list"):
        refused = await community.person("kofi.asante").command("guide listen", state=state)
        assert "Only moderators can do this" in said(refused)


async def test_a_question_is_answered_where_it_is_on(listening: Community) -> None:
    kofi = listening.person("kofi.asante").at("help")
    reply = await answered(listening, kofi, await kofi.say(SURE))
    assert "Spyx" in text(reply)
    assert labels(reply) == ["Not helpful: remove"]
    told = said(await listening.person("sofia_reyes").command("guide listen", state="list"))
    assert f"<#{kofi.channel}>" in told


async def test_the_same_author_is_answered_once(listening: Community) -> None:
    kofi = listening.person("kofi.asante").at("help")
    await unanswered(listening, kofi, await kofi.say(ALSO_SURE))


async def test_chat_and_trouble_are_left_alone(listening: Community) -> None:
    mei = listening.person("mei.tanaka").at("help")
    for content in (
        "good morning everybody!",
        "snnTorch raises a ValueError when I call backward() twice",
        "We published our paper on spiking networks today :)",
        "🙂",
    ):
        await unanswered(listening, mei, await mei.say(content))


async def test_other_channels_are_left_alone(listening: Community) -> None:
    mei = listening.person("mei.tanaka").at("general")
    await unanswered(listening, mei, await mei.say(SURE))


async def test_bots_are_left_alone(listening: Community) -> None:
    mei = listening.person("mei.tanaka").at("help")
    await unanswered(listening, mei, listening.another_bot_says("help", SURE))


async def test_a_forum_post_is_one_conversation(listening: Community) -> None:
    leila = listening.person("leila.haddad").at("help-forum")
    post = await leila.say(SURE, title="JAX?")
    inside = leila.at(post["thread"])
    reply = await answered(listening, inside, post)
    assert "Spyx" in text(reply)
    hana = listening.person("hana_kovac").at(post["thread"])
    await unanswered(listening, hana, await hana.say(ALSO_SURE))


async def test_a_post_that_asks_in_its_title_is_answered(listening: Community) -> None:
    diego = listening.person("diego_m").at("help-forum")
    post = await diego.say("see title", title="Which library reads AEDAT4 files in Python?")
    assert "AEDAT" in text(await answered(listening, diego.at(post["thread"]), post))


async def test_a_post_is_asked_about_with_its_title(listening: Community) -> None:
    diego = listening.person("diego_m").at("help-forum")
    post = await diego.say("It has to be like that.", title="A JAX library for spiking networks")
    told = await listening.person("ruth.ellison").at(post["thread"]).menu("Ask the guide", post["id"])
    assert "Spyx" in said(told)


async def test_not_helpful_removes_the_answer(listening: Community) -> None:
    diego = listening.person("diego_m").at("help")
    reply = await answered(listening, diego, await diego.say(SURE))
    await listening.person("kofi.asante").at("help").click(reply, "Not helpful: remove")
    assert reply["id"] in [each["id"] for each in diego.sees()]
    await diego.click(reply, "Not helpful: remove")
    assert reply["id"] not in [each["id"] for each in diego.sees()]


async def test_an_event_that_comes_twice_is_answered_once(listening: Community) -> None:
    priya = listening.person("priya_nair").at("help")
    asked = await priya.say(SURE)
    await answered(listening, priya, asked)
    listening.send_event_again(asked)
    await unanswered(listening, priya, await priya.say("thanks"))
    assert len(replies(priya, asked["id"])) == 1


async def test_the_conversation_is_known_after_a_kill_and_the_setting_holds(listening: Community) -> None:
    ruth = listening.person("ruth.ellison").at("help")
    await answered(listening, ruth, await ruth.say(SURE))
    await listening.bot.kill()
    await listening.bot.start()
    await unanswered(listening, ruth, await ruth.say(ALSO_SURE))
    thao = listening.person("nguyen_thao").at("help")
    await answered(listening, thao, await thao.say(SURE))


async def test_off_is_off(listening: Community) -> None:
    told = await listen(listening, "help", "off")
    assert "no longer listens" in told
    tomasz = listening.person("tomasz.zielony").at("help")
    await unanswered(listening, tomasz, await tomasz.say(SURE))
    told = await listen(listening, "help", "off")
    assert "did not listen" in told


async def test_what_the_bot_does_not_see_it_cannot_hear(listening: Community) -> None:
    guild = listening.discord.people.lookup.guild
    hidden = listening.discord.world.create_channel(
        guild.id,
        "hidden",
        overwrites=[Overwrite(listening.discord.world.bot_user.id, OverwriteType.MEMBER, deny=1 << 10)],
    )
    amara = listening.person("amara.okafor")
    told = said(await amara.command("guide listen", state="on", channel=str(hidden.id)))
    assert "it lacks View Channel" in told


async def test_nothing_failed(listening: Community) -> None:
    assert not listening.bot.errors()


async def test_a_cool_down_holds_the_answers_of_a_channel_apart(
    start_community: StartCommunity, guide_folder: Any
) -> None:
    guide = {"folder": str(guide_folder), "listen": {"cooldown_seconds": 3600}}
    community = await start_community({"cogs": {"enabled": ["admin", "guide"], "guide": guide}})
    guide["listen"]["channels"] = [int(community.channel(name)) for name in ("help", "help-forum")]
    await community.bot.stop()
    community.bot.config["cogs"]["guide"] = guide
    await community.bot.start()
    kofi, mei = (community.person(name).at("help") for name in ("kofi.asante", "mei.tanaka"))
    await answered(community, kofi, await kofi.say(SURE))
    await unanswered(community, mei, await mei.say(SURE))
    # A forum's posts are conversations of their own: one does not silence the next.
    for name in ("kofi.asante", "mei.tanaka"):
        person = community.person(name).at("help-forum")
        post = await person.say(SURE, title="JAX?")
        await answered(community, person.at(post["thread"]), post)


async def test_a_refused_intent_is_told(start_community: StartCommunity) -> None:
    community = await start_community()
    community.discord.world.portal.allow(["members"])
    sofia = community.person("sofia_reyes")
    seen = len(community.bot.lines)
    told = said(await sofia.command("guide listen", state="on", channel=community.channel("help")))
    assert "Message Content Intent** is switched off" in told
    await community.bot.logged("the connection stays as it is", after=seen)
    status = said(await sofia.command("admin status"))
    assert "Message Content Intent" in status
    assert "switched off" in said(await sofia.command("guide listen", state="list"))
    # Everything else goes on.
    assert "Spyx" in said(await sofia.command("guide ask", question=SURE))
    # Switched on in the portal, the same command again is enough.
    community.discord.world.portal.allow(["members", "message_content"])
    seen = len(community.bot.lines)
    told = said(await sofia.command("guide listen", state="on", channel=community.channel("help")))
    assert "switched off" not in told
    await community.bot.logged("ready", after=seen)
    kofi = community.person("kofi.asante").at("help")
    await answered(community, kofi, await kofi.say(SURE))
