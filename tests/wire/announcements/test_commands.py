"""`/announce` as moderators use it: nothing is stored or posted before they have seen it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import pytest_asyncio

from bot.local_discord import LocalDiscord
from bot.local_discord.world.records import ChannelType, Overwrite, OverwriteType
from tests.wire import openapi
from tests.wire.announcements.conftest import Announced
from tests.wire.announcements.feed_server import Entry, FeedServer
from tests.wire.harness import BotProcess, Json, Person, components, is_private, labels, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime.now(UTC).replace(microsecond=0)
ENTRIES = (
    Entry("Spiking in Rust", date=NOW - timedelta(days=1), summary="How <b>spikes</b> travel.", author="Ada"),
    Entry("Events on a chip", date=NOW - timedelta(days=9)),
)
PAGE = """<html><head><title>Our lab</title>
<meta property="og:title" content="A new chip is out"><meta property="og:site_name" content="LinkedIn">
<meta property="og:description" content="It spikes @everyone.">
<meta property="og:url" content="https://www.linkedin.com/posts/chip-1">
<meta property="og:image" content="https://media.example/chip.png">
<link rel="alternate" type="application/rss+xml" href="/named.xml"></head><body>Hello</body></html>"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Announced]:
    site = await FeedServer().start()
    local = LocalDiscord()
    await local.start()
    config = {
        "cogs": {"enabled": ["admin", "announcements"]},
        "fetch": {"private_hosts": ["127.0.0.1"]},
    }
    bot = BotProcess(local, tmp_path_factory.mktemp("bot"), config)
    try:
        await bot.start()
        yield Announced(local, bot, site)
    finally:
        await bot.kill()
        await local.stop()
        await site.stop()


@pytest.fixture
def sofia(community: Announced) -> Person:
    return community.person("sofia_reyes")


async def press_twice(person: Person, message: Json, label: str) -> list[str]:
    """Press a button twice in a hurry, as a slow client invites to; both answers."""
    outcomes = await asyncio.gather(person.click(message, label), person.click(message, label))
    return [await person.told(outcome) for outcome in outcomes]


async def told_of(person: Person, outcome: Json, words: str) -> str:
    """What an interaction says, once `words` are in it."""

    async def found() -> str:
        told = said(await person._using.outcome(person.id, outcome["interaction"]))
        return told if words in told else ""

    return str(await person.community.eventually(found, f"the answer {words!r}"))


async def add(
    community: Announced,
    path: str,
    *,
    title: str,
    channel: str = "papers",
    by: str = "sofia_reyes",
    **options: Any,
) -> str:
    """Follow a feed with `ENTRIES` and wait for its baseline."""
    community.serve(path, *ENTRIES, title=title)
    moderator = community.person(by)
    shown = await moderator.command(
        "announce add",
        url=community.site.url + path,
        channel=channel if channel.isdigit() else community.channel(channel),
        **options,
    )
    assert "is followed" in said(await moderator.click(shown["message"], "Save"))
    await community.read(path, 2)
    return title


async def posted(community: Announced, channel: str, words: str) -> None:
    await community.eventually(
        lambda: any(words in each for each in community.said(channel)), f"{words!r} in #{channel}"
    )


def role_id(community: Announced, name: str) -> str:
    roles = community.discord.world.local_guild(int(community.discord.guild_id)).roles.values()
    return next(str(role.id) for role in roles if role.name == name)


def count(community: Announced) -> int:
    return int(community.stored("SELECT count(*) FROM announcement_source WHERE removed_at IS NULL")[0][0])


# --- add --------------------------------------------------------------------------------------------------


