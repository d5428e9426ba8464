"""The health board: what does not work, told once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.health import HealthBoard

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def board(clock: ManualClock) -> HealthBoard:
    return HealthBoard(clock)


def test_since_is_when_it_began_and_the_detail_is_the_newest(board: HealthBoard, clock: ManualClock) -> None:
    board.bad("guide.source", "404")
    clock.advance(timedelta(hours=1))
    board.bad("guide.source", "500")
    (condition,) = board.conditions()
    assert (condition.since, condition.detail, condition.ok) == (START, "500", False)
    board.good("guide.source", "fetched")
    (condition,) = board.conditions()
    assert condition.since == START + timedelta(hours=1)


def test_the_log_tells_each_change_once(board: HealthBoard, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    board.good("a", "fine")
    for detail in ("404", "500", "503"):
        board.bad("a", detail)
    board.good("a", "fine again")
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "a does not work: 404"),
        ("INFO", "a works again: fine again"),
    ]


def test_bad_from_the_start_is_told(board: HealthBoard, caplog: pytest.LogCaptureFixture) -> None:
    board.bad("guide.source", "404")
    assert caplog.messages == ["guide.source does not work: 404"]


def test_bad_ones_come_first_then_by_name(board: HealthBoard) -> None:
    board.good("b", "")
    board.bad("z", "")
    board.good("a", "")
    board.bad("c", "")
    assert [condition.name for condition in board.conditions()] == ["c", "z", "a", "b"]


def test_forgetting_a_part_takes_what_is_below_it_and_no_namesake(board: HealthBoard) -> None:
    for name in ("guide", "guide.source", "guide.pages.left", "guidebook", "cog.guide"):
        board.good(name, "")
    board.forget("guide")
    assert [condition.name for condition in board.conditions()] == ["cog.guide", "guidebook"]
