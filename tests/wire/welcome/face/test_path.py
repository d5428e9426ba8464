"""“Start here”: two presses to a card that fits, for whoever presses, whenever they do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.local_discord.world.records import ChannelType
from cogs.welcome import path
from tests.wire.guide.conftest import EXAMPLE
from tests.wire.harness import Json, Person, is_private, labels, said, text

from .conftest import Start
from .newcomers import Welcoming, choose, preview

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEKS = 40 * 24 * 3600
BUTTONS = ["Introduce yourself", "Choose your interests", "Talk to a person", "Start over"]


async def walk(person: Person, message: Json, who: str, want: str) -> Json:
    """From the first question to the card."""
    asked = await person.click(message, path.BACKGROUNDS[who].label)
    shown = await person.click(asked["message"], path.GOALS[want].label)
    assert shown["message"]["id"] == message["id"], "one message for all of it"
    return dict(shown["message"])


async def visit(person: Person, message: Json, who: str, want: str) -> Json:
    """The card, and back to the first question."""
    card = await walk(person, message, who, want)
    assert "Who are you" in said(await person.click(card, "Start over"))
    return card


async def begun(person: Person, greeting: Json) -> Json:
    first = (await person.click(greeting, "Start here"))["message"]
    assert is_private(first)
    return dict(first)


async def test_every_answer_leads_to_a_card_of_its_own(community: Welcoming) -> None:
    ada = community.joins("ada.path")
    message = await begun(ada, await community.greeting(ada))
    for who in path.BACKGROUNDS:
        for want in path.GOALS:
            card = await visit(ada, message, who, want)
            told = text(card)
            assert path.GOALS[want].label in told
            assert path.BACKGROUNDS[who].label in told
            for label, url in path.pages(want, "https://open-neuromorphic.org"):
                assert f"[{label}]({url})" in told
            assert "Libraries" not in told, "the guide is off"
            assert "Next event" not in told
            assert labels(card) == BUTTONS
            assert (f"<#{community.channel('papers')}>" in told) == (want == "learn" or who == "hardware")
    assert community.row(ada, "started_at") is not None
    # Nothing of the answers is stored.
    columns = {name for _, name, *_ in community.stored("PRAGMA table_info(welcome_newcomer)")}
    assert not columns & {"who", "want", "background", "goal"}


async def test_channels_are_shown_to_those_who_see_them(community: Welcoming) -> None:
    private = f"<#{community.channel('leadership')}>"
    ben = community.joins("ben.path")
    card = await walk(ben, await begun(ben, await community.greeting(ben)), "student", "learn")
    assert private not in text(card)
    amara = community.person("amara.okafor")
    card = await walk(amara, (await amara.command("welcome start"))["message"], "student", "learn")
    assert f"<#{community.channel('papers')}>: What we read, and the reading group." in text(card)
    assert private in text(card)


async def test_the_command_counts_as_a_press(community: Welcoming) -> None:
    cleo = community.joins("cleo.path")
    await community.greeting(cleo)
    assert community.row(cleo, "started_at") is None
    assert is_private((await cleo.command("welcome start"))["message"])
    await community.eventually(lambda: community.row(cleo, "started_at"), "noted")


async def test_asking_for_a_person_puts_the_name_on_the_list(community: Welcoming) -> None:
    dora = community.joins("dora.path")
    card = await walk(dora, await begun(dora, await community.greeting(dora)), "curious", "people")
    for _ in range(2):
        assert "our welcomers see your name" in said(await dora.click(card, "Talk to a person"))
    assert community.row(dora, "asked_at") is not None
    await community.advance(7 * 24 * 3600)

    def listed() -> list[str]:
        return [text(m) for m in community.public("welcomers") if f"<@{dora.id}>" in text(m)]

    (digest,) = await community.eventually(listed, "the welcomers' list")
    assert "Would like to talk to a person" in digest
    (body,) = [
        each["body"]
        for each in community.requests()
        if each["path"].endswith(f"/{community.channel('welcomers')}/messages") and each["method"] == "POST"
    ]
    assert body["allowed_mentions"] == {"parse": [], "roles": [], "users": [], "replied_user": False}


async def test_with_guide_and_events_the_card_has_libraries_and_the_next_event(
    begin: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = tmp_path_factory.mktemp("site")
    page = site / "content" / "workshops" / "spikes" / "index.md"
    page.parent.mkdir(parents=True)
    begins = (datetime.now(UTC) + timedelta(days=5)).replace(minute=0, second=0, microsecond=0)
    page.write_text(
        f'---\ntitle: "Spikes *on* chips"\nauthor: [Ada]\ndate: {begins:%Y-%m-%d}\n'
        f'start_datetime: "{begins.isoformat()}"\nend_datetime: "{(begins + timedelta(hours=1)).isoformat()}"\n---\n'
    )
    community = await begin(
        cogs={
            "guide": {"folder": str(EXAMPLE)},
            "announcements": lambda discord: {
                "events": {"folder": str(site), "channel": int(discord.people.channel("announcements"))}
            },
        }
    )
    ada = community.joins("ada")
    message = (await ada.command("welcome start"))["message"]

    async def has_event() -> bool:
        return "Next event" in text(await visit(ada, message, "curious", "people"))

    await community.eventually(has_event, "the event read")
    for who, library in (("machine_learning", "snnTorch"), ("neuroscience", "Brian"), ("hardware", "Lava")):
        for want in path.GOALS:
            card = text(await visit(ada, message, who, want))
            assert ("Libraries to begin with" in card) == (want in path.SUGGESTING)
            assert (f"[{library}](" in card) == (want in path.SUGGESTING), card
            assert ("`/guide ask`" in card) == (want == "library")
            assert "[Spikes \\*on\\* chips](" in card
            assert f"<t:{int(begins.timestamp())}:F>" in card
    moderator = community.person("sofia_reyes")
    await moderator.command("admin cogs disable", name="guide")
    await moderator.command("admin cogs disable", name="announcements")
    card = text(await walk(ada, message, "neuroscience", "library"))
    assert "Libraries" not in card
    assert "guide ask" not in card
    assert "Next event" not in card
    assert "On our site" in card
    assert community.bot.errors() == []


async def test_with_nothing_chosen_everything_that_is_missing_is_left_out(begin: Start) -> None:
    community = await begin({"site_base": ""})
    ada = community.joins("ada")
    message = (await ada.command("welcome start"))["message"]
    for who in path.BACKGROUNDS:
        for want in path.GOALS:
            card = await visit(ada, message, who, want)
            assert "There is nothing to show for this yet" in text(card)
            assert labels(card) == ["Start over"]
    assert "no roles to choose" in said(await ada.command("welcome roles"))
    assert "no channel for introductions" in said(await ada.command("welcome introduce"))
    assert "no channel is chosen" in said(await community.person("sofia_reyes").command("welcome status"))
    assert community.public("welcome") == []
    assert community.bot.errors() == []


async def test_what_is_gone_from_the_server_is_left_out(begin: Start) -> None:
    community = await begin()
    world = community.discord.world
    for name in ("papers", "introductions"):
        world.delete_channel(int(community.channel(name)))
    for name in ("Student", "Hardware", "Theory"):
        world.delete_role(int(community.discord.guild_id), int(community.role(name)))
    ada = community.joins("ada")
    card = await walk(ada, await begun(ada, await community.greeting(ada)), "curious", "learn")
    assert "Channels for you" not in text(card)
    assert labels(card) == ["Talk to a person", "Start over"]
    status = said(await community.person("sofia_reyes").command("welcome status"))
    assert status.count("Not offered") == 1
    assert "(gone)" in status
    assert community.bot.errors() == []


async def test_no_button_is_offered_that_would_be_refused(begin: Start) -> None:
    community = await begin()
    community.allow_everybody("introductions", send_messages=False)
    ada = community.joins("ada")
    card = await walk(ada, (await ada.command("welcome start"))["message"], "curious", "learn")
    assert "Introduce yourself" not in labels(card)
    *_, card = await preview(community.person("sofia_reyes"))
    assert "Introduce yourself" not in labels(card)


async def test_every_button_works_after_a_kill_and_weeks_later(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    greeting = await community.greeting(ada)
    messages = [await begun(ada, greeting) for _ in range(3)]
    second = (await ada.click(messages[1], "Student"))["message"]
    card = await walk(ada, messages[2], "student", "learn")
    menu = (await ada.click(card, "Choose your interests"))["message"]
    await community.bot.kill()
    await community.advance(WEEKS)
    await community.bot.start()
    assert "What would you like to do" in said(await ada.click(messages[0], "Student"))
    assert "Channels for you" in said(await ada.click(second, "Learn"))
    assert (await ada.click(card, "Introduce yourself"))["outcome"] == "modal"
    assert "You have <@&" in said(await choose(ada, menu, "choose", community.role("Theory")))
    assert "Noted" in said(await ada.click(card, "Talk to a person"))
    assert "Who are you" in said(await ada.click(card, "Start over"))
    assert "Who are you" in said(await ada.click(greeting, "Start here"))
    assert community.bot.errors() == []


async def test_the_button_of_a_direct_message_works_for_members_only(begin: Start) -> None:
    community = await begin(direct_messages=True)
    ada = community.joins("ada")
    await community.greeting(ada)
    dm = str(community.discord.people.living.open_dm(ada.id))
    there = ada.at(dm)

    async def written() -> list[Json]:
        await community.advance(6)
        return there.sees()

    (message,) = await community.eventually(written, "the direct message")
    assert f"<@{ada.id}>" in text(message)
    card = await walk(there, await begun(there, message), "student", "learn")
    assert f"<#{community.channel('papers')}>" in text(card)
    menu = (await there.click(card, "Choose your interests"))["message"]
    assert "You have" in said(await choose(there, menu, "choose", community.role("Theory")))
    assert community.roles_of(ada) == {"Theory"}
    form = await there.click(card, "Introduce yourself")
    await there.submit(form, about="I am Ada.")
    assert "I am Ada" in text(await community.introduction(ada))
    assert community.bot.errors() == []


async def test_buttons_of_a_job_that_is_off_say_so(begin: Start) -> None:
    community = await begin()
    ada = community.joins("ada")
    greeting = await community.greeting(ada)
    first = await begun(ada, greeting)
    form = await ada.command("welcome introduce")
    await community.person("sofia_reyes").command("admin cogs disable", name="welcome")
    for message, label in ((greeting, "Start here"), (first, "Student")):
        assert "switched off" in said(await ada.click(message, label))
    assert "switched off" in said(await ada.submit(form, about="I am Ada."))
    assert community.introductions(ada) == []
    await community.person("sofia_reyes").command("admin cogs enable", name="welcome")
    assert "What would you like" in said(await ada.click(first, "Student"))
    assert community.bot.errors() == []


async def test_threads_and_forums_can_be_shown(begin: Start) -> None:
    community = await begin()
    world = community.discord.world
    forum = world.create_channel(int(community.discord.guild_id), "ideas", type=ChannelType.FORUM)
    moderator = community.person("sofia_reyes")
    setup = (await moderator.command("welcome setup"))["message"]
    for _ in range(2):
        setup = (await moderator.click(setup, "Next"))["message"]
    await choose(moderator, setup, "channels.people", str(forum.id))
    ada = community.joins("ada")
    card = await walk(ada, (await ada.command("welcome start"))["message"], "curious", "people")
    assert f"<#{forum.id}>" in text(card)
