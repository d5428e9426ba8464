"""What `[cogs.committee.github]` may say, and what `community-bot check` finds in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import load_settings
from cogs.committee.pulls.making import problems
from cogs.committee.settings import GitHubSettings


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"members": {"Ada": 1, "ada": 2}}, "no difference"),
        ({"members": {"ada": 1, "ben": 1}}, "one name"),
        ({"members": {"-ada": 1}}, "members"),
        ({"members": {"ada": 0}}, "members"),
        ({"repositories": ["communications"]}, "repositories"),
        ({"api_url": "ftp://x"}, "api_url"),
        ({"handles": {}}, "handles"),
    ],
)
def test_what_cannot_be_is_refused(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        GitHubSettings.model_validate(table)


def test_which_repositories_are_read() -> None:
    found = GitHubSettings.model_validate({"repositories": ["Open-Neuromorphic/Communications", "snn/*"]})
    assert found.reads("open-neuromorphic/communications")
    assert found.reads("SNN/anything")
    assert not found.reads("open-neuromorphic/other")
    assert not found.reads("snnx/anything")
    assert not GitHubSettings().reads("open-neuromorphic/communications")


def test_what_check_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)

    def keys(table: str) -> list[str]:
        path = tmp_path / "config.toml"
        path.write_text(
            "[discord]\nguild_id = 1\n[cogs]\nenabled = ['committee']\n[cogs.committee.github]\n" + table
        )
        return [
            each.key.rpartition(".")[2]
            for each in problems(load_settings(path, {}, need_token=False, installed=["committee"]))
        ]

    assert keys("") == []
    assert keys("comment = true\nrepositories = ['a/b']") == ["comment"]
    assert keys("comment = true\ngithub_token_file = 'none'") == ["github_token_file", "comment"]
    (tmp_path / "token").write_text("secret\n")
    assert keys("comment = true\nrepositories = ['a/b']\ngithub_token_file = 'token'") == []
