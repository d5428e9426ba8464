"""Elections: ballots counted by a rule that was named before, so that anyone can count again.

What counts and recounts needs the standard library alone: the cog is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cogs.elections.cog import Elections

    COG: type[Elections]


def __getattr__(name: str) -> object:
    if name != "COG":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cogs.elections.cog import Elections

    return Elections
