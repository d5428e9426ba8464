"""Names and titles in sentences of ours: shown as they were typed, and only the first of many."""

from __future__ import annotations

from collections.abc import Sequence

from bot.limits import fit
from bot.texts import listing, plain

# How many names stand in a sentence, and how long each is at most.
_NAMED, _LONGEST = 6, 60


def names(words: Sequence[str]) -> str:
    """Return names or titles as a sentence lists them, as typed; of many the first few."""
    shown = [f"**{plain(fit(each, _LONGEST))}**" for each in words[:_NAMED]]
    more = [f"{len(words) - _NAMED} more"] if len(words) > _NAMED else []
    return listing([*shown, *more])
