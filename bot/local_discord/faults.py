"""Faults on order: failures, cut connections, delays and rate limits for chosen requests."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from .jsontypes import Json

_EFFECTS = ("status", "cut", "delay", "rate_limit")
_KEYS = frozenset({"method", "path", "count", "body", "after", *_EFFECTS})
_METHODS = ("*", "GET", "POST", "PUT", "PATCH", "DELETE")
#: No answer is late, and no limit lasts, longer than this.
MAX_SECONDS = 86_400
_SCOPES = ("user", "global", "shared")


@dataclass
class Fault:
    """One order: which requests (method, pattern of the path, how often) and what happens to them."""

    method: str
    path: str
    count: int | None
    status: int | None = None
    body: Json | None = None
    #: The request takes effect before it is answered with ``status``.
    after: bool = False
    cut: Literal["before", "after"] | None = None
    delay: float | None = None
    retry_after: float | None = None
    scope: str = "user"
    #: Given when it is ordered, to take it away by.
    id: int = 0

    @classmethod
    def read(cls, raw: Any) -> Fault:
        """Read one fault as people write it; ``ValueError`` says what is wrong with it."""
        if not isinstance(raw, dict):
            raise ValueError("each fault is an object")
        unknown = set(raw) - _KEYS
        if unknown:
            raise ValueError(
                f"unknown key {sorted(unknown)[0]!r} in a fault; known: {', '.join(sorted(_KEYS))}"
            )
        if not isinstance(raw.get("path"), str):
            raise ValueError("a fault needs a 'path' pattern such as \"/channels/*/messages\"")
        effects = [key for key in _EFFECTS if raw.get(key) is not None]
        if len(effects) != 1:
            raise ValueError(f"a fault has exactly one of {', '.join(_EFFECTS)}")
        count = raw.get("count", 1)
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 1):
            raise ValueError("'count' is a positive whole number, or null for always")
        method = str(raw.get("method", "*")).upper()
        if method not in _METHODS:
            raise ValueError(f"'method' is one of {', '.join(_METHODS)}")
        if raw.get("body") is not None and not isinstance(raw["body"], dict):
            raise ValueError("'body' is the object to answer with")
        fault = cls(method, raw["path"], count)
        fault._effect(effects[0], raw)
        return fault

    def _effect(self, effect: str, raw: Json) -> None:
        value = raw[effect]
        if effect == "status":
            if not isinstance(value, int) or not 400 <= value <= 599:
                raise ValueError("'status' is a number from 400 to 599")
            if not isinstance(raw.get("after", False), bool):
                raise ValueError("'after' is true when the request takes effect all the same, else false")
            self.status, self.body, self.after = value, raw.get("body"), raw.get("after", False)
        elif effect == "cut":
            if value not in ("before", "after"):
                raise ValueError('\'cut\' is "before" or "after" (the request took effect)')
            self.cut = value
        elif effect == "delay":
            self.delay = _seconds(value, "delay")
        else:
            self._limit(value)

    def _limit(self, value: Any) -> None:
        known = isinstance(value, dict) and set(value) <= {"retry_after", "scope"}
        if not known or value.get("scope", "user") not in _SCOPES:
            raise ValueError('\'rate_limit\' is {"retry_after": seconds, "scope": "user|global|shared"}')
        self.retry_after = _seconds(value.get("retry_after", 1.0), "retry_after")
        self.scope = value.get("scope", "user")

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault is meant for this request."""
        return self.method in ("*", method) and fnmatchcase(path, self.path)

    def shown(self) -> Json:
        """The fault as people wrote it, with its id and what is left of its count."""
        shown: Json = {"id": self.id, "method": self.method, "path": self.path, "count": self.count}
        if self.status is not None:
            shown["status"] = self.status
            if self.body is not None:
                shown["body"] = self.body
            if self.after:
                shown["after"] = True
        elif self.cut is not None:
            shown["cut"] = self.cut
        elif self.delay is not None:
            shown["delay"] = self.delay
        else:
            shown["rate_limit"] = {"retry_after": self.retry_after, "scope": self.scope}
        return shown


def _seconds(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_SECONDS:
        raise ValueError(f"{what!r} is a number of seconds from 0 to {MAX_SECONDS}")
    return float(value)


class Faults:
    """The faults in force, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = itertools.count(1)
        # Told of each request that a fault happens to: its method, its path and the fault.
        self.on_take: Callable[[str, str, Fault], None] | None = None

    def order(self, raw: Any) -> None:
        """Add a list of faults; all or none (``ValueError``)."""
        if not isinstance(raw, list) or not raw:
            raise ValueError("'faults' is a list of faults")
        read = [Fault.read(item) for item in raw]
        for fault in read:
            fault.id = next(self._ids)
        self._faults += read

    def remove(self, fault_id: int) -> bool:
        """Take one fault away; whether it was there."""
        kept = [fault for fault in self._faults if fault.id != fault_id]
        found = len(kept) < len(self._faults)
        self._faults = kept
        return found

    def clear(self) -> None:
        """No more faults."""
        self._faults.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault meant for a request, one less of its count; None when the request is spared."""
        for fault in self._faults:
            if fault.matches(method, path):
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count == 0:
                        self._faults.remove(fault)
                if self.on_take is not None:
                    self.on_take(method, path, fault)
                return fault
        return None

    def shown(self) -> list[Json]:
        """The faults in force."""
        return [fault.shown() for fault in self._faults]
