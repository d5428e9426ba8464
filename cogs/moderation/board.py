"""Cards in the moderators' channel: posted once, kept up to date, moved when another channel is chosen."""

from __future__ import annotations

from bot.database import Transaction
from bot.outbox import Message, Outbox
from cogs.moderation.model import Card


async def show(
    outbox: Outbox, tx: Transaction, name: str, card: Card, channel_id: int | None, message: Message
) -> Card:
    """Let the card of this name say `message` in a channel; return where it stands then.

    With no channel nothing is said: what is open is shown once there is one.
    """
    if channel_id is None:
        return card
    if card.channel_id == channel_id:
        await outbox.edit(tx, key_of(name, card), message)
        return card
    if card.channel_id is not None:
        await outbox.delete(tx, key_of(name, card))
    moved = Card(channel_id, card.posts + 1)
    await outbox.post(tx, key_of(name, moved), channel_id, message)
    return moved


def key_of(name: str, card: Card) -> str:
    """Return the outbox's key of a card."""
    return f"{name}/{card.posts}"
