"""What a question, and an election as a whole, can come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cogs.elections.count import Contest, Result
from cogs.elections.model import Form, Stage
from cogs.elections.rules.majority import Majority
from cogs.elections.rules.validity import Validity


class Verdict(StrEnum):
    """What a question came to. `REOPENED`: nobody is elected, and nominations begin anew."""

    ELECTED = "elected"
    PASSED = "passed"
    FAILED = "failed"
    TIE = "tie"
    REOPENED = "reopened"
    NOT_VALID = "not valid"


class Next(StrEnum):
    """What follows for a question that is not decided."""

    SECOND_BALLOT = "second ballot"
    LOT = "lot"
    NOMINATIONS = "nominations"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its ballots, as `papers.contest` built it.

    `people` says who a candidate of this question is (a Discord user), to know the same person in several
    questions whatever their names on the papers; who is not in it is known by name.
    """

    number: int
    title: str
    form: Form
    contest: Contest
    people: Mapping[str, int] = field(default_factory=dict)

    def person(self, name: str) -> int | str:
        """Return who a candidate is."""
        return self.people.get(name, name)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows: a second ballot or lot between `candidates` for `seats`, or nominations for the office.

    `waits_for` are the questions that have to be settled first.
    """

    kind: Next
    seats: int
    candidates: tuple[str, ...] = ()
    days: int | None = None
    waits_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question came to, and why in words.

    `elected` are those elected for sure, also when others tie for another seat; `tied` those between whom it
    is open; `left_out` who was not counted here because they hold an office by an earlier question. `result`
    is the count, `None` when there was none. `majority` says for a single seat whether whoever is elected has
    more than half of all valid ballots.
    """

    number: int
    title: str
    form: Form
    verdict: Verdict
    reason: str
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    vacant: int = 0
    majority: Majority | None = None
    result: Result | None = None
    next: FollowUp | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "number": self.number,
            "title": self.title,
            "form": str(self.form),
            "verdict": str(self.verdict),
            "reason": self.reason,
            "elected": list(self.elected),
            "tied": list(self.tied),
            "left_out": list(self.left_out),
            "vacant": self.vacant,
            "majority": self.majority and self.majority.as_json(),
            "result": self.result and self.result.as_json(),
            "next": self.next
            and {
                "kind": str(self.next.kind),
                "seats": self.next.seats,
                "candidates": list(self.next.candidates),
                "days": self.next.days,
                "waits_for": list(self.next.waits_for),
            },
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What an election came to; `stage` is where it stands then, by the least settled question."""

    validity: Validity
    outcomes: tuple[Outcome, ...]
    stage: Stage

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "validity": self.validity.as_json(),
            "stage": str(self.stage),
            "outcomes": [outcome.as_json() for outcome in self.outcomes],
        }
