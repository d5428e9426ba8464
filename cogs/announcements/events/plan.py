"""What is due for an event now, given what its page says and what was done already.

`due` tells, `after` records: whoever acts writes both in one transaction, so nothing is done twice and
nothing that was missed comes back as a flood. All times are UTC and exact to the second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from cogs.announcements.events.event import Doubt, DoubtCode, Event, Kind, ending, midnight
from cogs.announcements.events.prose import said as in_words

ANNOUNCED_BEFORE = timedelta(days=7)
RECORDING_AFTER = timedelta(hours=1)
"""Events overrun, and a link that leads into the running stream is no recording."""
RECORDING_UNTIL = timedelta(days=14)
"""How long after its end an event's recording is still news, and its message still corrected."""
GONE_GRACE = timedelta(minutes=30)
"""A page that is gone may be on its way to another name; renames have taken two pushes."""


class Step(StrEnum):
    """Something the bot does about an event."""

    ASK = "ask"
    EDIT = "edit"
    SCHEDULE = "schedule"
    ANNOUNCE = "announce"
    REMIND_DAY = "remind a day before"
    REMIND_HOUR = "remind an hour before"
    CANCEL = "cancel"
    RECORDING = "recording"


# From so long before the start; each reminder holds until the next one is due, the last until the start.
REMINDERS = (
    (Step.REMIND_DAY, timedelta(hours=24), timedelta(hours=1)),
    (Step.REMIND_HOUR, timedelta(hours=1), timedelta()),
)


@dataclass(frozen=True, slots=True)
class Gone:
    """In place of an event whose page is neither there nor found again under another name, since when."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What members were last told about an event; `words` is a digest of the rest that they see of it."""

    title: str
    link: str
    start: datetime | None
    end: datetime | None
    day: date | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done for an event already.

    `said` is set once there is something to correct. `reminded` holds each reminder with the start it was
    for, so that an event that is moved gets its reminders again. `asked` and `confirmed` are keys of doubts.
    `revision` counts what members were told anew, for calendars.
    """

    said: Said | None = None
    announced: bool = False
    scheduled: bool = False
    cancelled: bool = False
    reminded: frozenset[tuple[Step, datetime]] = frozenset()
    recording: str | None = None
    asked: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """One step that is due.

    With `late` it is too late for it: it is recorded as done and nobody is told. `start` is the start that a
    reminder is for, `changes` name what an edit changes, `doubts` are what moderators are asked about.
    """

    step: Step
    late: bool = False
    start: datetime | None = None
    changes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def due(event: Event | Gone, done: Done, now: datetime) -> tuple[Due, ...]:
    """What is due at `now`, in the order in which it is to be done.

    While the event has a doubt that nobody confirmed, nothing but asking moderators is due, once per doubt.
    """
    if isinstance(event, Gone) or event.draft:
        return _cancellation(event, done, now)
    if doubts := held(event, done, now):
        new = tuple(doubt for doubt in doubts if doubt.key not in done.asked)
        return (Due(Step.ASK, doubts=new),) if new else ()
    told = _told(event, done, now)
    ends = ending(event.kind, told.start, told.end, told.day)
    if ends is None:
        return ()
    return tuple(_steps(event, told, ends, done, now))


def held(event: Event, done: Done, now: datetime) -> tuple[Doubt, ...]:
    """The doubts for which nothing of the event is told at `now`."""
    return (*_doubts(event, done, now), *_revived(event, done, now))


def standing(event: Event | Gone, done: Done, now: datetime) -> Said | None:
    """What members may be told of an event that lies ahead or takes place at `now`.

    `None` while it is held, cancelled, a draft or without a page, without a day, and once it is over.
    """
    if isinstance(event, Gone) or event.draft or held(event, done, now):
        return None
    told = _told(event, done, now)
    ends = ending(event.kind, told.start, told.end, told.day)
    return told if ends is not None and now < ends else None


def after(done: Done, step: Due, event: Event | Gone, now: datetime) -> Done:
    """What is done once `step`, which was due for `event` at `now`, has been taken."""
    if step.step is Step.ASK:
        return replace(done, asked=done.asked | {doubt.key for doubt in step.doubts})
    if step.step is Step.CANCEL:
        return replace(done, cancelled=True, scheduled=False, revision=done.revision + 1)
    if isinstance(event, Gone):
        raise ValueError(f"{step.step} was not due for an event whose page is gone")
    if step.step in (Step.REMIND_DAY, Step.REMIND_HOUR):
        if step.start is None:
            raise ValueError("a reminder is for a start")
        return replace(done, reminded=done.reminded | {(step.step, step.start)})
    if step.step is Step.RECORDING:
        return replace(done, recording=event.video)
    told = _told(event, done, now)
    if step.step is Step.EDIT:
        return replace(done, said=told, cancelled=False, revision=done.revision + 1)
    if step.step is Step.SCHEDULE:
        return replace(done, said=told, scheduled=True)
    return replace(done, said=told, announced=True)


def baseline(event: Event, now: datetime) -> Done:
    """What counts as done for an event that was there when its source was first seen.

    Nothing is announced for it, nor any reminder that is due already; later reminders, corrections and its
    recording are.
    """
    said = Said(event.title, event.link, event.start, event.end, event.day, _words(event))
    over = event.ends is not None and event.ends <= now
    reminded = frozenset(
        (step, event.start) for step, lead, _ in REMINDERS if event.start and event.start - lead <= now
    )
    return Done(said, announced=True, reminded=reminded, recording=event.video if over else None)


def _steps(event: Event, told: Said, ends: datetime, done: Done, now: datetime) -> Iterator[Due]:
    first, latest = _first_start(told), _latest_start(told)
    changes = _changes(event.kind, told, ends, done, now)
    if changes:
        yield Due(Step.EDIT, changes=changes)
    if told.start and now < told.start and not done.scheduled and event.discord_event_url is None:
        yield Due(Step.SCHEDULE)
    announcing = not done.announced and first is not None and now >= first - ANNOUNCED_BEFORE
    if announcing and latest is not None:
        yield Due(Step.ANNOUNCE, late=now >= latest)
    if told.start and (done.announced or announcing):
        for step, lead, until in REMINDERS:
            if now >= told.start - lead and (step, told.start) not in done.reminded:
                # An announcement made now tells all that the reminder would.
                yield Due(step, late=announcing or now >= told.start - until, start=told.start)
    if event.video and done.recording is None and ends + RECORDING_AFTER <= now <= ends + RECORDING_UNTIL:
        yield Due(Step.RECORDING)


def _cancellation(event: Event | Gone, done: Done, now: datetime) -> tuple[Due, ...]:
    if done.said is None or done.cancelled:
        return ()
    latest = _latest_start(done.said)
    waited = not isinstance(event, Gone) or now >= event.since + GONE_GRACE
    return (Due(Step.CANCEL),) if latest is not None and now < latest and waited else ()


def _told(event: Event, done: Done, now: datetime) -> Said:
    """What members are told: the page's words, and its times unless they were taken out."""
    times = _taken_out(event, done, now) or event
    return Said(event.title, event.link, times.start, times.end, times.day, _words(event))


