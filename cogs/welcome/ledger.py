"""Each member's path from joining to the greeting, as one rule.

Events of the gateway and the sweep over the member list both come through `observe`, in any order and any
number: what is known already changes nothing. Nobody is `waiting` to be greeted twice in one stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cogs.welcome.model import Newcomer, Seen

# Somebody who comes back again and again is welcomed back no more often than this.
WELCOME_BACK_EVERY = timedelta(days=7)

TOO_LATE = "came through too long before the bot learnt of it"
CAME_BACK = "had been here before"
BACK_AGAIN = "was welcomed back a short time before"
# Of these nobody is told: one was here before the bot, and one does not want to be remembered.
NO_NEWCOMER = "is no newcomer"
FORGOTTEN = "asked to be forgotten"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ledger goes by.

    `known_until`: whoever joined up to then and came through is no newcomer. `looked_at`: when the whole
    member list was last compared, so whoever was pending then came through later. `greet_within`: how long
    ago somebody may have come through to be greeted all the same.
    """

    known_until: datetime
    looked_at: datetime
    greet_within: timedelta
    welcome_back: bool


def observe(
    known: Newcomer | None, seen: Seen, now: datetime, terms: Terms, *, listed: bool, passed: bool = False
) -> Newcomer | None:
    """Return the row that follows from `seen`, or None when nothing changes.

    `listed`: it stands in the member list, so they are here now. `passed`: Discord told just now that they
    came through the screening.
    """
    if known is None:
        if seen.joined_at <= terms.known_until and not seen.pending and not passed:
            return None
        return _arrive(None, seen, now, terms, passed=passed)
    if seen.joined_at < known.joined_at:
        # An old event, replayed.
        return None
    if seen.joined_at > known.joined_at:
        return _arrive(known, seen, now, terms, passed=passed)
    fresh = known
    if listed and known.left_at is not None:
        # The event of an earlier leave came late.
        fresh = replace(fresh, left_at=None)
    if known.state == "pending" and not seen.pending:
        fresh = _come_through(fresh, now if passed else max(known.joined_at, terms.looked_at), now, terms)
    return None if fresh == known else fresh


def _arrive(before: Newcomer | None, seen: Seen, now: datetime, terms: Terms, *, passed: bool) -> Newcomer:
    """Return the row of somebody whose stay begins."""
    arrived = Newcomer(
        seen.user_id,
        seen.joined_at,
        "pending",
        returns=_returns(before, seen),
        greeted_at=before.greeted_at if before else None,
    )
    if seen.pending:
        return arrived
    return _come_through(arrived, now if passed else seen.joined_at, now, terms)


def _returns(before: Newcomer | None, seen: Seen) -> int:
    """Return how often somebody whose stay begins came back after a greeting."""
    if before is None or before.reason == FORGOTTEN:
        # Discord remembers that they were here; more than that nobody knows.
        return int(seen.rejoined)
    # Whoever left before they were greeted is still to be welcomed for the first time.
    return before.returns + (before.state == "greeted")


def _come_through(newcomer: Newcomer, at: datetime, now: datetime, terms: Terms) -> Newcomer:
    """Return the row of somebody who passed the screening, `at` the earliest."""
    reason = _why_not(newcomer, at, now, terms)
    return replace(newcomer, state="silent" if reason else "waiting", screened_at=now, reason=reason)


def _why_not(newcomer: Newcomer, at: datetime, now: datetime, terms: Terms) -> str | None:
    if now - at > terms.greet_within:
        return TOO_LATE
    if newcomer.returns and not terms.welcome_back:
        return CAME_BACK
    greeted_at = newcomer.greeted_at
    if newcomer.returns > 1 and greeted_at is not None and now - greeted_at < WELCOME_BACK_EVERY:
        return BACK_AGAIN
    return None
