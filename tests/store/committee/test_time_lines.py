"""Time lines over the fourteen days through the service, each with what the policy says of it.

A line is a moment after the proposal and what happens or is expected then: `= state; fact value` asks, `!`
expects a refusal, `seat Chair A` and `vacate Chair` change who holds an office. The proposal is Ada's.
"""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Recorded,
    Revised,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.standing import Standing
from cogs.committee.rules.tally import Position
from tests.rules.committee.play import START as PLAYED
from tests.rules.committee.play import moment

from .conftest import ADA, BEN, CAI, DORA, EVE, World

WHO = {"A": ADA, "B": BEN, "C": CAI, "D": DORA, "E": EVE}
LETTERS = {number: letter for letter, number in WHO.items()}
CHOICES = {
    "approves": Choice.APPROVE,
    "abstains": Choice.ABSTAIN,
    "requests": Choice.REQUEST_CHANGES,
    "vetoes": Choice.VETO,
}
POSITIONS = {
    "missing": Position.AWAITED,
    "silent": Position.SILENT,
    "abstain": Position.ABSTAINS,
    "approve": Position.APPROVES,
}


class Line:
    """One time line as it is played."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def play(self, kind: Kind, offices: str, script: str) -> None:
        world = self.world
        world.offices = {
            seat: [WHO[holder]] if holder in WHO else []
            for seat, holder in (each.split() for each in offices.split(","))
        }
        await world.deciding.sweep()
        await world.propose(kind=kind)
        for line in filter(None, (each.strip() for each in script.splitlines())):
            at, rest = line.split(maxsplit=1)
            await world.at(moment(at) - PLAYED)
            await self.line(rest, line)
            await world.holds(1)

    async def line(self, rest: str, line: str) -> None:
        world = self.world
        match rest.split():
            case ["=", *_]:
                await self.check(rest[1:].strip(), line)
            case ["!", *words]:
                with pytest.raises(UserError):
                    await self.do(words)
            case ["seat", seat, holder]:
                world.offices[seat] = [WHO[holder]]
                await world.deciding.sweep()
            case ["vacate", seat]:
                world.offices[seat] = []
                await world.deciding.sweep()
            case words:
                await self.do(words)

    async def do(self, words: list[str]) -> None:
        who, verb, *rest = words
        now, by = self.world.clock.now(), WHO[who]
        event: Event
        if verb in CHOICES:
            event = Answered(now, by, CHOICES[verb], "The second sentence.")
        elif verb == "revises":
            event = Revised(now, by, text=f"A text of {now}.")
        else:
            event = {
                "withdraws": lambda: Withdrawn(now, by),
                "opens": lambda: VoteOpened(now, by),
                "records": lambda: Recorded(now, by),
                "notes": lambda: VoteDecided(now, by, VoteOutcome(" ".join(rest))),
            }[verb]()
        if isinstance(event, Revised) or (isinstance(event, Answered) and event.choice is not Choice.VETO):
            await self.world.deciding.act(1, event)
        else:
            await self.world.confirmed(1, event)

    async def check(self, expected: str, line: str) -> None:
        found = (await self.world.view(1)).standing
        state, *facts = (part.strip() for part in expected.split(";"))
        assert str(found.state) == state, line
        for fact in facts:
            key, _, value = fact.partition(" ")
            assert self.fact(found, key) == value, line

    @staticmethod
    def fact(found: Standing, key: str) -> str:
        if key in POSITIONS:
            who = [vote.member for vote in found.votes if vote.position is POSITIONS[key]]
            return "".join(sorted(LETTERS[one] for one in who))
        if key == "old":
            return "".join(sorted(LETTERS[v.member] for v in found.votes if v.before_change))
        if key == "late":
            return "".join(sorted(LETTERS[v.member] for v in found.votes if v.given and v.given.late))
        if key == "count":
            return f"{found.tally.approvals}/{found.tally.base} needs {found.tally.needed}"
        return {
            "decision": str(found.decision),
            "consensus": "yes" if found.consensus else "no",
            "task": str(found.turn.task),
            "turn": "".join(sorted(LETTERS[one] for one in found.turn.members)),
        }[key]


THREE = "Chair A,Vice B,Secretary C"
FOUR = "Chair A,Vice B,Secretary C,Treasurer D"
FIVE = "Chair A,Vice B,Secretary C,Treasurer D,Web E"

LINES = [
    ("two approvals do not pass before the third's time is over", Kind.OPERATIONAL, THREE, """
        1h B approves
        14d = open; missing C; count 2/3 needs 2
        14d+1s = passed; silent C; consensus no; task record; turn A
    """),
    ("the last answers at exactly fourteen days are in time", Kind.OPERATIONAL, THREE, """
        14d B approves
        14d = open; missing C
        14d C abstains
        14d = passed; late ; silent ; abstain C
    """),
    ("silence of two is two abstentions, and too few approvals", Kind.OPERATIONAL, THREE, """
        14d = open; missing BC
        14d+1s = lacks-approvals; silent BC
        30d B approves
        30d = passed; late B; silent C
        31d B abstains
        31d = lacks-approvals; late B
        32d A records
        32d = recorded; decision lacks-approvals
        33d ! C approves
    """),
    ("a request at the last second pauses; silence waits for the change", Kind.OPERATIONAL, THREE, """
        1d B approves
        14d C requests
        15d = changes-requested; task revise; turn A
        60d A revises
        60d = open; missing C; old BC
        74d = open; missing C
        74d+1s = passed; silent C; old BC
    """),
    ("a request after silence reopens, a change gives all fourteen new days", Kind.OPERATIONAL, THREE, """
        14d+1s = lacks-approvals; silent BC
        16d C requests
        16d = changes-requested; silent B
        17d A revises
        17d = open; missing BC
        31d B approves
        31d = open; missing C; approve AB
        31d+1s = passed; silent C
    """),
    ("a request that is given up lets the clock run on", Kind.OPERATIONAL, THREE, """
        4d C requests
        10d C abstains
        20d = open; missing B
        20d+1s = lacks-approvals; silent B
    """),
    ("a second request within the first's pause keeps it until both are gone", Kind.OPERATIONAL, THREE, """
        2d B requests
        3d C requests
        5d B approves
        6d = changes-requested
        8d C approves
        8d = passed; consensus yes; late
    """),
    ("an objector who does not look again abstains", Kind.OPERATIONAL, THREE, """
        1d B approves
        2d C requests
        3d A revises
        17d C requests
        17d = changes-requested
        18d A revises
        32d = open; missing C
        32d+1s = passed; silent C
    """),
    ("a veto before anything else is the voting members' at once", Kind.OPERATIONAL, THREE, """
        1s B vetoes
        1s = escalated; task open the members' vote; turn ABC
        1d C approves
        90d = escalated
        90d ! A records
        91d A opens
        91d ! B approves
        92d ! A withdraws
        99d A notes passed
        99d = passed; task record
        100d A records
        100d = recorded; decision passed
    """),
    ("a veto after the decision still counts until the record", Kind.OPERATIONAL, THREE, """
        1d B approves
        1d C approves
        1d = passed; consensus yes
        2d C vetoes
        2d = escalated; consensus no
        3d C approves
        3d = passed; consensus yes
        4d A records
        5d ! C vetoes
    """),
    ("a veto outweighs a request, and a change does not lift it", Kind.OPERATIONAL, THREE, """
        1d B requests
        2d C vetoes
        3d A revises
        3d = escalated
        40d = escalated
        41d C abstains
        55d = open; missing B
        55d+1s = lacks-approvals; silent B
    """),
    ("who joins in the middle has fourteen days of their own", Kind.OPERATIONAL, THREE, """
        1d B approves
        10d seat Secretary D
        14d+1s = open; missing D
        24d = open; missing D
        24d+1s = passed; silent D
    """),
    ("an approval goes with its seat, and a request too", Kind.OPERATIONAL, THREE, """
        1d B approves
        2d C requests
        5d vacate Secretary
        5d = passed; count 2/2 needs 2
        6d vacate Vice
        6d = passed; count 1/1 needs 1
        7d seat Vice D
        7d = open; missing D; count 1/2 needs 2
        8d D abstains
        8d = lacks-approvals
    """),
    ("a vacant seat from the beginning is not waited for", Kind.OPERATIONAL, "Chair A,Vice B,Secretary -", """
        1d B abstains
        1d = lacks-approvals; count 1/2 needs 2
        2d B approves
        2d = passed
    """),
    ("of five seats four have to approve", Kind.OPERATIONAL, FIVE, """
        1d B approves
        1d C approves
        1d D abstains
        1d E abstains
        1d = lacks-approvals; count 3/5 needs 4
        2d E approves
        2d = passed; consensus no
    """),
    ("of four seats three have to approve, and all have to answer", Kind.OPERATIONAL, FOUR, """
        1d B approves
        1d C approves
        14d = open; missing D; count 3/4 needs 3
        14d+1s = passed; silent D
        15d D vetoes
        15d = escalated
    """),
    ("charter: agreed, then the voting members; an invalid vote decides nothing", Kind.CHARTER, THREE, """
        1d B approves
        1d ! A opens
        14d+1s = awaiting-members-vote; silent C
        14d+1s ! A records
        15d C approves
        15d = awaiting-members-vote; consensus yes
        16d B opens
        16d vacate Vice
        20d = awaiting-members-vote; task vote
        20d A notes not valid
        20d = awaiting-members-vote; task open the members' vote; turn AC
        21d C opens
        25d C notes failed
        25d = rejected
        26d ! A revises
        26d A records
        26d = recorded; decision rejected
    """),
    ("withdrawn is the end, by its proposer alone while they sit", Kind.STRATEGIC, THREE, """
        1d ! B withdraws
        2d C requests
        3d A withdraws
        3d = withdrawn; task nothing
        4d ! C approves
        4d ! A records
        40d = withdrawn
    """),
    ("the proposer leaves: whoever takes the text over has still to answer", Kind.OPERATIONAL, THREE, """
        1d C requests
        2d vacate Chair
        2d = changes-requested; turn BC
        3d B revises
        3d = open; missing BC
        3d B approves
        17d C approves
        17d = passed; consensus no; count 2/2 needs 2
    """),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "offices", "script"), [each[1:] for each in LINES], ids=[each[0] for each in LINES]
)
async def test_time_line(world: World, kind: Kind, offices: str, script: str) -> None:
    await Line(world).play(kind, offices, script)
