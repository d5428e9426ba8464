"""Cards of events stay inside Discord's limits, whatever their pages say and however many there are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.limits import COMPONENTS, MESSAGE_TEXT
from cogs.announcements.agenda.records import Asked
from cogs.announcements.agenda.service import Question, Upcoming
from cogs.announcements.events.event import Doubt, DoubtCode, Event, Kind
from cogs.announcements.face.event_cards import event_list, question_view
from tests.rules.announcements.test_cards import components, text

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
TALKS = "https://open-neuromorphic.org/neuromorphic-computing/student-talks/"


def event(words: str, people: int = 3) -> Event:
    return Event(
        identity="student-talk/x",
        kind=Kind.STUDENT_TALK,
        title=words[:300],
        link=f"{TALKS}{'n' * 70}/",
        start=START,
        authors=tuple(f"{number} {words[:100]}" for number in range(people)),
    )


@pytest.mark.parametrize("words", ["Long sequences " * 20, "*_~`|<>@#[]()\\" * 30], ids=["words", "markup"])
def test_a_list_of_many_events_shows_as_many_as_fit_and_counts_the_rest(words: str) -> None:
    view = event_list([Upcoming(number, event(words)) for number in range(14)])
    shown = sum(each["type"] == 9 for each in components(view))
    assert 1 < shown < 10
    assert len(text(view)) <= MESSAGE_TEXT
    assert f"and {14 - shown} more" in text(view)


def test_ten_ordinary_events_are_all_shown() -> None:
    title = "Learning Long Sequences in Spiking Neural Networks"
    view = event_list([Upcoming(number, event(title, people=1)) for number in range(10)])
    assert sum(each["type"] == 9 for each in components(view)) == 10
    assert "more" not in text(view)


def test_a_question_with_many_long_doubts_fits() -> None:
    doubt = Doubt(DoubtCode.FAR, "[Why] so *far*? " * 40, START)
    view = question_view(
        Question(event("# Talk " * 40), tuple(Asked(n, 1, doubt, None, None) for n in range(12)))
    )
    assert len(text(view)) <= MESSAGE_TEXT
    assert len(list(components(view))) <= COMPONENTS
    assert "so \\*far\\*" in text(view)
