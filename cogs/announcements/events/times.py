"""When an event is, from all the forms its page has ever used; what cannot be trusted comes as a doubt.

Old pages have `date` with `start_time`, `end_time` and `time_zone`; new ones `start_datetime` and
`end_datetime` with an offset. Times are taken out of a page after the event, so a past event without one is
nothing to ask about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bot.frontmatter import Value, one_line, truth
from bot.moments.zones import offset_name, offsets_at
from cogs.announcements.events.clocks import Clock, Stamp, read_clock, read_stamp
from cogs.announcements.events.event import Doubt, DoubtCode, Kind, ending, midnight
from cogs.announcements.events.prose import day_doubts, said, time_doubt
from cogs.announcements.events.zones import Zone, read_zone

FIRST_YEAR, LAST_YEAR = 1990, 2200
FAR_AHEAD = timedelta(days=365)
"""An event further ahead is more likely to have a wrong year: the longest notice so far was 37 days."""
STILL_UPCOMING = timedelta(days=2)
"""So long after its end a page may go on saying `upcoming: true`; people mark events as done by hand."""
SURELY_OVER = timedelta(days=1)
"""After that nothing about a past event's time is asked any more: no misread zone is wrong by a day."""
LONGEST_EVENT = timedelta(hours=24)
PAST_MIDNIGHT = timedelta(hours=6)
"""An event whose `end_time` is before its `start_time` may last so long into the next day."""


@dataclass(frozen=True, slots=True)
class When:
    """The reading of an event's times (UTC), the zone as written, and what is doubtful."""

    start: datetime | None
    end: datetime | None
    day: date | None
    zone: str | None
    doubts: tuple[Doubt, ...]


def read_when(front: Mapping[str, Value], text: str, *, kind: Kind, now: datetime) -> When:
    """Read an event's times from front matter, and hold `text` (title, description, body) against them.

    Never raises: what cannot be read is a doubt. `now` decides what is past, and what is too far ahead.
    """
    return _Reader(front, text, kind, now).read()


