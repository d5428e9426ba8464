"""Who makes the messages that moderators read."""

from __future__ import annotations

from typing import Protocol

from bot.outbox import Message
from cogs.moderation.model import Hold, Report


class Cards(Protocol):
    """The cards in the moderators' channel. Members' words are escaped; nobody is pinged."""

    def report(self, report: Report) -> Message:
        """Return the card of a report; with its buttons until it is closed."""

    def hold(self, hold: Hold) -> Message:
        """Return the card of a hold; with its buttons until somebody has decided."""