async def test_add_shows_what_would_be_posted_and_stores_nothing_before_save(
    community: Announced, sofia: Person
) -> None:
    community.serve("/first.xml", *ENTRIES, title="First blog")
    before = count(community)
    role = role_id(community, "Student")
    shown = await sofia.command(
        "announce add",
        url=f"{community.site.url}/first.xml",
        channel=community.channel("projects"),
        role=role,
        thread=True,
    )
    assert is_private(shown["message"])
    told = text(shown["message"])
    assert "Found: [First blog](" in told
    assert "Feed (RSS, Atom or JSON), 2 items" in told
    assert "with a discussion thread each" in told
    assert labels(shown["message"]) == ["Read it", "Save", "Cancel", "First blog"]
    assert count(community) == before

    answers = "\n".join(await press_twice(sofia, shown["message"], "Save"))
    assert "is followed" in answers
    assert "followed already" in answers
    assert count(community) == before + 1
    await community.read("/first.xml", 2)
    assert community.said("projects") == []

    # What comes is posted as it was shown: the same card, with the role once.
    new = Entry("Fresh", date=NOW, summary="New.")
    community.serve("/first.xml", new, *ENTRIES, title="First blog")
    await community.poll("/first.xml")
    await posted(community, "projects", "Fresh")
    (message,) = community.messages_of_the_bot("projects")
    preview = [each["type"] for each in shown["message"]["components"][1:-2]]
    assert [each["type"] for each in message["components"]] == preview
    assert text(message).startswith(f"<@&{role}>")
    (post,) = [
        each
        for each in community.requests()
        if each["method"] == "POST" and each["path"].endswith(f"{community.channel('projects')}/messages")
    ]
    assert post["body"]["allowed_mentions"] == {
        "parse": [],
        "roles": [role],
        "users": [],
        "replied_user": False,
    }


async def test_cancel_leaves_everything_as_it_was(community: Announced, sofia: Person) -> None:
    community.serve("/cancelled.xml", *ENTRIES)
    before = count(community)
    shown = await sofia.command(
        "announce add", url=f"{community.site.url}/cancelled.xml", channel=community.channel("papers")
    )
    cancelled = await sofia.click(shown["message"], "Cancel")
    assert "Nothing was changed" in said(cancelled)
    assert labels(cancelled["message"]) == []
    assert count(community) == before


async def test_a_web_page_leads_to_the_feed_it_names(community: Announced, sofia: Person) -> None:
    community.site.pages["/page"] = PAGE.encode()
    community.serve("/named.xml", *ENTRIES, title="Named by its page")
    shown = await sofia.command(
        "announce add", url=f"{community.site.url}/page", channel=community.channel("papers")
    )
    assert "Found: [Named by its page](" in said(shown)
    assert any(each.get("url") == f"{community.site.url}/named.xml" for each in components(shown["message"]))


async def test_what_cannot_be_read_is_told_in_words(community: Announced, sofia: Person) -> None:
    community.site.pages["/nothing"] = b"<html><body>Accept all cookies</body></html>"
    papers = community.channel("papers")
    tried = {
        "@nobody-has-this-handle": "UC",
        f"{community.site.url}/missing.xml": "404",
        f"{community.site.url}/nothing": "web page, not a feed",
        "http://10.0.0.1/feed": "public",
        "ftp://example.org/feed": "http",
        # What a demo without a network answers to everything.
        "https://blog.invalid/": "that the bot's machine has a network",
    }
    for url, hint in tried.items():
        outcome = await sofia.command("announce add", url=url, channel=papers)
        told = said(outcome)
        assert told.startswith("⚠️"), (url, told)
        assert hint in told, (url, told)
        assert "reference" not in told, (url, told)


async def test_the_same_source_is_not_followed_twice(community: Announced, sofia: Person) -> None:
    await add(community, "/twice.xml", title="Twice")
    outcome = await sofia.command(
        "announce add",
        url=f"{community.site.url}/twice.xml?utm_source=x",
        channel=community.channel("papers"),
    )
    assert "followed already" in said(outcome)


@pytest.mark.parametrize(
    ("channel", "options", "why"),
    [
        ("rules", {"crosspost": True}, "is no announcement channel"),
        ("quiet-room", {}, "lacks Send Messages"),
        ("hidden-room", {}, "lacks View Channel"),
    ],
)
async def test_a_channel_that_does_not_fit_is_told_at_once(
    community: Announced, sofia: Person, channel: str, options: Json, why: str
) -> None:
    denied = {"quiet-room": "send_messages", "hidden-room": "view_channel"}.get(channel)
    place = closed_to_the_bot(community, channel, denied) if denied else community.channel(channel)
    community.serve("/fitting.xml", *ENTRIES)
    asked = community.site.times("/fitting.xml")
    outcome = await sofia.command(
        "announce add", url=f"{community.site.url}/fitting.xml", channel=place, **options
    )
    assert why in said(outcome)
    assert community.site.times("/fitting.xml") == asked


