"""Why a ballot is not taken, in words for whoever wanted to cast it; and what is wrong with a box.

UserError
├── NotOnRoll NotOpen Closed AlreadyVoted NotHolder BadAnswer     nothing was changed
└── BoxOutOfOrder     the key or the box is damaged; moderators have to act
BotError
└── BoxTrouble        the same, for who looks after the box
"""

from __future__ import annotations

from bot.clock import discord_time
from bot.errors import BotError, UserError
from cogs.elections.storage.papers import Paper


class NotOnRoll(UserError):
    """Somebody who is not on the election's roll."""

    def __init__(self) -> None:
        super().__init__(
            "You are not on the roll of this election.",
            "If you should be, ask the returns officer to add you before voting closes.",
        )


class NotOpen(UserError):
    """Before voting opens, or it never will."""

    def __init__(self, paper: Paper, *, waiting: bool) -> None:
        super().__init__(
            "Voting is not open.", f"It opens {discord_time(paper.opens_at)}." if waiting else ""
        )


class Closed(UserError):
    """After voting closed."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(
            f"Voting closed {discord_time(paper.closes_at)}.", "What you had cast before that stands."
        )


class AlreadyVoted(UserError):
    """A second ballot in the time by which voting was extended."""

    def __init__(self) -> None:
        super().__init__(
            "Your ballot from before is in the box, and it stands.",
            "In the time by which voting was extended only those may vote who had not.",
        )


class NotHolder(UserError):
    """Somebody who may not vote for this member, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            "You do not hold this member's vote.",
            "They did not give it to you, took it back, or have voted themselves.",
        )


class BadAnswer(UserError):
    """An answer that does not fit its question."""


class BoxOutOfOrder(UserError):
    """A box that cannot take ballots; the log says why."""

    def __init__(self) -> None:
        super().__init__(
            "The ballot box is out of order, and your ballot was not taken.",
            "Tell the returns officer; try again later.",
        )


class BoxTrouble(BotError):
    """The box or its key cannot be used; the message says what happened and what to do."""
