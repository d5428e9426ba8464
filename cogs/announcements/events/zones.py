"""Names of time zones as people write them, read as regions.

"18:00 EST" in July means 18:00 in New York, where it is EDT then. The site reads labels the same way
(its `get-event-times` partial), but for those it does not know: they become UTC there, and nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.moments.zones import offset_name

LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as written, and as read: a region, or a fixed offset.

    `claims` is the offset that the label itself states (CEST: two hours), `None` for a region's name.
    `others` says what else the label is used for, if it is.
    """

    written: str
    name: str
    info: tzinfo
    claims: timedelta | None = None
    others: str | None = None


# Label: region, the hours from UTC that it states (None: it names no season), what else it may mean.
_LABELS: dict[str, tuple[str, float | None, str | None]] = {
    "CET": ("Europe/Berlin", 1, None), "CEST": ("Europe/Berlin", 2, None),
    "CET/CEST": ("Europe/Berlin", None, None),
    "MEZ": ("Europe/Berlin", 1, None), "MESZ": ("Europe/Berlin", 2, None),
    "WET": ("Europe/Lisbon", 0, None), "WEST": ("Europe/Lisbon", 1, None),
    "EET": ("Europe/Athens", 2, None), "EEST": ("Europe/Athens", 3, None),
    "GMT": ("Europe/London", 0, None), "BST": ("Europe/London", 1, None),
    "GMT/BST": ("Europe/London", None, None),
    "MSK": ("Europe/Moscow", 3, None), "TRT": ("Europe/Istanbul", 3, None),
    "ET": ("America/New_York", None, None), "EST": ("America/New_York", -5, None),
    "EDT": ("America/New_York", -4, None), "EST/EDT": ("America/New_York", None, None),
    "CT": ("America/Chicago", None, None), "CST": ("America/Chicago", -6, "China Standard Time"),
    "CDT": ("America/Chicago", -5, None), "CST/CDT": ("America/Chicago", None, None),
    "MT": ("America/Denver", None, None), "MST": ("America/Denver", -7, None),
    "MDT": ("America/Denver", -6, None),
    "PT": ("America/Los_Angeles", None, None), "PST": ("America/Los_Angeles", -8, None),
    "PDT": ("America/Los_Angeles", -7, None), "PST/PDT": ("America/Los_Angeles", None, None),
    "BRT": ("America/Sao_Paulo", -3, None), "SAST": ("Africa/Johannesburg", 2, None),
    "IST": ("Asia/Kolkata", 5.5, "Israel or Irish Standard Time"), "SGT": ("Asia/Singapore", 8, None),
    "HKT": ("Asia/Hong_Kong", 8, None), "JST": ("Asia/Tokyo", 9, None), "KST": ("Asia/Seoul", 9, None),
    "AET": ("Australia/Sydney", None, None), "AEST": ("Australia/Sydney", 10, None),
    "AEDT": ("Australia/Sydney", 11, None), "NZST": ("Pacific/Auckland", 12, None),
    "NZDT": ("Pacific/Auckland", 13, None),
    "CENTRAL EUROPEAN TIME": ("Europe/Berlin", None, None),
    "CENTRAL EUROPEAN SUMMER TIME": ("Europe/Berlin", 2, None),
    "EASTERN TIME": ("America/New_York", None, None), "PACIFIC TIME": ("America/Los_Angeles", None, None),
}  # fmt: skip

_UTC = {"UTC", "Z", "UTC/GMT", "GMT/UTC", "COORDINATED UNIVERSAL TIME"}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?")
_FURTHEST = timedelta(hours=14)

# In running text: the short labels, UTC with an offset, and regions; capitals only, so that "et al." is none.
LABEL_IN_TEXT = (
    r"(?:(?:UTC|GMT)\s?[+\-−]\s?\d{1,2}(?::[0-5]\d)?|UTC|"
    + "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True) if " " not in label)
    + r"|[A-Z][a-z]+/[A-Z][A-Za-z_]+)"
)


def read_zone(label: str) -> Zone | None:
    """Read a zone's label, an offset or an IANA name, in any case; `None` when it is none of them."""
    written = " ".join(label.split())
    if not written or len(written) > LONGEST_LABEL:
        return None
    plain = re.sub(r"\s*\([^()]*\)$", "", written).replace("−", "-") or written.strip("()")
    upper = plain.upper()
    if upper in _UTC:
        return Zone(written, "UTC", UTC, timedelta())
    if upper in _LABELS:
        region, hours, others = _LABELS[upper]
        claims = None if hours is None else timedelta(hours=hours)
        return Zone(written, region, ZoneInfo(region), claims, others)
    if match := _OFFSET.fullmatch(upper.replace(" ", "")):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        offset = -offset if match[1] == "-" else offset
        if abs(offset) <= _FURTHEST:
            return Zone(written, offset_name(offset), timezone(offset), offset)
    region = _regions().get(plain.replace(" ", "_").casefold(), "")
    return Zone(written, region, ZoneInfo(region)) if region else None


@cache
def _regions() -> dict[str, str]:
    """IANA names by their spelling in small letters. Short ones such as "EST" are read as labels instead."""
    return {name.casefold(): name for name in available_timezones() if "/" in name}
