"""What moderators see."""

from __future__ import annotations

from playwright.async_api import expect

from .studio import PRIVATE, Studio


async def setting_up(studio: Studio) -> None:
    """A moderator sees which job has its channels and roles."""
    desk = studio.desk
    await studio.sit_down("Sofía Reyes", "bot-log")
    await desk.command("admin setup")
    panel = desk.message(PRIVATE)
    await expect(panel).to_contain_text("/welcome setup leads through it")
    await studio.picture("setup", panel)
