"""The health file: how the bot is, with the moment it was written. An old one tells of a dead bot.

A process that hangs, or a disk that does, writes nothing; so the reader needs no answer from the process.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import from_text, to_text
from bot.vitals.rules import Report

# How often it is written, and how old it may be: three times missed. More often would wear out small disks.
WRITE_SECONDS = 10.0
STALE_SECONDS = 30.0


def as_json(report: Report, *, details: bool) -> dict[str, Any]:
    """Return a report as JSON values; with `details` also what single parts say, which may name people."""
    bad = [condition for condition in report.snapshot.conditions if not condition.ok]
    parts: list[Any] = [condition.name for condition in bad]
    if details:
        parts = [{"name": each.name, "detail": each.detail, "since": to_text(each.since)} for each in bad]
    return {
        "written_at": to_text(report.snapshot.at),
        "version": report.snapshot.version,
        "ready": report.ready,
        "level": report.level,
        "checks": [asdict(check) for check in report.checks],
        "bad_parts": parts,
    }


def write(path: Path, report: Report) -> None:
    """Replace the file at `path`, readable for its owner alone. Raises `OSError`."""
    content = json.dumps({**as_json(report, details=True), "pid": os.getpid()}, ensure_ascii=False, indent=1)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file or an answer says: whether the bot lives and serves, and the sentences."""

    alive: bool
    ready: bool
    sentences: tuple[str, ...]


def judge(content: str, now: datetime) -> Verdict:
    """Return what the file's `content` means at `now` (aware)."""
    try:
        told = json.loads(content)
        age = (now.astimezone(UTC) - from_text(told["written_at"])).total_seconds()
        verdict = verdict_of(told)
    except (ValueError, KeyError, TypeError):
        return dead("the health file cannot be read: the bot writes another one if it runs")
    # From the future: the clock was set back since. A bot that runs has written anew within seconds.
    if abs(age) > STALE_SECONDS:
        return dead(
            f"the health file is {abs(age):.0f} seconds {'old' if age > 0 else 'ahead of the clock'}: "
            "the bot was ended, hangs, or cannot write it"
        )
    return verdict


def verdict_of(told: dict[str, Any]) -> Verdict:
    """Return what JSON of `as_json` means. Raises `KeyError` or `TypeError` when it is something else."""
    ready = told["ready"] is True
    checks = [f"{check['name']}: {check['detail']}" for check in told["checks"] if check["level"] != "ok"]
    parts = [
        f"{part['name']}: {part['detail']}" if isinstance(part, dict) else str(part)
        for part in told["bad_parts"]
    ]
    first = "ready" if ready else "not ready"
    return Verdict(True, ready, (first, *checks, *parts))


def dead(why: str) -> Verdict:
    """Return that the bot does not live, and why it is thought so."""
    return Verdict(False, False, (f"not alive: {why}",))
