"""What moderators steer: refresh, insights, the lists for beginners; and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wire.harness import Community, Person, is_private, said, select, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW_PAGE = """\
---
title: Freshly Added
description: A library that the guide did not have a moment ago.
website: https://fresh.example.org
source_code: https://github.com/example/fresh
license: MIT
language: Python
category: snn-framework
supports_NIR: true
supports_hardware: false
url: /neuromorphic-computing/software/snn-frameworks/fresh/
---
It is *fresh*.
"""


@contextmanager
def moved_away(folder: Path) -> Iterator[None]:
    hidden = folder.with_name("hidden")
    folder.rename(hidden)
    try:
        yield
    finally:
        hidden.rename(folder)


@pytest.fixture
def sofia(community: Community) -> Person:
    return community.person("sofia_reyes")


@pytest.mark.parametrize("command", ["guide refresh", "guide insights", "guide defaults"])
async def test_members_are_told_that_it_is_for_moderators(community: Community, command: str) -> None:
    outcome = await community.person("kofi.asante").command(command)
    assert "Only moderators can do this" in said(outcome)
    assert is_private(outcome["message"])


async def test_a_refresh_tells_what_changed_and_puts_it_in_force(
    community: Community, sofia: Person, guide_folder: Path
) -> None:
    unchanged = await sofia.command("guide refresh")
    assert "has not changed" in said(unchanged)
    page = guide_folder / "content/neuromorphic-computing/software/fresh/index.md"
    page.parent.mkdir()
    page.write_text(NEW_PAGE, encoding="utf-8")
    added = await sofia.command("guide refresh")
    assert "**New (1):** Freshly Added" in said(added)
    kofi = community.person("kofi.asante")
    assert "It is" not in said(added)
    assert "## Freshly Added" in said(await kofi.command("guide library", name="fresh"))
    page.write_text(NEW_PAGE.replace("MIT", "GPL-3.0"), encoding="utf-8")
    assert "**Changed (1):** Freshly Added" in said(await sofia.command("guide refresh"))
    assert "GPL-3.0" in said(await kofi.command("guide library", name="fresh"))
    page.unlink()
    page.parent.rmdir()
    assert "**Gone (1):** Freshly Added" in said(await sofia.command("guide refresh"))
    assert "no library named" in said(await kofi.command("guide library", name="fresh"))


async def test_a_button_of_an_entry_that_is_gone_says_so(
    community: Community, sofia: Person, guide_folder: Path
) -> None:
    page = guide_folder / "content/neuromorphic-computing/software/fresh/index.md"
    page.parent.mkdir()
    page.write_text(NEW_PAGE, encoding="utf-8")
    await sofia.command("guide refresh")
    compared = await sofia.command("guide compare", first="Freshly Added", second="snntorch")
    page.unlink()
    page.parent.rmdir()
    await sofia.command("guide refresh")
    outcome = await sofia.click(compared["message"], "Freshly Added")
    assert "no longer in the guide" in said(outcome)


async def test_a_source_that_breaks_leaves_the_last_good_copy(
    community: Community, sofia: Person, guide_folder: Path
) -> None:
    with moved_away(guide_folder):
        told = said(await sofia.command("guide refresh"))
        assert "could not be refreshed" in told or "was not taken" in told
        # One sentence says what answers meanwhile, and the status tells the same story.
        assert told.count("stays in force") == 1
        assert "last good copy" not in told
        status = said(await sofia.command("admin status"))
        assert "guide.source" in status
        assert "went well" not in status
        assert "Spyx" in said(await sofia.command("guide ask", question="a JAX library?"))
    assert "failed" not in said(await sofia.command("guide refresh"))


async def test_insights_name_what_is_missing(community: Community, sofia: Person) -> None:
    kofi = community.person("kofi.asante")
    for _ in range(2):
        await kofi.command("guide ask", question="is there FooSpikeX9000?")

    async def counted() -> bool:
        return "foospikex9000" in said(await sofia.command("guide insights"))

    await community.eventually(counted, "the missing name in the insights")
    outcome = await sofia.command("guide insights")
    assert is_private(outcome["message"])
    assert kofi.id not in said(outcome)


async def test_insights_count_a_question_once_and_say_since_when(community: Community, sofia: Person) -> None:
    kofi = community.person("kofi.asante")
    asked = (await kofi.command("guide ask", question="a quantum library in Erlang, permissive"))["message"]
    opened = (await kofi.click(asked, "Ask differently"))["message"]
    await kofi.select(opened, "Licence", "Licence: permissive")
    await kofi.command("guide ask", question="is there BarSpikeX1?")

    async def counted() -> str:
        told = said(await sofia.command("guide insights"))
        return told if "barspikex1" in told else ""

    told = await community.eventually(counted, "the name asked for last in the insights")
    assert "- erlang: once\n" in told
    assert "- quantum computing: once\n" in told
    assert "- permissive" not in told
    assert re.search(r"Counted since <t:\d+:D>, by month and for 12 months at most", told)


async def test_the_lists_for_beginners_are_shown_changed_and_taken_back(
    community: Community, sofia: Person
) -> None:
    shown = said(await sofia.command("guide defaults"))
    assert "**Machine learning** (as shipped): snnTorch" in shown
    changed = said(
        await sofia.command("guide defaults", background="neuroscience", libraries="Brian, snn torch, nest")
    )
    assert "**Neuroscience** (set by moderators): Brian" in changed
    assert (
        "Take it back to the one that ships with the bot: `/guide defaults background: neuroscience libraries: reset`"
        in changed
    )
    kofi = community.person("kofi.asante")
    start = (await kofi.command("guide start"))["message"]
    assert "snnTorch" in text((await kofi.select(start, "I know already…", "Neuroscience"))["message"])
    asked = said(await kofi.command("guide ask", question="I am a neuroscientist, where do I start?"))
    assert "snnTorch" in asked
    assert "neuroscience = [\n" in await exported(community, sofia)
    back = said(await sofia.command("guide defaults", background="neuroscience", libraries="reset"))
    assert "**Neuroscience** (as shipped)" in back


async def exported(community: Community, sofia: Person) -> str:
    outcome = await sofia.command("admin config export")
    attachment = outcome["message"]["attachments"][0]
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(attachment["url"]) as response:
        return await response.text()


async def test_a_list_with_something_unknown_is_refused_by_name(sofia: Person) -> None:
    told = said(await sofia.command("guide defaults", background="hardware", libraries="lava, lavva9"))
    assert "“lavva9”" in told
    shown = said(await sofia.command("guide defaults", background="hardware"))
    assert "(as shipped)" in shown
    assert "no background" in said(
        await sofia.command("guide defaults", background="cooking", libraries="lava")
    )
    assert "for which background" in said(await sofia.command("guide defaults", libraries="lava"))
    assert "no library in the list" in said(
        await sofia.command("guide defaults", background="hardware", libraries=" , ")
    )


async def test_typing_a_list_completes_its_last_name(community: Community, sofia: Person) -> None:
    choices = await sofia.complete(
        "guide defaults", "libraries", background="hardware", libraries="lava, snntor"
    )
    assert choices[0]["value"] == "lava, snnTorch"
    kofi = community.person("kofi.asante")
    assert await kofi.complete("guide defaults", "libraries", libraries="snntor") == []
    names = [
        each["value"] for each in await sofia.complete("guide defaults", "background", background="event")
    ]
    assert names == ["event-cameras"]


async def test_the_start_menu_offers_every_background(sofia: Person) -> None:
    start = (await sofia.command("guide start"))["message"]
    assert len(select(start, "I know already…")["options"]) == 5


async def test_nothing_failed(community: Community) -> None:
    assert not community.bot.errors()
