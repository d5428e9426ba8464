"""The guide as a newcomer meets it: the real bot, the page, a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord
from tests.wire.harness import FIRST_RESPONSE, BotProcess

from .driver import channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The newest message does not fit the view.
TALLER = """() => {
    const log = document.querySelector(".log-scroll");
    return log.querySelector(".log > :last-child").offsetHeight > log.clientHeight;
}"""
QUESTION = "is there a JAX library for spiking networks?"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalDiscord]:
    """A local Discord with the community bot as `make demo` runs it."""
    discord = LocalDiscord()
    discord.first_response = FIRST_RESPONSE
    await discord.start()
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"))
    try:
        await bot.start()
        yield discord
        assert bot.errors() == []
    finally:
        await bot.kill()
        await discord.stop()


async def test_a_newcomer_asks_in_other_words_and_shares_what_others_saw_nothing_of(
    browser: Browser, community: LocalDiscord
) -> None:
    general = channel_id(community, "general")
    async with (
        window(browser, community.base_url) as newcomer,
        window(browser, community.base_url) as other,
    ):
        await newcomer.open()
        await newcomer.join("Nova Newcomer")
        await newcomer.accept_rules()
        await newcomer.go("general")
        await other.open(as_=member_id(community, "Leila Haddad"), channel=general)

        await newcomer.command("guide ask", question=QUESTION)
        answer = newcomer.message("Only you can see this")
        await expect(answer).to_contain_text("Spyx")
        await expect(answer.get_by_role("link", name="Guide page").first).to_be_visible()
        await expect(answer.get_by_role("heading", name="From the software guide", level=3)).to_be_visible()
        # Who reads by headings meets no gap between the levels.
        headings = await newcomer.page.get_by_role("heading").all()
        levels = [int((await each.evaluate("element => element.tagName"))[1]) for each in headings]
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in pairwise(levels))
        await expect(other.messages("Spyx")).to_have_count(0)

        await newcomer.press("Ask differently", within=answer)
        await newcomer.press("Change the words", within=newcomer.message("Only you can see this"))
        form = newcomer.page.get_by_role("dialog", name="Change the words")
        await expect(form.get_by_label("Your question")).to_have_value(QUESTION)
        await form.get_by_label("Your question").fill("which simulators are written in C++?")
        await newcomer.press("Submit", within=form)
        answer = newcomer.message("Only you can see this")
        await expect(answer).to_contain_text("Auryn")
        await expect(other.messages("Auryn")).to_have_count(0)

        await newcomer.press("Share with the channel", within=answer)
        shared = other.message("Nova Newcomer shares an answer")
        await expect(shared).to_contain_text("Auryn")
        await expect(shared).not_to_contain_text("Only you can see this")
        assert newcomer.problems == other.problems == []


async def test_names_are_completed_and_the_whole_card_is_readable_on_a_phone(
    browser: Browser, community: LocalDiscord
) -> None:
    general = channel_id(community, "general")
    async with window(browser, community.base_url, phone=True, dark=True) as phone:
        await phone.open(as_=member_id(community, "Kofi Asante"), channel=general)
        await phone.command("guide library", name="snnTorch")
        card = phone.message("snnTorch")
        await expect(card).to_contain_text("pip install snntorch")
        # Nothing is wider than the phone.
        assert await phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert phone.problems == []


async def test_a_long_answer_is_shown_from_its_beginning(browser: Browser, community: LocalDiscord) -> None:
    channel = channel_id(community, "help")
    async with window(browser, community.base_url, phone=True) as phone:
        await phone.open(as_=member_id(community, "Kofi Asante"), channel=channel)
        for question, first in (
            (QUESTION, "NGC Learn"),
            ("a PyTorch library with a permissive licence", "snnTorch"),
        ):
            await phone.command("guide ask", question=question)
            answer = phone.message("Only you can see this")
            await expect(answer).to_contain_text(first)
            # It is taller than the phone; what was asked and the first library are read without scrolling.
            await phone.page.wait_for_function(TALLER)
            await expect(answer.get_by_text("used /guide ask")).to_be_in_viewport(ratio=1)
            await expect(answer.get_by_text("From the software guide", exact=True)).to_be_in_viewport()
            await expect(answer.get_by_role("heading", name=first)).to_be_in_viewport()
        assert phone.problems == []


@pytest.mark.parametrize("small", [True, False])
async def test_what_is_pressed_stays_and_what_it_opens_comes_into_view(
    browser: Browser, community: LocalDiscord, small: bool
) -> None:
    channel = channel_id(community, "projects")
    async with window(browser, community.base_url, phone=small) as member:
        await member.open(as_=member_id(community, "Kofi Asante"), channel=channel)
        await member.command("guide ask", question=QUESTION)
        answer = member.message("Only you can see this")
        pressed = answer.get_by_role("button", name="Ask differently")
        # Tab leads there on a keyboard; a finger scrolls.
        await pressed.scroll_into_view_if_needed()
        before = await pressed.bounding_box()
        await pressed.click()
        words = answer.get_by_role("button", name="Change the words")
        await expect(words).to_be_in_viewport(ratio=1)
        lowest = answer.get_by_role("button", name="Field of application: any", exact=True)
        await expect(lowest).to_be_in_viewport(ratio=1)
        opened = await words.bounding_box()
        assert before
        assert opened
        assert opened["y"] <= before["y"]

        before = await answer.get_by_role("button", name="Licence: any", exact=True).bounding_box()
        await member.choose("Licence", "permissive", within=answer)
        chosen = answer.get_by_role("button", name="Licence: permissive", exact=True)
        await expect(answer).to_contain_text("Filters: ")
        after = await chosen.bounding_box()
        assert before
        assert after
        assert abs(after["y"] - before["y"]) < 1

        # What a form asks for is an answer of its own: it is read from its beginning.
        await words.click()
        form = member.page.get_by_role("dialog", name="Change the words")
        await form.get_by_label("Your question").fill("a PyTorch library")
        await member.press("Submit", within=form)
        await expect(answer.get_by_text("used /guide ask")).to_be_in_viewport(ratio=1)
        assert member.problems == []


async def test_what_a_choice_brings_is_read_from_its_beginning_and_pages_turn_under_the_finger(
    browser: Browser, community: LocalDiscord
) -> None:
    channel = channel_id(community, "jobs")
    async with window(browser, community.base_url, phone=True) as phone:
        await phone.open(as_=member_id(community, "Kofi Asante"), channel=channel)
        await phone.command("guide start")
        chosen = phone.message("What do you know already?")
        await phone.choose("I know already…", "Neuroscience", within=chosen)
        start = phone.message("Only you can see this")
        await expect(start.get_by_role("heading", name="Where to start")).to_be_in_viewport()
        await expect(start.get_by_role("heading", name="1. ")).to_be_in_viewport()

        await phone.command("guide browse")
        pages = phone.message("Only you can see this")
        onwards = pages.get_by_role("button", name="Next", exact=True)
        await onwards.scroll_into_view_if_needed()
        before = await onwards.bounding_box()
        await onwards.click()
        await expect(pages).to_contain_text("Page 2 of")
        after = await onwards.bounding_box()
        assert before
        assert after
        assert abs(after["y"] - before["y"]) < 1
        assert phone.problems == []
