"""Time lines as people would tell them: who does what when, and how the motion then stands.

    0d          A proposes operational
    1d          B approves
    14d         = open; missing C
    14d+1s      = passed; approvals 2 of 3; silent C

A line `!` expects that the act is refused. `B reviewed approve at 13d` is a review that becomes known at the line's
moment, `pushed at 3d` are commits. Seats: `seat Chair D`, `vacate Chair`, `abolish Chair`. Everything that happens goes
through `accept`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from cogs.committee.model import (
    BOT,
    Answered,
    Choice,
    Event,
    Kind,
    Motion,
    Policy,
    Proposed,
    Recorded,
    Refused,
    Revised,
    SeatChange,
    Side,
    Vacancy,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.acts import Accepted, accept
from cogs.committee.rules.standing import Standing, standing
from cogs.committee.rules.tally import Position

START = datetime(2026, 3, 1, 18, tzinfo=UTC)
PEOPLE = {name: number for number, name in enumerate("ABCDEFGX", 1)} | {"bot": BOT}
NAMES = {number: name for name, number in PEOPLE.items()}
LONG_AGO = START - timedelta(days=100)
THREE = "Chair A, Vice-Chair B, Secretary C"
_VERBS = {
    "approves": Choice.APPROVE,
    "abstains": Choice.ABSTAIN,
    "requests": Choice.REQUEST_CHANGES,
    "vetoes": Choice.VETO,
}
_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def moment(text: str) -> datetime:
    """The moment of `14d`, `14d+1s` or `13d+23h`."""
    parts = re.findall(r"([+-]?)([\d.]+)([dhms])", text)
    assert "".join("".join(part) for part in parts) == text, text
    return START + timedelta(seconds=sum(float(f"{sign}{n}") * _UNITS[unit] for sign, n, unit in parts))


def seated(text: str = THREE) -> list[SeatChange]:
    """The seats of a committee that has sat for long; `-` is a vacant one."""
    pairs = (part.strip().rsplit(" ", 1) for part in text.split(",") if part.strip())
    return [
        SeatChange(LONG_AGO, seat, PEOPLE.get(who), None if who in PEOPLE else Vacancy.NEVER_FILLED)
        for seat, who in pairs
    ]


@dataclass
class Play:
    """A motion that is being played: its events, the seats, and how it stands when asked."""

    policy: Policy = field(default_factory=Policy)
    seats: list[SeatChange] = field(default_factory=seated)
    events: list[Event] = field(default_factory=list)

    @property
    def motion(self) -> Motion:
        return Motion(7, self.policy)

    def standing(self, at: str) -> Standing:
        return standing(self.motion, self.events, moment(at), self.seats)

    def accept(self, event: Event, now: str) -> Accepted:
        accepted = accept(self.motion, self.events, event, moment(now), self.seats)
        self.events.append(accepted.event)
        return accepted

    def run(self, script: str) -> Play:
        for line in filter(None, (line.strip() for line in script.splitlines())):
            self.line(line)
        return self

    def line(self, line: str) -> Accepted | None:
        now, rest = line.split(maxsplit=1)
        if rest.startswith("="):
            self.check(now, rest[1:].strip(), line)
            return None
        if rest.startswith("!"):
            with pytest.raises(Refused):
                self.accept(event(rest[1:].split(), now), now)
            return None
        words = rest.split()
        if words[0] in ("seat", "vacate", "abolish"):
            holder = PEOPLE[words[2]] if words[0] == "seat" else None
            why = Vacancy.STEPPED_DOWN if words[0] == "vacate" else None
            self.seats.append(SeatChange(moment(now), words[1], holder, why, words[0] == "abolish"))
            return None
        return self.accept(event(words, now), now)

    def check(self, now: str, expected: str, line: str) -> None:
        found = self.standing(now)
        state, *facts = (part.strip() for part in expected.split(";"))
        assert found.state == state.replace(" ", "-"), f"{line}: {found.state}"
        for fact in facts:
            key, _, value = fact.partition(" ")
            assert FACTS[key](found, value) == value, f"{line}: {key} is {FACTS[key](found, value)!r}"


def event(words: list[str], now: str) -> Event:
    """The event of an act's words."""
    who, verb, *rest = words
    by, at, text = PEOPLE.get(who, BOT), moment(now), " ".join(rest)
    if who == "pushed":
        return Revised(moment(rest[0]), BOT, summary="commit 1a2b3c", side=Side.PULL_REQUEST)
    if verb == "reviewed":
        choice, given = text.rsplit(" at ", 1)
        return Answered(moment(given), by, Choice(choice), side=Side.PULL_REQUEST)
    if verb == "proposes":
        kind, _, member = text.partition(" for ")
        return Proposed(at, by, Kind(kind), "Sponsors", "We take none.", for_member=member)
    if verb in _VERBS:
        choice = _VERBS[verb]
        needs_text = choice in (Choice.REQUEST_CHANGES, Choice.VETO)
        return Answered(at, by, choice, text or ("The second sentence." if needs_text else ""))
    if verb == "revises":
        return Revised(at, by, text=text or f"A text of {now}.")
    if verb == "vote":
        return VoteDecided(at, by, VoteOutcome(text))
    return {"withdraws": Withdrawn, "opens": VoteOpened, "records": Recorded}[verb](at, by)


def _names(members: Iterable[int]) -> str:
    return " ".join(sorted(NAMES[member] for member in members))


def _at(position: Position) -> Callable[[Standing, str], str]:
    return lambda found, _: _names(vote.member for vote in found.votes if vote.position is position)


def _due(found: Standing, value: str) -> str:
    who, at = value.split()
    vote = found.vote_of(PEOPLE[who])
    assert vote is not None
    if vote.due is None:
        return f"{who} never"
    return value if at != "never" and vote.due == moment(at) else f"{who} {vote.due}"


FACTS: dict[str, Callable[[Standing, str], str]] = {
    "approvals": lambda found, _: f"{found.tally.approvals} of {found.tally.base}",
    "needed": lambda found, _: str(found.tally.needed),
    "missing": _at(Position.AWAITED),
    "silent": _at(Position.SILENT),
    "requests": _at(Position.REQUESTS_CHANGES),
    "vetoes": _at(Position.VETOES),
    "old": lambda found, _: _names(vote.member for vote in found.votes if vote.before_change),
    "late": lambda found, _: _names(vote.member for vote in found.votes if vote.given and vote.given.late),
    "former": lambda found, _: _names(vote.member for vote in found.tally.former),
    "conflict": lambda found, _: _names(member for member, _ in found.conflicts),
    "turn": lambda found, _: _names(found.turn.members),
    "task": lambda found, _: str(found.turn.task),
    "consensus": lambda found, _: "yes" if found.consensus else "no",
    "settled": lambda found, _: "yes" if found.settled else "no",
    "decision": lambda found, _: str(found.decision),
    "vacant": lambda found, _: " ".join(found.committee.vacant),
    "ignored": lambda found, _: str(len(found.ignored)),
    "paused": lambda found, _: "yes" if found.course.clock.paused_since else "no",
    "threshold": lambda found, _: str(found.members_vote.threshold),
    "due": _due,
}
