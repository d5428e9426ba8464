"""A log in which nothing can be changed unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import FIRST, Broken, LogEntry, entry, verify

AT = datetime(2026, 3, 1, 18, tzinfo=UTC)
DETAILS = st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers() | st.none(), max_size=3)
STEPS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 2**63), st.text(max_size=9), DETAILS), max_size=6
)


def log(steps: list[tuple[int, int, str, dict[str, object]]]) -> list[LogEntry]:
    entries: list[LogEntry] = []
    at = AT
    for seconds, who, step, detail in steps:
        at += timedelta(seconds=seconds)
        entries.append(entry(entries[-1] if entries else None, at, who, step, detail))
    return entries


def test_the_hash_can_be_computed_from_its_description() -> None:
    one = entry(None, AT, 123456789012345678, "proposed", {"title": "Größe"})
    text = (
        '{"at":"2026-03-01T18:00:00.000000Z","detail":{"title":"Größe"},"number":1,'
        '"step":"proposed","who":"123456789012345678"}'
    )
    assert json.loads(text)["number"] == one.number
    assert one.hash == hashlib.sha256(("0" * 64 + text).encode()).hexdigest()
    two = entry(one, AT, 0, "recorded", {})
    assert (two.number, two.previous) == (2, one.hash)


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert entry(None, AT, 1, "x", {}).hash == entry(None, there, 1, "x", {}).hash
    with pytest.raises(ValueError, match="no time zone"):
        entry(None, AT.replace(tzinfo=None), 1, "x", {})


@given(STEPS)
def test_what_was_logged_holds(steps: list[tuple[int, int, str, dict[str, object]]]) -> None:
    verify(log(steps))


@given(STEPS.filter(len), st.data())
def test_any_change_is_seen(
    steps: list[tuple[int, int, str, dict[str, object]]], data: st.DataObject
) -> None:
    entries = log(steps)
    index = data.draw(st.integers(0, len(entries) - 1))
    one = entries[index]
    changed = data.draw(
        st.sampled_from(
            [
                replace(one, who=one.who + 1),
                replace(one, step=f"{one.step}."),
                replace(one, at=one.at + timedelta(microseconds=1)),
                replace(one, detail={**one.detail, "more": 1}),
                replace(one, number=one.number + 1),
                replace(one, previous="1" * 64),
                replace(one, hash=FIRST),
            ]
        )
    )
    with pytest.raises(Broken, match="entry"):
        verify([*entries[:index], changed, *entries[index + 1 :]])


@given(STEPS.filter(lambda steps: len(steps) > 1), st.data())
def test_nothing_can_be_left_out_but_the_end(
    steps: list[tuple[int, int, str, dict[str, object]]], data: st.DataObject
) -> None:
    entries = log(steps)
    index = data.draw(st.integers(0, len(entries) - 2))
    with pytest.raises(Broken):
        verify([*entries[:index], *entries[index + 1 :]])
    verify(entries[: index + 1])


def test_entries_are_in_the_order_of_time() -> None:
    first = entry(None, AT, 1, "a", {})
    with pytest.raises(Broken, match="entry 2 is older"):
        verify([first, entry(first, AT - timedelta(seconds=1), 1, "b", {})])
