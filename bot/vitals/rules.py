"""From what was measured to what it means: pure, no clock, no network.

Three questions are kept apart. *Alive*: does the event loop turn? Only a restart helps when it does not, so
only this may cause one. *Ready*: do members get their answers now? *Degraded*: does something else not work,
such as a source or a backup? A bot may be alive and not ready for hours while Discord has an outage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.health import Condition
from bot.texts import plural

# Discord asks for a heartbeat every 41.25 s (the interval in Hello, gateway documentation): two in a row went
# unanswered, and some time for the network. discord.py itself gives a connection up after 60 s of silence.
HEARTBEAT_SECONDS = 120.0
# An interaction must be answered within three seconds (interactions: responding), the network included.
LAG_SECONDS = 2.0
# Far above what a rate limit or one retry takes, and soon enough for a reminder of an event in an hour.
UNSENT_SECONDS = 600.0
# A write is proven every minute; the database waits five seconds for its lock.
WRITE_SECONDS = 180.0
# A copy before a migration, VACUUM and a backup each need the file's size once more.
FREE_COPIES = 2
FREE_BYTES = 100 * 1024 * 1024
# Conditions of the board without which nobody is served.
ESSENTIAL = ("database", "discord.server")

Level = Literal["ok", "degraded", "failing"]


@dataclass(frozen=True, slots=True)
class Gateway:
    """The connection that acts: whether it stands, and its heartbeats; seconds, None while unknown."""

    connected: bool = False
    was_ready: bool = False
    heartbeat_age: float | None = None
    latency: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """The outbox: rows by state, and for how many seconds the oldest has waited that nothing holds back."""

    rows: Mapping[str, int] = field(default_factory=dict)
    oldest: float | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes: what is free where the database is, and what the database takes."""

    free: int
    database: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was measured at one moment (`at`, UTC, the computer's clock). Durations are seconds.

    `lag` is the event loop's longest delay of late, `write_age` how long ago the database was last written.
    `unsent` and `disk` are None when they could not be read.
    """

    at: datetime
    started: datetime
    version: str
    gateway: Gateway = Gateway()
    lag: float = 0.0
    write_age: float = 0.0
    unsent: Unsent | None = Unsent()
    disk: Disk | None = None
    conditions: tuple[Condition, ...] = ()
    successes: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it is, and a sentence for operators."""

    name: str
    level: Level
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a snapshot means. `snapshot` is what it was made of."""

    snapshot: Snapshot
    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        """Whether members are served."""
        return all(check.level != "failing" for check in self.checks)

    @property
    def level(self) -> Level:
        """The worst of all."""
        if not self.ready:
            return "failing"
        return "degraded" if any(check.level == "degraded" for check in self.checks) else "ok"


def evaluate(snapshot: Snapshot) -> Report:
    """Judge what was measured."""
    return Report(
        snapshot,
        (
            _gateway(snapshot.gateway),
            _loop(snapshot.lag),
            _database(snapshot),
            _outbox(snapshot.unsent),
            *_disk(snapshot.disk),
            *_parts(snapshot.conditions),
        ),
    )


def _gateway(gateway: Gateway) -> Check:
    if not gateway.connected:
        detail = "the connection to Discord is down" if gateway.was_ready else "not yet connected to Discord"
        return Check("gateway", "failing", f"{detail}; it is tried again by itself")
    if gateway.heartbeat_age is None:
        return Check("gateway", "ok", "connected; the first heartbeat is on its way")
    age = _seconds(gateway.heartbeat_age)
    if gateway.heartbeat_age > HEARTBEAT_SECONDS:
        return Check("gateway", "failing", f"Discord has answered no heartbeat for {age}")
    took = "" if gateway.latency is None else f" in {gateway.latency * 1000:.0f} ms"
    return Check("gateway", "ok", f"connected; Discord answered the last heartbeat{took}, {age} ago")


def _loop(lag: float) -> Check:
    if lag > LAG_SECONDS:
        detail = f"was blocked for {_seconds(lag)}: people may have read that the bot did not respond"
        return Check("event loop", "failing", detail)
    return Check("event loop", "ok", f"late by {lag * 1000:.0f} ms at most")


def _database(snapshot: Snapshot) -> Check:
    trouble = _essential("database", snapshot.conditions)
    if trouble is not None:
        return Check("database", "failing", trouble)
    age = _seconds(snapshot.write_age)
    if snapshot.write_age > WRITE_SECONDS:
        return Check("database", "failing", f"nothing could be written for {age}")
    return Check("database", "ok", f"written {age} ago")


def _outbox(unsent: Unsent | None) -> Check:
    if unsent is None:
        return Check("outbox", "failing", "cannot be read")
    if unsent.oldest is None:
        return Check("outbox", "ok", "nothing waits to be said")
    age = _seconds(unsent.oldest)
    if unsent.oldest > UNSENT_SECONDS:
        return Check("outbox", "failing", f"a message could not be sent for {age}; it is tried again")
    return Check("outbox", "ok", f"the oldest message that waits is {age} old")


def _disk(disk: Disk | None) -> Iterable[Check]:
    if disk is None:
        return
    free = f"{disk.free / 1024**2:,.0f} MB free"
    if disk.free < max(FREE_BYTES, FREE_COPIES * disk.database):
        yield Check("disk", "degraded", f"only {free}: make room before the database cannot be written")
    else:
        yield Check("disk", "ok", free)


def _parts(conditions: Iterable[Condition]) -> Iterable[Check]:
    trouble = _essential("discord.server", conditions)
    if trouble is not None:
        yield Check("server", "failing", trouble)
    bad = sorted(each.name for each in conditions if not each.ok and each.name not in ESSENTIAL)
    if bad:
        yield Check("parts", "degraded", f"{plural(len(bad), 'part does', 'parts do')} not work")
    else:
        yield Check("parts", "ok", "every part works")


def _essential(name: str, conditions: Iterable[Condition]) -> str | None:
    return next((each.detail for each in conditions if each.name == name and not each.ok), None)


def _seconds(seconds: float) -> str:
    """Return a duration as people say it."""
    if seconds < 120:
        return plural(round(seconds), "second")
    if seconds < 7200:
        return plural(round(seconds / 60), "minute")
    return plural(round(seconds / 3600), "hour")
