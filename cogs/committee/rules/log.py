"""Events as entries of the motion's log, and back: what storage keeps and the record prints.

An entry's moment is when the bot learnt of the event. A review or a commit was there before: its own moment
stands in the detail, as `given_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.chain import LogEntry
from bot.chain import entry as chained_entry
from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Proposed,
    Recorded,
    Revised,
    Side,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
    whole,
)

STEPS: Mapping[str, type[Event]] = {
    "proposed": Proposed,
    "answered": Answered,
    "revised": Revised,
    "withdrawn": Withdrawn,
    "vote opened": VoteOpened,
    "vote decided": VoteDecided,
    "recorded": Recorded,
}
_NAMES = {kind: step for step, kind in STEPS.items()}
_ENUMS: Mapping[str, Callable[[str], StrEnum]] = {
    "kind": Kind,
    "choice": Choice,
    "side": Side,
    "outcome": VoteOutcome,
    "state": State,
    "decision": State,
}
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


class Unreadable(ValueError):
    """A log entry that no version of this project wrote; the message names its number and what is wrong."""


def entry(last: LogEntry | None, event: Event, learnt: datetime) -> LogEntry:
    """Return the log entry of an event that becomes known at `learnt` and follows `last` (None for the
    first).

    An entry is never older than the one before it, whatever the clock says.
    """
    at = whole(learnt) if last is None else max(whole(learnt), last.at)
    return chained_entry(last, at, event.by, _NAMES[type(event)], detail(event, at))


def detail(event: Event, logged: datetime) -> dict[str, Any]:
    """Return what an event says besides when and who, without what is at its default."""
    said: dict[str, Any] = {}
    if event.at != logged:
        said["given_at"] = event.at.strftime(_STAMP)
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name not in ("at", "by") and value != field.default:
            said[field.name] = str(value)
    return said


def events(entries: Sequence[LogEntry]) -> list[Event]:
    """Return the events of a log. Raises `Unreadable`."""
    return [event(one) for one in entries]


def event(found: LogEntry) -> Event:
    """Return the event of one entry. Raises `Unreadable`."""
    step = STEPS.get(found.step)
    if step is None:
        raise Unreadable(f"entry {found.number}: {found.step!r} is no step of a motion")
    known = {field.name: field for field in fields(step) if field.name not in ("at", "by")}
    said = dict(found.detail)
    at = _moment(found, said.pop("given_at", None))
    for name in said:
        if name not in known:
            raise Unreadable(f"entry {found.number}: {name!r} does not belong to {found.step}")
    for name, field in known.items():
        if field.default is MISSING and name not in said:
            raise Unreadable(f"entry {found.number}: {name!r} is missing")
    return step(at, found.who, **{name: _value(found, name, value) for name, value in said.items()})


def _moment(found: LogEntry, given_at: object) -> datetime:
    if given_at is None:
        return found.at
    try:
        return datetime.strptime(str(given_at), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable(f"entry {found.number}: given_at {given_at!r} is no moment") from None


def _value(found: LogEntry, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"entry {found.number}: {name} is {value!r}, and has to be a text")
    enum = _ENUMS.get(name)
    if enum is None:
        return value
    try:
        return enum(value)
    except ValueError:
        raise Unreadable(f"entry {found.number}: {name} cannot be {value!r}") from None
