"""Pictures of results: what is drawn, in which words, and that a result never waits for its picture."""

from __future__ import annotations

import json
import logging
import struct
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cogs.elections import chart
from cogs.elections.chart.picture import ALT_TEXT_LIMIT, panel
from cogs.elections.count import Contest, count
from tests.rules.elections.ballots import ranked, scored, voted

ROOT = Path(__file__).resolve().parents[3]
NAMES = (
    "Ada", "毛泽东", "Мария Склодовская", "محمد بن موسى الخوارزمي", "देवनागरी", "😀 $x^2$ & <b>", "\u202eeve\n\x07",
    "Wolfgang " * 11, "\U0001f3f4\U000e0067", " ",
)  # fmt: skip


def question(contest: Contest, method: str, title: str = "Chair") -> dict[str, Any]:
    """A counted question, as far as a picture needs it."""
    result = count(contest, method)
    outcome = {"reason": result.reason, "result": result.as_json() if result.rounds else None}
    return {"title": title, "method": method, "withdrawn": sorted(contest.withdrawn), "outcome": outcome}


def many(names: tuple[str, ...], ballots: int, method: str = "irv", seats: int = 1) -> dict[str, Any]:
    """A question with many rounds."""
    random = Random(4)
    rankings = (tuple(random.sample(names, random.randint(1, min(6, len(names))))) for _ in range(ballots))
    return question(Contest(names, "ranking", Counter(rankings), seats=seats), method)


IRV = question(ranked("4 Ada\n3 Ben\n2 Cai > Ben", "Ada Ben Cai Dee", withdrawn="Dee"), "irv")
TIE = question(ranked("2 Ada\n2 Ben"), "plurality")
MOTION = question(voted(41, 17, 12, threshold="2/3"), "motion", "Dues")
STAR = question(scored({"Ada": (5, 0), "Ben": (3, 4), "Cai": (0, 1)}, (3, 2)), "star")


def rows(counted: dict[str, Any]) -> list[str]:
    drawn = panel(counted)
    assert drawn
    return [f"{row['name']}: {row['amount']}" for row in drawn["rows"]]


def test_rounds_are_the_parts_of_a_bar() -> None:
    drawn = panel(IRV)
    assert drawn
    assert rows(IRV) == ["Ben: 3 → 5, elected", "Ada: 4", "Cai: 2, out in round 1"]
    assert [row["parts"] for row in drawn["rows"]] == [[3, 2], [4], [2]]
    assert [row["role"] for row in drawn["rows"]] == ["won", "", ""]
    assert drawn["line"] == {"at": 5, "label": "5 needed in the last round"}
    assert drawn["notes"] == ["Withdrawn: Dee."]


def test_a_motion_has_the_line_of_its_threshold() -> None:
    drawn = panel(MOTION)
    assert drawn
    assert rows(MOTION) == ["yes: 41", "no: 17", "abstain: 12"]
    assert drawn["line"] == {"at": 39, "label": "39 needed to pass"}


def test_ties_are_told_in_words() -> None:
    assert rows(TIE) == ["Ada: 2, tied", "Ben: 2, tied"]


def test_points_and_votes_of_the_run_off_are_told_apart() -> None:
    drawn = panel(STAR)
    assert drawn
    assert rows(STAR) == ["Ada: 15 points, elected", "Ben: 17 points", "Cai: 2 points"]
    assert drawn["notes"] == ["Run-off: Ada 3 and Ben 2."]


async def test_nothing_is_drawn_of_a_vote_that_is_not_valid() -> None:
    counted = question(voted(1, 0, eligible=9), "motion")
    assert await drawn(counted) == [None]
    assert "Not valid" in chart.alt_text(counted)


def test_the_alternative_text_says_what_the_picture_shows() -> None:
    assert chart.alt_text(IRV) == (
        "Chair: Ben is elected. 5 of 9 votes in round 2, and an absolute majority of all 9 valid ballots. "
        "Ben 3 → 5, elected; Ada 4; Cai 2, out in round 1. 5 needed in the last round."
    )


