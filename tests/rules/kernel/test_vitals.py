"""Alive, ready, degraded: what is measured and what it means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.health import Condition
from bot.meters import Interactions
from bot.vitals.file import STALE_SECONDS, judge, write
from bot.vitals.keeper import Pulse
from bot.vitals.rules import Disk, Gateway, Snapshot, Unsent, evaluate

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MB = 1024**2
CONNECTED = Gateway(connected=True, was_ready=True, heartbeat_age=12.0, latency=0.0416)
WELL = Snapshot(at=NOW, started=NOW, version="1.0", gateway=CONNECTED, disk=Disk(5000 * MB, 10 * MB))


def condition(name: str, *, ok: bool = False) -> Condition:
    return Condition(name, ok, f"the trouble of {name}", NOW)


def test_all_is_well() -> None:
    report = evaluate(WELL)
    assert (report.ready, report.level) == (True, "ok")
    assert [(check.name, check.detail) for check in report.checks] == [
        ("gateway", "connected; Discord answered the last heartbeat in 42 ms, 12 seconds ago"),
        ("event loop", "late by 0 ms at most"),
        ("database", "written 0 seconds ago"),
        ("outbox", "nothing waits to be said"),
        ("disk", "5,000 MB free"),
        ("parts", "every part works"),
    ]


@pytest.mark.parametrize(
    ("change", "level", "check", "words"),
    [
        ({"gateway": Gateway()}, "failing", "gateway", "not yet connected"),
        ({"gateway": Gateway(was_ready=True)}, "failing", "gateway", "the connection to Discord is down"),
        # The process is up and the gateway is dead, though its connection stands.
        ({"gateway": replace(CONNECTED, heartbeat_age=121.0)}, "failing", "gateway", "no heartbeat for 2 min"),
        ({"gateway": replace(CONNECTED, heartbeat_age=119.0)}, "ok", "gateway", "119 seconds ago"),
        ({"gateway": Gateway(connected=True, was_ready=True)}, "ok", "gateway", "on its way"),
        ({"lag": 2.1}, "failing", "event loop", "was blocked for 2 seconds"),
        ({"lag": 1.9}, "ok", "event loop", "1900 ms"),
        ({"write_age": 181.0}, "failing", "database", "nothing could be written for 3 minutes"),
        ({"write_age": 179.0}, "ok", "database", "written 3 minutes ago"),
        ({"conditions": (condition("database"),)}, "failing", "database", "the trouble of database"),
        ({"conditions": (condition("discord.server"),)}, "failing", "server", "the trouble of discord.server"),
        ({"unsent": Unsent({}, 601.0)}, "failing", "outbox", "could not be sent for 10 minutes"),
        ({"unsent": Unsent({}, 599.0)}, "ok", "outbox", "10 minutes old"),
        ({"unsent": None}, "failing", "outbox", "cannot be read"),
        ({"disk": Disk(99 * MB, 0)}, "degraded", "disk", "only 99 MB free"),
        ({"disk": Disk(101 * MB, 51 * MB)}, "degraded", "disk", "only 101 MB free"),
        ({"disk": Disk(103 * MB, 51 * MB)}, "ok", "disk", "103 MB free"),
        # A source that fails makes nobody restart or page anybody: members are served from the last copy.
        ({"conditions": (condition("guide.source"),)}, "degraded", "parts", "1 part does not work"),
        ({"conditions": (condition("guide.source", ok=True),)}, "ok", "parts", "every part works"),
    ],
)  # fmt: skip
def test_each_limit(change: dict[str, object], level: str, check: str, words: str) -> None:
    report = evaluate(replace(WELL, **change))  # type: ignore[arg-type]
    assert report.level == level
    assert report.ready is (level != "failing")
    (found,) = [each for each in report.checks if each.name == check]
    assert found.level == level
    assert words in found.detail


def test_a_heartbeat_is_as_old_as_its_last_new_value() -> None:
    pulse = Pulse()
    pulse.feel(float("inf"), 5.0)
    pulse.feel(float("nan"), 6.0)
    assert pulse.age(7.0) is None
    pulse.feel(0.0412, 10.0)
    pulse.feel(0.0412, 50.0)
    assert pulse.age(60.0) == 50.0
    # A fresh connection that has no answer yet is no answer.
    pulse.feel(float("inf"), 60.0)
    assert pulse.age(61.0) == 51.0
    pulse.feel(0.0413, 70.0)
    assert pulse.age(71.0) == 1.0


# --- the file ---------------------------------------------------------------------------------------------


def written(folder: Path, snapshot: Snapshot = WELL) -> str:
    path = folder / "health.json"
    write(path, evaluate(snapshot))
    assert [each.name for each in folder.iterdir()] == ["health.json"]
    assert path.stat().st_mode & 0o077 == 0
    return path.read_text()


@pytest.mark.parametrize(
    ("age", "alive"),
    [(0, True), (STALE_SECONDS, True), (STALE_SECONDS + 1, False), (-STALE_SECONDS - 1, False)],
)
def test_an_old_file_is_a_dead_bot(tmp_path: Path, age: float, alive: bool) -> None:
    verdict = judge(written(tmp_path), NOW + timedelta(seconds=age))
    assert (verdict.alive, verdict.ready) == (alive, alive)
    assert verdict.sentences[0].startswith("ready" if alive else "not alive: the health file is 31 seconds")


def test_a_file_tells_what_is_wrong(tmp_path: Path) -> None:
    broken = replace(WELL, gateway=Gateway(was_ready=True), conditions=(condition("guide.source"),))
    verdict = judge(written(tmp_path, broken), NOW)
    assert (verdict.alive, verdict.ready) == (True, False)
    assert verdict.sentences == (
        "not ready",
        "gateway: the connection to Discord is down; it is tried again by itself",
        "parts: 1 part does not work",
        "guide.source: the trouble of guide.source",
    )


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"written_at": 5}', "null"])
def test_a_damaged_file_is_no_good_news(content: str) -> None:
    assert not judge(content, NOW).alive


def test_a_file_that_lacks_a_field_is_no_good_news(tmp_path: Path) -> None:
    told = json.loads(written(tmp_path))
    for field in ("written_at", "ready", "checks", "bad_parts"):
        lacking = {key: value for key, value in told.items() if key != field}
        assert not judge(json.dumps(lacking), NOW).alive


# --- counts -----------------------------------------------------------------------------------------------


def test_a_duration_falls_into_the_first_bucket_that_holds_it() -> None:
    interactions = Interactions()
    for seconds in (0.01, 0.05, 3.0, 3.1, 100.0):
        interactions.took(seconds)
    assert interactions.buckets == [2, 0, 0, 0, 0, 0, 1, 1, 0, 1]
    assert interactions.seconds == pytest.approx(106.16)
