"""The choices an election makes within its method, named in our files under `rules`.

| key | values | for | default |
|---|---|---|---|
| `overvote` | `exhaust`, `skip` | rankings in which several share a rank (not Schulze) | `exhaust` |
| `duplicate` | `skip`, `exhaust` | rankings that name somebody twice | `skip` |
| `unranked` | `last`, `no-preference` | Schulze | `last` |
| `default_option` | a candidate | elections | none |
| `threshold` | a fraction such as `2/3` | motions | `1/2` |
| `base` | `valid`, `seats` | motions | `valid` |
| `participation` | a fraction, `0` for none | where it is known how many may vote | `1/2` |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

_CHOICES = {
    "overvote": ("exhaust", "skip"),
    "duplicate": ("skip", "exhaust"),
    "unranked": ("last", "no-preference"),
    "base": ("valid", "seats"),
}


class Refused(ValueError):
    """An election that cannot be counted; the message names what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an election decided before voting opened; the module says what each field may be."""

    overvote: str = "exhaust"
    duplicate: str = "skip"
    unranked: str = "last"
    default_option: str | None = None
    threshold: Fraction = Fraction(1, 2)
    base: str = "valid"
    participation: Fraction = Fraction(1, 2)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Rules:
        """Return the rules of a file. Raises `Refused` naming the first key that is unknown or wrong."""
        known = [field.name for field in fields(cls)]
        for key, value in given.items():
            if key not in known:
                raise Refused(f"rules.{key} is unknown; the rules are {', '.join(known)}")
            if key in _CHOICES and value not in _CHOICES[key]:
                raise Refused(f"rules.{key} is {value!r}, and has to be {' or '.join(_CHOICES[key])}")
        option = given.get("default_option")
        if option is not None and not isinstance(option, str):
            raise Refused(f"rules.default_option is {option!r}, and has to be a candidate's name")
        shares = {key: _share(key, given[key]) for key in ("threshold", "participation") if key in given}
        if not shares.get("threshold", 1):
            raise Refused("rules.threshold is 0, and everything would pass")
        return cls(**{**given, **shares})

    def as_json(self) -> dict[str, Any]:
        """Return what differs from the defaults, as `read` takes it."""
        usual = Rules()
        changed = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            key: str(value) if isinstance(value, Fraction) else value
            for key, value in changed.items()
            if value != getattr(usual, key)
        }


def _share(key: str, given: object) -> Fraction:
    # Numbers of JSON are refused: 0.6667 is not two thirds, and nobody would see it.
    try:
        share = Fraction(given) if isinstance(given, str) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise Refused(f'rules.{key} is {given!r}, and has to be a fraction in quotes, such as "2/3"')
    return share
