"""Who is reminded, when, and that nobody is twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.committee.model import Policy
from cogs.committee.rules.reminders import next_moment, reminders
from cogs.committee.rules.standing import standing
from tests.rules.committee.play import NAMES, START, Play, moment


@dataclass
class Sweep:
    """A motion, and what was sent for it so far."""

    play: Play
    sent: set[str] = field(default_factory=set)

    def at(self, when: str) -> str:
        """What is sent at a moment: `B7` is the seventh day's reminder to B."""
        due = reminders(self.play.motion, self.play.standing(when), self.sent)
        self.sent |= {reminder.key for reminder in due}
        return " ".join(f"{NAMES[reminder.member]}{reminder.day}" for reminder in due)


# what happens and when somebody looks: "when: what is sent"
@pytest.mark.parametrize(
    ("about", "script", "looks"),
    [
        ("each day once", "", ["7d-1s:", "7d: B7 C7", "7d:", "8d:", "12d: B12 C12", "13d: B13 C13", "13d+1h:", "14d:", "15d:"]),
        ("who has answered is left alone", "6d B approves\n12d C abstains", ["7d: C7", "12d:", "13d:"]),
        ("late after a downtime: only the latest", "", ["12d+5h: B12 C12", "13d: B13 C13"]),
        ("in the last second still", "", ["14d: B13 C13"]),
        ("never once it is over", "", ["14d+1s:"]),
        ("none while it is paused", "6d B requests", ["7d:", "13d:", "40d:"]),
        ("anew after a change", "8d B requests\n10d A revises", ["7d: B7 C7", "11d:", "17d: B7 C7", "22d: B12 C12", "23d: B13 C13", "24d+1s:"]),
        ("the pause does not count", "8d B requests\n10d B approves", ["7d: B7 C7", "12d:", "14d: C12", "15d: C13", "16d:"]),
        ("none after the end", "3d A withdraws", ["7d:"]),
        ("none while the members vote", "3d B vetoes\n4d bot opens", ["7d:", "13d:"]),
        ("a new member's own days", "5d vacate Secretary\n5d seat Secretary D", ["7d: B7", "12d: B12 D7", "13d: B13", "17d: D12", "18d: D13", "19d+1s:"]),
        ("a dismissed review is missing again", "1d B reviewed approve at 1d\n9d B reviewed taken back at 9d", ["7d: C7", "9d: B7", "12d: B12 C12"]),
    ],
)  # fmt: skip
def test_reminders(about: str, script: str, looks: list[str]) -> None:
    sweep = Sweep(Play().run("0d A proposes operational"))
    acts = [line.split(maxsplit=1) for line in script.splitlines()]
    for look in looks:
        when, _, expected = look.partition(":")
        while acts and moment(acts[0][0]) <= moment(when):
            sweep.play.line(" ".join(acts.pop(0)))
        assert sweep.at(when) == expected.strip(), look


def test_a_reminder_says_until_when() -> None:
    play = Play().run("0d A proposes operational\n1d B approves")
    (reminder,) = reminders(play.motion, play.standing("7d"), ())
    assert (reminder.member, reminder.day, reminder.due) == (3, 7, moment("14d"))


def test_minor_edits_remind_nobody() -> None:
    assert Sweep(Play().run("0d A proposes minor")).at("13d") == ""


def test_the_days_are_the_policys() -> None:
    sweep = Sweep(Play(Policy(answer_days=4, reminder_days=(1, 3))).run("0d A proposes operational"))
    assert [sweep.at(when) for when in ("1d", "2d", "3d", "4d", "4d+1s")] == ["B1 C1", "", "B3 C3", "", ""]


SCRIPTS = st.sampled_from(
    [
        "0d A proposes operational",
        "0d A proposes operational\n3d B requests\n9d A revises",
        "0d A proposes operational\n3d B requests\n9d B approves",
        "0d A proposes charter\n13d B abstains\n14d C requests",
        "0d A proposes operational\n2d vacate Chair\n3d seat Chair D",
    ]
)


@given(SCRIPTS, st.lists(st.integers(0, 40 * 24), max_size=12))
def test_nobody_gets_two_at_once_or_one_twice(script: str, hours: list[int]) -> None:
    play = Play().run(script)
    sent: set[str] = set()
    for hour in sorted(hours):
        now = START + timedelta(hours=hour)
        due = reminders(play.motion, standing(play.motion, play.events, now, play.seats), sent)
        assert len({reminder.member for reminder in due}) == len(due)
        assert all(reminder.key not in sent and reminder.due >= now for reminder in due)
        sent |= {reminder.key for reminder in due}


@given(SCRIPTS)
def test_looking_only_when_there_is_something_misses_nothing(script: str) -> None:
    play = Play().run(script)

    def sends(moments: list[object]) -> set[str]:
        sent: set[str] = set()
        for now in moments:
            found = standing(play.motion, play.events, now, play.seats)
            sent |= {one.key for one in reminders(play.motion, found, sent)}
        return sent

    last = max(event.at for event in play.events)
    every_hour = [last + timedelta(hours=hour) for hour in range(30 * 24)]
    when_told, now = [last], last
    while (
        after := next_moment(play.motion, standing(play.motion, play.events, now, play.seats))
    ) is not None:
        assert after > now
        when_told.append(now := after)
    assert sends(when_told) == sends(every_hour)
    end = standing(play.motion, play.events, when_told[-1], play.seats)
    assert end.state is standing(play.motion, play.events, every_hour[-1], play.seats).state
