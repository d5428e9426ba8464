"""An event as its page tells it, and what is doubtful about it.

Times are aware and UTC; a `day` is the date on the page, in the page's own zone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from cogs.announcements.model import Image


class Kind(StrEnum):
    """What sort of event a page announces."""

    WORKSHOP = "workshop"
    STUDENT_TALK = "student talk"
    HACKING_HOUR = "hacking hour"


DEFAULT_DURATION = {
    Kind.WORKSHOP: timedelta(minutes=90),
    Kind.STUDENT_TALK: timedelta(minutes=75),
    Kind.HACKING_HOUR: timedelta(hours=2),
}
"""How long an event is taken to last when its page does not say. Real ones lasted 60 to 120 minutes."""


class DoubtCode(StrEnum):
    """Why a moderator has to look at an event's time before anything is announced."""

    NO_DATE = "no date"
    NO_TIME = "no time"
    NO_ZONE = "no zone"
    UNREADABLE = "unreadable"
    BARE_NUMBER = "bare number"
    UNKNOWN_ZONE = "unknown zone"
    AMBIGUOUS_ZONE = "ambiguous zone"
    TWO_ZONES = "two zones"
    ZONE_SEASON = "zone out of season"
    OFFSET_ZONE = "offset against zone"
    SKIPPED_HOUR = "hour that does not exist"
    REPEATED_HOUR = "hour that comes twice"
    TWO_STARTS = "two starts"
    TWO_DATES = "two dates"
    END = "odd end"
    PAST = "past"
    FAR = "far"
    WEEKDAY = "weekday in the text"
    DATE_IN_TEXT = "date in the text"
    TIME_IN_TEXT = "time in the text"
    REVIVED = "over and moved ahead"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an event is held, in a sentence for moderators, and what is announced if one of them confirms.

    With a `start` the event is announced for that time; with a `day` only, for the day without a time; with
    neither, nothing is announced before the page is corrected.
    """

    code: DoubtCode
    sentence: str
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None

    @property
    def key(self) -> str:
        """What a moderator confirms: this doubt about this time. A page that changes is asked about anew."""
        times = (at.isoformat() if at else "-" for at in (self.start, self.end, self.day))
        return " ".join((self.code.replace(" ", "-"), *times))


@dataclass(frozen=True, slots=True)
class Event:
    """One event page.

    `identity` is kind and folder name; `aliases` are other keys it may have been known by: its folder's path,
    its paths on the site, old folder names, its video. `start`, `end` and `day` are the reading that is
    announced once no doubt is left; a day without a start means that the page gives no time that can be
    read. `authors` are speakers and hosts; pages do not tell them apart. `upcoming` is what the page says of
    itself and is not believed. `notes` tell moderators what was left out.
    """

    identity: str
    kind: Kind
    title: str
    link: str
    aliases: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    zone: str | None = None
    doubts: tuple[Doubt, ...] = ()
    authors: tuple[str, ...] = ()
    description: str = ""
    image: Image | None = None
    video: str | None = None
    join_link: str | None = None
    discord_event_url: str | None = None
    calendar_url: str | None = None
    upcoming: bool | None = None
    draft: bool = False
    notes: tuple[str, ...] = ()

    @property
    def ends(self) -> datetime | None:
        """When it is over: its end, its start and the usual duration, or when its day ends everywhere."""
        return ending(self.kind, self.start, self.end, self.day)

    def held(self, confirmed: Collection[str] = ()) -> tuple[Doubt, ...]:
        """The doubts whose keys nobody confirmed yet; while there are any, nothing is announced."""
        return tuple(doubt for doubt in self.doubts if doubt.key not in confirmed)

    def join_link_at(self, now: datetime) -> str | None:
        """The link to join by, as long as the event is not over: rooms are used again."""
        return self.join_link if self.ends is not None and now < self.ends else None


def ending(kind: Kind, start: datetime | None, end: datetime | None, day: date | None) -> datetime | None:
    """When an event with these times is over, UTC; `None` when it has none of them."""
    if start is not None:
        return end if end is not None else start + DEFAULT_DURATION[kind]
    # The last place on Earth to end a day is twelve hours behind UTC.
    return None if day is None else midnight(day) + timedelta(hours=36)


def midnight(day: date) -> datetime:
    """The first instant of a day in UTC."""
    return datetime.combine(day, time(), UTC)
