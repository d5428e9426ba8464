"""Cogs that exist for one test only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cogs

WriteCog = Callable[..., Path]

GREETER = """
from bot.cog import CogSettings, CommunityCog


class Listen(CogSettings):
    channels: tuple[int, ...] = ()


class GreeterSettings(CogSettings):
    greeting: str = "Hello"
    times: int = 1
    listen: Listen = Listen()


class Greeter(CommunityCog[GreeterSettings], name="greeter"):
    key = "greeter"
    summary = "Says hello."
    settings_model = GreeterSettings


COG = Greeter
"""


@pytest.fixture
def write_cog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WriteCog]:
    """Writes the package of a cog that is installed for this test: `write_cog("name", "source")`."""
    folder = tmp_path / "more_cogs"
    folder.mkdir()
    monkeypatch.setattr(cogs, "__path__", [*cogs.__path__, str(folder)])
    # Written twice within a second, a module would be taken from its cache.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)

    def write(name: str, source: str = GREETER, **files: str) -> Path:
        package = folder / name
        package.mkdir(exist_ok=True)
        for file, text in {"__init__": source, **files}.items():
            (package / f"{file}.py").write_text(text, encoding="utf-8")
        return package

    yield write
    for name in set(sys.modules) - before:
        if name.startswith("cogs."):
            del sys.modules[name]
