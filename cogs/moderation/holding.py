"""What follows from a finding of the guard: written down, asked of Discord, told to moderators, decided.

A hold is a row before Discord is asked for it, and its end is a fixed moment: asking twice is asking once.
So whatever is killed in between, the sweep goes on where it stood.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import BotError, UserError
from bot.outbox import Outbox
from cogs.moderation.board import key_of, show
from cogs.moderation.model import Act, Decision, Finding, Hold, HoldState
from cogs.moderation.rules.holding import Known, gave_up, is_held, is_own, is_spared, trouble
from cogs.moderation.settings import ModerationSettings
from cogs.moderation.storage.holds import HoldStore
from cogs.moderation.views import Cards

log = logging.getLogger(__name__)


class NotTaken(BotError):
    """Discord did not take a time-out, or its end; the message says why. `again`: it may another time."""

    def __init__(self, why: str, *, again: bool) -> None:
        self.again = again
        super().__init__(why)


class TimeOuts(Protocol):
    """Discord's time-outs, and what it tells of members."""

    @property
    def reachable(self) -> bool:
        """Whether Discord has told of the server and its members."""

    @property
    def may_hold(self) -> bool:
        """Whether the bot may time members out."""

    def known(self, user_id: int) -> Known | None:
        """Return what Discord tells of a member; None when they left."""

    async def set(self, user_id: int, until: datetime | None) -> None:
        """Time somebody out until a moment (UTC), or no more. Raises `NotTaken`."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A hold after somebody decided; `new` is False when that was before. `trouble`: what did not work."""

    hold: Hold
    new: bool
    trouble: str = ""


class Holding:
    """Everything that is done about what the guard found."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        settings: ModerationSettings,
        cards: Cards,
        time_outs: TimeOuts,
    ) -> None:
        self.settings = settings
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._cards = cards
        self._time_outs = time_outs
        self._store = HoldStore(database)

    async def found(self, finding: Finding) -> None:
        """Hold the author of what was found, and tell moderators; once for each burst."""
        async with self._database.write() as tx:
            if is_spared(finding.at, await self._store.of(finding.user_id, tx)):
                return
            until = max(self._clock.now(), finding.at) + self.settings.guard.hold
            hold = Hold(await self._store.add(tx, finding, until), finding, until)
        await self._carry_out(hold)

    async def decide(self, hold_id: int, moderator_id: int, decision: Decision) -> Decided:
        """Note what a moderator says of a hold, unless somebody has; a release ends the time-out.

        Raises `UserError` when there is no hold of that number any more.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            hold = await self._get(hold_id, tx)
            if hold.decision is not None:
                return Decided(hold, new=False)
            lifting = decision is Decision.RELEASE and hold.state is HoldState.HELD and now < hold.until
            await self._store.decide(tx, hold_id, decision, Act(moderator_id, now), lifting=lifting)
            hold = await self._shown(tx, hold_id)
        return Decided(hold, new=True, trouble=await self._lift(hold) if lifting else "")

    async def undecided(self) -> Sequence[Hold]:
        """Return the holds that moderators have not decided, the oldest first."""
        return await self._store.undecided()

    async def card_message(self, hold: Hold) -> int | None:
        """Return the id of the message that is a hold's card; None while it does not stand."""
        said = await self._outbox.find(key_of(_name(hold.id), hold.card))
        return said.message_id if said else None

    async def sweep(self) -> None:
        """Go on with what was begun, and post cards into the channel that moderators have now."""
        if self._time_outs.reachable:
            for hold in await self._store.due():
                if hold.lifting:
                    await self._lift(hold)
                else:
                    await self._carry_out(hold)
        if self.settings.channel is not None:
            for hold_id in await self._store.elsewhere(self.settings.channel):
                async with self._database.write() as tx:
                    await self._shown(tx, hold_id)

    async def tidy(self) -> None:
        """Forget the holds whose time of being kept is over."""
        async with self._database.write() as tx:
            kept = timedelta(days=self.settings.keep_days)
            await self._store.forget_before(tx, self._clock.now() - kept)

    async def _carry_out(self, hold: Hold) -> None:
        """Ask Discord for the time-out, and tell moderators what came of it."""
        try:
            why = await self._ask(hold)
        except NotTaken as error:
            if error.again and not gave_up(hold, self._clock.now()):
                log.warning("hold %s is tried again: %s", hold.id, error)
                return
            why = str(error)
        async with self._database.write() as tx:
            if await self._store.settle(tx, hold.id, why):
                await self._shown(tx, hold.id)

    async def _ask(self, hold: Hold) -> str:
        """Time somebody out; return why they cannot be. Raises `NotTaken`."""
        known = self._time_outs.known(hold.finding.user_id)
        why = trouble(known, may_hold=self._time_outs.may_hold)
        if why or known is None:
            return why
        if self._clock.now() >= hold.until:
            return "the bot was away until the hold would have been over"
        if not is_held(known, hold.until):
            await self._time_outs.set(hold.finding.user_id, hold.until)
        return ""

    async def _lift(self, hold: Hold) -> str:
        """End the time-out of a hold, unless a moderator has set another one; return what does not work."""
        known, why = self._time_outs.known(hold.finding.user_id), ""
        try:
            if known is not None and self._clock.now() < hold.until and is_own(known, hold.until):
                await self._time_outs.set(hold.finding.user_id, None)
        except NotTaken as error:
            why = str(error)
            log.warning("the end of hold %s was not taken: %s", hold.id, why)
            if error.again:
                return f"{why}; it is tried again"
        async with self._database.write() as tx:
            await self._store.lifted(tx, hold.id)
        return why

    async def _shown(self, tx: Transaction, hold_id: int) -> Hold:
        """Let the card say how a hold stands."""
        hold = await self._get(hold_id, tx)
        message = self._cards.hold(hold)
        card = await show(self._outbox, tx, _name(hold_id), hold.card, self.settings.channel, message)
        await self._store.put(tx, hold_id, card)
        return replace(hold, card=card)

    async def _get(self, hold_id: int, reader: Reader) -> Hold:
        hold = await self._store.get(hold_id, reader)
        if hold is None:
            raise UserError("This hold is over, and forgotten by now.", "/reports has what is open.")
        return hold


def _name(hold_id: int) -> str:
    return f"moderation.hold.{hold_id}"
