"""Every REST call a bot made, with body and answer."""

from __future__ import annotations

from collections import deque
from typing import Any

from .jsontypes import Json

#: How many calls are kept.
KEPT = 10_000


class RequestLog:
    """The calls, numbered from 1."""

    def __init__(self) -> None:
        self._entries: deque[Json] = deque(maxlen=KEPT)
        self._last = 0

    def add(self, at: str, method: str, path: str, query: dict[str, str]) -> Json:
        """Note a call that has just come in; the entry is completed as it is handled."""
        self._last += 1
        entry: Json = {
            "n": self._last, "at": at, "method": method, "path": path, "query": query,
            "body": None, "files": [], "status": None, "answer": None, "ms": None,
        }  # fmt: skip
        self._entries.append(entry)
        return entry

    def since(self, number: int) -> list[dict[str, Any]]:
        """The calls after number ``number``."""
        return [entry for entry in self._entries if entry["n"] > number]
