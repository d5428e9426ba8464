"""One event as an iCalendar file (RFC 5545) that calendars import, update and cancel.

Written by hand: one component with a dozen properties needs three rules (escape, fold, CRLF), and the usual
library brings a tree of classes, time zone files and a second date library for them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cogs.announcements.events.event import Event

PRODUCT = "-//Open Neuromorphic//Community Bot//EN"
_FOLD_AT = 75


def calendar(event: Event, *, revision: int, now: datetime, cancelled: bool = False) -> str | None:
    """The event as the text of an `.ics` file, times in UTC; `None` for an event without a start.

    The same event keeps its UID, and a calendar takes a file with a higher `revision` for its successor.
    `now` is when the file is made. With `cancelled` calendars are told to take the event out.
    """
    if event.start is None or event.ends is None:
        return None
    description = "\n\n".join(part for part in (event.description, event.link) if part)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_text(uid(event))}",
        f"DTSTAMP:{_time(now)}",
        f"DTSTART:{_time(event.start)}",
        # Calendars count whole seconds, and an event of none is no event to many.
        f"DTEND:{_time(max(event.ends, event.start + timedelta(minutes=1)))}",
        f"SEQUENCE:{revision}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(description)}",
        f"LOCATION:{_text(event.link)}",
        f"URL:{_address(event.link)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def uid(event: Event) -> str:
    """The event's name among all events of all calendars: its identity at the site."""
    return f"{event.identity.replace('/', '.')}@{urlsplit(event.link).hostname or 'localhost'}"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """TEXT of RFC 5545, 3.3.11; control characters other than line breaks have no place in it."""
    value = "\n".join(value.splitlines())
    value = "".join(char for char in value if char == "\n" or (char >= " " and char != "\x7f"))
    for char in "\\;,":
        value = value.replace(char, "\\" + char)
    return value.replace("\n", "\\n")


def _address(value: str) -> str:
    """A URI: what is not ASCII or would end the line is written as `%XX`."""
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode(errors="replace"))
        for char in value
    )


def _folded(line: str) -> str:
    """Lines of at most 75 octets without CRLF (3.1), no character cut in two."""
    parts, width = [""], 0
    for char in line:
        octets = len(char.encode(errors="replace"))
        if width + octets > _FOLD_AT:
            parts.append("")
            # The blank that a continued line starts with counts.
            width = 1
        parts[-1] += char
        width += octets
    return "\r\n ".join(parts)
