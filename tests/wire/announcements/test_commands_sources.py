"""`/announce list`, `status`, `edit`, `test`, `pause`, `resume`, `remove`."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from tests.wire.announcements.commanding import (
    ENTRIES,
    NOW,
    add,
    count,
    posted,
    press_twice,
    role_id,
    told_of,
)
from tests.wire.announcements.conftest import Announced
from tests.wire.announcements.feed_server import Entry
from tests.wire.harness import Json, Person, components, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_of_two_open_forms_each_changes_its_own_source(community: Announced, sofia: Person) -> None:
    for name in ("One form", "Other form"):
        await add(community, f"/{name[:3]}.xml", title=name)
    one, other = [
        await sofia.click((await sofia.command("announce edit", source=name))["message"], "Name and template")
        for name in ("One form", "Other form")
    ]
    await sofia.submit(one, name="First form", template="One: {link}")
    await sofia.submit(other, name="Second form", template="Other: {link}")
    rows = community.stored("SELECT title, template FROM announcement_source WHERE template LIKE '%: {link}'")
    assert rows == [("First form", "One: {link}"), ("Second form", "Other: {link}")]


async def test_two_moderators_at_once_take_nothing_back_from_each_other(
    community: Announced, sofia: Person
) -> None:
    title = await add(community, "/both.xml", title="Both change it")
    panel, other = [(await sofia.command("announce edit", source=title))["message"] for _ in range(2)]
    role, jobs = role_id(community, "Fellow"), community.channel("jobs")

    async def choose(shown: Json, what: str, value: str) -> Json:
        name = next(
            each["custom_id"] for each in components(shown) if each.get("custom_id", "").endswith(what)
        )
        outcome = await sofia._using.select(sofia.id, sofia.channel, shown["id"], name, [value])
        return await sofia._finished(outcome)

    with closing(sqlite3.connect(community.bot.database, isolation_level=None)) as busy:
        # Until another write is done, both wait with what they know.
        busy.execute("BEGIN IMMEDIATE")
        both = asyncio.gather(choose(panel, ":channel", jobs), choose(other, ":role", role))
        await asyncio.sleep(0.5)
        busy.execute("COMMIT")
    await both
    chosen = "SELECT channel_id, role_id FROM announcement_source WHERE title = 'Both change it'"
    assert community.stored(chosen) == [(int(jobs), int(role))]


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
