"""`/welcome setup`: step by step, each choice counts at once, nobody gives more than they have."""

from __future__ import annotations

import asyncio
import tomllib
from typing import Any

import pytest

from bot.local_discord.world.records import ChannelType
from cogs.welcome.face.setup import PAGES
from tests.wire.harness import Json, Person, is_private, labels, said, text

from .conftest import Start
from .newcomers import Welcoming, choose, chosen

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODERATOR = "sofia_reyes"


async def step(moderator: Person, number: int) -> Json:
    """The panel at step `number`, from 1."""
    panel = (await moderator.command("welcome setup"))["message"]
    for _ in range(number - 1):
        panel = (await moderator.click(panel, "Next"))["message"]
    assert f"Step {number} of {len(PAGES)}" in text(panel)
    return dict(panel)


async def exported(community: Welcoming) -> dict[str, Any]:
    """`[cogs.welcome]` of /admin config export."""
    outcome = await community.person(MODERATOR).command("admin config export")
    (file,) = outcome["message"]["attachments"]
    found = tomllib.loads(await _content(community, file))
    return dict(found["cogs"]["welcome"])


async def _content(community: Welcoming, file: Json) -> str:
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(file["url"]) as answer:
        return await answer.text()


async def test_each_step_shows_and_keeps_what_is_chosen(begin: Start) -> None:
    community = await begin({})
    sofia = community.person(MODERATOR)
    panel = await step(sofia, 1)
    assert is_private(panel)
    asked = [question for page in PAGES for question in (*page.channels, *page.roles)]
    expected: dict[str, list[str]] = {}
    ids = {
        "channels": [community.channel(name) for name in ("papers", "help", "projects", "jobs", "general")],
        "roles": [community.role(name) for name in ("Student", "Theory", "Event cameras")],
    }
    for page in PAGES:
        for kind, questions in (("channels", page.channels), ("roles", page.roles)):
            for question in questions:
                assert chosen(panel, f":{question.key}") == []
                values = ids[kind][:1] if question.most == 1 else ids[kind]
                panel = (await choose(sofia, panel, f":{question.key}", *values))["message"]
                assert chosen(panel, f":{question.key}") == values
                expected[question.key] = values
        panel = (await sofia.click(panel, "Done" if page is PAGES[-1] else "Next"))["message"]
    assert "Newcomers are greeted from now on" in text(panel)
    assert labels(panel) == ["Back"]
    for _ in PAGES:
        panel = (await sofia.click(panel, "Back"))["message"]
    assert labels(panel) == ["Next"]

    stored = await exported(community)
    for question in asked:
        value: Any = stored
        for part in question.key.split("."):
            value = value[part]
        assert (value if question.most > 1 else [value]) == [int(each) for each in expected[question.key]]

    # The whole counts without a restart, and after one.
    ada = community.joins("ada")
    await community.eventually(lambda: community.row(ada, "state") == "waiting", "seen")
    await community.advance(60)
    await community.eventually(lambda: community.public("papers"), "greeted there")
    await community.bot.kill()
    await community.bot.start()
    assert chosen(await step(sofia, 1), ":channel") == [community.channel("papers")]
    assert "What interests you" in said(await ada.command("welcome roles"))
    assert community.bot.errors() == []


