"""The Executive Committee's motions: what was decided follows from their log, and from nothing else.

The rules stand on the standard library alone: the cog is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cogs.committee.cog import Committee

    COG: type[Committee]


def __getattr__(name: str) -> object:
    if name != "COG":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cogs.committee.cog import Committee

    return Committee
