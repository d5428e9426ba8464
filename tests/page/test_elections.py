"""A vote in the page, with the keyboard alone and on a phone: from the announcement to the receipt, and the result."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.wire.elections.voters import CHANNEL, Office, Vote, vote_of

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
OFFICES = (
    Office("Chair", ("Ada", "Ben", "Cai"), statement="I want more *tutorials*."),
    Office("Vice-Chair", ("Dee", "Eve")),
    Office("Secretary", ("Flo",)),
)
VOTERS = ("priya_nair", "leila.haddad", "kofi.asante", "nguyen_thao")


@pytest_asyncio.fixture(loop_scope="session")
async def community(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Vote]:
    async with vote_of(tmp_path_factory.mktemp("bot"), *OFFICES, voters=VOTERS) as community:
        yield community


async def at_the_vote(driver: Driver, community: Vote, name: str) -> None:
    local = community.discord
    await driver.open(as_=member_id(local, name), channel=channel_id(local, CHANNEL))
    await expect(driver.message("Voting is open")).to_be_visible()


async def test_a_vote_with_the_keyboard_alone(browser: Browser, community: Vote) -> None:
    async with window(browser, community.discord.base_url) as driver:
        await at_the_vote(driver, community, "Priya Nair")
        keys = driver.page.keyboard

        async def enter(button: str) -> None:
            await driver.page.get_by_role("button", name=button, exact=True).last.focus()
            await keys.press("Enter")

        await enter("Vote")
        paper = driver.message(PRIVATE)
        await expect(paper).to_contain_text("Your ballot: Spring *vote*")
        await enter("Chair: choose")
        form = driver.page.get_by_role("dialog", name="Chair")
        await expect(form.get_by_text("1st choice")).to_be_visible()
        for _ in range(3):
            # Each menu is reached by Tab, opened, and its first or next entry taken.
            await keys.press("Tab")
        await driver.choose("1st choice", "Ben", within=form)
        await driver.choose("2nd choice", "Ada", within=form)
        await form.get_by_role("button", name="Submit").focus()
        await keys.press("Enter")
        await expect(paper).to_contain_text("1 Ben · 2 Ada")
        await enter("Leave the rest blank")
        await expect(paper).to_contain_text("Check your ballot")
        await expect(paper).to_contain_text("Blank: it counts as taking part")
        await enter("Confirm")
        await expect(paper).to_contain_text("Your ballot is in")
        await expect(paper.locator("pre").first).to_have_text(re.compile(r"^(\w{4}-){3}\w{4}$"))
        await enter("My vote")
        await expect(driver.message("A ballot of yours is in")).to_be_visible()
        assert driver.problems == []


async def test_a_vote_on_a_phone_and_its_result(browser: Browser, community: Vote) -> None:
    local = community.discord
    for name, dark in (("Leila Haddad", True), ("Kofi Asante", False), ("Nguyễn Thảo", False)):
        async with window(browser, local.base_url, phone=True, dark=dark) as phone:
            await at_the_vote(phone, community, name)
            await phone.press("Vote")
            paper = phone.message(PRIVATE)
            await phone.press("Chair: choose", within=paper)
            form = phone.page.get_by_role("dialog", name="Chair")
            assert await phone.page.evaluate(NARROW)
            await phone.choose("1st choice", "Ada", within=form)
            await phone.press("Submit", within=form)
            await expect(paper).to_contain_text("1 Ada")
            await phone.press("Leave the rest blank", within=paper)
            await phone.press("Confirm", within=paper)
            await expect(paper).to_contain_text("Your ballot is in")
            assert await phone.page.evaluate(NARROW)
            assert phone.problems == []
    await community.advance(community.seconds_left() + 60)
    await community.eventually(community.result, "the result")
    async with window(browser, local.base_url, phone=True) as phone:
        await phone.open(as_=member_id(local, "Ruth Ellison"), channel=channel_id(local, CHANNEL))
        result = phone.message("Do not trust, recount")
        await expect(result).to_contain_text("Valid: 3 of 4 members voted")
        await expect(result).to_contain_text("Ada is elected")
        table = result.locator("pre").first
        assert await table.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert await phone.page.evaluate(NARROW)
        assert phone.problems == []
