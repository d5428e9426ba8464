"""What a recount finds: whether something is as it should be, is not, or cannot be seen from the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cogs.elections.record.strict import shown


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, by the name `check`; `ok` is None where this file cannot show it."""

    ok: bool | None
    check: str
    text: str


def first_difference(file: Any, other: Any, place: str) -> tuple[str, str, str] | None:
    """Return where two values differ first, and what stands there, or None."""
    if isinstance(file, dict) and isinstance(other, dict):
        for key in [*other, *(key for key in file if key not in other)]:
            if key not in file or key not in other:
                return f"{place}.{key}", _there(file, key), _there(other, key)
            if found := first_difference(file[key], other[key], f"{place}.{key}"):
                return found
        return None
    if isinstance(file, list) and isinstance(other, list):
        for number, (one, two) in enumerate(zip(file, other, strict=False), 1):
            if found := first_difference(one, two, f"{place}[{number}]"):
                return found
        if len(file) != len(other):
            return place, f"{len(file)} entries", f"{len(other)} entries"
        return None
    if type(file) is type(other) and file == other:
        return None
    return place, shown(file), shown(other)


def _there(value: dict[str, Any], key: str) -> str:
    return shown(value[key]) if key in value else "nothing"


def compared(check: str, pairs: Sequence[tuple[str, Any, Any]], same: str, other: str) -> Finding:
    """Return whether values of the file are what they should be.

    `pairs` are (place, value in the file, value as it should be); `same` is said when all are, and `other`
    names where what should be comes from, after the first difference.
    """
    for place, file, right in pairs:
        if found := first_difference(file, right, place):
            where, says, should = found
            return Finding(False, check, f"{where}: the file says {says}, and {other} {should}.")
    return Finding(True, check, same)
