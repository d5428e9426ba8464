"""Counting: from ballots to a result, by a method that was named before.

    result = count(contest)
    result.winners, result.tie, result.reason

Whole numbers and fractions only; the standard library only; nothing is drawn, read or looked up. The same
ballots give the same result in whatever order they come. Each method is one file that says its rule and
where it is from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cogs.elections.count.approval import approval
from cogs.elections.count.contest import Contest
from cogs.elections.count.irv import irv
from cogs.elections.count.meek import meek
from cogs.elections.count.motion import motion
from cogs.elections.count.outcome import not_valid
from cogs.elections.count.plurality import plurality
from cogs.elections.count.result import Result
from cogs.elections.count.rules import Refused, Rules
from cogs.elections.count.schulze import schulze
from cogs.elections.count.scottish import scottish
from cogs.elections.count.star import bloc_star, star
from cogs.elections.count.two_round import two_round

__all__ = ["METHODS", "Contest", "Refused", "Result", "Rules", "count"]


@dataclass(frozen=True, slots=True)
class Method:
    """A way of counting, the kinds of ballots it understands, and whether it can fill several seats."""

    count: Callable[[Contest], Result]
    kinds: tuple[str, ...]
    several_seats: bool = True


METHODS = {
    "plurality": Method(plurality, ("ranking", "approved")),
    "two-round": Method(two_round, ("ranking", "approved"), several_seats=False),
    "approval": Method(approval, ("approved", "ranking")),
    "irv": Method(irv, ("ranking",), several_seats=False),
    "stv": Method(scottish, ("ranking",)),
    "meek": Method(meek, ("ranking",)),
    "schulze": Method(schulze, ("ranking",)),
    "star": Method(star, ("scores",), several_seats=False),
    "bloc-star": Method(bloc_star, ("scores",)),
    "motion": Method(motion, ("vote",)),
}


def count(contest: Contest, method: str | None = None, seats: int | None = None) -> Result:
    """Return the result of a contest by its own method and seats, or by those given.

    When too few took part nothing is counted: a vote that is not valid may be extended, and nobody shall know
    how it stands.
    Raises `Refused` when there is no such method, or it cannot count these ballots or fill so many seats.
    """
    name = method or contest.method
    if name not in METHODS:
        raise Refused(
            f"method: {name!r} is none of {', '.join(METHODS)}" if name else "method: none is named"
        )
    chosen = METHODS[name]
    if seats is not None:
        contest = replace(contest, seats=seats)
    if not contest.standing and name != "motion":
        raise Refused("candidates: nobody stands")
    if contest.ballots and contest.kind not in chosen.kinds:
        raise Refused(
            f"method: {name} counts {' or '.join(chosen.kinds)}, and the ballots hold {contest.kind}"
        )
    if contest.seats > 1 and not chosen.several_seats:
        raise Refused(f"seats: {name} fills one seat, not {contest.seats}")
    if not contest.enough_took_part:
        return not_valid(name, contest)
    return chosen.count(contest)
