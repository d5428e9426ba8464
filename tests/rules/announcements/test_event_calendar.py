"""What Discord's calendar shows of an event, and what is to be done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cogs.announcements.agenda.scheduled import Entry, Slot, found, next_move
from cogs.announcements.events.event import Event, Kind

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT = Event(
    identity="workshop/talk",
    kind=Kind.WORKSHOP,
    title="A Talk",
    link="https://open-neuromorphic.org/workshops/talk/",
    start=NOW + timedelta(days=1),
    authors=("Ada",),
    description="About spikes.",
)
_ENTRY = Entry.of(EVENT)
assert _ENTRY is not None
ENTRY: Entry = _ENTRY
OTHER = replace(ENTRY, name="Another talk")
_LATER = Entry.of(replace(EVENT, start=NOW + timedelta(days=9)))
assert _LATER is not None
LATER: Entry = _LATER
TRIED = {"tried_at": NOW - timedelta(seconds=5), "shown": ENTRY}


def slot(wanted: Entry | None, **fields: object) -> Slot:
    return Slot(**{"event_id": 1, "wanted": wanted, "shown": None, "discord_id": None, "tried_at": None,
                   "next_try_at": NOW, "tries": 0, "note": None, **fields})  # fmt: skip


@pytest.mark.parametrize(
    ("row", "at", "move"),
    [
        (slot(ENTRY), NOW, "create"),
        (slot(ENTRY), NOW - timedelta(seconds=1), None),
        (slot(ENTRY), NOW + timedelta(days=1), "settle"),
        (slot(ENTRY, shown=ENTRY, discord_id=5), NOW, None),
        (slot(OTHER, shown=ENTRY, discord_id=5), NOW, "change"),
        (slot(OTHER, shown=ENTRY, discord_id=5), NOW + timedelta(days=1), "change"),
        (slot(OTHER, shown=ENTRY, discord_id=5), NOW + timedelta(days=2), "settle"),
        (slot(None, shown=ENTRY, discord_id=5), NOW, "cancel"),
        (slot(None, shown=ENTRY), NOW, "settle"),
        (slot(None), NOW, None),
        # Moved ahead after its end, it is another event to Discord.
        (slot(LATER, shown=ENTRY, discord_id=5), NOW + timedelta(days=1), "change"),
        (slot(LATER, shown=ENTRY, discord_id=5), NOW + timedelta(days=2), "create"),
        # Nobody knows whether it was cancelled, or what it shows.
        (slot(None, discord_id=5), NOW, "cancel"),
        (slot(ENTRY, discord_id=5), NOW, "change"),
        # Over: it cannot be cancelled any more, and what was refused of it is old news.
        (slot(None, shown=ENTRY, discord_id=5), NOW + timedelta(days=2), "settle"),
        (slot(ENTRY, shown=ENTRY, note="refused"), NOW + timedelta(days=2), "settle"),
        (slot(ENTRY, shown=ENTRY, note="refused"), NOW, None),
        (slot(ENTRY, **TRIED), NOW, "find"),
        (slot(None, **TRIED), NOW, "find"),
        (slot(ENTRY, **TRIED), NOW + timedelta(days=9), "find"),
    ],
)
def test_what_is_to_be_done(row: Slot, at: datetime, move: str | None) -> None:
    assert next_move(row, at) == move


def shown(entry: Entry, **fields: object) -> dict[str, object]:
    body = {**entry.to_discord(), "id": "5", "status": 1}
    return {**body, **fields}


def test_an_event_is_found_by_its_place_or_its_link_unless_it_is_over() -> None:
    assert found(ENTRY, [shown(ENTRY)]) == 5
    assert found(ENTRY, [shown(ENTRY, name="x", description=None)]) == 5
    assert found(ENTRY, [shown(ENTRY, entity_metadata={"location": "elsewhere"})]) == 5
    assert found(ENTRY, [shown(ENTRY, entity_metadata=None, status=2)]) == 5
    assert found(ENTRY, [shown(ENTRY, status=3), shown(ENTRY, status=4)]) is None
    other = Entry.of(replace(EVENT, link="https://open-neuromorphic.org/workshops/talk-two/"))
    assert other is not None
    assert found(ENTRY, [shown(other)]) is None


def test_events_with_long_links_are_not_taken_for_each_other() -> None:
    talks = "https://open-neuromorphic.org/neuromorphic-computing/student-talks/"
    one, two = (Entry.of(replace(EVENT, link=f"{talks}{name}/")) for name in ("s" * 70, "t" * 70))
    assert one is not None
    assert two is not None
    assert one.location == two.location, "the place holds no more of them"
    assert found(one, [shown(two)]) is None
    assert found(one, [shown(two), shown(one, id="6")]) == 6


def test_it_fits_discord_and_keeps_the_link_whole() -> None:
    link = "https://open-neuromorphic.org/workshops/" + "n" * 120 + "/"
    long = Entry.of(replace(EVENT, title="t " * 90, description="d " * 900, link=link))
    assert long is not None
    assert len(long.name) <= 100
    assert len(long.description) <= 1000
    assert long.description.endswith(link)
    assert long.location == "open-neuromorphic.org"
    short = Entry.of(replace(EVENT, link="https://open-neuromorphic.org/" + "n" * 73 + "/"))
    assert short is not None
    assert short.location == "open-neuromorphic.org/" + "n" * 73 + "/"
    assert Entry.from_json(long.to_json()) == long


def test_it_always_has_an_end_after_its_start() -> None:
    assert datetime.fromisoformat(ENTRY.end) == NOW + timedelta(days=1, minutes=90)
    none = Entry.of(replace(EVENT, end=EVENT.start))
    assert none is not None
    assert none.end > none.start
    assert Entry.of(replace(EVENT, start=None)) is None
