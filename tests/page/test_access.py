"""The page by keyboard alone, with a screen reader's eyes, on a phone, in light and dark."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Roles that a person operates: each needs a name that says what for.
OPERABLE = {
    *("button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio"),
    *("listbox", "option", "menuitem", "tab", "dialog"),
}


async def controls(page: Page) -> list[tuple[str, str]]:
    """Role and name of everything operable in the accessibility tree."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    found = []
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value")
        if role in OPERABLE and not node.get("ignored"):
            found.append((role, node.get("name", {}).get("value", "").strip()))
    return found


async def assert_named(page: Page, at_least: int) -> None:
    named = await controls(page)
    assert len(named) >= at_least
    assert [control for control in named if not control[1]] == []


async def test_a_person_is_chosen_and_the_message_box_reached_by_keyboard_alone(desk: Driver) -> None:
    await desk.open()
    keys = desk.page.keyboard
    await keys.type("kofi")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(desk.box).to_be_focused()
    address = desk.page.url
    await desk.page.get_by_role("link", name="Skip to the message box").focus()
    await keys.press("Enter")
    await expect(desk.box).to_be_focused()
    assert desk.page.url == address
    await expect(desk.page.get_by_role("button", name="Acting as Kofi Asante. Change")).to_be_visible()


async def test_commands_and_modals_by_keyboard_alone(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    keys = desk.page.keyboard
    await desk.box.focus()
    await keys.type("/lib")
    await expect(desk.box).to_have_attribute("aria-activedescendant", re.compile("."))
    await keys.press("Enter")
    name = desk.page.get_by_role("combobox", name="name")
    await expect(name).to_be_focused()
    await keys.type("sp")
    await expect(desk.page.get_by_role("option")).to_have_text(["SpikingJelly", "Spyx"])
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(name).to_have_value("Spyx")
    await keys.press("Enter")
    answer = desk.message("Found Spyx")
    await expect(answer).to_be_visible()
    await expect(desk.box).to_be_focused()

    # Back into the log, up to the answer, into it, and to its buttons.
    await desk.page.get_by_role("log").focus()
    await keys.press("ArrowUp")
    await expect(answer).to_be_focused()
    for _ in range(12):
        await keys.press("Tab")
        if await answer.get_by_role("button", name="Propose").evaluate("e => e === document.activeElement"):
            break
    await keys.press("Enter")
    modal = desk.page.get_by_role("dialog", name="Propose a library")
    await expect(modal.get_by_label("Name")).to_be_focused()
    await keys.type("Nengo")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("ArrowDown")
    await keys.press("Tab")
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(modal.get_by_role("button", name=re.compile("^Seconder"))).to_be_focused()
    await keys.press("Enter")
    await keys.type("leil")
    await keys.press("Enter")
    await expect(modal.get_by_role("button", name=re.compile("^Seconder"))).to_be_focused()
    # The focus stays within the dialog (or goes to the browser itself), however often one tabs.
    inside = "dialog => [document.activeElement].some((e) => e === document.body || dialog.contains(e))"
    for _ in range(15):
        await keys.press("Tab")
        assert await modal.evaluate(inside)
    await modal.get_by_label("Name").focus()
    await keys.press("Enter")
    await expect(desk.message("Proposed: Nengo, copyleft, vision, Leila Haddad, not ready")).to_be_visible()
    await expect(modal).to_have_count(0)


async def test_escape_leaves_one_thing_at_a_time(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    await desk.command("show", kind="form")
    modal = desk.page.get_by_role("dialog", name="Send a file")
    await modal.get_by_role("button", name=re.compile("^Kind")).click()
    listbox = desk.page.get_by_role("listbox", name="Kind")
    await expect(listbox).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(listbox).to_have_count(0)
    await expect(modal).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)
    await desk.box.fill("/")
    await expect(desk.page.get_by_role("listbox", name="Commands")).to_be_visible()
    await desk.box.press("Escape")
    await expect(desk.page.get_by_role("listbox", name="Commands")).to_be_hidden()


async def test_every_control_has_a_name(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open()
    await assert_named(desk.page, 14)
    await desk.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "off-topic"))
    for kind in ("card", "people", "embed", "poll"):
        await desk.command("show", kind=kind)
    await expect(desk.message("Which day?")).to_be_visible()
    await desk.command("library find", name="Lava")
    await desk.message("Found Lava").hover()
    await assert_named(desk.page, 60)
    await desk.page.get_by_role("tab", name="Operator").click()
    await assert_named(desk.page, 50)
    await desk.press("Propose", within=desk.message("Found Lava"))
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await assert_named(desk.page, 12)
    await desk.page.keyboard.press("Escape")
    await desk.box.fill("/")
    await assert_named(desk.page, 50)
    await desk.box.press("Enter")
    await assert_named(desk.page, 50)


async def test_landmarks_and_the_log(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "papers"))
    for role, name in (
        ("navigation", "Channels"),
        ("main", "Conversation"),
        ("complementary", "People and operator"),
    ):
        await expect(desk.page.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]
    log = desk.page.get_by_role("log", name="Messages in papers")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-busy", "false")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_count(1)


