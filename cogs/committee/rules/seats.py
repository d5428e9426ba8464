"""Who sits on the committee, and since when: from the seats' changes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from cogs.committee.model import SeatChange


@dataclass(frozen=True, slots=True)
class Committee:
    """The seats at one moment, in the order in which they were first named; a vacant one has the holder None.

    `since` says from when on each member has sat there without a gap, in whichever seat.
    """

    holders: Mapping[str, int | None]
    since: Mapping[int, datetime]

    @property
    def members(self) -> tuple[int, ...]:
        """The people who hold a seat."""
        return tuple(holder for holder in self.holders.values() if holder is not None)

    @property
    def vacant(self) -> tuple[str, ...]:
        """The seats that nobody holds."""
        return tuple(seat for seat, holder in self.holders.items() if holder is None)

    def seat_of(self, member: int) -> str:
        """Return the seat of one of the members."""
        return next(seat for seat, holder in self.holders.items() if holder == member)


NOBODY = Committee({}, {})


def committees(changes: Iterable[SeatChange]) -> list[tuple[datetime, Committee]]:
    """Return every committee there was, with the moment from which on it sat.

    Changes of the same second belong together: who moves from one seat to another has no gap.
    """
    found: list[tuple[datetime, Committee]] = []
    holders: dict[str, int | None] = {}
    since: dict[int, datetime] = {}
    for at, together in groupby(sorted(changes, key=lambda change: change.at), key=lambda change: change.at):
        for change in together:
            _change(holders, change)
        members = [holder for holder in holders.values() if holder is not None]
        since = {member: since.get(member, at) for member in members}
        found.append((at, Committee(dict(holders), since)))
    return found


def _change(holders: dict[str, int | None], change: SeatChange) -> None:
    if change.abolished:
        holders.pop(change.seat, None)
        return
    if change.holder is not None:
        for seat, holder in holders.items():
            if holder == change.holder:
                holders[seat] = None
    holders[change.seat] = change.holder


def at_moment(sat: Sequence[tuple[datetime, Committee]], moment: datetime) -> Committee:
    """Return the one of `committees` that sits at a moment."""
    return next((committee for since, committee in reversed(sat) if since <= moment), NOBODY)


def committee_at(changes: Iterable[SeatChange], moment: datetime) -> Committee:
    """Return who holds which seat at a moment; a change counts from its own second on."""
    return at_moment(committees(changes), moment)