class _Reader:
    def __init__(self, front: Mapping[str, Value], text: str, kind: Kind, now: datetime) -> None:
        self._front, self._text, self._kind, self._now = front, text, kind, now
        # One sentence for each code: the same slip in start and end is one slip.
        self._found: dict[DoubtCode, str] = {}
        self._zone: Zone | None = None
        self._label: str | None = None

    def read(self) -> When:
        date_said = self._stamp("date")
        begins, stops = self._stamp("start_datetime"), self._stamp("end_datetime")
        begin_clock, stop_clock = self._clock("start_time"), self._clock("end_time")
        self._read_zone(begins, begin_clock, date_said)
        day = date_said.day if date_said else None
        start = end = None
        local = self._local_start(date_said, begins, begin_clock)
        if local is not None:
            start = self._instant(*local)
            end = self._end(start, local, stops, stop_clock) if start else None
        if start is not None:
            days = self._days(start, begins)
            if day is not None and day not in days:
                self._doubt(
                    DoubtCode.TWO_DATES,
                    f"The page's date is {said(day)}, but its start is on {said(min(days))}.",
                )
            if begins is not None:
                day = begins.day
        self._against_text(start, end, day)
        return self._when(start, end, day)

    def _doubt(self, code: DoubtCode, sentence: str) -> None:
        self._found.setdefault(code, sentence)

    def _said(self, key: str) -> str | None:
        return one_line(self._front.get(key), 80)

    def _stamp(self, key: str) -> Stamp | None:
        text = self._said(key)
        if text is None:
            return None
        stamp = read_stamp(text)
        if stamp is None:
            self._unreadable(key, text, "2026-07-09" if key == "date" else "2026-07-09T18:00:00+02:00")
        elif not FIRST_YEAR <= stamp.day.year <= LAST_YEAR:
            self._doubt(DoubtCode.UNREADABLE, f"The page says `{key}: {text}`, a year that cannot be meant.")
            return None
        return stamp

    def _clock(self, key: str) -> Clock | None:
        text = self._said(key)
        if text is None:
            return None
        clock = read_clock(text)
        if clock is None:
            self._unreadable(key, text, "18:00")
        elif clock.guessed:
            self._doubt(
                DoubtCode.BARE_NUMBER,
                f"The page says `{key}: {text}`, read as {clock.time:%H:%M}. Put it in quotes, with a colon.",
            )
        return clock

    def _unreadable(self, key: str, text: str, example: str) -> None:
        self._doubt(
            DoubtCode.UNREADABLE,
            f'The page says `{key}: {text}`, which cannot be read. Write it like "{example}".',
        )

    def _read_zone(self, begins: Stamp | None, clock: Clock | None, date_said: Stamp | None) -> None:
        """The zone beside the time, else `time_zone`."""
        stated = self._said("time_zone")
        beside = next((each.zone for each in (begins, clock, date_said) if each and each.zone), None)
        self._label = beside or stated
        if self._label is None:
            return
        self._zone = read_zone(self._label)
        other = read_zone(stated) if beside and stated else None
        if self._zone and other and other.name != self._zone.name:
            self._doubt(
                DoubtCode.TWO_ZONES, f"The page names two zones: {beside} beside the time, and {stated}."
            )
        if self._zone and self._zone.others:
            self._doubt(
                DoubtCode.AMBIGUOUS_ZONE,
                f"The page says {self._label}, read as {self._zone.name}; it also means {self._zone.others}.",
            )

    def _local_start(
        self, date_said: Stamp | None, begins: Stamp | None, clock: Clock | None
    ) -> tuple[datetime, timedelta | None] | None:
        """The start in local time, with its offset where that stands with it."""
        if begins is not None and begins.local is not None:
            if clock is not None and clock.time != begins.clock:
                self._doubt(
                    DoubtCode.TWO_STARTS,
                    f"start_datetime says {begins.clock:%H:%M}, but start_time says {clock.time:%H:%M}.",
                )
            return begins.local, begins.offset
        stamp = begins or date_said
        if stamp is None:
            if DoubtCode.UNREADABLE not in self._found:
                self._doubt(DoubtCode.NO_DATE, "The page has no date.")
            return None
        if clock is not None:
            return datetime.combine(stamp.day, clock.time), None
        if stamp.local is not None and stamp.clock != time():
            self._doubt(
                DoubtCode.NO_TIME,
                f"The page has no start time, but its date carries one: {stamp.clock:%H:%M}.",
            )
            return stamp.local, stamp.offset
        if DoubtCode.UNREADABLE not in self._found:
            self._doubt(
                DoubtCode.NO_TIME,
                "The page has a day, but no start time. Add start_datetime with its offset.",
            )
        return None

    def _end(
        self,
        start: datetime,
        local: tuple[datetime, timedelta | None],
        stops: Stamp | None,
        clock: Clock | None,
    ) -> datetime | None:
        if stops is not None and stops.local is not None:
            end = self._instant(stops.local, stops.offset)
        elif clock is not None:
            on, offset = local[0].date(), local[1]
            end = self._instant(datetime.combine(on, clock.time), offset)
            if end is not None and end <= start:
                later = self._instant(datetime.combine(on + timedelta(days=1), clock.time), offset)
                end = later if later is not None and later - start <= PAST_MIDNIGHT else end
        else:
            return None
        if end is not None and end <= start:
            self._doubt(
                DoubtCode.END, "The page lets the event end before it starts; the usual duration is taken."
            )
            return None
        if end is not None and end - start > LONGEST_EVENT:
            self._doubt(DoubtCode.END, "The page lets the event last longer than a day.")
        return end

    def _instant(self, local: datetime, offset: timedelta | None) -> datetime | None:
        """A local time as UTC: by its own offset, else by the zone; doubted where the two do not fit."""
        zone = self._zone
        if offset is not None:
            instant = local.replace(tzinfo=timezone(offset)).astimezone(UTC)
            if zone is not None:
                self._season(instant, zone)
                actual = instant.astimezone(zone.info).utcoffset()
                if actual is not None and offset not in (actual, zone.claims):
                    self._doubt(
                        DoubtCode.OFFSET_ZONE,
                        f"The time is in {offset_name(offset)}, {zone.written} is {offset_name(actual)}.",
                    )
            return instant
        if zone is None:
            if self._label is None:
                self._doubt(
                    DoubtCode.NO_ZONE, "The page gives a time without a zone. Add time_zone, or an offset."
                )
            else:
                self._doubt(
                    DoubtCode.UNKNOWN_ZONE,
                    f'The page says "{self._label}", which is no zone. Write one like Europe/Berlin.',
                )
            return None
        first, second = offsets_at(local, zone.info)
        if first < second:
            self._doubt(
                DoubtCode.SKIPPED_HOUR,
                f"{local:%H:%M} does not exist in {zone.name} on {said(local.date())}.",
            )
        elif first > second and zone.claims not in (first, second):
            self._doubt(
                DoubtCode.REPEATED_HOUR, f"{local:%H:%M} comes twice in {zone.name} on {said(local.date())}."
            )
        offset = second if first > second and zone.claims == second else first
        instant = (local - offset).replace(tzinfo=UTC)
        self._season(instant, zone)
        return instant

    def _season(self, instant: datetime, zone: Zone) -> None:
        actual = instant.astimezone(zone.info).utcoffset() or timedelta()
        if zone.claims is not None and zone.claims != actual:
            day = said(instant.astimezone(zone.info).date())
            self._doubt(
                DoubtCode.ZONE_SEASON,
                f"{zone.written} is {offset_name(zone.claims)}, but {zone.name} is at {offset_name(actual)} "
                f"on {day}.",
            )

    def _days(self, start: datetime, begins: Stamp | None) -> set[date]:
        """The day of the start as the page's zone, its offset and UTC see it."""
        zones: list[tzinfo] = [UTC]
        if self._zone:
            zones.append(self._zone.info)
        days = {start.astimezone(zone).date() for zone in zones}
        return days | {begins.day} if begins else days

    def _against_text(self, start: datetime | None, end: datetime | None, day: date | None) -> None:
        if day is None:
            return
        days = {day} | (self._days(start, None) if start else set())
        for by_weekday, slip in day_doubts(self._text, days):
            self._doubt(DoubtCode.WEEKDAY if by_weekday else DoubtCode.DATE_IN_TEXT, slip)
        ends = ending(self._kind, start, end, day)
        if start and ends and (sentence := time_doubt(self._text, start, ends)):
            self._doubt(DoubtCode.TIME_IN_TEXT, sentence)

    def _when(self, start: datetime | None, end: datetime | None, day: date | None) -> When:
        ends = ending(self._kind, start, end, day)
        offer: tuple[datetime | None, datetime | None, date | None] = (start, end, day)
        if ends is not None and self._now - ends > SURELY_OVER:
            self._found.clear()
            if truth(self._front.get("upcoming")) and self._now - ends > STILL_UPCOMING:
                self._doubt(
                    DoubtCode.PAST,
                    f"`upcoming: true`, but {said(day or ends.date())} is past. Is the year right?",
                )
                offer = (None, None, None)
        elif (
            begins := start or (midnight(day) if day else None)
        ) is not None and begins - self._now > FAR_AHEAD:
            self._doubt(
                DoubtCode.FAR, f"{said(day or begins.date())} is more than a year ahead. Is the year right?"
            )
        doubts = tuple(Doubt(code, sentence, *offer) for code, sentence in self._found.items())
        return When(start, end, day, self._label, doubts)
