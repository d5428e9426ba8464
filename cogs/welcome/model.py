"""What is known of a newcomer. Moments are aware, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# `pending`: joined, and has not accepted the rules. `waiting`: through, to be greeted. `greeted`: the
# greeting was written to the outbox. `silent`: not greeted, for the reason that the row names.
State = Literal["pending", "waiting", "greeted", "silent"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A member as Discord tells of them at a moment (resources/guild: guild member object).

    `joined_at` tells one stay from the next. `rejoined` is Discord's flag DID_REJOIN.
    """

    user_id: int
    joined_at: datetime
    pending: bool
    rejoined: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A row of the ledger: how far somebody came in their present (or last) stay.

    `returns` counts how often they came back after a greeting; 1 when only Discord tells of an earlier stay.
    `screened_at` is when the bot knew that they were through.
    """

    user_id: int
    joined_at: datetime
    state: State
    returns: int = 0
    screened_at: datetime | None = None
    greeted_at: datetime | None = None
    left_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """What somebody says of themselves, as they typed it; the last two may be empty."""

    about: str
    brings: str = ""
    work: str = ""
