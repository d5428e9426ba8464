"""The operator's panel: faults on order and the gateway, by mouse, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id, window
from .test_access import CONTRAST, assert_named

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGES = "/channels/*/messages"


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def no_faults_left(discord: LocalDiscord) -> AsyncIterator[None]:
    yield
    discord.faults.clear()


async def _open(driver: Driver, discord: LocalDiscord) -> None:
    await driver.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    await driver.page.get_by_role("tab", name="Operator").click()


async def test_a_fault_is_ordered_met_and_used_up(discord: LocalDiscord, desk: Driver) -> None:
    await _open(desk, discord)
    faults = desk.page.get_by_role("list", name="Faults in force")
    await expect(faults).to_contain_text("None")
    await desk.press("Order a fault")
    dialog = desk.page.get_by_role("dialog", name="Order a fault")
    await dialog.get_by_label("What happens").select_option("Server error (500)")
    await expect(dialog.get_by_label("Seconds")).to_be_hidden()
    await dialog.get_by_label("To which requests").select_option("First answer to a command or button")
    await expect(dialog.get_by_label("Path")).to_have_value("/interactions/*/callback")
    await expect(dialog.get_by_label("Method")).to_have_value("POST")
    await dialog.get_by_label("How often").fill("7")
    await desk.press("Order it", within=dialog)
    await expect(dialog).to_have_count(0)
    await expect(faults.get_by_role("listitem")).to_have_count(1)
    await expect(faults).to_contain_text("Error 500")
    await expect(faults).to_contain_text("7 times")
    await expect(faults).to_contain_text("POST /interactions/*/callback")
    [ordered] = discord.faults.shown()
    assert (ordered["status"], ordered["count"]) == (500, 7)
    met = await desk.page.request.post(f"{discord.api_url}/interactions/1/token/callback")
    assert met.status == 500
    await expect(faults).to_contain_text("6 times")
    discord.faults.clear()
    await expect(faults).to_contain_text("None")


@pytest.mark.parametrize(
    ("effect", "expected", "shown"),
    [
        ("Rate limit (429)", {"rate_limit": {"retry_after": 4.0, "scope": "user"}}, "429, wait 4 s"),
        ("Connection cut before", {"cut": "before"}, "Cut before"),
        ("Connection cut after", {"cut": "after"}, "Cut after"),
        ("Late answer", {"delay": 4.0}, "4 s late"),
    ],
)
async def test_every_effect_can_be_chosen(
    discord: LocalDiscord, desk: Driver, effect: str, expected: dict[str, object], shown: str
) -> None:
    await _open(desk, discord)
    await desk.press("Order a fault")
    dialog = desk.page.get_by_role("dialog", name="Order a fault")
    await dialog.get_by_label("What happens").select_option(effect)
    if "cut" not in expected:
        await dialog.get_by_label("Seconds").fill("4")
    await dialog.get_by_label("Method").select_option("DELETE")
    await dialog.get_by_label("Path").fill("/guilds/*/bans/*")
    await expect(dialog.get_by_label("To which requests")).to_have_value("")
    await dialog.get_by_role("checkbox", name="until I remove it").check()
    await desk.press("Order it", within=dialog)
    await expect(desk.page.get_by_role("list", name="Faults in force")).to_contain_text(shown)
    [ordered] = discord.faults.shown()
    del ordered["id"]
    assert ordered == {"method": "DELETE", "path": "/guilds/*/bans/*", "count": None, **expected}


async def test_what_is_wrong_with_an_order_is_said_where_it_is(discord: LocalDiscord, desk: Driver) -> None:
    await _open(desk, discord)
    await desk.press("Order a fault")
    dialog = desk.page.get_by_role("dialog", name="Order a fault")
    await dialog.get_by_role("checkbox", name="until I remove it").uncheck()
    await dialog.get_by_label("What happens").select_option("Late answer")
    for label, wrong, right, complaint in (
        ("Seconds", "-1", "1", "from 0 to 600"),
        ("Path", "", "*", "/channels/*/messages"),
        ("How often", "0", "1", "whole number"),
    ):
        await dialog.get_by_label(label).fill(wrong)
        await desk.press("Order it", within=dialog)
        await expect(dialog.get_by_role("alert")).to_contain_text(complaint)
        await expect(dialog.get_by_label(label)).to_be_focused()
        await dialog.get_by_label(label).fill(right)
    assert discord.faults.shown() == []
    await desk.press("Order it", within=dialog)
    await expect(dialog).to_have_count(0)


async def test_faults_by_keyboard_alone(discord: LocalDiscord, desk: Driver) -> None:
    await _open(desk, discord)
    keys = desk.page.keyboard
    opener = desk.page.get_by_role("button", name="Order a fault")
    await opener.focus()
    await keys.press("Enter")
    await expect(desk.page.get_by_label("What happens")).to_be_focused()
    await keys.press("Escape")
    await expect(opener).to_be_focused()
    await keys.press("Enter")
    await desk.page.get_by_label("How often").focus()
    await keys.press("Enter")
    await expect(opener).to_be_focused()
    discord.faults.order([{"path": "/never", "cut": "before"}, {"path": "/either", "delay": 1}])
    removers = desk.page.get_by_role("list", name="Faults in force").get_by_role("button")
    await expect(removers).to_have_count(3)
    await removers.nth(1).focus()
    await expect(removers.nth(1)).to_have_accessible_name("Remove: Cut before, any /never")
    # Somebody else's request uses one up: the focus stays where it was.
    discord.faults.remove(discord.faults.shown()[0]["id"])
    await expect(removers).to_have_count(2)
    await expect(removers.first).to_be_focused()
    await keys.press("Enter")
    await expect(removers).to_have_count(1)
    await expect(opener).to_be_focused()
    assert [fault["path"] for fault in discord.faults.shown()] == ["/either"]
    discord.faults.order([{"path": "/never", "cut": "before"}])
    await desk.page.get_by_role("button", name="Remove all").click()
    await expect(desk.page.get_by_text("None: every request")).to_be_visible()
    assert discord.faults.shown() == []


async def test_the_gateway_can_be_disturbed_and_the_bot_comes_back(
    discord: LocalDiscord, desk: Driver
) -> None:
    await _open(desk, discord)
    bots = desk.page.get_by_role("tabpanel", name="Operator")
    for button, said in (
        ("Drop the gateway connection without a word", "The connection was cut."),
        ("Ask the bot to reconnect", "The bot was asked to reconnect."),
        ("Reset the session: the bot must identify anew", "The session is over."),
    ):
        await expect(bots.get_by_text("online", exact=True)).to_be_visible()
        await bots.get_by_role("button", name=button).click()
        await expect(desk.page.get_by_text(said)).to_be_visible()
    await expect(bots.get_by_text("online", exact=True)).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_panel_is_readable_and_named_on_a_phone(
    browser: Browser, discord: LocalDiscord, dark: bool
) -> None:
    discord.faults.order([{"method": "POST", "path": MESSAGES, "status": 500}, {"path": "*", "delay": 1}])
    async with window(browser, discord.base_url, phone=True, dark=dark) as phone:
        await phone.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
        await phone.page.get_by_role("button", name="People and operator panel").tap()
        await phone.page.get_by_role("tab", name="Operator").tap()
        await expect(phone.page.get_by_text("Error 500")).to_be_visible()
        await phone.press("Order a fault")
        await expect(phone.page.get_by_role("dialog", name="Order a fault")).to_be_visible()
        await assert_named(phone.page, 8)
        seen = await phone.page.evaluate(CONTRAST)
        assert seen["bad"] == []
        too_wide = await phone.page.evaluate(
            """() => [...document.querySelectorAll("#people *, dialog *")]
              .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
              .map((e) => e.className || e.tagName)"""
        )
        assert too_wide == []
        assert phone.problems == []
