"""What is said of a motion: its card, what has become of it, reminders. All of it are rows of the outbox."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.database import Reader, Transaction
from bot.outbox import Outbox
from bot.rest import File
from cogs.committee.deciding.looking import Looking
from cogs.committee.deciding.outcomes import Outcomes
from cogs.committee.deciding.views import Cards, View
from cogs.committee.model import State
from cogs.committee.rules.news import about, news
from cogs.committee.rules.record import Record
from cogs.committee.rules.reminders import next_moment, reminders
from cogs.committee.rules.standing import DECIDED
from cogs.committee.storage.motions import Kept, MotionStore


def card_key(kept: Kept) -> str:
    """Return the outbox key of the card that was posted last."""
    return f"committee.{kept.motion.number}.card.{kept.cards}"


def notice_key(kept: Kept, number: int) -> str:
    """Return the outbox key of what was told as the motion's news of this number."""
    return f"committee.{kept.motion.number}.notice.{number}"


def file_of(found: Record) -> File:
    """Return a record as a file."""
    return File(found.file_name, found.text.encode(), "The record of the motion, as Markdown")


class Telling:
    """Says what follows from how a motion stands, in the transaction of what it follows from."""

    def __init__(
        self, outbox: Outbox, motions: MotionStore, looking: Looking, cards: Cards, outcomes: Outcomes
    ) -> None:
        self._outbox = outbox
        self._motions = motions
        self._looking = looking
        self._cards = cards
        self._outcomes = outcomes

    async def follow(self, tx: Transaction, view: View) -> View:
        """Say what is to be said of a motion as it stands, remind, and note when to look again."""
        found, kept = view.standing, view.kept
        told = about(found)
        if not kept.cards:
            kept = await self._posted(tx, view)
        else:
            heard = news(kept.told, found)
            if heard is not None:
                kept = replace(kept, tellings=kept.tellings + 1)
                name = notice_key(kept, kept.tellings)
                message = self._cards.notice(view, heard, await self._files(view, tx))
                await self._outbox.post(tx, name, kept.channel_id, message)
                if heard.revised or not found.takes_answers:
                    await self._take_buttons(tx, kept)
            kept = await self._edited(tx, view, kept)
        for reminder in reminders(kept.motion, found, ()):
            # Its key is written once: what was said is not said again.
            await self._outbox.post(
                tx,
                f"committee.reminder.{reminder.key}",
                kept.channel_id,
                self._cards.reminder(view, reminder),
                not_after=reminder.due,
            )
        ended = found.end is not None
        if ended:
            await self._outcomes.intend(tx, view)
        moments = (next_moment(kept.motion, found), view.record_at)
        look_at = None if ended else min((each for each in moments if each is not None), default=None)
        kept = replace(kept, told=told, look_at=look_at, ended=ended)
        await self._motions.save(tx, kept)
        return replace(view, kept=kept)

    async def post_card(self, tx: Transaction, view: View) -> None:
        """Post the card anew."""
        await self._motions.save(tx, await self._posted(tx, view))

    async def _posted(self, tx: Transaction, view: View) -> Kept:
        kept = replace(view.kept, cards=view.kept.cards + 1)
        message = self._cards.card(view)
        await self._outbox.post(tx, card_key(kept), kept.channel_id, message)
        return replace(kept, shown=_hash(message.to_json()))

    async def _edited(self, tx: Transaction, view: View, kept: Kept) -> Kept:
        message = replace(self._cards.card(view), users=())
        shown = _hash(message.to_json())
        if shown != kept.shown:
            await self._outbox.edit(tx, card_key(kept), message)
        return replace(kept, shown=shown)

    async def _take_buttons(self, tx: Transaction, kept: Kept) -> None:
        """Take the buttons from earlier news and reminders, once no answer is taken to their text."""
        number = kept.motion.number
        newest = notice_key(kept, kept.tellings)
        for start in (f"committee.{number}.notice.", f"committee.reminder.{number}:"):
            for key in await self._outbox.keys(start, tx):
                said = await self._outbox.message(key, tx)
                if said is None or key == newest:
                    continue
                quiet = self._cards.answered_no_more(said)
                if len(quiet.components) < len(said.components):
                    await self._outbox.edit(tx, key, quiet)

    async def _files(self, view: View, reader: Reader) -> list[File]:
        """Return the record of what is decided or over; nothing of what goes on."""
        if view.standing.end is None and view.standing.decision not in DECIDED:
            return []
        if view.standing.state is State.WITHDRAWN:
            return []
        return [file_of(await self._looking.record(view, reader))]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
