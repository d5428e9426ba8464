"""PRIVACY.md says what the cogs declare."""

from __future__ import annotations

from pathlib import Path

from bot.cog import available, find

PRIVACY = Path(__file__).resolve().parents[2] / "PRIVACY.md"


def expected_table() -> str:
    rows = [
        f"| {name} | {data.what} | {data.why} | {data.kept} |"
        for name in available()
        for data in find(name).stores
    ]
    return "\n".join(["| job | what | why | kept |", "|---|---|---|---|", *rows])


def test_the_table_is_what_the_cogs_declare() -> None:
    text = PRIVACY.read_text(encoding="utf-8")
    shown = text.split("<!-- stored data: begin -->", 1)[1].split("<!-- stored data: end -->", 1)[0]

    assert shown.strip() == expected_table()
