"""The same as metrics for Prometheus: read at each scrape from what is kept anyway, in a registry of our own.

Names follow Prometheus' conventions (prometheus.io: naming). No label names a member, channel or message.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.database import Database
from bot.delivery import Delivery
from bot.meters import BOUNDS, Interactions
from bot.vitals.rules import Report, Snapshot


def registry_of(
    report: Callable[[], Report | None], interactions: Interactions, delivery: Delivery, database: Database
) -> CollectorRegistry:
    """Return a registry of the bot's metrics and its process's (memory, processor, open files, start)."""
    registry = CollectorRegistry()
    registry.register(_Bot(report, interactions, delivery, database))
    ProcessCollector(registry=registry)
    return registry


class _Bot(Collector):
    def __init__(
        self,
        report: Callable[[], Report | None],
        interactions: Interactions,
        delivery: Delivery,
        database: Database,
    ) -> None:
        self._report = report
        self._interactions = interactions
        self._delivery = delivery
        self._database = database

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is depends on what was measured."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        report = self._report()
        if report is not None:
            yield from _measured(report)
        yield _tasks()
        yield from self._counted()

    def _counted(self) -> Iterator[Metric]:
        sent = CounterMetricFamily(
            "community_bot_messages_sent",
            "What the bot said unasked: posts, edits, threads, publications, deletions.",
            labels=["action"],
        )
        for action, count in sorted(self._delivery.done.items()):
            sent.add_metric([action], count)
        yield sent
        counts = list(accumulate(self._interactions.buckets))
        took = HistogramMetricFamily(
            "community_bot_interaction_duration_seconds",
            "Commands, presses and forms: from their arrival to the end of what they did.",
        )
        bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
        took.add_metric([], list(zip(bounds, counts, strict=True)), self._interactions.seconds)
        yield took
        failed = CounterMetricFamily(
            "community_bot_interaction_failures",
            "Interactions that failed: answered with a reference (error), or not in time (too_late).",
            labels=["reason"],
        )
        for reason, count in self._interactions.failures.items():
            failed.add_metric([reason], count)
        yield failed
        yield CounterMetricFamily(
            "community_bot_database_writes", "Transactions that were stored.", self._database.writes
        )
        yield CounterMetricFamily(
            "community_bot_database_write_failures",
            "Transactions that the database could not store: locked, read-only, full, damaged.",
            self._database.write_failures,
        )


def _tasks() -> Metric:
    """Return how many tasks the event loop has, by what they run: one that is forgotten shows here."""
    tasks = GaugeMetricFamily(
        "community_bot_tasks", "Tasks of the event loop, by what they run.", labels=["of"]
    )
    running = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    for name, count in sorted(running.items()):
        tasks.add_metric([name], count)
    return tasks


def _measured(report: Report) -> Iterator[Metric]:
    snapshot = report.snapshot
    yield InfoMetricFamily("community_bot_build", "Which version runs.", {"version": snapshot.version})
    yield _gauge("ready", "1 while members are served.", report.ready)
    yield from _connection(snapshot)
    yield _gauge("event_loop_lag_seconds", "The event loop's longest delay of late.", snapshot.lag)
    if snapshot.unsent is not None:
        rows = GaugeMetricFamily(
            "community_bot_outbox_rows", "Messages that are not said yet, by state.", labels=["state"]
        )
        for state, count in snapshot.unsent.rows.items():
            rows.add_metric([state], count)
        yield rows
        oldest = snapshot.unsent.oldest or 0.0
        yield _gauge(
            "outbox_oldest_unsent_seconds", "How long the oldest waits that nothing holds back.", oldest
        )
    yield _gauge("database_write_age_seconds", "How long ago the database was written.", snapshot.write_age)
    if snapshot.disk is not None:
        yield _gauge("database_size_bytes", "The size of the database's file.", snapshot.disk.database)
        yield _gauge("disk_free_bytes", "What is free where the database is.", snapshot.disk.free)
    parts = GaugeMetricFamily("community_bot_parts", "Parts of the bot, by how they are.", labels=["state"])
    bad = sum(not condition.ok for condition in snapshot.conditions)
    parts.add_metric(["ok"], len(snapshot.conditions) - bad)
    parts.add_metric(["bad"], bad)
    yield parts
    sources = GaugeMetricFamily(
        "community_bot_source_last_success_timestamp_seconds",
        "When a source was last read well since the bot started.",
        labels=["source"],
    )
    for name, moment in sorted(snapshot.successes.items()):
        sources.add_metric([name], moment.timestamp())
    yield sources


def _connection(snapshot: Snapshot) -> Iterator[Metric]:
    gateway = snapshot.gateway
    yield _gauge("gateway_connected", "1 while the connection to Discord stands.", gateway.connected)
    age = math.nan if gateway.heartbeat_age is None else gateway.heartbeat_age
    yield _gauge("gateway_heartbeat_age_seconds", "How long ago Discord answered a heartbeat.", age)
    latency = math.nan if gateway.latency is None else gateway.latency
    yield _gauge("gateway_latency_seconds", "How long the last heartbeat's answer took.", latency)


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"community_bot_{name}", documentation, float(value))
