"""Motions: chained logs, answers that people gave, and the decision that both versions of the rules come to.

The second one, `tests/rules/committee/slow.py`, shares no code with the bot: it lives through every half day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chain import LogEntry
from bot.clock import from_text
from cogs.committee.model import Motion, SeatChange, State
from cogs.committee.rules.log import events
from cogs.committee.rules.policy import from_json
from cogs.committee.rules.standing import standing
from tests.chaos.agree.chains import broken, entries
from tests.chaos.world import OFFICERS, World
from tests.rules.committee.slow import Slow

TICK = timedelta(hours=12)
SEATS = ("Chair", "Vice-Chair", "Secretary")


@dataclass(frozen=True)
class _Told:
    """A motion as its log and its card tell of it."""

    number: int
    policy: str
    log: list[LogEntry]
    card: str


def problems(world: World) -> Iterator[str]:
    """What does not agree."""
    rows = world.stored("SELECT number, policy FROM committee_motion ORDER BY number")
    if len(rows) != len(world.known.motions):
        yield f"{len(world.known.motions)} motions were proposed, and there are {len(rows)}"
    said = world.said_in("general")
    for number, policy in rows:
        cards = [each for each in said if each.startswith(f"### 🏛️ Motion {number}:")]
        log = entries(world, "committee_log", "motion", number)
        if len(cards) != 1:
            yield f"motion {number} has {len(cards)} cards"
            continue
        told = _Told(number, policy, log, cards[0])
        yield from (f"motion {number}: {each}" for each in _one(world, told))


def _one(world: World, told: _Told) -> Iterator[str]:
    yield from broken(told.log)
    first, last = told.log[0], told.log[-1]
    answered = {each.who: each.detail["choice"] for each in told.log if each.step == "answered"}
    known = world.known.motions.get(first.detail["title"])
    if answered != known:
        yield f"people answered {known}, and its log has {answered}"
    if last.step != "recorded":
        yield f"its last step is {last.step}"
        return
    seats = [
        SeatChange(from_text(at), seat, holder)
        for at, seat, holder in world.stored("SELECT at, seat, holder FROM committee_seat ORDER BY id")
    ]
    motion = Motion(told.number, from_json(json.loads(told.policy)))
    found = standing(motion, events(told.log), world.now(), seats)
    if (found.state, found.ignored) != (State.RECORDED, ()):
        yield f"by the rules it is {found.state}, and {found.ignored} is ignored"
    slowly = _slowly(world, told.log)
    if not str(found.decision) == slowly == last.detail["decision"]:
        yield f"{last.detail['decision']} is recorded; by the rules it is {found.decision}, slowly {slowly}"
    words = f"Recorded: {slowly.replace('-', ' ')}"
    if words not in told.card:
        yield f"its card does not say {words!r}: {told.card[:300]}"


def _slowly(world: World, log: list[LogEntry]) -> str:
    """What the slow rules decide: the proposer is its person 1, and a moment the half day in which it lies."""
    began = log[0].at
    others = [int(world.person(name).id) for name in OFFICERS]
    others.remove(log[0].who)
    people = {log[0].who: 1, others[0]: 2, others[1]: 3}
    slow = Slow("operational", seats=[(-40, seat, number) for number, seat in enumerate(SEATS, 1)])
    for each in log[1:-1]:
        choice = each.detail["choice"].replace("-", " ")
        act = {"t": _tick(began, each.at), "who": people[each.who], "verb": "answer", "side": "here"}
        slow.do({**act, "choice": choice}, act["t"])
    # Whoever is silent for fourteen days has been so when the last half day is over.
    return str(slow.status(_tick(began, log[-1].at) + 1)["decision"])


def _tick(began: datetime, at: datetime) -> int:
    return int((at - began) / TICK)
