"""Discord's own polls as the bot keeps them: when Discord ends them, and that one is gone.

Discord counts from the moment at which it has the message, however late that was sent, and tells nobody for
certain that a poll is over (its last count may take hours). So the bot goes by the clock, and looks.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.clock import Clock, snowflake_time
from bot.database import Database, Reader, Transaction
from bot.outbox import Outbox, Said
from cogs.polls.model import Kind, Poll
from cogs.polls.storage.polls import PollStore


def card_key(poll_id: int) -> str:
    """Return the key of a poll's message in the outbox."""
    return f"polls.{poll_id}.card"


class NativePolls:
    """What is different about Discord's own polls."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._polls = PollStore(database)

    async def standing(self) -> list[tuple[Poll, Said]]:
        """Return those that go on and stand in Discord, each with where.

        One that will never be posted is over. The end of the others is Discord's from here on.
        """
        found = []
        for poll in await self._polls.open():
            if poll.kind is not Kind.ASK:
                continue
            said = await self._outbox.find(card_key(poll.id))
            if said is None or said.state == "dropped":
                await self.over(poll.id)
            elif said.message_id is not None:
                async with self._database.write() as tx:
                    await self._move_end(tx, poll, said)
                found.append((poll, said))
        return found

    async def where(self, poll: Poll) -> Said | None:
        """Return where it stands; None when it was not posted yet."""
        said = await self._outbox.find(card_key(poll.id))
        return said if said is not None and said.message_id is not None else None

    async def goes_on(self, tx: Transaction, poll: Poll) -> bool:
        """Tell whether it goes on although its time has come by the bot's clock: it was posted late."""
        said = await self._outbox.find(card_key(poll.id), tx)
        if said is None:
            return False
        if said.state == "sending":
            # Nobody knows yet whether it stands.
            return True
        return said.message_id is not None and await self._move_end(tx, poll, said)

    async def take_back(self, tx: Transaction, poll: Poll) -> None:
        """See to it that one that is over is not posted any more."""
        said = await self._outbox.find(card_key(poll.id), tx)
        if said is not None and said.message_id is None:
            await self._outbox.delete(tx, card_key(poll.id))

    async def deleted(self, message_ids: Collection[int]) -> None:
        """Note that those whose messages these are were taken away: they are over."""
        for poll, said in await self.standing():
            if said.message_id in message_ids:
                await self.over(poll.id)

    async def over(self, poll_id: int) -> None:
        """Note that one is over: Discord has ended it, or its message is gone."""
        async with self._database.write() as tx:
            poll = await self._polls.get(poll_id, tx)
            if poll is not None and poll.is_open:
                await self._polls.end(tx, poll_id, min(self._clock.now(), poll.question.ends_at), None)

    async def _move_end(self, tx: Transaction, poll: Poll, said: Said) -> bool:
        """Note when Discord ends it, as far as that is known; whether that is still to come."""
        open_for = await self._open_for(poll, tx)
        if said.message_id is None or open_for is None:
            return False
        ends_at = snowflake_time(said.message_id) + open_for
        if ends_at != poll.question.ends_at:
            await self._polls.move_end(tx, poll.id, ends_at)
        return ends_at > self._clock.now()

    async def _open_for(self, poll: Poll, reader: Reader) -> timedelta | None:
        message = await self._outbox.message(card_key(poll.id), reader)
        return message.poll.open_for if message is not None and message.poll is not None else None