CONTRAST = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const over = (colour, ground) => {
    pen.fillStyle = `rgb(${ground.join(" ")})`;
    pen.fillRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (rgb) => rgb.map((v) => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    const chain = [];
    for (let e = element; e; e = e.parentElement) chain.unshift(e);
    return chain.reduce((below, e) => over(getComputedStyle(e).backgroundColor, below), [255, 255, 255]);
  };
  const bad = [];
  const hidden = ":disabled, .is-disabled, .visually-hidden, .skip, script, noscript, .is-offline";
  const seen = { visibilityProperty: true, opacityProperty: true };
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility(seen)) continue;
    if (element.closest(hidden)) continue;
    const below = ground(element);
    const ink = over(getComputedStyle(element).color, below);
    const [high, low] = [light(ink), light(below)].sort((a, b) => b - a);
    checked += 1;
    if ((high + 0.05) / (low + 0.05) < 4.5) bad.push(`${node.data.trim()} in ${element.className}`);
  }
  return { checked, bad };
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_texts_have_enough_contrast(browser: Browser, discord: LocalDiscord, dark: bool) -> None:
    async with window(browser, discord.base_url, dark=dark) as driver:
        await driver.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "projects"))
        await driver.say("@Mei Tanaka `code` #papers <t:1700000000:F>")
        await driver.command("show", kind="card")
        await driver.command("library find", name="Lava")
        await driver.command("show", kind="poll")
        await expect(driver.message("Which day?")).to_be_visible()
        seen = await driver.page.evaluate(CONTRAST)
        assert seen["checked"] > 60
        assert seen["bad"] == []


async def test_the_colour_scheme_can_be_chosen_and_is_kept(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "papers"))
    ground = "getComputedStyle(document.querySelector('main')).backgroundColor"
    light = await desk.page.evaluate(ground)
    button = desk.page.get_by_role("button", name=re.compile("^Colour scheme"))
    await button.click()
    await button.click()
    await expect(button).to_have_accessible_name("Colour scheme: dark. Change")
    assert await desk.page.evaluate(ground) != light
    await desk.page.reload()
    await expect(button).to_have_accessible_name("Colour scheme: dark. Change")


async def test_a_phone_has_drawers_and_nothing_overflows(discord: LocalDiscord, phone: Driver) -> None:
    page = phone.page
    await phone.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "general"))
    channels = page.get_by_role("navigation", name="Channels")
    people = page.get_by_role("complementary", name="People and operator")
    await expect(channels).to_be_hidden()
    await expect(people).to_be_hidden()
    opener = page.get_by_role("button", name="Show channels")
    await opener.tap()
    await expect(channels).to_be_visible()
    await expect(page.get_by_role("button", name="Close channels")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(channels).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.tap()
    await phone.channel_link("papers").tap()
    await expect(channels).to_be_hidden()
    await expect(page.get_by_role("main").get_by_role("heading", level=2, name="papers")).to_be_visible()
    await page.get_by_role("button", name="People and operator panel").tap()
    await expect(people).to_be_visible()
    await page.locator("#scrim").tap(position={"x": 10, "y": 400})
    await expect(people).to_be_hidden()

    await phone.command("show", kind="card")
    await phone.command("library find", name="Lava")
    await phone.say("https://example.org/" + "a" * 300)
    await phone.press("Propose", within=phone.message("Found Lava"))
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    too_wide = await page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((e) => e.checkVisibility() && !e.closest("pre, .visually-hidden"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => e.className || e.tagName)"""
    )
    assert too_wide == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_focus_comes_back_to_the_message_in_hand(discord: LocalDiscord, desk: Driver) -> None:
    """The tools of a message show only near the focus: what opens from them must still give it back."""
    papers = channel_id(discord, "papers")
    discord.people.living.message(member_id(discord, "Mei Tanaka"), papers, "In hand")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=papers)
    keys = desk.page.keyboard
    message = desk.message("In hand")
    more = message.get_by_role("button", name="More actions")
    await desk.page.get_by_role("log").focus()
    await keys.press("ArrowUp")
    await expect(message).to_be_focused()
    await more.focus()
    for entry in (None, "Copy link", "Create thread", "Add a reaction"):
        await keys.press("Enter")
        if entry:
            await desk.page.get_by_role("menuitem", name=entry).focus()
            await keys.press("Enter")
        if entry == "Create thread":
            await expect(desk.page.get_by_role("dialog", name="New thread in papers")).to_be_visible()
        if entry != "Copy link":
            await keys.press("Escape")
        await expect(desk.page.get_by_role("dialog")).to_have_count(0)
        await expect(more).to_be_focused()
    # Drawn anew meanwhile, it is still the one.
    await keys.press("Enter")
    await desk.page.get_by_role("menuitem", name="Add a reaction").focus()
    await keys.press("Enter")
    await desk.page.get_by_role("button", name="brain").press("Enter")
    await expect(message.get_by_role("button", name="🧠, 1 reaction")).to_be_visible()
    near = "e => e.contains(document.activeElement)"
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert await message.evaluate(near)
