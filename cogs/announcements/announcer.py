"""From items that are due to rows of the outbox, in the transaction of the state they follow from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.database import Transaction
from bot.limits import fit
from bot.outbox import Laid, Message, Outbox
from cogs.announcements.model import Item
from cogs.announcements.settings import AnnouncementsSettings
from cogs.announcements.storage.item_store import ItemStore, Stored
from cogs.announcements.storage.records import Choices, Source
from cogs.announcements.timing import plan

# Discord docs, resources/channel: name of a thread.
THREAD_NAME = 100


class Cards(Protocol):
    """Makes messages: `cogs.announcements.face.cards`."""

    def item_card(self, item: Item, source: Choices, *, everyone: bool = False) -> Laid:
        """Return the card of one item, with the source's role or, in its place, @everyone above it."""

    def summary_card(self, items: Sequence[Item], source: Choices, *, mention: bool = False) -> Laid:
        """Return the card of several items, on demand with the source's role above it."""


class Announcer:
    """Writes posts, summaries and corrections to the outbox."""

    def __init__(
        self, outbox: Outbox, items: ItemStore, cards: Cards, clock: Clock, settings: AnnouncementsSettings
    ) -> None:
        self._outbox = outbox
        self._items = items
        self._cards = cards
        self._clock = clock
        self.settings = settings

    async def release(self, tx: Transaction, source: Source, now: datetime) -> None:
        """Post what is due of a source: the newest items one by one, oldest first, the rest in a summary."""
        waiting = await self._items.waiting(tx, source.id, now)
        if not waiting:
            return
        shares = plan(source.kind, [each for each, _ in waiting.values()], self.settings.posts_at_once)
        for item_id in shares.posts:
            key = f"announcements.item.{item_id}"
            await self._post(tx, key, waiting[item_id][1], source)
            await self._items.announced(tx, [item_id], key, now)
        if shares.summary:
            key = f"announcements.summary.{source.id}.{min(shares.summary)}"
            items = [waiting[item_id][1] for item_id in shares.summary]
            # Beside posts that mention the role it would be once more than needed.
            roles = (source.role_id,) if source.role_id is not None and not shares.posts else ()
            card = self._cards.summary_card(items, source, mention=bool(roles))
            await self._outbox.post(tx, key, source.channel_id, Message.of(card, roles=roles))
            if source.crosspost:
                await self._outbox.publish(tx, key)
            await self._items.announced(tx, shares.summary, key, now, summary=True)

    async def correct(self, tx: Transaction, item_id: int, item: Item, source: Source) -> None:
        """Let the post of an item say what the item says now."""
        key = await self._items.outbox_key(tx, item_id)
        if key is None:
            return
        everyone, choices = False, source.choices()
        if before := await self._outbox.message(key, tx):
            # Whom it mentions was decided when it was written; it may not have been sent yet.
            everyone, choices = before.everyone, replace(choices, role_id=next(iter(before.roles), None))
        await self._outbox.edit(tx, key, self._message(item, choices, everyone=everyone))

    async def post_again(
        self, tx: Transaction, source: Source, stored: Stored, key: str, everyone: bool
    ) -> bool:
        """Post an item on purpose; False when the post of this key was written before."""
        if not await self._post(tx, key, stored.item, source, everyone=everyone):
            return False
        now = self._clock.now()
        await self._items.announced(tx, [stored.id], key, now)
        await self._items.claim_video(tx, stored.item, stored.id, now)
        return True

    async def post_by_hand(
        self, tx: Transaction, item: Item, choices: Choices, key: str, everyone: bool
    ) -> bool:
        """Post an item of no source; False when the post of this key was written before."""
        if not await self._post(tx, key, item, choices, everyone=everyone):
            return False
        await self._items.claim_video(tx, item, None, self._clock.now())
        return True

    async def _post(
        self, tx: Transaction, key: str, item: Item, choices: Choices, *, everyone: bool = False
    ) -> bool:
        message = self._message(item, choices, everyone=everyone)
        if not await self._outbox.post(tx, key, choices.channel_id, message):
            return False
        if choices.thread:
            await self._outbox.open_thread(tx, key, fit(item.title or choices.title, THREAD_NAME))
        if choices.crosspost:
            await self._outbox.publish(tx, key)
        return True

    def _message(self, item: Item, choices: Choices, *, everyone: bool) -> Message:
        # One mention per item: @everyone takes the role's place.
        roles = (choices.role_id,) if choices.role_id is not None and not everyone else ()
        card = self._cards.item_card(item, choices, everyone=everyone)
        return Message.of(card, roles=roles, everyone=everyone)
