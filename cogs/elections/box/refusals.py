"""Why a ballot is not taken, in words for whoever wanted to cast it; and what is wrong with a box.

UserError
├── NotOnRoll NotOpen Closed AlreadyVoted NotHolder BadAnswer     nothing has changed
└── BoxOutOfOrder     the same, because of a BoxTrouble
BotError
└── BoxTrouble        the key or the box cannot be used; for who looks after the bot
"""

from __future__ import annotations

from datetime import datetime

from bot.clock import discord_time
from bot.errors import BotError, UserError


class NotOnRoll(UserError):
    """Somebody who is not on the election's roll."""

    def __init__(self) -> None:
        super().__init__(
            "You are not on the roll of this election.",
            "If you should be, ask the returns officer to add you before voting closes.",
        )


class NotOpen(UserError):
    """Voting has not begun; `opens_at` is None when it never will."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(
            "Voting is not open.",
            f"It opens {discord_time(opens_at)}." if opens_at else "This election was called off.",
        )


class Closed(UserError):
    """Voting is over."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(
            f"Voting closed {discord_time(closes_at)}; this ballot was not taken.",
            "A ballot that was cast before stands.",
        )


class AlreadyVoted(UserError):
    """A second ballot in the time by which voting was extended."""

    def __init__(self) -> None:
        super().__init__(
            "Your ballot is in the box, and it stands.",
            "In the time by which voting was extended, those may vote who had not.",
        )


class NotHolder(UserError):
    """Somebody who may not vote for this member, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            "You do not hold this member's vote.",
            "They did not give it to you, have taken it back, or have voted themselves.",
        )


class BadAnswer(UserError):
    """An answer that does not fit its question."""


class BoxOutOfOrder(UserError):
    """A box that cannot take ballots; the log says why."""

    def __init__(self) -> None:
        super().__init__(
            "The ballot box is out of order, and your ballot was not taken.",
            "Tell the returns officer: the bot's log says what is wrong.",
        )


class BoxTrouble(BotError):
    """The key or the box cannot be used; the message says what happened and what to do."""
