"""What of a motion is news to the committee, compared with what it was told last.

News is another state, text or task; besides, when somebody is concerned who was not: it is their turn now,
or they have joined those who request changes. That fewer are concerned is none: the card shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cogs.committee.rules.standing import Standing
from cogs.committee.rules.tally import Position


@dataclass(frozen=True, slots=True)
class News:
    """News, and who is to hear of it; `revised`: the text was changed since they were told last."""

    to: tuple[int, ...]
    revised: bool = False


def about(standing: Standing) -> str:
    """Return what is told of a motion that stands so, as `news` compares it."""
    head = f"{standing.state}:{standing.course.version}:{standing.turn.task}"
    return f"{head}:{_names(standing.turn.members)}:{_names(_asking(standing))}"


def news(told: str, standing: Standing) -> News | None:
    """Return what is news to who was told `told`, an earlier `about`; None when nothing is."""
    state, version, task, turned, asked = told.split(":")
    turn = standing.turn.members
    revised = version != str(standing.course.version)
    changed = revised or (state, task) != (standing.state, standing.turn.task)
    joined = tuple(member for member in turn if str(member) not in turned.split(","))
    if not (changed or joined or any(str(each) not in asked.split(",") for each in _asking(standing))):
        return None
    if revised:
        # Their answers count for a text that they have not read.
        old = {vote.member for vote in standing.votes if vote.before_change}
        return News(
            tuple(each for each in standing.committee.members if each in old or each in turn), revised=True
        )
    return News(turn if changed else joined or turn)


def _asking(standing: Standing) -> list[int]:
    return [vote.member for vote in standing.votes if vote.position is Position.REQUESTS_CHANGES]


def _names(members: Iterable[int]) -> str:
    return ",".join(map(str, members))
