"""Introductions, posted for members by the bot: one of each person, theirs to change and to take back."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.database import Database
from bot.outbox import Message, Outbox
from cogs.welcome.model import Introduction
from cogs.welcome.storage.introductions import IntroductionStore, Kept
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore


@dataclass(frozen=True, slots=True)
class Author:
    """Who introduces themselves: what the card shows of them."""

    user_id: int
    name: str
    picture: str


def read(typed: str) -> str:
    """Return what can be read of a text: empty for one of spaces and characters that show nothing."""
    typed = typed.strip()
    return typed if any(unicodedata.category(each)[0] in "LNPS" for each in typed) else ""


class IntroductionCards(Protocol):
    """What an introduction looks like."""

    def introduction(self, author: Author, said: Introduction) -> Message:
        """Return the card."""


class Introducing:
    """Posts, changes and takes back introductions."""

    def __init__(
        self,
        database: Database,
        store: IntroductionStore,
        ledger: LedgerStore,
        state: StateStore,
        outbox: Outbox,
        clock: Clock,
        cards: IntroductionCards,
    ) -> None:
        self._database = database
        self._store = store
        self._ledger = ledger
        self._state = state
        self._outbox = outbox
        self._clock = clock
        self._cards = cards

    async def mine(self, user_id: int) -> Introduction | None:
        """Return what a person said of themselves, if they did."""
        kept = await self._store.get(user_id)
        return kept.introduction if kept else None

    async def message_of(self, user_id: int) -> tuple[int, int] | None:
        """Return channel and id of the message that shows a person's introduction, once it stands."""
        kept = await self._store.get(user_id)
        said = await self._outbox.find(kept.key) if kept else None
        return (said.channel_id, said.message_id) if said and said.message_id else None

    async def say(self, author: Author, said: Introduction, channel_id: int, key: str) -> int:
        """Post an introduction in a channel, or change the one that stands; the channel where it is then.

        `key` names a new one for the outbox.
        """
        message = self._cards.introduction(author, said)
        now = self._clock.now()
        async with self._database.write() as tx:
            kept = await self._store.get(author.user_id, tx)
            before = await self._outbox.find(kept.key, tx) if kept else None
            # One that could not be sent yet goes to where introductions belong by now.
            stays = before is not None and (before.message_id or before.channel_id == channel_id)
            if kept and before and stays and await self._outbox.edit(tx, kept.key, message):
                key, channel_id = kept.key, before.channel_id
            else:
                if kept and before:
                    await self._outbox.delete(tx, kept.key)
                await self._outbox.post(tx, key, channel_id, message)
            await self._store.keep(tx, author.user_id, Kept(key, said))
            if await self._ledger.did(tx, author.user_id, "introduced_at", now):
                await self._state.count(tx, "introduced", now)
        return channel_id

    async def lost(self, user_id: int) -> None:
        """Take in that the message is gone: what was typed is kept for nothing then."""
        async with self._database.write() as tx:
            await self._store.forget(tx, user_id)

    async def deleted(self, message_ids: Collection[int]) -> None:
        """Take in that messages were deleted, introductions among them or not."""
        for user_id in await self._store.shown_by(message_ids):
            await self.lost(user_id)

    async def take_back(self, user_id: int) -> bool:
        """Delete a person's introduction, and what was typed; False when there is none."""
        async with self._database.write() as tx:
            kept = await self._store.get(user_id, tx)
            if kept is None:
                return False
            await self._outbox.delete(tx, kept.key)
            await self._store.forget(tx, user_id)
        return True
