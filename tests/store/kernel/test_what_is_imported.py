"""A bot holds in memory what it uses: cogs that nobody switched on are not imported."""

from __future__ import annotations

import subprocess
import sys

SEE = """
import sys
from pathlib import Path
from bot.cog import available
from bot.settings import parse_settings
parse_settings({"discord": {"guild_id": 7}, "cogs": %s}, {}, folder=Path(), need_token=False, installed=available())
print(sorted({name.split(".")[1] for name in sys.modules if name.startswith("cogs.")}))
"""


def imported(cogs: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", SEE % cogs], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_only_what_is_enabled_or_configured_is_imported() -> None:
    assert imported("{}") == "['admin', 'guide', 'privacy']"
    assert imported("{'announcements': {}}") == "['admin', 'announcements', 'guide', 'privacy']"
