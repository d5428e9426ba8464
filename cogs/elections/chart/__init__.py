"""A result as picture, drawn by matplotlib in a process of its own: the bot never imports it.

    pngs = await draw(questions)    # None where there is no picture; why is in the log
    words = alt_text(questions[0])

A question is a counted one, of `record.tally.count_all` or of a published file.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cogs.elections.chart.picture import MOST_ROWS, alt_text, panel

__all__ = ["alt_text", "draw"]

LIMIT_SECONDS = 20.0
_ROOT = Path(__file__).resolve().parents[3]
# What the drawing needs to be found and to find its fonts; the bot's token is none of it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "MPLCONFIGDIR", "SYSTEMROOT", "TEMP", "USERPROFILE")

log = logging.getLogger(__name__)


async def draw(
    questions: Sequence[Mapping[str, Any]], *, within: float = LIMIT_SECONDS
) -> list[bytes | None]:
    """Return the results of questions as PNG, each None when nothing was counted or it fails.

    Takes `within` seconds at most for all; a result is published without its pictures rather than late.
    """
    panels = {number: drawn for number, each in enumerate(questions) if (drawn := _panel(each))}
    pictures: list[bytes | None] = [None] * len(questions)
    if panels:
        try:
            found = await _in_another_process(json.dumps(list(panels.values())).encode(), within)
        except (OSError, RuntimeError, TimeoutError) as error:
            log.warning("no charts: %s", str(error) or f"they took more than {within:g} seconds")
        else:
            for number, picture in zip(panels, found, strict=True):
                pictures[number] = picture
    return pictures


def _panel(question: Mapping[str, Any]) -> dict[str, Any] | None:
    drawn = panel(question)
    if drawn and len(drawn["rows"]) > MOST_ROWS:
        log.warning("no chart: there are more than %d rows to draw", MOST_ROWS)
        return None
    return drawn


async def _in_another_process(given: bytes, within: float) -> list[bytes | None]:
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
    said = err.decode("utf-8", "replace").strip().splitlines()
    if process.returncode != 0:
        raise RuntimeError(said[-1] if said else f"exit code {process.returncode}")
    for line in said:
        log.warning("no chart: %s", line)
    return [None if picture is None else b64decode(picture) for picture in json.loads(out)]
