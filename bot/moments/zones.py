"""Time zones as people write them. What may mean several zones is refused, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import UserError

_EXAMPLE = "Write a region such as Europe/Berlin, or UTC."


class UnknownZone(UserError):
    """A label that is no zone's."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as written. `claims` is the offset that the label itself states, if any (CEST: two hours)."""

    written: str
    info: tzinfo
    claims: timedelta | None = None


# Label: region, and the hours from UTC that it states (None: it names no season).
_LABELS: dict[str, tuple[str, float | None]] = {
    "CET": ("Europe/Berlin", 1), "CEST": ("Europe/Berlin", 2), "CET/CEST": ("Europe/Berlin", None),
    "MEZ": ("Europe/Berlin", 1), "MESZ": ("Europe/Berlin", 2),
    "WET": ("Europe/Lisbon", 0), "WEST": ("Europe/Lisbon", 1),
    "EET": ("Europe/Athens", 2), "EEST": ("Europe/Athens", 3),
    "ET": ("America/New_York", None), "EST": ("America/New_York", -5), "EDT": ("America/New_York", -4),
    "CT": ("America/Chicago", None), "CDT": ("America/Chicago", -5),
    "MT": ("America/Denver", None), "MST": ("America/Denver", -7), "MDT": ("America/Denver", -6),
    "PT": ("America/Los_Angeles", None), "PST": ("America/Los_Angeles", -8),
    "PDT": ("America/Los_Angeles", -7),
    "JST": ("Asia/Tokyo", 9), "KST": ("Asia/Seoul", 9), "HKT": ("Asia/Hong_Kong", 8),
    "SGT": ("Asia/Singapore", 8), "SAST": ("Africa/Johannesburg", 2), "MSK": ("Europe/Moscow", 3),
    "AEST": ("Australia/Sydney", 10), "AEDT": ("Australia/Sydney", 11),
    "NZST": ("Pacific/Auckland", 12), "NZDT": ("Pacific/Auckland", 13),
}  # fmt: skip
_SEVERAL = {
    "IST": "India, Ireland or Israel",
    "CST": "Chicago, China or Cuba",
    "BST": "Britain or Bangladesh",
    "AST": "the Atlantic or Arabia",
    "GST": "the Gulf or South Georgia",
}
_UTC = {"UTC", "Z", "GMT", "UTC/GMT", "GMT/UTC", "COORDINATED UNIVERSAL TIME"}
# Until the day is over everywhere: Baker Island's time (Kubernetes and Python close votes so).
_ANYWHERE = {"AOE", "ANYWHERE ON EARTH"}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_FURTHEST_WEST, _FURTHEST_EAST = timedelta(hours=-12), timedelta(hours=14)


def read_zone(text: str) -> Zone:
    """Return the zone that a label, an offset or an IANA name stands for, in any case.

    Raises `UnknownZone` for what is none, and `UserError` for what several zones are called.
    """
    written = " ".join(text.strip(" ()[]").split())
    upper = written.upper().replace("−", "-")
    if upper in _UTC:
        return Zone(written, UTC, timedelta())
    if upper in _ANYWHERE:
        return Zone(written, timezone(_FURTHEST_WEST), _FURTHEST_WEST)
    if upper in _LABELS:
        region, hours = _LABELS[upper]
        return Zone(written, ZoneInfo(region), None if hours is None else timedelta(hours=hours))
    if upper in _SEVERAL:
        raise UserError(f"{written} is the time of {_SEVERAL[upper]}.", _EXAMPLE)
    if match := _OFFSET.fullmatch(upper.replace(" ", "")):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        offset = -offset if match[1] == "-" else offset
        if not _FURTHEST_WEST <= offset <= _FURTHEST_EAST:
            raise UserError(f"Nowhere is it {offset_name(offset)}.", _EXAMPLE)
        return Zone(written, timezone(offset), offset)
    region = _regions().get(written.replace(" ", "_").casefold(), "")
    if not region:
        raise UnknownZone(f"I know no time zone {written!r}.", _EXAMPLE)
    return Zone(written, ZoneInfo(region))


def offset_name(offset: timedelta) -> str:
    """Return an offset as people write it.

    >>> offset_name(timedelta(hours=2)), offset_name(-timedelta(hours=3, minutes=30))
    ('UTC+2', 'UTC-3:30')
    """
    minutes = int(offset.total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def offsets_at(local: datetime, zone: tzinfo) -> tuple[timedelta, timedelta]:
    """Return a zone's offset at a local time, read as the first and as the second of a repeated hour.

    They differ only where clocks are set: the second is smaller in an hour that comes twice, and larger in
    one that is skipped (PEP 495).
    """
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first, second


@cache
def _regions() -> dict[str, str]:
    """IANA names by their spelling in small letters. `Etc/GMT+5` is left out: it means UTC-5."""
    names = (
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return {name.casefold(): name for name in names}
