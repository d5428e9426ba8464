"""The guide's wire tests read the guide that ships with the project, from a folder that tests may change."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[3] / "cogs" / "guide" / "example"


@pytest.fixture(scope="module")
def guide_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide") / "site"
    shutil.copytree(EXAMPLE, folder)
    return folder


@pytest.fixture(scope="module")
def bot_config(guide_folder: Path) -> Mapping[str, Any]:
    return {
        "cogs": {
            "enabled": ["admin", "guide"],
            "guide": {"folder": str(guide_folder), "listen": {"cooldown_seconds": 0}},
        }
    }
