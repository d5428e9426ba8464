"""What the documents tell to type can be typed: commands of the shell and of Discord, settings, Python, JSON."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from discord import app_commands

from bot.cli import main
from bot.cog import available, find
from bot.settings import parse_settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in DOCUMENTS}
_BLOCK = re.compile(r"^ *```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^ *```$", re.M | re.S)
# As it is typed in a shell, perhaps with a variable before it and a path to it.
_SHELL = re.compile(r"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\S*/)?(?:community-bot|python3? -m bot) (?P<rest>.+)$")
# As it is typed in Discord: its words, then options by name.
_SLASH = re.compile(r"`/(?P<words>[a-z-]+(?: [a-z-]+)*)(?P<options>(?: [a-z_]+:[^`]*)?)`")


def blocks(*languages: str) -> list[Any]:
    """The code blocks in one of these languages, named by document and line."""
    return [
        pytest.param(match["code"], id=f"{name}:{text.count(chr(10), 0, match.start()) + 1}")
        for name, text in TEXTS.items()
        for match in _BLOCK.finditer(text)
        if match["language"] in languages
    ]


def typed() -> Iterator[tuple[str, str]]:
    """Every `community-bot …` of the documents, with the document."""
    for name, text in TEXTS.items():
        code = [match["code"] for match in _BLOCK.finditer(text)] + re.findall(r"`([^`\n]+)`", text)
        lines = (line.strip() for block in code for line in block.replace("\\\n", " ").splitlines())
        yield from ((name, match["rest"]) for line in lines if (match := _SHELL.match(line)))


def parse(words: Sequence[str]) -> None:
    """Go to the command that is named and let it read its options. Raises `click.UsageError`."""
    command: click.Command = main
    left = list(words)
    while isinstance(command, click.Group):
        context = command.make_context(command.name, [], resilient_parsing=True)
        if not left:
            return
        found = command.get_command(context, left[0])
        if found is None:
            raise click.UsageError(f"there is no command {left[0]!r}")
        command, left = found, left[1:]
    command.make_parser(click.Context(command)).parse_args(left)


@pytest.mark.parametrize(("document", "words"), sorted(set(typed())))
def test_a_command_line_that_is_shown_is_one(document: str, words: str) -> None:
    # What stands for something else is written large, in brackets or as dots.
    shown = re.sub(r"[\[\]]", "", words.replace("…", "x"))
    parse(shlex.split(shown, comments=True))


def commands() -> dict[str, app_commands.Command[Any, ..., Any] | app_commands.Group]:
    """Every slash command and group by its whole name."""
    found: dict[str, app_commands.Command[Any, ..., Any] | app_commands.Group] = {}
    for name in available():
        for command in find(name).__cog_app_commands__:
            found[command.qualified_name] = command
            if isinstance(command, app_commands.Group):
                found |= {each.qualified_name: each for each in command.walk_commands()}
    return found


COMMANDS = commands()
# Addresses of the health endpoint look like commands.
_ADDRESSES = {"livez", "readyz", "metrics"}
# Their commands and settings are those of other bots, and of a cog that is only there in its own test.
_OTHERS = {"docs/writing-a-cog.md", "docs/local-discord.md"}


@pytest.mark.parametrize("document", sorted(set(TEXTS) - _OTHERS))
def test_a_slash_command_that_is_named_exists_with_its_options(document: str) -> None:
    wrong = []
    for match in _SLASH.finditer(TEXTS[document]):
        if match["words"] in _ADDRESSES:
            continue
        command = COMMANDS.get(match["words"])
        options = re.findall(r"([a-z_]+):(?!//)", match["options"])
        known = [each.display_name for each in getattr(command, "parameters", ())]
        if command is None or not set(options) <= set(known):
            wrong.append(match[0])
    assert wrong == []


@pytest.mark.parametrize(
    "code", [each for each in blocks("toml") if str(each.id).partition(":")[0] not in _OTHERS]
)
def test_settings_that_are_shown_are_valid(code: str, tmp_path: Path) -> None:
    document = tomllib.loads(code)
    document.setdefault("discord", {}).setdefault("guild_id", 42)
    parse_settings(document, {"DISCORD_TOKEN": "x" * 30}, folder=tmp_path, installed=available())


@pytest.mark.parametrize("code", blocks("json"))
def test_json_that_is_shown_is_json(code: str) -> None:
    json.loads(code)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_that_is_shown_is_python(code: str) -> None:
    compile(code, "snippet", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


# Done as the page says, in one process after another; docs/writing-a-cog.md has a test of its own.
_RUN = """
import ast, asyncio, inspect, sys
code = compile(sys.stdin.read(), "snippet", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
async def run():
    if inspect.isawaitable(made := eval(code, {})):
        await made
asyncio.run(run())
"""


@pytest.mark.parametrize("code", [each for each in blocks("python") if "local-discord" in str(each.id)])
def test_python_of_the_local_discord_runs(code: str) -> None:
    pytest.importorskip("simcord", reason="the local Discord's extra is not installed")
    made = subprocess.run(
        [sys.executable, "-c", _RUN], input=code, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
