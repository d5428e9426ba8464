"""A result as picture, drawn by matplotlib in a process of its own: the bot never imports it.

png = await draw(question)   # None when no picture could be made; why is in the log
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIMIT_SECONDS = 20.0


async def draw(question: Mapping[str, Any], *, timeout: float = LIMIT_SECONDS) -> bytes | None:
    """Return a counted question (of `record.form.count_all` or of a file) as PNG, or None when that fails."""
    raise NotImplementedError


def alt_text(question: Mapping[str, Any]) -> str:
    """Return what the picture shows, in at most 1,024 characters."""
    raise NotImplementedError