def _words(event: Event) -> str:
    """A digest of people, description, picture and the link to join by."""
    picture = event.image.url if event.image else ""
    shown = (*event.authors, event.description, picture, event.join_link or "")
    return hashlib.sha256("\0".join(shown).encode("utf-8", "replace")).hexdigest()[:16]


def _changes(kind: Kind, told: Said, ends: datetime, done: Done, now: datetime) -> tuple[str, ...]:
    """What members would have to be told anew; all but its title and link only until the event is over."""
    said = done.said
    if said is None or now > ends + RECORDING_UNTIL:
        return ()
    fields = ["title", "link"]
    if now < ends or not _over(kind, said, now):
        fields += ["start", "end"] if told.start else ["start", "day"]
    if now < ends:
        fields.append("words")
    changes = [field for field in fields if getattr(told, field) != getattr(said, field)]
    latest = _latest_start(told)
    if done.cancelled and latest is not None and now < latest:
        changes.append("takes place")
    return tuple(changes)


def _revived(event: Event, done: Done, now: datetime) -> tuple[Doubt, ...]:
    """Doubt an event that was over and now lies ahead: a second date for one page, or a slip (2026-06-28)."""
    ahead = _first_start(event)
    if done.said is None or ahead is None or ahead <= now or not _over(event.kind, done.said, now):
        return ()
    was = done.said.day or (done.said.start or now).date()
    now_said = in_words(event.day or ahead.date())
    sentence = f"The event was on {in_words(was)} and is over; its page now says {now_said}."
    doubt = Doubt(DoubtCode.REVIVED, sentence, event.start, event.end, event.day)
    return () if doubt.key in done.confirmed else (doubt,)


def _doubts(event: Event, done: Done, now: datetime) -> tuple[Doubt, ...]:
    """The doubts that hold an event, without those that what was said of it already answers."""
    moot: set[DoubtCode] = set()
    if _taken_out(event, done, now) is not None:
        moot |= {DoubtCode.NO_TIME, DoubtCode.NO_DATE}
    if done.said is not None and done.said.day == event.day:
        # It was upcoming when members were told; the flag is forgotten more often than the year is wrong.
        moot.add(DoubtCode.PAST)
    return tuple(doubt for doubt in event.held(done.confirmed) if doubt.code not in moot)


def _taken_out(event: Event, done: Done, now: datetime) -> Said | None:
    """What was said of an event whose times were taken out of its page once it had begun.

    Editors do so when they mark an event as done; for 75 minutes one page had no date at all.
    """
    said = done.said
    if said is None or said.start is None or now < said.start or event.start is not None:
        return None
    return said if event.day in (None, said.day) else None


def _over(kind: Kind, said: Said, now: datetime) -> bool:
    ends = ending(kind, said.start, said.end, said.day)
    return ends is not None and ends <= now


def _first_start(of: Said | Event) -> datetime | None:
    """The start, or the first instant of the day in UTC."""
    return of.start or (midnight(of.day) if of.day else None)


def _latest_start(said: Said) -> datetime | None:
    """Until when an event can be announced: its start; of a day without a time, its end in UTC."""
    return said.start or (midnight(said.day) + timedelta(days=1) if said.day else None)
