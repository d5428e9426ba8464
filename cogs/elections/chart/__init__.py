"""A result as picture, drawn by matplotlib in a process of its own: the bot never imports it.

    png = await draw(question)      # None when there is no picture; why is in the log
    words = alt_text(question)

A `question` is a counted one, of `record.tally.count_all` or of a published file.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cogs.elections.chart.picture import MOST_ROWS, alt_text, panel

__all__ = ["alt_text", "draw"]

LIMIT_SECONDS = 20.0
_PNG = b"\x89PNG\r\n\x1a\n"
_ROOT = Path(__file__).resolve().parents[3]
# What the drawing needs to be found and to find its fonts; the bot's token is none of it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "MPLCONFIGDIR", "SYSTEMROOT", "TEMP", "USERPROFILE")

log = logging.getLogger(__name__)


async def draw(question: Mapping[str, Any], *, within: float = LIMIT_SECONDS) -> bytes | None:
    """Return a question's result as PNG, or None when nothing was counted or it fails.

    Takes `within` seconds at most; a result is published without its picture rather than late.
    """
    drawn = panel(question)
    if not drawn:
        return None
    if len(drawn["rows"]) > MOST_ROWS:
        log.warning("no chart: there are more than %d rows to draw", MOST_ROWS)
        return None
    try:
        return await _in_another_process(json.dumps(drawn).encode(), within)
    except (OSError, RuntimeError, TimeoutError) as error:
        log.warning("no chart: %s", str(error) or f"it took more than {within:g} seconds")
        return None


async def _in_another_process(given: bytes, within: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        cwd=_ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        | {"OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within):
            out, err = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not out.startswith(_PNG):
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError(said[-1] if said else f"exit code {process.returncode}")
    return out
