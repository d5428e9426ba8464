"""How far a name is from what somebody has typed of it so far."""

from __future__ import annotations

from itertools import takewhile

from cogs.guide.matching.wordlists import slips_between

FAR = 9.0
"""What is not offered at all."""
_GUESSED_FROM = 4
"""Letters from which on a slip of the pen is guessed."""
_TWO_SLIPS_FROM = 7
"""Likewise two slips: of "spyk" they would make almost any name."""


def typing_distance(typed: str, name: str) -> float:
    """0 for a prefix, 1 for a part, 2 to 4 for one or two slips of the pen at the start, else `FAR`.

    Both are keys (:func:`names.key_of`). Fewer slips come first, then the longer beginning in common: the
    last letters are the ones that are not typed yet.

    >>> typing_distance("tor", "torchy"), typing_distance("chy", "torchy"), typing_distance("xyz", "torchy")
    (0.0, 1.0, 9.0)
    """
    if name.startswith(typed):
        return 0.0
    if len(typed) > 1 and typed in name:
        return 1.0
    if len(typed) < _GUESSED_FROM:
        return FAR
    most = 1 if len(typed) < _TWO_SLIPS_FROM else 2
    lengths = (len(typed) - 1, len(typed), len(typed) + 1)
    slips = min(slips_between(typed, name[:length], most) for length in lengths)
    if slips > most:
        return FAR
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(typed, name, strict=False)))
    return 1.0 + slips + (1 - alike / len(typed))
