"""`/announce latest` and `post`: after a look, exactly once, and never louder than confirmed."""

from __future__ import annotations

import pytest

from tests.wire.announcements.commanding import (
    ENTRIES,
    NOW,
    PAGE,
    add,
    closed_to_the_bot,
    count,
    posted,
    press_twice,
    role_id,
    told_of,
)
from tests.wire.announcements.conftest import Announced
from tests.wire.announcements.feed_server import Entry
from tests.wire.harness import Person, components, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
