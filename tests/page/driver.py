"""Drives the page as a person does: by what is to be read on it, with mouse or keys.

Nothing here knows a bot; the tests of any bot's commands can use it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from playwright.async_api import Browser, Locator, Page, expect

if TYPE_CHECKING:
    from bot.local_discord import LocalDiscord

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def chromium() -> str | None:
    """The browser on this machine: ``CHROMIUM``, or the first of the usual names; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    # Without windows of its own it takes a quarter of the work.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def member_id(discord: LocalDiscord, name: str) -> str:
    """The id of the member with this user name or display name."""
    for user in discord.world.users.values():
        if name in (user.name, user.global_name):
            return str(user.id)
    raise LookupError(f"nobody is called {name!r}")


def channel_id(discord: LocalDiscord, name: str) -> str:
    """The id of the channel with this name."""
    return next(str(c.id) for c in discord.world.channels.values() if c.name == name)


class Driver:
    """One browser window on the page. ``problems`` collects what the browser complained about."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # A refused request is logged by the browser itself; the page shows it in its own words.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    # -- where one is -----------------------------------------------------------------------------

    async def open(self, *, as_: str | None = None, channel: str | None = None) -> None:
        """Open the page by its deep link (ids); without a person the picker greets."""
        given = "&".join(f"{key}={value}" for key, value in (("as", as_), ("channel", channel)) if value)
        # A hash alone would not load the page anew.
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.base_url}/#{given}")
        if as_:
            # On a phone it is there, but in a closed drawer.
            await expect(self.page.locator("#acting")).to_contain_text("Acting as")
        else:
            await expect(self.page.get_by_role("dialog")).to_be_visible()

    async def act_as(self, name: str) -> None:
        """Change the person by the picker."""
        await self.page.get_by_role("button", name=re.compile("^Acting as|^Choose whom")).click()
        dialog = self.page.get_by_role("dialog", name="Who do you want to be?")
        await dialog.get_by_label("Search members").fill(name)
        await dialog.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        await expect(self.page.get_by_role("button", name=f"Acting as {name}. Change")).to_be_visible()

    async def join(self, name: str) -> None:
        """Join as a newcomer from the picker, and accept the rules when they are asked for."""
        dialog = self.page.get_by_role("dialog", name="Who do you want to be?")
        if not await dialog.is_visible():
            await self.page.get_by_role("button", name=re.compile("^Acting as|^Choose whom")).click()
        await dialog.get_by_role("button", name="Join as a newcomer").click()
        form = self.page.get_by_role("dialog", name="Join as a newcomer")
        await form.get_by_label("Display name").fill(name)
        await form.get_by_role("button", name="Join the server").click()
        await expect(self.page.get_by_role("button", name=f"Acting as {name}. Change")).to_be_visible()

    async def accept_rules(self) -> None:
        """Go through membership screening."""
        await self.page.get_by_role("button", name="Read and accept").click()
        dialog = self.page.get_by_role("dialog", name="Before you join in")
        await dialog.get_by_role("checkbox").check()
        await dialog.get_by_role("button", name="Accept and join in").click()
        await expect(self.page.get_by_role("button", name="Read and accept")).to_be_hidden()

    @property
    def title(self) -> Locator:
        """The heading over the open channel."""
        return self.page.get_by_role("main").get_by_role("heading", level=2)

    def channel_link(self, name: str) -> Locator:
        """A channel of the list, whatever else its label tells."""
        return self.page.get_by_role("navigation", name="Channels").get_by_role(
            "link", name=re.compile(rf"^{re.escape(name)}(,|$)")
        )

    async def go(self, channel: str) -> None:
        """Open a channel from the list."""
        await self.channel_link(channel).click()
        await expect(self.title.filter(has_text=channel)).to_be_visible()

    # -- reading and writing ----------------------------------------------------------------------

    @property
    def box(self) -> Locator:
        """The message box."""
        return self.page.locator("#message-input")

    def messages(self, text: str | re.Pattern[str] | None = None) -> Locator:
        """Messages of the open channel, all or those with a text."""
        found = self.page.get_by_role("log").locator(".message")
        return found.filter(has_text=text) if text else found

    def message(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message with a text."""
        return self.messages(text).last

    async def say(self, text: str) -> Locator:
        """Write a message; it is there when this returns."""
        await self.box.fill(text)
        async with self.page.expect_response("**/local/message") as sent:
            await self.box.press("Enter")
        answer = await (await sent.value).json()
        said = self.page.get_by_role("log").locator(f"[data-id='{answer['message']['id']}']")
        await expect(said).to_be_visible()
        return said

    async def command(self, path: str, **options: str) -> None:
        """Use a slash command by the picker; option values are typed or chosen by their text."""
        await self.box.fill(f"/{path}")
        await self.page.get_by_role("option", name=re.compile(rf"^\/{re.escape(path)}(\s|$)")).first.click()
        form = self.page.get_by_role("form", name=f"Command {path}")
        for name, value in options.items():
            # Also the name of an option's label, with or without the word that it is optional.
            field = form.get_by_label(re.compile(rf"^{re.escape(name)}( optional)?$"))
            if not await field.count():
                await form.get_by_role("button", name=f"Add option {name}:").click()
            if await field.evaluate("element => element.tagName") == "SELECT":
                await field.select_option(label=value)
            elif await field.get_attribute("type") == "file":
                await field.set_input_files(value)
            elif await field.get_attribute("role") == "combobox":
                await field.fill(value)
                await self.page.get_by_role("option").filter(has_text=value).first.click()
            else:
                await field.fill(value)
        await form.get_by_role("button", name="Send").click()

    async def press(self, button: str, *, within: Locator | None = None) -> None:
        """Press a button of a message or dialog."""
        await (within or self.page).get_by_role("button", name=button, exact=True).last.click()

    async def choose(self, select: str, *choices: str, within: Locator | None = None) -> None:
        """Choose in a select; several choices are confirmed with Done."""
        opener = re.compile(rf"^{re.escape(select)}")
        await (within or self.page).get_by_role("button", name=opener).last.click()
        listbox = self.page.get_by_role("listbox", name=select)
        for choice in choices:
            await listbox.get_by_role("option", name=re.compile(re.escape(choice))).first.click()
        done = self.page.get_by_role("button", name="Done", exact=True)
        if await done.is_visible():
            await done.click()

    async def menu(self, message: Locator, entry: str) -> None:
        """Use an entry of a message's menu."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=entry).click()


@asynccontextmanager
async def window(
    browser: Browser, base_url: str, *, phone: bool = False, dark: bool = False, calm: bool = True
) -> AsyncIterator[Driver]:
    """A browser window of its own (nothing is shared with others): desktop or phone, light or dark."""
    context = await browser.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if calm else "no-preference",
        locale="en-GB",
        timezone_id="UTC",
    )
    try:
        yield Driver(await context.new_page(), base_url)
    finally:
        await context.close()
