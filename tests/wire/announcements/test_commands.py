"""`/announce add`: nothing is stored before moderators have seen it and saved; and who may use the commands."""

from __future__ import annotations

from typing import Any

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
from tests.wire.harness import Json, Person, components, is_private, labels, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
