"""Whether a vote is valid: decided once for an election, before anything is counted.

Online at least a share of the frozen roll has to vote, blank ballots and abstentions too (row 10, A6, A7).
At a meeting at least a share has to be present (row 9); members who vote through another are not present
unless the regulations say so (A10). Shares are compared as whole numbers, so exactly the share is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cogs.elections.model import Place, Regulations, Turnout
from cogs.elections.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a vote is valid, and why: `counted` took part (or were present), `needed` would be enough."""

    valid: bool
    place: Place
    counted: int
    needed: int
    roll: int
    share: Fraction
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "valid": self.valid,
            "place": str(self.place),
            "counted": self.counted,
            "needed": self.needed,
            "roll": self.roll,
            "share": str(self.share),
            "reason": self.reason,
        }


def needed(share: Fraction, roll: int) -> int:
    """Return how many of a roll are at least a share of it, and at least one.

    >>> needed(Fraction(1, 2), 7), needed(Fraction(1, 3), 9), needed(Fraction(0), 5)
    (4, 3, 1)
    """
    return max(1, -(-roll * share.numerator // share.denominator))


def validity(regulations: Regulations, turnout: Turnout, present: int | None = None) -> Validity:
    """Return whether a vote is valid.

    `present` is how many members were at the meeting in person, whether they voted or not; when it was not
    written down, those who voted in person are known to have been there. It is not used online. Nothing is
    valid when nobody is on the roll or nobody voted. Raises `Refused` for numbers that cannot be.
    """
    _check(turnout, present)
    if regulations.place is Place.MEETING:
        counted = turnout.voted - turnout.by_proxy if present is None else present
        if regulations.proxies_count_for_quorum:
            counted = min(counted + turnout.by_proxy, turnout.roll)
        share, did = regulations.quorum, "were present"
        named = "quorum"
    else:
        counted, share, did = turnout.voted, regulations.participation, "took part"
        named = "participation"
    wanted = needed(share, turnout.roll)
    valid = turnout.roll > 0 and turnout.voted > 0 and counted >= wanted
    if turnout.roll == 0:
        reason = "Not valid: nobody is on the roll."
    elif turnout.voted == 0:
        reason = "Not valid: nobody voted."
    else:
        asked = f"at least {share} ({wanted})" if share else "at least one"
        verdict = "Valid" if valid else f"Not valid, the {named} was not reached"
        reason = f"{verdict}: {counted} of {turnout.roll} {did}; {asked} needed."
    return Validity(valid, regulations.place, counted, wanted, turnout.roll, share, reason)


def refuse_extension(regulations: Regulations, found: Validity, *, extended: bool) -> None:
    """Raise `Refused` when voting may not be extended (A15): once, online, and after too few took part."""
    if found.valid:
        raise Refused("Enough have taken part, so the vote is not extended.", "Count it.")
    if regulations.place is Place.MEETING:
        raise Refused("A vote at a meeting ends with the meeting.", "Hold it at another meeting, or online.")
    if not regulations.may_extend:
        raise Refused(
            "The rules of this election, published before it opened, know no extension.", "Hold a new vote."
        )
    if extended:
        raise Refused("Voting was extended already, and that is possible once.", "Hold a new vote.")


def majority_of_team(in_favour: int, officers: int) -> bool:
    """Return whether a majority of the Core Leadership Team is in favour (rows 12 and 14, A25).

    Of all who hold an office, who is concerned included: of three two are needed.
    """
    if not 0 <= in_favour <= officers:
        raise Refused(f"{in_favour} of {officers} officers cannot be in favour.")
    return 2 * in_favour > officers


def _check(turnout: Turnout, present: int | None) -> None:
    if turnout.roll < 0 or not 0 <= turnout.by_proxy <= turnout.voted <= turnout.roll:
        raise Refused(
            f"{turnout.voted} votes ({turnout.by_proxy} by proxy) of {turnout.roll} on the roll cannot be."
        )
    if present is not None and not turnout.voted - turnout.by_proxy <= present <= turnout.roll:
        raise Refused(
            f"{present} present of {turnout.roll} on the roll cannot be: "
            f"{turnout.voted - turnout.by_proxy} voted in person."
        )
