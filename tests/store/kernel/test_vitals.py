"""What is measured, on a real database; what the endpoint and the metrics tell of it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import ManualClock, to_text
from bot.database import Database
from bot.delivery import Delivery
from bot.errors import DatabaseError
from bot.health import HealthBoard
from bot.meters import Interactions
from bot.outbox import Outbox
from bot.outbox_rows import OutboxRows
from bot.vitals.endpoint import serving
from bot.vitals.keeper import Keeper
from bot.vitals.metrics import registry_of
from bot.vitals.rules import Report


class Calls:
    """Asks nothing of Discord."""

    async def close(self) -> None:
        return


class Line:
    """A connection as its heartbeats tell it."""

    def __init__(self) -> None:
        self.gateway_up = True
        self.latency = 0.05


class Watched:
    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.clock = clock
        self.board = HealthBoard(clock)
        database.report_to(self.board)
        self.line: Line | None = Line()
        calls: Any = Calls()
        outbox = Outbox(database, clock)
        rows = OutboxRows(database)
        self.delivery = Delivery(rows, outbox, calls, clock, self.board, publications_per_hour=8)
        self.told: asyncio.Queue[Report] = asyncio.Queue()
        self.keeper = Keeper(
            database, self.delivery, self.board, clock, line=lambda: self.line, tell=self.told.put_nowait
        )

    async def row(self, key: str, **columns: object) -> None:
        now = to_text(self.clock.now())
        given = {
            "key": key, "action": "post", "lane": "a", "channel_id": 1, "body": "{}", "state": "waiting",
            "created_at": now, "next_try_at": now, **columns,
        }  # fmt: skip
        marks = ", ".join("?" * len(given))
        async with self.database.write() as tx:
            await tx.execute(
                f"INSERT INTO outbox ({', '.join(given)}) VALUES ({marks})", list(given.values())
            )

    async def oldest(self) -> float | None:
        # The next report is to be a fresh one.
        self.clock.advance(timedelta(seconds=2))
        unsent = (await self.keeper.report()).snapshot.unsent
        assert unsent is not None
        return unsent.oldest


@pytest.fixture
def watched(community: Database, clock: ManualClock) -> Watched:
    return Watched(community, clock)


async def test_what_waits_on_purpose_is_not_late(watched: Watched) -> None:
    clock = watched.clock
    assert await watched.oldest() is None
    # Of what other rows wait for: permissions, a post, a decision, the hour's publications.
    now = to_text(clock.now())
    async with watched.database.write() as tx:
        await tx.execute("INSERT INTO outbox_stop (channel_id, reason, since) VALUES (2, 'x', ?)", (now,))
    await watched.row("stopped", channel_id=2)
    await watched.row("held", state="held", note="x", lane="b")
    await watched.row("after it", action="edit", subject=2)
    await watched.row("sent", state="sent", settled_at=now, message_id=5, body=None)
    await watched.row("publication", action="publish", subject=4, body=None)
    clock.advance(timedelta(hours=1))
    assert await watched.oldest() is None
    # Tried in vain, and waiting for its next attempt: that is what is stuck.
    later = to_text(clock.now() + timedelta(hours=1))
    tried = {"state": "sending", "tries": 9, "first_try_at": now, "last_try_at": now}
    await watched.row("stuck", next_try_at=later, **tried)
    clock.advance(timedelta(minutes=20))
    assert await watched.oldest() == pytest.approx(20 * 60 + 2)
    report = await watched.keeper.report()
    assert not report.ready
    assert report.snapshot.unsent is not None
    assert report.snapshot.unsent.rows == {"waiting": 3, "sending": 1, "held": 0}
    # What was written while no bot ran is late through nobody's fault.
    watched.board.started = clock.now() - timedelta(minutes=1)
    assert await watched.oldest() == pytest.approx(62)


async def test_a_write_proves_the_disk(watched: Watched) -> None:
    database = watched.database
    before = database.writes
    await database.prove()
    assert database.writes == before + 1
    with closing(sqlite3.connect(database.path)) as other:
        other.execute("PRAGMA journal_mode").fetchone()
        (version,) = other.execute("PRAGMA user_version").fetchone()
        # The file has as many pages as it may have: what is full shows although a lock can be had.
        async with database.write() as tx:
            await tx.execute("CREATE TABLE filler (x)")
            pages = await tx.one("PRAGMA page_count")
            assert pages is not None
        other.execute("BEGIN IMMEDIATE")
        await database._writer.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(DatabaseError, match="locked"):
            await database.prove()
        other.rollback()
        assert database.write_failures == 1
        assert not (await watched.keeper.report()).ready
        await database.prove()
        assert other.execute("PRAGMA user_version").fetchone() == (version,)
    watched.clock.advance(timedelta(seconds=2))
    assert (await watched.keeper.report()).ready


async def test_a_gateway_that_goes_is_told_at_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.vitals.keeper.BEAT_SECONDS", 0.01)
    keeping = asyncio.create_task(watched.keeper.keep())

    async def until(ready: bool) -> None:
        async with asyncio.timeout(10):
            while (await watched.told.get()).ready is not ready:
                continue

    await until(True)
    assert watched.line is not None
    watched.line.gateway_up = False
    await until(False)
    watched.line.gateway_up = True
    await until(True)
    # No connection at all, as between two attempts.
    watched.line = None
    await until(False)
    assert watched.board.report is not None
    assert watched.board.report.checks[0].detail.startswith("the connection to Discord is down")
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_prometheus_reads_what_is_told(
    watched: Watched, caplog: pytest.LogCaptureFixture, clock: ManualClock
) -> None:
    caplog.set_level("INFO")
    interactions = Interactions()
    interactions.took(0.2)
    interactions.took(70.0)
    interactions.failures["error"] += 1
    watched.delivery.done["post"] += 2
    watched.board.succeeded("guide.source")
    watched.board.bad("outbox.channel.123456789012345678", "nothing can be sent there")
    await watched.row("waits")
    registry = registry_of(lambda: watched.board.report, interactions, watched.delivery, watched.database)
    async with (
        serving("127.0.0.1", 0, watched.keeper.report, registry),
        aiohttp.ClientSession(caplog.messages[-1].split()[-1]) as session,
    ):
        async with session.get("/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
            text = await answer.text()
        async with session.get("/livez") as answer:
            assert (answer.status, await answer.json()) == (200, {"alive": True})
        async with session.get("/readyz") as answer:
            assert answer.status == 200
            told = await answer.json()
        watched.line = None
        watched.clock.advance(timedelta(seconds=2))
        async with session.get("/readyz") as answer:
            assert answer.status == 503
        async with session.post("/readyz") as answer:
            assert answer.status == 405
    # What single parts say may name people: that is for the file and for moderators.
    assert told["bad_parts"] == ["outbox.channel.123456789012345678"]
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    expected = {
        ("community_bot_ready",): 1,
        ("community_bot_gateway_connected",): 1,
        ("community_bot_gateway_latency_seconds",): 0.05,
        ("community_bot_gateway_heartbeat_age_seconds",): 0,
        ("community_bot_outbox_rows", "waiting"): 1,
        ("community_bot_messages_sent_total", "post"): 2,
        ("community_bot_interaction_duration_seconds_bucket", "0.1"): 0,
        ("community_bot_interaction_duration_seconds_bucket", "0.25"): 1,
        ("community_bot_interaction_duration_seconds_bucket", "60.0"): 1,
        ("community_bot_interaction_duration_seconds_bucket", "+Inf"): 2,
        ("community_bot_interaction_duration_seconds_count",): 2,
        ("community_bot_interaction_duration_seconds_sum",): 70.2,
        ("community_bot_interaction_failures_total", "error"): 1,
        ("community_bot_source_last_success_timestamp_seconds", "guide.source"): clock.now().timestamp() - 2,
        ("community_bot_database_writes_total",): watched.database.writes,
        ("community_bot_parts", "bad"): 1,
    }
    assert {key: samples.get(key) for key in expected} == expected
    assert samples["process_resident_memory_bytes",] > 0
    assert "123456789012345678" not in text


def test_web_server_and_metrics_are_imported_only_when_the_endpoint_is_on() -> None:
    see = "import bot.app, sys; print(sorted({'aiohttp.web', 'prometheus_client'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", see], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_metrics_in_the_page_are_those_there_are() -> None:
    page = (Path(__file__).parents[3] / "docs/health.md").read_text(encoding="utf-8")
    source = (Path(__file__).parents[3] / "bot/vitals/metrics.py").read_text(encoding="utf-8")
    import re

    for name in re.findall(r'_gauge\("(\w+)"|"community_bot_(\w+)"', source):
        assert "".join(name) in page, name