async def test_what_is_chosen_can_be_taken_back(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    panel = await step(sofia, 1)
    assert chosen(panel, ":channel") == [community.channel("welcome")]
    panel = (await choose(sofia, panel, ":introductions"))["message"]
    assert chosen(panel, ":introductions") == []
    panel = (await choose(sofia, panel, ":channel"))["message"]
    for _ in PAGES:
        panel = (await sofia.click(panel, labels(panel)[-1]))["message"]
    assert "Nobody is greeted yet: no channel is chosen" in text(panel)
    ada = community.joins("ada")
    assert "no channel for introductions" in said(await ada.command("welcome introduce"))
    assert not {"channel", "introductions"} & set(await exported(community))
    await community.bot.kill()
    await community.bot.start()
    assert chosen(await step(sofia, 1), ":channel") == []
    assert community.bot.errors() == []


async def test_two_moderators_choose_at_once(community: Welcoming) -> None:
    sofia, jonas = community.person(MODERATOR), community.person("jonas.lindqvist")
    first, second = await asyncio.gather(step(sofia, 3), step(jonas, 3))
    papers, jobs = community.channel("papers"), community.channel("jobs")
    await asyncio.gather(
        choose(sofia, first, ":channels.share", papers), choose(jonas, second, ":channels.project", jobs)
    )
    panel = await step(sofia, 3)
    assert chosen(panel, ":channels.share") == [papers]
    assert chosen(panel, ":channels.project") == [jobs]


async def test_nobody_offers_a_role_that_is_not_below_their_own(community: Welcoming) -> None:
    sofia, amara = community.person(MODERATOR), community.person("amara.okafor")
    guild = int(community.discord.guild_id)
    world = community.discord.world
    high = world.create_role(guild, "High")
    roles = world.guilds[guild].roles
    own = next(role for role in roles.values() if role.managed)
    order = (community.role("Moderator"), high.id, community.role("Executive Committee"), own.id)
    lowest = roles[int(order[0])].position
    world.reorder_roles(guild, [{"id": str(id), "position": lowest + n} for n, id in enumerate(order)])
    panel = await step(sofia, 2)
    before = chosen(panel, ":roles")
    assert "not below your own highest role" in said(
        await choose(sofia, panel, ":roles", *before, str(high.id))
    )
    assert "cannot be offered (may moderate others)" in said(
        await choose(amara, await step(amara, 2), ":roles", *before, community.role("Moderator"))
    )
    assert chosen(await step(sofia, 2), ":roles") == before
    # What somebody with a higher role offers may stay when others change the rest.
    panel = (await choose(amara, await step(amara, 2), ":roles", *before, str(high.id)))["message"]
    assert chosen(panel, ":roles") == [*before, str(high.id)]
    panel = await step(sofia, 2)
    panel = (await choose(sofia, panel, ":roles", *before[1:], str(high.id)))["message"]
    assert chosen(panel, ":roles") == [*before[1:], str(high.id)]


async def test_what_the_bot_lacks_is_told_where_it_is_chosen(begin: Start) -> None:
    community = await begin()
    sofia = community.person(MODERATOR)
    community.allow_the_bot("papers", send_messages=False)
    panel = await step(sofia, 1)
    panel = (await choose(sofia, panel, ":channel", community.channel("papers")))["message"]
    assert "⚠️ the bot lacks Send Messages" in text(panel)
    community.discord.world.delete_channel(int(community.channel("papers")))
    panel = await step(sofia, 1)
    assert "⚠️ the bot does not see" in text(panel)
    panel = await step(sofia, 2)
    assert "Everybody can see" not in text(panel)
    panel = (await choose(sofia, panel, ":welcomers.channel", community.channel("general")))["message"]
    assert f"⚠️ Everybody can see <#{community.channel('general')}>" in text(panel)
    panel = (await choose(sofia, await step(sofia, 1), ":channel", community.channel("bot-log")))["message"]
    assert "⚠️ Newcomers who have no role cannot see" in text(panel)
    panel = (await choose(sofia, panel, ":channel", community.channel("welcome")))["message"]
    assert "⚠️" not in text(panel)
    await sofia.command("welcome pause")
    for label in ("Next", "Next", "Next", "Done"):
        panel = (await sofia.click(panel, label))["message"]
    assert "greetings are paused" in text(panel)
    # A forum cannot be chosen in the menu, but in the configuration.
    forum = community.channel("help-forum")
    await sofia.command("admin config set", cog="welcome", key="channel", value=forum)
    assert "takes no messages" in text(await step(sofia, 1))
    assert community.bot.errors() == []


async def test_only_moderators_set_up(community: Welcoming) -> None:
    sofia, kofi = community.person(MODERATOR), community.person("kofi.asante")
    assert "Only moderators" in said(await kofi.command("welcome setup"))
    # A panel stays theirs alone; somebody who is no moderator any more changes nothing with it.
    panel = await step(sofia, 1)
    role = community.role("Moderator")
    community.discord.people.living.role(sofia.id, role, remove=True)
    told = [
        said(await choose(sofia, panel, ":channel", community.channel("general"))),
        said(await sofia.click(panel, "Next")),
    ]
    community.discord.people.living.role(sofia.id, role)
    assert all("Only moderators" in each for each in told)
    assert chosen(await step(sofia, 1), ":channel") == [community.channel("welcome")]


async def test_kinds_of_channels_where_nothing_can_be_posted_are_not_offered(community: Welcoming) -> None:
    sofia = community.person(MODERATOR)
    panel = await step(sofia, 1)
    menus = [
        each
        for part in panel["components"][0]["components"]
        for each in part.get("components", [])
        if each["type"] == 8
    ]
    assert [menu["channel_types"] for menu in menus] == [[ChannelType.TEXT, ChannelType.NEWS]] * 2
