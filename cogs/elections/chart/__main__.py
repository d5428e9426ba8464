"""Draws the panels of stdin (JSON) and writes their PNGs to stdout, as base64 in JSON, null for what fails.

`python -m cogs.elections.chart`; one process draws all of an election: starting takes most of its time.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from contextlib import suppress
from typing import Any

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60


def main() -> None:
    """Draw, within limits and behind whatever else the machine has to do."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with suppress(AttributeError, OSError):
        os.nice(10)
    panels = json.load(sys.stdin)
    from cogs.elections.chart.drawing import png

    def drawn(panel: dict[str, Any]) -> str | None:
        try:
            return b64encode(png(panel)).decode()
        except Exception as error:
            print(f"{type(error).__name__}: {error}".replace("\n", " "), file=sys.stderr)  # noqa: T201
            return None

    json.dump([drawn(panel) for panel in panels], sys.stdout)


main()