def closed_to_the_bot(community: Announced, name: str, denied: str) -> str:
    """A new channel where the bot lacks a permission."""
    world = community.discord.world
    guild = int(community.discord.guild_id)
    own = next(role for role in world.local_guild(guild).roles.values() if role.managed)
    bits = discord.Permissions(**{denied: True}).value
    deny = Overwrite(own.id, OverwriteType.ROLE, deny=bits)
    return str(world.create_channel(guild, name, type=ChannelType.TEXT, overwrites=[deny]).id)


async def test_a_moderator_posts_only_where_they_see_what_they_do(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/inner.xml", title="Inner circle", channel="leadership", by="amara.okafor")
    told = said(await sofia.command("announce latest", source=title))
    assert "You do not see" in told
    panel = (await sofia.command("announce edit", source=title))["message"]
    outcome = await sofia.submit(await sofia.click(panel, "Quiet hours"), begins="22:00", ends="8:00")
    assert "You do not see" in await told_of(sofia, outcome, "You do not see")


async def test_everyone_is_no_role_to_mention(community: Announced, sofia: Person) -> None:
    community.serve("/everyone.xml", *ENTRIES)
    outcome = await sofia.command(
        "announce add",
        url=f"{community.site.url}/everyone.xml",
        channel=community.channel("papers"),
        role=str(community.discord.guild_id),
    )
    assert "@everyone is never mentioned by itself" in said(outcome)


@pytest.mark.parametrize(
    "command",
    ["add", "list", "status", "edit", "pause", "resume", "remove", "test", "latest", "post"],
)
async def test_members_are_refused_even_when_their_client_lets_them(
    community: Announced, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.local_discord.people.interacting.command_refusal", lambda *_: None)
    kofi = community.person("kofi.asante")
    options: dict[str, Any] = {"source": "x"}
    if command in ("add", "post"):
        options = {"url": community.site.url, "channel": community.channel("papers")}
    elif command in ("list", "status"):
        options = {}
    outcome = await kofi.command(f"announce {command}", **options)
    assert "Only moderators can do this" in said(outcome)
    if "source" in options:
        assert await kofi.complete(f"announce {command}", "source", source="") == []


# --- what is followed -------------------------------------------------------------------------------------


async def test_sources_are_suggested_by_name(community: Announced, sofia: Person) -> None:
    await add(community, "/suggested.xml", title="Suggested blog")
    choices = await sofia.complete("announce edit", "source", source="suggest")
    address = community.site.url.removeprefix("http://")
    assert [each["name"] for each in choices] == [f"Suggested blog · {address}/suggested.xml"]
    assert "Suggested blog" in said(await sofia.command("announce edit", source=choices[0]["value"]))
    assert "Suggested blog" in said(await sofia.command("announce edit", source="suggested BLOG"))
    assert "No source is called" in said(await sofia.command("announce edit", source="nothing like it"))


async def test_list_and_status_name_every_source(community: Announced, sofia: Person) -> None:
    title = await add(
        community, "/listed.xml", title="Aardvark listed", channel="announcements", crosspost=True
    )
    shown = await sofia.command("announce list")
    seen = text(shown["message"])
    while title not in seen:
        shown = await sofia.click(shown["message"], following(shown["message"]))
        seen = text(shown["message"])
    assert "published to the servers that follow the channel" in seen
    assert f"added by <@{sofia.id}>" in seen


def following(message: Json) -> str:
    """The button to the next page."""
    buttons = [each for each in components(message) if each["type"] == 2 and not each.get("disabled")]
    return str(buttons[-1]["custom_id"])


async def test_status_tells_what_is_wrong_and_when_it_is_tried_again(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/failing.xml", title="Failing blog")
    del community.site.pages["/failing.xml"]
    await community.poll("/failing.xml")
    told = said(await sofia.command("announce status"))
    assert "failing" in told.splitlines()[0]
    assert f"🔴 **[{title}]" in told
    assert "there is nothing at this address" in told
    assert "Next try <t:" in told


async def test_edit_changes_everything_that_was_chosen(community: Announced, sofia: Person) -> None:
    title = await add(community, "/edited.xml", title="Edited blog")
    panel = (await sofia.command("announce edit", source=title))["message"]
    role = role_id(community, "Fellow")

    async def choose(what: str, *values: str, wait_for: str = "") -> str:
        custom_id = next(
            each["custom_id"] for each in components(panel) if each.get("custom_id", "").endswith(f":{what}")
        )
        outcome = await sofia._using.select(sofia.id, sofia.channel, panel["id"], custom_id, list(values))
        return await told_of(sofia, await sofia._finished(outcome), wait_for)

    assert f"in <#{community.channel('jobs')}>" in await choose("channel", community.channel("jobs"))
    assert f"mentioning <@&{role}>" in await choose("role", role)
    shown = next(each for each in sofia.sees() if each["id"] == panel["id"])
    menus = {each["type"]: each for each in components(shown)}
    assert menus[6]["default_values"] == [{"id": role, "type": "role"}]
    assert menus[8]["default_values"] == [{"id": community.channel("jobs"), "type": "channel"}]
    assert "with a discussion thread each" in await choose("switches", "thread")
    assert "discussion thread" not in await choose("switches")
    assert await choose("switches", "crosspost", wait_for="is no announcement channel")

    async def fill(button: str, **values: str) -> str:
        return said(await sofia.submit(await sofia.click(panel, button), **values))

    refused = await fill("Name and template", name="Edited blog", template="Look: {titel}")
    assert "there is no placeholder {titel}" in refused
    assert "Look: {titel}" in refused
    changed = await fill("Name and template", name="Renamed blog", template="Look: {title} {link}")
    assert "Own words: `Look: {title} {link}`" in changed
    assert "Renamed blog" in changed
    told = await fill("Filter words", include_words="spiking, chip", exclude_words="hiring")
    assert "only with the words “spiking” and “chip”" in told
    told = await fill("Filter authors and tags", include_authors="Ada")
    assert "only by “Ada”" in told
    assert "only with the words" in told
    assert "no time zone" in await fill("Quiet hours", begins="22:00", ends="08:00", zone="Mars")
    told = await fill("Quiet hours", begins="22:00", ends="8:00", zone="Europe/Berlin")
    assert "Quiet from 22:00 to 08:00 (Europe/Berlin)" in told
    newest = await sofia.click(panel, "Show the newest item")
    assert "Look: Spiking in Rust" in said(newest)
    assert "Quiet" not in await fill("Quiet hours", begins="", ends="", zone="")

    tested = said(await sofia.command("announce test", source="Renamed blog"))
    assert "Spiking in Rust" in tested
    new = Entry("Hiring a spiking person", date=NOW, author="Ada")
    community.serve("/edited.xml", new, *ENTRIES)
    tested = said(await sofia.command("announce test", source="Renamed blog"))
    assert "🚫 [Hiring a spiking person]" in tested
    assert "it has the excluded word “hiring”" in tested
    assert "there before the source was followed" in tested
    assert community.said("jobs") == []


async def test_paused_sources_are_left_alone_and_go_on_without_a_flood(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/paused.xml", title="Paused blog", channel="off-topic")
    assert "is paused" in said(await sofia.command("announce pause", source=title))
    assert "is paused already" in said(await sofia.command("announce pause", source=title))
    asked = community.site.times("/paused.xml")
    missed = [Entry(f"Missed {n}", date=NOW) for n in range(8)]
    community.serve("/paused.xml", *missed, *ENTRIES)
    await community.advance(7200)
    assert "The source is **paused**" in said(await sofia.command("announce test", source=title))
    assert community.site.times("/paused.xml") == asked + 1
    asked = community.site.times("/paused.xml")
    assert "goes on" in said(await sofia.command("announce resume", source=title))
    assert "is not paused" in said(await sofia.command("announce resume", source=title))
    await community.eventually(lambda: community.site.times("/paused.xml") > asked, "the reading after it")
    community.serve("/paused.xml", Entry("After the pause", date=NOW), *missed, *ENTRIES)
    await community.poll("/paused.xml")
    await posted(community, "off-topic", "After the pause")
    assert len(community.said("off-topic")) == 1


async def test_removing_asks_first_and_is_done_once(community: Announced, sofia: Person) -> None:
    title = await add(community, "/removed.xml", title="Removed blog")
    kept = await sofia.command("announce remove", source=title)
    assert "Nothing was changed" in said(await sofia.click(kept["message"], "Keep it"))
    asked = await sofia.command("announce remove", source=title)
    before = count(community)
    answers = "\n".join(await press_twice(sofia, asked["message"], "Remove"))
    assert "is followed no more" in answers
    assert count(community) == before - 1
    sql = "SELECT added_by FROM announcement_source WHERE title = ?"
    assert community.stored(sql, title) == [(0,)]
    assert "No source is called" in said(await sofia.command("announce latest", source=title))


# --- on purpose -------------------------------------------------------------------------------------------


async def test_latest_is_shown_first_and_pressed_twice_is_one_message(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/latest.xml", title="Latest blog", channel="help")
    shown = await sofia.command("announce latest", source=title)
    assert "This would be posted now" in said(shown)
    assert "Spiking in Rust" in said(shown)
    assert community.said("help") == []
    answers = await press_twice(sofia, shown["message"], "Post")
    assert "It is being posted" in answers[0]
    await posted(community, "help", "Spiking in Rust")
    await community.quiet()
    assert len(community.said("help")) == 1


async def test_what_is_not_the_newest_any_more_is_not_posted_for_it(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/overtaken.xml", title="Overtaken blog", channel="jobs")
    shown = await sofia.command("announce latest", source=title)
    before = len(community.said("jobs"))
    community.serve("/overtaken.xml", Entry("Newer still", date=NOW), *ENTRIES)
    await community.poll("/overtaken.xml")
    await posted(community, "jobs", "Newer still")
    refused = await sofia.click(shown["message"], "Post")
    assert "Something newer has come" in await told_of(sofia, refused, "Something newer")
    await community.quiet()
    assert len(community.said("jobs")) == before + 1


async def test_who_is_no_moderator_any_more_saves_and_posts_nothing(community: Announced) -> None:
    jonas = community.person("jonas.lindqvist")
    community.serve("/demoted.xml", *ENTRIES)
    community.site.pages["/demoted"] = PAGE.encode()
    papers, before = community.channel("papers"), count(community)
    found = await jonas.command("announce add", url=f"{community.site.url}/demoted.xml", channel=papers)
    page = await jonas.command("announce post", url=f"{community.site.url}/demoted", channel=papers)
    moderator = role_id(community, "Moderator")
    community.discord.people.living.role(jonas.id, moderator, remove=True)
    for shown, label in ((found, "Save"), (page, "Post"), (page, "Post and ping everyone…")):
        refused = await jonas.click(shown["message"], label)
        assert "Only moderators can do this" in said(refused)
    community.discord.people.living.role(jonas.id, moderator)
    assert count(community) == before
    assert not community.stored(
        "SELECT 1 FROM outbox WHERE key LIKE 'announcements.post.' || ? || '%'", page["message"]["id"]
    )


async def test_everyone_is_pinged_only_after_an_extra_yes_for_that_item(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/loud.xml", title="Loud blog", channel="rules")
    shown = await sofia.command("announce latest", source=title)
    asked = await sofia.click(shown["message"], "Post and ping everyone…")
    assert "Ping everyone?" in said(asked)
    assert community.said("rules") == []
    await sofia.click(asked["message"], "Yes, ping everyone")
    await posted(community, "rules", "Spiking in Rust")
    (message,) = community.messages_of_the_bot("rules")
    assert text(message).startswith("@everyone\n")
    (post,) = [
        each
        for each in community.requests()
        if each["method"] == "POST" and each["path"].endswith(f"{community.channel('rules')}/messages")
    ]
    assert post["body"]["allowed_mentions"]["parse"] == ["everyone"]


async def test_who_may_not_mention_everyone_is_told_before_it_is_posted(
    community: Announced, sofia: Person
) -> None:
    softly = closed_to_the_bot(community, "softly", "mention_everyone")
    title = await add(community, "/soft.xml", title="Soft blog", channel=softly)
    shown = await sofia.command("announce latest", source=title)
    refused = await sofia.click(shown["message"], "Post and ping everyone…")
    assert "The bot may not mention @everyone" in await told_of(sofia, refused, "@everyone in")
    role = role_id(community, "Student")
    panel = (await sofia.command("announce edit", source=title))["message"]
    custom_id = next(e["custom_id"] for e in components(panel) if e.get("custom_id", "").endswith(":role"))
    chosen = await sofia._using.select(sofia.id, sofia.channel, panel["id"], custom_id, [role])
    assert f"<@&{role}> will be named, but nobody notified" in said(await sofia._finished(chosen))
    assert community.said("softly") == []


async def test_a_page_is_posted_exactly_once_as_it_was_shown(community: Announced, sofia: Person) -> None:
    community.site.pages["/linkedin"] = PAGE.encode()
    shown = await sofia.command(
        "announce post",
        url=f"{community.site.url}/linkedin",
        channel=community.channel("welcome"),
        thread=True,
    )
    assert "A new chip is out" in said(shown)
    assert "-# LinkedIn" in said(shown)
    assert community.said("welcome") == []
    # The page changes its mind; what was seen is what is posted.
    community.site.pages["/linkedin"] = PAGE.replace("A new chip", "Something else").encode()
    await press_twice(sofia, shown["message"], "Post")
    await posted(community, "welcome", "A new chip is out")
    await community.quiet()
    (message,) = community.messages_of_the_bot("welcome")
    assert "@everyone" not in text(message)
    assert any(each["type"] == 12 for each in components(message))
    (thread,) = community.stored(
        "SELECT state FROM outbox WHERE action = 'thread' AND channel_id = ?",
        int(community.channel("welcome")),
    )
    assert thread[0] != "held"


async def test_a_page_that_says_nothing_or_is_none_is_told(community: Announced, sofia: Person) -> None:
    welcome = community.channel("welcome")
    community.site.pages["/empty"] = b"<html><body></body></html>"
    for url, why in (
        (f"{community.site.url}/empty", "says nothing about itself"),
        ("chip", "no web address"),
        (f"{community.site.url}/missing", "404"),
        ("http://127.0.0.2/", "public"),
    ):
        told = said(await sofia.command("announce post", url=url, channel=welcome))
        assert told.startswith("⚠️")
        assert why in told, (url, told)


# --- restarts ---------------------------------------------------------------------------------------------


async def test_what_was_shown_before_a_restart_still_works_or_says_so(
    community: Announced, sofia: Person
) -> None:
    community.serve("/restarted.xml", *ENTRIES, title="Restarted blog")
    community.site.pages["/restarted"] = PAGE.encode()
    papers = community.channel("papers")
    shown = await sofia.command("announce add", url=f"{community.site.url}/restarted.xml", channel=papers)
    page = await sofia.command("announce post", url=f"{community.site.url}/restarted", channel=papers)
    before = community.said("papers")
    assert await community.bot.stop() == 0
    await community.bot.start()
    assert "is followed" in said(await sofia.click(shown["message"], "Save"))
    assert "Use /announce post again" in await sofia.told(await sofia.click(page["message"], "Post"))
    (row,) = community.stored("SELECT title, url FROM announcement_source WHERE title = 'Restarted blog'")
    assert row[1] == f"{community.site.url}/restarted.xml"
    assert community.said("papers") == before


async def test_nothing_failed(community: Announced) -> None:
    assert community.bot.errors() == []


@pytest.mark.skipif(not openapi.available(), reason=openapi.REASON)
async def test_every_request_was_as_discord_documents_it(community: Announced) -> None:
    made = [each for each in community.requests() if each["status"] and each["status"] < 300]
    assert len(made) > 100
    wrong = {
        f"{each['method']} {each['path']}: {problem}"
        for each in made
        for problem in openapi.validate_request(each["method"], each["path"], each["body"])
    }
    assert not wrong
