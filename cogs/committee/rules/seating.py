"""Which seats change hands, by who holds the roles that stand for them."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cogs.committee.model import SeatChange, Vacancy
from cogs.committee.rules.seats import Committee


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of the committee: for each office who may hold it, or for one flat committee who belongs.

    `members` and `seats` are of a flat committee, which has so many seats at least. `here` are those of them
    who are in the community; `names` says what they are called.
    """

    offices: Mapping[str, Collection[int]] = field(default_factory=dict)
    members: Collection[int] = ()
    seats: int = 0
    here: Container[int] = ()
    names: Mapping[int, str] = field(default_factory=dict)


def seat_changes(now: Committee, seen: Seen, at: datetime) -> list[SeatChange]:
    """Return what has become of the seats since the committee `now`; nothing when it is as it was.

    An office that several could hold stays with who holds it, and is vacant when none of them does. Members
    of a flat committee keep their seat; new ones take the first vacant one.
    """
    wanted = _offices(now, seen.offices) if seen.offices else _flat(now, seen)
    found = [SeatChange(at, seat, abolished=True) for seat in now.holders if seat not in wanted]
    found += _vacated(now, wanted, seen, at)
    # After the vacancies: of the same second, who moves to another seat has no gap.
    found += [
        SeatChange(at, seat, holder)
        for seat, holder in wanted.items()
        if holder is not None and now.holders.get(seat) != holder
    ]
    return found


def _vacated(
    now: Committee, wanted: Mapping[str, int | None], seen: Seen, at: datetime
) -> Iterator[SeatChange]:
    for seat, holder in wanted.items():
        if holder is not None:
            continue
        if seat not in now.holders:
            yield SeatChange(at, seat, why=Vacancy.NEVER_FILLED)
            continue
        before = now.holders[seat]
        if before is not None:
            yield SeatChange(at, seat, why=None if before in seen.here else Vacancy.LEFT)


def _offices(now: Committee, offices: Mapping[str, Collection[int]]) -> dict[str, int | None]:
    wanted: dict[str, int | None] = {}
    for seat, people in offices.items():
        holder = now.holders.get(seat)
        free = [person for person in people if person not in wanted.values()]
        if holder in free:
            wanted[seat] = holder
        else:
            wanted[seat] = free[0] if len(free) == 1 else None
    return wanted


def _flat(now: Committee, seen: Seen) -> dict[str, int | None]:
    names = [f"Seat {number}" for number in range(1, max(seen.seats, len(seen.members)) + 1)]
    wanted: dict[str, int | None] = {
        seat: holder if (holder := now.holders.get(seat)) in seen.members else None for seat in names
    }
    newcomers = iter(sorted(set(seen.members) - set(wanted.values())))
    return {seat: next(newcomers, None) if holder is None else holder for seat, holder in wanted.items()}
