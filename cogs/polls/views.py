"""Who turns polls into messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.outbox import Message
from cogs.polls.model import Answer, Standing


@dataclass(frozen=True, slots=True)
class Own:
    """How a poll stands and what somebody has answered, now and before; None: nothing."""

    standing: Standing
    answer: Answer | None
    before: Answer | None = None


class Cards(Protocol):
    """Every message of a poll. Members' words are escaped; nobody is mentioned so that they hear of it."""

    def card(self, standing: Standing) -> Message:
        """Return the standing message with its buttons; of a poll that ended, what came of it.

        Of Discord's own polls, the native one; it is posted once and never edited.
        """

    def result(self, standing: Standing, link: str | None) -> Message:
        """Return the news of what came of a poll; `link` leads to its message. Not of Discord's own polls."""
