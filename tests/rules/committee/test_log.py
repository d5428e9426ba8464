"""Events as entries of a hash-chained log, and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chain import LogEntry, verify
from bot.chain import entry as chained_entry
from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Proposed,
    Recorded,
    Revised,
    Side,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.log import STEPS, Unreadable, entry, event, events
from tests.rules.committee.play import START

TIMES = st.integers(0, 10**7).map(lambda seconds: START + timedelta(seconds=seconds))
WHO = st.integers(0, 2**63)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SIDES = st.sampled_from(Side)
STATES = st.none() | st.sampled_from(State)
EVENTS = st.one_of(
    st.builds(Proposed, TIMES, WHO, st.sampled_from(Kind), TEXT, TEXT, TEXT, TEXT, TEXT),
    st.builds(Answered, TIMES, WHO, st.sampled_from(Choice), TEXT, SIDES, TEXT),
    st.builds(Revised, TIMES, WHO, st.none() | TEXT, st.none() | TEXT, TEXT, SIDES),
    st.builds(Withdrawn, TIMES, WHO, TEXT),
    st.builds(VoteOpened, TIMES, WHO, TEXT, STATES),
    st.builds(VoteDecided, TIMES, WHO, st.sampled_from(VoteOutcome), TEXT),
    st.builds(Recorded, TIMES, WHO, TEXT, STATES),
)


def logged(happened: list[Event], learnt: list[datetime]) -> list[LogEntry]:
    entries: list[LogEntry] = []
    for one, at in zip(happened, learnt, strict=True):
        entries.append(entry(entries[-1] if entries else None, one, at))
    return entries


@given(st.lists(st.tuples(EVENTS, TIMES), max_size=8))
def test_what_was_logged_is_read_as_it_was(pairs: list[tuple[Event, datetime]]) -> None:
    happened = [one for one, _ in pairs]
    entries = logged(happened, [at for _, at in pairs])
    assert events(entries) == happened
    verify(entries)


def test_every_event_has_a_step() -> None:
    assert {step.__name__ for step in STEPS.values()} == {kind.__name__ for kind in Event.__subclasses__()}


def test_an_entry_says_what_is_not_at_its_default() -> None:
    here = entry(None, Answered(START, 2, Choice.APPROVE), START)
    assert (here.step, here.who, here.at, here.detail) == ("answered", 2, START, {"choice": "approve"})
    there = Answered(START, 2, Choice.APPROVE, side=Side.PULL_REQUEST)
    assert entry(None, there, START + timedelta(hours=1)).detail == {
        "choice": "approve",
        "side": "pull request",
        "given_at": "2026-03-01T18:00:00Z",
    }


@pytest.mark.parametrize(
    ("step", "detail", "reason"),
    [
        ("dreamt", {}, "'dreamt' is no step"),
        ("answered", {}, "'choice' is missing"),
        ("answered", {"choice": "maybe"}, "choice cannot be 'maybe'"),
        ("answered", {"choice": "approve", "mood": "good"}, "'mood' does not belong to answered"),
        ("answered", {"choice": "approve", "text": 5}, "text is 5, and has to be a text"),
        ("answered", {"choice": "approve", "at": "now"}, "'at' does not belong"),
        ("answered", {"choice": "approve", "given_at": "yesterday"}, "'yesterday' is no moment"),
    ],
)
def test_what_nobody_wrote_is_refused_by_name(step: str, detail: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable, match=f"entry 1: .*{reason}"):
        event(chained_entry(None, START, 2, step, detail))
