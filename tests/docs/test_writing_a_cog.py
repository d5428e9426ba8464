"""docs/writing-a-cog.md, done as it says: its files put into a copy of the project, and the cog used."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.harness import BotProcess, Community, is_private, said, text

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/writing-a-cog.md"
_FILE = re.compile(r"^```\w+ (?P<path>\S+/\S+)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)


def files_of_the_page() -> dict[str, str]:
    return {match["path"]: match["content"] for match in _FILE.finditer(PAGE.read_text(encoding="utf-8"))}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with the page's files in it."""
    copy = tmp_path / "project"
    for folder in ("bot", "cogs", "migrations"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", ".importlinter"):
        shutil.copy(ROOT / file, copy / file)
    next_number = len(list((copy / "migrations").glob("*.sql"))) + 1
    for name, content in files_of_the_page().items():
        # "the next free number": the page cannot know it.
        path = copy / name.replace("NNNN", f"{next_number:04}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return copy


@pytest.fixture
async def community(project: Path, tmp_path: Path) -> AsyncIterator[Community]:
    pytest.importorskip("simcord", reason="the local Discord's extra is not installed")
    from bot.local_discord import LocalDiscord

    discord = LocalDiscord()
    await discord.start()
    folder = tmp_path / "bot"
    folder.mkdir()
    bot = BotProcess(discord, folder, {"cogs": {"enabled": ["admin", "thanks"]}}, project=project)
    try:
        await bot.start()
        yield Community(discord, bot)
    finally:
        await bot.kill()
        await discord.stop()


async def test_the_cog_of_the_page_works_and_its_button_outlives_a_restart(community: Community) -> None:
    people = sorted(member["user"]["username"] for member in _members(community))
    giver, receiver = (community.person(name) for name in people[:2])

    thanked = await giver.command("thanks", member=receiver.id)
    assert "Thank you" in text(thanked["message"])
    again = await giver.command("thanks", member=receiver.id)
    assert "today already" in said(again)
    itself = await giver.command("thanks", member=giver.id)
    assert is_private(itself["message"])
    assert "another person" in said(itself)

    assert await community.bot.stop() == 0
    await community.bot.start()
    pressed = await receiver.click(thanked["message"], "How often?")
    assert "1 time." in await receiver.told(pressed)
    assert community.bot.errors() == []


def test_the_cog_of_the_page_passes_the_checks(project: Path) -> None:
    for command in (
        ("mypy", "--package", "cogs.thanks"),
        ("ruff", "check", "cogs/thanks"),
        ("ruff", "format", "--check", "cogs/thanks"),
    ):
        result = subprocess.run(
            [sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr


def _members(community: Community) -> list[dict[str, dict[str, str]]]:
    state = community.discord.people.view.state(None)
    return [member for member in state["members"] if not member["user"].get("bot")]
