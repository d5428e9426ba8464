"""The bot takes the configuration that the NixOS module makes: told from its text, where there is no Nix to make it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.cog import available
from bot.settings import CREDENTIAL, PLACEHOLDER_GUILD_ID, Settings, parse_settings

ROOT = Path(__file__).resolve().parents[2]
MODULE = (ROOT / "nix/module.nix").read_text(encoding="utf-8")
OPTION = re.compile(r"^          ([\w.]+) = lib\.mkOption \{\n(.*?)\n          \};", re.MULTILINE | re.DOTALL)
# The submodule's options: those that are typed here and not by the bot alone.
TYPED = dict(OPTION.findall(MODULE.partition("freeformType = toml.type;")[2]))


def value(nix: str, folder: Path) -> Any:
    """A simple value of Nix: null, a number, a string, or a list of these."""
    nix = nix.strip().replace("${folder}", str(folder))
    if nix.startswith("["):
        nix = re.sub(r"\s+", ",", nix[1:-1].strip()).join("[]")
    return json.loads(nix)


def said(text: str, folder: Path) -> dict[str, Any]:
    """What `a.b = value;` lines say, by their dotted keys."""
    found = re.findall(r"([\w.]+) = (\[[^]]*\]|[^;{]+);", text)
    return {key: value(nix, folder) for key, nix in found}


def accepted(flat: dict[str, Any], folder: Path) -> Settings:
    """Take the file that the module would write: without what is null. Raises `ConfigError` if the bot does not."""
    document: dict[str, Any] = {}
    for key, each in flat.items():
        table, _, name = key.partition(".")
        if each is not None:
            document.setdefault(table, {})[name] = each
    return parse_settings(document, {}, folder=folder, need_token=False, installed=available())


def defaults(folder: Path) -> dict[str, Any]:
    """What the module writes for whoever sets nothing but the server."""
    stated = {key: re.search(r"^ +default = (.*?);$", body, re.MULTILINE) for key, body in TYPED.items()}
    return {key: value(found[1], folder) for key, found in stated.items() if found}


def test_each_typed_option_is_a_setting_and_its_default_a_value_of_it(tmp_path: Path) -> None:
    assert {"discord.guild_id", "database.path", "cogs.enabled"} <= set(TYPED)
    assert len(TYPED) == MODULE.partition("freeformType = toml.type;")[2].partition("backup = {")[0].count(
        "mkOption"
    )
    settings = accepted({**defaults(tmp_path), "discord.guild_id": 42}, tmp_path)
    assert settings.kernel.database.path == tmp_path / "community.sqlite3"
    # Unset, it is none of the file; set, it is one of the bot's.
    for key, body in TYPED.items():
        if "types.ints.positive" in body:
            accepted({**defaults(tmp_path), "discord.guild_id": 42, key: 43}, tmp_path)


@pytest.mark.parametrize(
    ("file", "start", "end"),
    [
        ("nix/module.nix", "example = {\n        discord", "\n      };"),
        ("nix/checks.nix", "tokenFile = ", "backup.enable"),
        ("docs/install.md", "settings = {\n", "            };"),
    ],
)
def test_what_is_shown_as_settings_is_taken(file: str, start: str, end: str, tmp_path: Path) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert start in text
    shown = (start + text.partition(start)[2].partition(end)[0]).replace("settings.", "")
    given = {key: each for key, each in said(shown, tmp_path).items() if "." in key}
    # What stands there is nobody's server, which the bot says.
    assert given.pop("discord.guild_id") in (1, PLACEHOLDER_GUILD_ID)
    accepted({**defaults(tmp_path), **given, "discord.guild_id": 42}, tmp_path)


def test_what_the_module_asks_of_settings_is_there(tmp_path: Path) -> None:
    asked = set(re.findall(r"cfg\.settings\.(\w+) \? (\w+)", MODULE))
    assert asked
    kernel = accepted({"discord.guild_id": 1}, tmp_path).kernel
    for table, key in asked:
        assert key in type(getattr(kernel, table)).model_fields


def test_the_units_start_commands_of_the_bot_with_its_credential() -> None:
    verbs = set(re.findall(r'\bbot "(\w+)"', MODULE))
    assert {"run", "backup"} <= verbs <= set(main.commands)
    assert f'LoadCredential = "{CREDENTIAL}:${{cfg.tokenFile}}";' in MODULE
    for file in ("nix/image.nix", "Containerfile"):
        assert "CREDENTIALS_DIRECTORY=/run/secrets" in (ROOT / file).read_text(encoding="utf-8")
        assert "DISCORD_TOKEN" not in (ROOT / file).read_text(encoding="utf-8")
