"""When a poll ends, and which moments a date poll asks for, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import moments
from bot.errors import UserError
from bot.limits import fit
from bot.moments.zones import offset_name, read_zone
from cogs.polls.model import Option
from cogs.polls.rules.asking import first_double, refuse_count

LEAST_SLOTS, MOST_SLOTS = 2, 20
EXAMPLE = "Such as 8 hours, 3 days, 1 week, or 2026-12-14 19:00 Europe/Berlin."
SHORTEST = timedelta(minutes=1)
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PART = r"(\d{1,5}(?:[.,]\d{1,2})?)\s*(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)"
_SPAN = re.compile(rf"(?:in\s+)?{_PART}(?:\s*(?:,|and)?\s*{_PART})?", re.IGNORECASE | re.ASCII)
_LISTED = re.compile(r"^\s*(?:[-*•–]+|\d{1,2}\)(?=\s))", re.ASCII)
_ONE = re.compile(r"^(in\s+)?an?\s+(?=[mhdw])", re.IGNORECASE)


def end(typed: str, zone: str, now: datetime, longest: timedelta) -> datetime:
    """Return the moment at which a poll ends (UTC): after a span from `now`, or a moment.

    `zone` is that of a moment which names none. Raises `UserError` for what is neither, is past or too soon,
    or is longer from now than `longest`.
    """
    text = " ".join(typed.split())
    if match := _SPAN.fullmatch(_ONE.sub("1 ", text)):
        seconds = sum(
            float(number.replace(",", ".")) * _SECONDS[unit[0].lower()]
            for number, unit in zip(match.groups()[::2], match.groups()[1::2], strict=True)
            if number
        )
        moment = now + timedelta(seconds=min(seconds, 10 * longest.total_seconds()))
    elif not text:
        raise UserError("It does not say when the poll ends.", EXAMPLE)
    else:
        moment = _moment(text, zone, now, "The end")
    if moment < now + SHORTEST:
        raise UserError("That is less than a minute.", EXAMPLE)
    if moment > now + longest:
        raise UserError(f"A poll is open for {longest.days} days at most.", "Let it end sooner.")
    return moment


def slots(typed: str, zone: str, now: datetime) -> Sequence[Option]:
    """Return the moments that were typed, one a line, in the order of time.

    `zone` is that of lines which name none. Raises `UserError` naming the line that cannot be read, is past
    or is there twice, and for too few or too many.
    """
    found = _lines(typed)
    refuse_count(len(found), LEAST_SLOTS, MOST_SLOTS, "moment")
    read = [_moment(text, zone, now, f"Line {number}") for number, text in enumerate(found, 1)]
    if double := first_double(read):
        raise UserError(
            f"Lines {double[0] + 1} and {double[1] + 1} are the same moment.", "Leave one of them out."
        )
    return tuple(Option(number, label(at, zone), at) for number, at in enumerate(sorted(read), 1))


def refuse_late_end(ends_at: datetime, found: Sequence[Option]) -> None:
    """Raise `UserError` when a date poll would end after the last of its moments."""
    last = max((option.at for option in found if option.at), default=ends_at)
    if ends_at > last:
        raise UserError("The poll would end after the last of its moments.", "Let it end sooner.")


def _lines(typed: str) -> list[str]:
    """Return the lines that were typed, without bullets and numbers such as "1)"; "14. Dec" is a day."""
    return [" ".join(_LISTED.sub("", line).split()) for line in typed.splitlines() if line.strip("-*•– \t")]


def zone_name(typed: str, usual: str) -> str:
    """Return the zone that was typed, or else the usual one. Raises `UserError` for what is none."""
    text = " ".join(typed.split())
    if not text:
        return usual
    read_zone(text)
    return text


def label(at: datetime, zone: str) -> str:
    """Return a moment as a menu shows it, which knows no reader's zone.

    >>> from datetime import UTC
    >>> label(datetime(2026, 12, 14, 18, tzinfo=UTC), "Europe/Berlin")
    'Mon 14 Dec 2026, 19:00 (UTC+1)'
    """
    local = at.astimezone(read_zone(zone).info)
    offset = offset_name(local.utcoffset() or timedelta())
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({offset})"


def _moment(text: str, zone: str, now: datetime, what: str) -> datetime:
    try:
        return moments.read(text, zone, now)
    except UserError as error:
        raise UserError(f"{what}, “{fit(text, 60)}”: {error.message}", error.hint) from None
