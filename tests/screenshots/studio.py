"""A community whose pictures are taken: the local Discord, the bot as in the demo, its website, and a browser."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, async_playwright, expect

from bot.demo import write_config
from bot.example_site import ExampleSite
from bot.local_discord import LocalDiscord
from bot.toml_file import read_toml
from tests.page.driver import Driver, channel_id, chromium, member_id, window
from tests.wire.elections.officers import Electorate
from tests.wire.harness import PATIENCE, BotProcess

# A Monday morning.
BEGINS = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
# Wide enough for a message beside the lists, and so tall that whatever is to be seen is in view.
SIZE = {"width": 1180, "height": 2000}
# In pixels, above and below what is shown.
MARGIN = 10
COLOURS = 192
# Resolved when every letter and picture is there and drawn.
DRAWN = """() => Promise.all([document.fonts.ready, ...[...document.images].map((each) => each.decode())])
  .then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))"""
PRIVATE = "Only you can see this"

expect.set_options(timeout=PATIENCE * 1000)


class Studio(Electorate):
    """The community, `site` that the bot follows, and `desk`, where one of them sits at a time."""

    def __init__(
        self, discord: LocalDiscord, bot: BotProcess, site: ExampleSite, desk: Driver, out: Path
    ) -> None:
        super().__init__(discord, bot)
        self.site = site
        self.desk = desk
        self._out = out

    async def sit_down(self, name: str, channel: str) -> None:
        """Let somebody sit at the desk, in a channel."""
        await self.desk.open(as_=member_id(self.discord, name), channel=channel_id(self.discord, channel))

    async def fill_in(self, title: str, values: Mapping[str, str]) -> None:
        """Fill in the form with this title, by the labels of its fields, and send it."""
        form = self.desk.page.get_by_role("dialog", name=title)
        for label, value in values.items():
            await form.get_by_role("textbox", name=label).fill(value)
        await self.desk.press("Submit", within=form)
        await expect(form).to_be_hidden()

    async def picture(self, name: str, *shown: Locator) -> None:
        """Keep `shown`, from the first to the last, as `name`."""
        await shown[-1].evaluate("each => each.scrollIntoView({block: 'end'})")
        await self._still()
        boxes = [box for each in shown if (box := await each.bounding_box())]
        left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes) - MARGIN
        right = max(box["x"] + box["width"] for box in boxes)
        bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        self._keep(name, await self.desk.page.screenshot(clip=clip))  # type: ignore[arg-type]

    async def window(self, name: str, height: int) -> None:
        """Keep the whole page as `name`, that high."""
        await self.desk.page.set_viewport_size({**SIZE, "height": height})  # type: ignore[arg-type]
        await self._still()
        self._keep(name, await self.desk.page.screenshot())
        await self.desk.page.set_viewport_size(SIZE)  # type: ignore[arg-type]

    async def _still(self) -> None:
        """Wait until nothing moves; the pointer and what it lies on are no part of a picture."""
        await self.desk.page.mouse.move(0, 0)
        await self.desk.page.evaluate("document.activeElement?.blur()")
        await self.desk.page.evaluate(DRAWN)

    def _keep(self, name: str, taken: bytes) -> None:
        # A palette is a third of the size, and nobody sees the difference.
        image = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(self._out / f"{name}.png", optimize=True)

    async def advance_to(self, moment: datetime) -> None:
        """Move the community's clock to a moment."""
        await self.advance((moment - self.now()).total_seconds())

    def now(self) -> datetime:
        """The community's time."""
        return datetime.fromisoformat(self.discord.world.now_iso())

    def day(self, days: float, hour: int = 19) -> datetime:
        """That hour of a day so many days from now."""
        return (self.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


@asynccontextmanager
async def studio(folder: Path, out: Path) -> AsyncIterator[Studio]:
    """Everything at work; the bot's files are in `folder`, pictures go to `out`.

    Raises `LookupError` when there is no browser, and fails when bot or page complained.
    """
    if (browser_path := chromium()) is None:
        raise LookupError("no Chromium here: install chromium-headless-shell, or name one in CHROMIUM")
    discord = LocalDiscord(begins=BEGINS)
    await discord.start()
    site = ExampleSite(folder / "site", lambda: datetime.fromisoformat(discord.world.now_iso()))
    await site.start()
    config = read_toml(write_config(discord, folder, site))
    # `Community.stored` looks into the tests' own.
    del config["database"]
    bot = BotProcess(discord, folder, config)
    try:
        await bot.start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=browser_path, args=["--no-sandbox", "--headless"]
            )
            async with window(browser, discord.base_url) as desk:
                await desk.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
                yield Studio(discord, bot, site, desk, out)
                problems = [*desk.problems, *bot.errors()]
                if problems:
                    raise RuntimeError(f"while the pictures were taken: {problems}")
            await browser.close()
    finally:
        await bot.kill()
        await site.stop()
        await discord.stop()
