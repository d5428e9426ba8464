"""JSON read without trust: what is not exactly as it should be is refused, and the place is named.

Besides what JSON itself forbids: keys given twice, numbers that are not whole or have more than 18 digits,
half characters (lone surrogates), more than `DEEPEST` levels, more than `LARGEST` bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from cogs.elections.record.chain import moment, of_text

LARGEST = 64 << 20
DEEPEST = 32
_DIGITS = 18
_SHOWN = 60
_HASH = re.compile(r"[0-9a-f]{64}")

# Raises `Unreadable` when a value, found at a place, is not as it should be.
Shape = Callable[[Any, str], None]


class Unreadable(ValueError):
    """A file that is no published file; the message names the place and what is wrong there."""


def parse(data: bytes) -> dict[str, Any]:
    """Return the object that a file holds. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable(f"the file has {len(data):,} bytes, and more than {LARGEST:,} are not read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line}: not UTF-8 text") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction, parse_constant=_fraction
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise Unreadable("nested too deep") from None
    if not isinstance(value, dict):
        raise Unreadable("the file holds no object ({…})")
    _walk(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key, times = Counter(key for key, _ in pairs).most_common(1)[0]
        raise Unreadable(f"the key {shown(key)} is given {times} times in one object")
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _DIGITS:
        raise Unreadable(f"the number {shown(digits)} has more than {_DIGITS} digits")
    return int(digits)


def _fraction(number: str) -> NoReturn:
    raise Unreadable(f"{shown(number)} is no whole number, and there are no others in these files")


def _walk(value: object) -> None:
    """Look at every text and level. Without recursion: that is what the depth is measured for."""
    level: list[object] = [value]
    for _ in range(DEEPEST):
        below: list[object] = []
        for one in level:
            if isinstance(one, str):
                _check_text(one)
            elif isinstance(one, dict):
                for key in one:
                    _check_text(key)
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
        if not below:
            return
        level = below
    raise Unreadable(f"nested more than {DEEPEST} levels deep")


def _check_text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text):
        raise Unreadable(f"the text {shown(text)} holds half a character")


def shown(value: object) -> str:
    """Return a value for a message, on one line and cut when it is long."""
    text = json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def refuse(place: str, value: object, wanted: str) -> NoReturn:
    """Raise `Unreadable` for what stands at a place."""
    raise Unreadable(f"{place}: {shown(value)} is no {wanted}")


# --- shapes ----------------------------------------------------------------------------------------------


def text(value: Any, place: str) -> None:
    """A text."""
    if not isinstance(value, str):
        refuse(place, value, "text")


def switch(value: Any, place: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        refuse(place, value, "true or false")


def whole(value: Any, place: str) -> None:
    """A whole number from 0 up."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        refuse(place, value, "whole number from 0 up")


def hash_(value: Any, place: str) -> None:
    """A SHA-256: 64 hexadecimal digits."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        refuse(place, value, "SHA-256 (64 of 0-9 and a-f)")


def user(value: Any, place: str) -> None:
    """A Discord user's number, as text."""
    if not isinstance(value, str) or not re.fullmatch(r"0|[1-9][0-9]{0,19}", value):
        refuse(place, value, 'user ("0" or a number in quotes)')


def time(value: Any, place: str) -> None:
    """A moment such as 2026-03-01T18:00:00.000000Z."""
    try:
        right = isinstance(value, str) and moment(of_text(value)) == value
    except ValueError:
        right = False
    if not right:
        refuse(place, value, "moment (2026-03-01T18:00:00.000000Z)")


def anything(value: Any, place: str) -> None:
    """Whatever stands there."""


def one_of(*values: str) -> Shape:
    """Return the shape of one of these texts."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, str) or value not in values:
            refuse(place, value, f"one of {', '.join(values)}" if len(values) > 1 else f"“{values[0]}”")

    return check


def maybe(shape: Shape) -> Shape:
    """Return the shape of null, or else of what `shape` takes."""

    def check(value: Any, place: str) -> None:
        if value is not None:
            shape(value, place)

    return check


def many(shape: Shape) -> Shape:
    """Return the shape of a list."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            refuse(place, value, "list")
        for number, one in enumerate(value, 1):
            shape(one, f"{place}[{number}]")

    return check


def each(shape: Shape, key: Shape = text) -> Shape:
    """Return the shape of an object with any keys."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            refuse(place, value, "object")
        for name, one in value.items():
            key(name, f"{place}, key {shown(name)}")
            shape(one, f"{place}.{name}")

    return check


def fields(needed: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of an object with exactly these keys; the optional ones may be missing."""
    known = {**needed, **(optional or {})}

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            refuse(place, value, "object")
        at = f"{place}." if place else ""
        for key in value:
            if key not in known:
                raise Unreadable(f"{at}{key} is unknown; the keys are {', '.join(known)}")
        for key in needed:
            if key not in value:
                raise Unreadable(f"{at}{key} is missing")
        for key, one in value.items():
            known[key](one, f"{at}{key}")

    return check
