"""Draws the panel of stdin (JSON) and writes a PNG to stdout: `python -m cogs.elections.chart`."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress

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
    panel = json.load(sys.stdin)
    from cogs.elections.chart.drawing import png

    sys.stdout.buffer.write(png(panel))


main()