@pytest.mark.parametrize("count_of", [2, 25, 100])
def test_the_alternative_text_fits(count_of: int) -> None:
    method = "stv" if count_of < 100 else "plurality"
    long = many(tuple(f"{'Candidate ' * 8}{number}" for number in range(count_of)), 200, method)
    text = chart.alt_text(long)
    assert len(text) <= ALT_TEXT_LIMIT
    if count_of > 2:
        assert " more." in text
    long["outcome"]["reason"] = "Because. " * 900
    assert len(chart.alt_text(long)) <= ALT_TEXT_LIMIT


async def drawn(*questions: dict[str, Any]) -> list[bytes | None]:
    """The pictures, however busy the machine is: drawing comes behind whatever else it has to do."""
    return await chart.draw(questions, within=240)


def size(png: bytes | None) -> tuple[int, int]:
    assert png is not None
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_pictures_are_as_wide_as_a_phone_needs() -> None:
    crowd = many(tuple(f"Candidate {n}" for n in range(25)), 300, "stv", seats=3)
    sizes = [size(each) for each in await drawn(IRV, TIE, MOTION, STAR, crowd)]
    assert [width for width, _ in sizes] == [1000] * 5
    assert all(300 < height < 1200 for _, height in sizes[:4])
    assert sizes[4][1] < 4000


def test_names_of_any_script_are_drawn_or_replaced_without_a_warning() -> None:
    """A glyph that no font has is a warning on stderr, and an empty box in the picture."""
    result = many(tuple(name for name in NAMES if name.strip() and "\n" not in name), 90)
    for row, name in zip(drawn := (panel(result) or {})["rows"], NAMES, strict=False):
        row["name"] = name
    assert drawn
    given = {
        **(panel(result) or {}),
        "rows": drawn,
        "title": NAMES[1],
        "said": NAMES[5],
        "notes": list(NAMES),
    }
    done = subprocess.run(
        [sys.executable, "-W", "always", "-m", "cogs.elections.chart"],
        input=json.dumps([given]).encode(), capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    size(b64decode(json.loads(done.stdout)[0]))


async def test_too_many_rows_are_not_drawn(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert await drawn(many(tuple(f"c{n}" for n in range(200)), 400, "plurality")) == [None]
    assert "more than" in caplog.text


async def test_a_picture_that_takes_too_long_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert await chart.draw([IRV], within=0.001) == [None]
    assert "no charts: they took more than 0.001 seconds" in caplog.text


async def test_what_cannot_be_drawn_keeps_no_other_picture_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {**(panel(IRV) or {}), "rows": [{"name": "Ada"}]}
    monkeypatch.setattr(chart, "panel", lambda asked: broken if asked is TIE else panel(asked))
    not_valid = question(voted(1, 0, eligible=9), "motion")
    with caplog.at_level(logging.WARNING):
        first, second, third, fourth = await drawn(IRV, TIE, not_valid, MOTION)
    assert (second, third) == (None, None)
    assert size(first) != size(fourth)
    assert "no chart: KeyError" in caplog.text


async def test_without_matplotlib_there_is_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('No module named matplotlib')\n")
    (tmp_path / "cogs").symlink_to(ROOT / "cogs")
    monkeypatch.setattr(chart, "_ROOT", tmp_path)
    with caplog.at_level(logging.WARNING):
        assert await drawn(IRV) == [None]
    assert "no charts: ImportError: No module named matplotlib" in caplog.text


async def test_without_a_python_there_is_no_picture(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with caplog.at_level(logging.WARNING):
        assert await drawn(IRV) == [None]
    assert "no charts: " in caplog.text


async def test_the_drawing_process_does_not_get_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "matplotlib.py").write_text(
        "import os\nraise ImportError(f'the token is {os.getenv(\"DISCORD_TOKEN\")}')\n"
    )
    (tmp_path / "cogs").symlink_to(ROOT / "cogs")
    monkeypatch.setattr(chart, "_ROOT", tmp_path)
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    with caplog.at_level(logging.WARNING):
        assert await drawn(IRV) == [None]
    assert "the token is None" in caplog.text


def test_the_bot_itself_never_imports_what_draws() -> None:
    code = "import sys, cogs.elections.chart as c; sys.exit(any(m in sys.modules for m in ('matplotlib', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
