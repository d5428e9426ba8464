"""Who may use which command: the one place where it is written down.

`docs/security.md` shows this table, and `test_who_may.py` tries every row as every kind of person. A command
without a row fails there: add one, with what it has to be given to get as far as the question who asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from tests.wire.elections.test_officer_permissions import COMMANDS, STAGES


class Kind(StrEnum):
    """The kinds of people on a server. Each has what makes their kind and nothing else."""

    NEWCOMER = "newcomer"
    MEMBER = "member"
    WELCOMER = "welcomer"
    COMMITTEE = "committee"
    OFFICER = "returns officer"
    MODERATOR = "moderator"
    OWNER = "server's owner"


EVERYBODY = frozenset(Kind)
THROUGH = EVERYBODY - {Kind.NEWCOMER}
MODERATORS = frozenset({Kind.MODERATOR, Kind.OWNER})
COMMITTEE = frozenset({Kind.COMMITTEE})
OFFICER = frozenset({Kind.OFFICER})

# By job and beginning of the command; the longest that fits holds.
MAY: dict[str, frozenset[Kind]] = {
    "admin": MODERATORS,
    "announce": MODERATORS,
    "event": EVERYBODY,
    "motion list": EVERYBODY,
    "motion show": EVERYBODY,
    "motion history": EVERYBODY,
    "motion propose": COMMITTEE,
    "motion revise": COMMITTEE,
    "motion withdraw": COMMITTEE,
    "motion vote": COMMITTEE,
    "motion record": COMMITTEE,
    "election": OFFICER,
    "election list": EVERYBODY,
    "election status": EVERYBODY,
    "election terms": EVERYBODY,
    "election nominate": EVERYBODY,
    "election withdraw": EVERYBODY,
    "election export": EVERYBODY,
    "election proxy": EVERYBODY,
    "election roll show": EVERYBODY,
    "election roll": OFFICER | COMMITTEE,
    "election roll add": OFFICER,
    "election roll link": OFFICER,
    "election create": MODERATORS | OFFICER | COMMITTEE,
    "election officer": OFFICER | COMMITTEE,
    "election confirm": OFFICER | COMMITTEE,
    "election cancel": OFFICER | COMMITTEE,
    "election archive": OFFICER | COMMITTEE,
    "guide": EVERYBODY,
    "guide refresh": MODERATORS,
    "guide insights": MODERATORS,
    "guide listen": MODERATORS,
    "guide defaults": MODERATORS,
    "report": EVERYBODY,
    "reports": MODERATORS,
    "poll": EVERYBODY,
    "privacy": EVERYBODY,
    "welcome": MODERATORS,
    "welcome start": EVERYBODY,
    "welcome roles": THROUGH,
    "welcome introduce": THROUGH,
    "welcome status": MODERATORS | {Kind.WELCOMER},
    "welcome stats": MODERATORS | {Kind.WELCOMER},
}
# What decides besides who somebody is: the answers to these are no refusals of their kind.
BESIDES = {
    "motion record": "everybody, once the motion is on record",
    "election proxy": "on the roll of the election",
    "election nominate": "on the roll; the returns officer for others",
    "election withdraw": "stands in the election; the returns officer for others",
    "election export": "the vote is over; all ballots only where they are published",
    "election roll link": "without an election: whoever keeps the roll, as `/election roll`",
    "poll": "`end`: whoever asked the poll, and moderators who see its channel",
}
# Elections at which a command can be used, laid out by the elections' own tests.
_STAGES = {command: stage for command, stage, _, _ in COMMANDS if stage}
_OPEN = "open"


def row_of(command: str) -> str:
    """Return the row that says who may use `command`. Raises `LookupError` when there is none."""
    words = command.split()
    for number in range(len(words), 0, -1):
        if (row := " ".join(words[:number])) in MAY:
            return row
    raise LookupError(f"/{command} has no row in {__name__}.MAY: say there who may use it")


def election_for(command: str) -> str:
    """Return the election that an election's command is tried with."""
    stage = {"status": _OPEN}.get(command, _STAGES.get(command, _OPEN))
    return f"#{STAGES.index(stage) + 1}"


def table() -> Iterator[str]:
    """Yield the lines of the table in docs/security.md."""
    yield "| command | " + " | ".join(Kind) + " | besides |"
    yield "|---|" + "---|" * (len(Kind) + 1)
    for row, kinds in sorted(MAY.items()):
        marks = " | ".join("yes" if kind in kinds else "–" for kind in Kind)
        yield f"| `/{row}` | {marks} | {BESIDES.get(row, '')} |"
