"""Plain counts of what happened since the process began, for `bot.vitals.metrics`."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

# Seconds. Three is when Discord tells a person that the application did not respond.
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0, 60.0)


@dataclass(slots=True)
class Interactions:
    """How long interactions took from their arrival to the end of what they did, and which failed.

    `buckets` counts those up to each bound, and last those above; `failures` by reason: `error` (people were
    given a reference), `too_late` (nobody was left to answer).
    """

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    failures: dict[str, int] = field(default_factory=lambda: {"error": 0, "too_late": 0})

    def took(self, seconds: float) -> None:
        """Count one that is over."""
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds
