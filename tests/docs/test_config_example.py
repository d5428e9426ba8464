"""`config.example.toml` shows every key there is, with its default, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.cog import available, find
from bot.errors import ConfigError
from bot.overrides import flatten
from bot.settings import DEFAULT_COGS, PLACEHOLDER_GUILD_ID, KernelSettings, load_settings, parse_settings

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"
# A commented key: `# key = value`. Other comments are prose.
_COMMENTED_KEY = re.compile(r"^# (?=[a-z_]+ = )", re.MULTILINE)


def _everything_switched_on() -> dict[str, Any]:
    return tomllib.loads(_COMMENTED_KEY.sub("", EXAMPLE.read_text(encoding="utf-8")))


def _defaults() -> dict[str, Any]:
    kernel = KernelSettings.model_validate({"discord": {"guild_id": 1}})
    document = dict(flatten(kernel.model_dump(mode="json")))
    document["cogs.enabled"] = list(DEFAULT_COGS)
    for name in available():
        table = find(name).settings_model().model_dump(mode="json")
        document |= {f"cogs.{name}.{key}": value for key, value in flatten(table)}
    return document


def test_as_it_stands_only_the_server_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(EXAMPLE, {"DISCORD_TOKEN": "x" * 30}, installed=available())
    assert [problem.key for problem in caught.value.problems] == ["discord.guild_id"]

    config = tmp_path / "config.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace(str(PLACEHOLDER_GUILD_ID), "42")
    config.write_text(text, encoding="utf-8")
    settings = load_settings(config, {"DISCORD_TOKEN": "x" * 30}, installed=available())
    assert settings.enabled == DEFAULT_COGS


def test_with_every_key_switched_on_it_is_valid_too(tmp_path: Path) -> None:
    document = _everything_switched_on()
    del document["discord"]["token_file"]
    document["discord"]["guild_id"] = 42

    parse_settings(document, {"DISCORD_TOKEN": "x" * 30}, folder=tmp_path, installed=available())


def test_it_shows_every_key_and_no_other() -> None:
    shown = {key for key, _ in flatten(_everything_switched_on())}

    assert shown == set(_defaults())


@pytest.mark.parametrize("key", sorted(_defaults()))
def test_it_shows_the_default(key: str) -> None:
    default = _defaults()[key]
    shown = dict(flatten(_everything_switched_on()))[key]

    if default is None or key == "discord.guild_id":
        assert shown, "a key without a default is shown with an example"
    else:
        assert shown == default


def test_every_setting_has_a_description() -> None:
    def undescribed(model: type[BaseModel], prefix: str) -> list[str]:
        missing = []
        for key, field in model.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                missing += undescribed(field.annotation, f"{prefix}{key}.")
            elif not field.description:
                missing.append(prefix + key)
        return missing

    assert undescribed(KernelSettings, "") == []
    for name in available():
        assert undescribed(find(name).settings_model, f"cogs.{name}.") == []
