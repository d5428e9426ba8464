"""docs/security.md says who may do what as it is tried, and names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")


def test_the_table_is_what_is_tried() -> None:
    pytest.importorskip("simcord")
    from tests.wire.security.who_may import table

    shown = PAGE.split("<!-- who may: begin -->", 1)[1].split("<!-- who may: end -->", 1)[0]
    assert shown.strip() == "\n".join(table()), "write the table of tests/wire/security/who_may.py there"


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", PAGE))
    assert named
    assert {name for name in named if not (ROOT / name).is_file()} == set()
