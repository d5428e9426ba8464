"""What a member's answer is, when they may give it in two places.

The newest explicit answer counts, on Discord or on the pull request. When the two differ, that is a
conflict: it is shown until the member answers alike in both. Only a request from before the last change is
none, because the change has overtaken it. Given in the same second, neither is the newest: then none counts,
except a veto.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cogs.committee.model import Answered, Choice, Side


@dataclass(frozen=True, slots=True)
class Given:
    """An explicit answer, and the number of changes of the text before it.

    `implied`: nobody said it, it is the proposer's approval of their own motion. `late`: it came after the
    member's fourteen days, in place of the abstention that silence had been.
    """

    answer: Answered
    version: int
    implied: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two answers of one person that differ. `counts` is one of the two, or None when neither is newer."""

    discord: Answered
    pull_request: Answered
    counts: Answered | None


def counting(given: Mapping[Side, Given]) -> tuple[Given | None, Conflict | None]:
    """Return the answer that counts of what one member has said in each place, and the conflict if there is
    one.
    """
    if len(given) < 2:
        return next(iter(given.values()), None), None
    here, there = given[Side.DISCORD], given[Side.PULL_REQUEST]
    older, newer = sorted((here, there), key=_age)
    if here.answer.choice == there.answer.choice:
        return newer, None
    if older.answer.choice is Choice.REQUEST_CHANGES and older.version < newer.version:
        return newer, None
    counts: Given | None = newer
    if _age(older) == _age(newer):
        counts = next((one for one in (here, there) if one.answer.choice is Choice.VETO), None)
    return counts, Conflict(here.answer, there.answer, counts.answer if counts else None)


def _age(given: Given) -> tuple[int, datetime]:
    return given.version, given.answer.at
