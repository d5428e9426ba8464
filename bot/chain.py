"""A log in which nothing can be changed unseen: each entry's hash covers the entry and the hash before it.

    hash = SHA-256(previous + canonical({"at": …, "detail": …, "number": …, "step": …, "who": …}))

as lowercase hexadecimal, over UTF-8. The first entry's `previous` is 64 zeros. Whoever knows an entry's hash
knows that nothing up to it was changed, left out or put in; about what follows it says nothing.

The standard library alone, like whatever builds on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


class Broken(ValueError):
    """A chain that does not hold; the message names the first entry that is wrong, and how."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A step that was logged. `who` is a Discord user, 0 the bot; `hash` chains it to the one before."""

    number: int
    at: datetime
    who: int
    step: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


def canonical(value: object) -> str:
    """Return JSON in the one way it is hashed: keys sorted, no spaces, no escapes that need not be.

    >>> canonical({"b": 1, "a": ["é", None]})
    '{"a":["é",null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hashed(number: int, at: datetime, who: int, step: str, detail: Mapping[str, Any]) -> str:
    """Return the text of an entry that its hash covers.

    `who` stands there as text, because other languages round numbers of that size. Raises `ValueError` for a
    moment without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone")
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return canonical({"number": number, "at": moment, "who": str(who), "step": step, "detail": dict(detail)})


def chained(previous: str, number: int, at: datetime, who: int, step: str, detail: Mapping[str, Any]) -> str:
    """Return the hash of an entry that follows the one with the hash `previous` (`FIRST` for number 1)."""
    return hashlib.sha256((previous + hashed(number, at, who, step, detail)).encode()).hexdigest()


def entry(last: LogEntry | None, at: datetime, who: int, step: str, detail: Mapping[str, Any]) -> LogEntry:
    """Return the entry that follows `last`, or the first one."""
    number, previous = (last.number + 1, last.hash) if last else (1, FIRST)
    return LogEntry(number, at, who, step, detail, previous, chained(previous, number, at, who, step, detail))


def verify(entries: Sequence[LogEntry]) -> None:
    """Raise `Broken` unless entries are numbered from 1, in order of time, and chained by their hashes."""
    previous = FIRST
    for number, found in enumerate(entries, 1):
        if found.number != number:
            raise Broken(f"entry {number} has the number {found.number}")
        if number > 1 and found.at < entries[number - 2].at:
            raise Broken(f"entry {number} is older than the one before it")
        if found.previous != previous:
            raise Broken(
                f"entry {number} does not follow the one before it: one was changed, added or left out"
            )
        if found.hash != chained(previous, number, found.at, found.who, found.step, found.detail):
            raise Broken(f"entry {number} ({found.step}) was changed: its hash is another one")
        previous = found.hash
