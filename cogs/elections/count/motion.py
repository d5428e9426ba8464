"""A motion: yes, no or abstain, and the share of yes that it takes.

`rules.threshold` is that share: a half is a majority and has to be exceeded (Robert's Rules, 12th ed.,
44:1: "more than half"; a tie is lost, 44:12), any other share is enough when it is reached ("at least
twice as many", 44:3; PEP 13). `rules.base` says of what: of the `valid` votes, which are yes and no
(Robert's Rules 44:1 leaves out blanks and abstentions), or of the `seats` of the body, all who may vote
(44:9): `eligible`, or `seats` in a file without it. A motion on which nobody votes yes or no is not
valid.
"""

from __future__ import annotations

from fractions import Fraction

from cogs.elections.count.contest import VOTES, Contest
from cogs.elections.count.result import Result, Round
from cogs.elections.count.rules import Refused

MAJORITY = Fraction(1, 2)


def motion(contest: Contest) -> Result:
    """Count yes, no and abstain. Raises `Refused` when seats are the base and their number is unknown."""
    votes = {vote: contest.ballots.get(vote, 0) for vote in VOTES}
    yes, valid = votes["yes"], votes["yes"] + votes["no"]
    threshold = contest.rules.threshold
    base, called = valid, "yes and no votes"
    if contest.rules.base == "seats":
        base, called = _seats(contest), "seats"
    enough = Fraction(yes) > threshold * base if threshold == MAJORITY else Fraction(yes) >= threshold * base
    passed = valid > 0 and enough
    return Result(
        "motion",
        (),
        (Round(votes, quota=_needed(threshold, base)),),
        valid=valid > 0,
        passed=passed,
        reason=_reason(passed, threshold, f"{yes} yes of {base} {called}") if valid else _NOBODY,
        candidates=VOTES,
    )


_NOBODY = "Not valid: nobody voted yes or no."


def _needed(threshold: Fraction, base: int) -> int:
    """Return the least number of yes votes that passes."""
    share = threshold * base
    return share // 1 + 1 if threshold == MAJORITY else -(-share // 1)


def _reason(passed: bool, threshold: Fraction, count: str) -> str:
    wanted = "more than half" if threshold == MAJORITY else f"at least {threshold}"
    return f"{'Passed' if passed else 'Not passed'}: {count}; {wanted} was needed."


def _seats(contest: Contest) -> int:
    if contest.eligible is not None:
        return contest.eligible
    if contest.seats > 1:
        return contest.seats
    raise Refused('rules.base is "seats", and the file does not say how many: give "eligible"')
