"""What works and what does not: one board, told once when it changes.

A cog reports a condition by name (`guide.source`). The board keeps since when it holds, logs the change to
bad and the change back, each once, and shows everything in `/admin status`. Whoever reads a source elsewhere
says besides when that last went well (`succeeded`). What the process measures of itself is in `bot.vitals`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.clock import Clock

if TYPE_CHECKING:
    from bot.vitals.rules import Report

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Condition:
    """How one part is doing since a moment (UTC). `detail` is a sentence for moderators."""

    name: str
    ok: bool
    detail: str
    since: datetime


class HealthBoard:
    """The conditions of all parts, newest state only. `started` is when the process did (UTC)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started = clock.now()
        self._conditions: dict[str, Condition] = {}
        self._successes: dict[str, datetime] = {}
        # What bot.vitals measured last; None until it has.
        self.report: Report | None = None

    def good(self, name: str, detail: str) -> None:
        """Record that `name` works."""
        self._record(name, True, detail)

    def bad(self, name: str, detail: str) -> None:
        """Record that `name` does not work and why."""
        self._record(name, False, detail)

    def succeeded(self, source: str) -> None:
        """Note that `source`, by its name on this board, was just read well."""
        self._successes[source] = self._clock.now()

    def forget(self, prefix: str) -> None:
        """Drop the conditions of a part that is gone: `prefix` itself and all below `prefix.`."""
        for kept in (self._conditions, self._successes):
            for name in list(kept):
                if name == prefix or name.startswith(prefix + "."):
                    del kept[name]

    def conditions(self) -> list[Condition]:
        """Return every condition, bad ones first, then by name."""
        return sorted(self._conditions.values(), key=lambda condition: (condition.ok, condition.name))

    def successes(self) -> Mapping[str, datetime]:
        """Return when each source was last read well since the process began (UTC), by name."""
        return dict(self._successes)

    def _record(self, name: str, ok: bool, detail: str) -> None:
        before = self._conditions.get(name)
        changed = before is None or before.ok != ok
        since = self._clock.now() if before is None or changed else before.since
        self._conditions[name] = Condition(name, ok, detail, since)
        if before is not None and changed and ok:
            log.info("%s works again: %s", name, detail)
        elif changed and not ok:
            log.warning("%s does not work: %s", name, detail)
