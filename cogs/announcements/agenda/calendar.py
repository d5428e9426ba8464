"""Keeps Discord's own calendar as the slots want it, each event exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.delivery_rules import BLOCKED_SECONDS, MISSING_ACCESS, MISSING_PERMISSIONS, backoff
from bot.health import HealthBoard
from bot.rest import Reply, Rest, Unanswered
from cogs.announcements.agenda.scheduled import (
    CANCELLED,
    Entry,
    ScheduledStore,
    Slot,
    found,
    next_move,
    sure_at,
)

log = logging.getLogger(__name__)

HEALTH = "announcements.events.calendar"
FORBIDDEN = (
    "the bot may not make events in Discord's calendar: give it Create Events in the server, or set "
    "scheduled_events = false; events are announced by messages alone until then"
)
# Permissions may be given at any time, and Discord tells nobody who does not listen for it.
FORBIDDEN_AGAIN = timedelta(minutes=10)
# Discord's codes: no such event; more than a hundred events; an event that is cancelled or over.
UNKNOWN_EVENT = 10070
TOO_MANY = 30038
FINISHED = 180000
_SERVER_ERROR = 500
_TRY_AGAIN = (408, 409, 425)


class DiscordCalendar:
    """Carries out what the slots ask for, one request at a time."""

    def __init__(
        self,
        store: ScheduledStore,
        rest: Rest,
        clock: Clock,
        health: HealthBoard,
        guild_id: int,
        *,
        forgetful: Callable[[], bool],
    ) -> None:
        self._store = store
        self._rest = rest
        self._clock = clock
        self._health = health
        # Whether events may be there of which a restored database does not know.
        self._forgetful = forgetful
        self._path = f"/guilds/{guild_id}/scheduled-events"
        # Discord asked to be left alone until then; it is meant for all events.
        self._not_before: datetime | None = None

    async def keep(self) -> None:
        """Do what is due; what fails is noted and tried again later. Never raises for Discord's sake."""
        for slot in await self._store.slots():
            now = self._clock.now()
            if self._not_before is not None and now < self._not_before:
                break
            match next_move(slot, now):
                case "create":
                    await self._create(slot, now)
                case "find":
                    await self._find(slot, now)
                case "change":
                    await self._change(slot, now)
                case "cancel":
                    await self._cancel(slot, now)
                case "settle":
                    await self._settle(slot, now)
        self._tell([slot.note for slot in await self._store.slots() if slot.note])

    async def _create(self, slot: Slot, now: datetime) -> None:
        if slot.wanted is None or (self._forgetful() and await self._may_be_there(slot, slot.wanted, now)):
            return
        if not await self._store.claim(slot, now):
            return
        reply = await self._ask("POST", self._path, slot.wanted.to_discord())
        made = _id(reply)
        if made is not None:
            await self._store.record(slot, shown=slot.wanted, discord_id=made, next_try_at=now)
        elif _unknown(reply):
            again = now + backoff(slot.tries + 1)
            await self._store.record(
                slot, shown=slot.wanted, discord_id=None, next_try_at=again, tried_at=now
            )
        else:
            await self._refused(slot, reply, now)

    async def _may_be_there(self, slot: Slot, wanted: Entry, now: datetime) -> bool:
        """Take over an event that was made before a restore; False when there surely is none."""
        reply = await self._ask("GET", self._path)
        if reply is None or not isinstance(reply.body, list):
            again = now + max(backoff(slot.tries), _asked_to_wait(reply))
            await self._store.record(slot, shown=slot.shown, discord_id=slot.discord_id, next_try_at=again)
            return True
        there = found(wanted, reply.body)
        if there is not None:
            # What it shows is not known; the next move makes it right.
            await self._store.record(slot, shown=None, discord_id=there, next_try_at=now)
        return there is not None

    async def _find(self, slot: Slot, now: datetime) -> None:
        """Find out what became of an attempt; that it left no trace is believed only after a while."""
        reply = await self._ask("GET", self._path)
        events = reply.body if reply is not None and isinstance(reply.body, list) else None
        if events is None:
            again = now + max(backoff(slot.tries), _asked_to_wait(reply))
            await self._store.record(
                slot, shown=slot.shown, discord_id=None, next_try_at=again, tried_at=slot.tried_at
            )
            return
        there = found(slot.shown, events) if slot.shown is not None else None
        if there is not None:
            # What it shows is not known; the next move makes it right.
            await self._store.record(slot, shown=None, discord_id=there, next_try_at=now)
        elif slot.tried_at is not None and slot.tried_at <= now < sure_at(slot.tried_at):
            await self._store.record(
                slot,
                shown=slot.shown,
                discord_id=None,
                next_try_at=sure_at(slot.tried_at),
                tried_at=slot.tried_at,
            )
        else:
            await self._store.record(slot, shown=None, discord_id=None, next_try_at=now)

    async def _change(self, slot: Slot, now: datetime) -> None:
        if slot.wanted is None:
            return
        begun = now >= datetime.fromisoformat(slot.wanted.start)
        reply = await self._ask(
            "PATCH", f"{self._path}/{slot.discord_id}", slot.wanted.to_discord(begun=begun)
        )
        if _id(reply) is not None:
            await self._store.record(slot, shown=slot.wanted, discord_id=slot.discord_id, next_try_at=now)
        elif _code(reply) == FINISHED and slot.shown is None:
            # The bot cancelled it, and did not hear of that: it takes place after all.
            await self._store.record(slot, shown=None, discord_id=None, next_try_at=now)
        elif _code(reply) in (UNKNOWN_EVENT, FINISHED):
            # Somebody took it away on purpose.
            await self._store.record(slot, shown=slot.wanted, discord_id=None, next_try_at=now)
        elif _unknown(reply):
            again = now + backoff(slot.tries)
            await self._store.record(slot, shown=slot.shown, discord_id=slot.discord_id, next_try_at=again)
        else:
            await self._refused(slot, reply, now)

    async def _cancel(self, slot: Slot, now: datetime) -> None:
        # From here on it may be cancelled, whatever is heard of it: what it shows is not known.
        await self._store.record(slot, shown=None, discord_id=slot.discord_id, next_try_at=now)
        reply = await self._ask("PATCH", f"{self._path}/{slot.discord_id}", {"status": CANCELLED})
        if _unknown(reply):
            again = now + max(backoff(slot.tries + 1), _asked_to_wait(reply))
            await self._store.record(slot, shown=None, discord_id=slot.discord_id, next_try_at=again)
        elif _forbidden(reply) or (reply is not None and reply.status in (401, 429)):
            await self._refused(slot, reply, now)
        else:
            # Cancelled, gone, or over: in any case it is announced no more.
            await self._settle(slot, now)

    async def _settle(self, slot: Slot, now: datetime) -> None:
        """Note that nothing is left to be done."""
        await self._store.record(
            slot,
            shown=slot.wanted,
            discord_id=None if slot.wanted is None else slot.discord_id,
            next_try_at=now,
        )

    async def _refused(self, slot: Slot, reply: Reply | None, now: datetime) -> None:
        """Note that Discord surely did nothing, and why."""
        shown, note = slot.shown, slot.note
        if reply is None or reply.status in (401, 429) or not _said(reply):
            again = now + _asked_to_wait(reply)
        elif _forbidden(reply):
            again, note = now + FORBIDDEN_AGAIN, FORBIDDEN
        elif _code(reply) == TOO_MANY:
            again, note = now + FORBIDDEN_AGAIN, "Discord takes no more than a hundred events at once"
        else:
            # The same again would be refused again.
            again, shown = now, slot.wanted
            note = f"Discord refuses an event: {_said(reply).get('message') or reply.status}"
            log.warning("a scheduled event was refused: %s", reply.body)
        await self._store.record(slot, shown=shown, discord_id=slot.discord_id, next_try_at=again, note=note)

    async def _ask(self, method: str, path: str, body: Any = None) -> Reply | None:
        try:
            reply = await self._rest.request(method, path, body)
        except Unanswered as error:
            log.info("Discord did not answer about scheduled events: %s", error)
            return None
        if reply.status in (401, 429):
            self._not_before = self._clock.now() + _asked_to_wait(reply)
        return reply

    def _tell(self, notes: list[str]) -> None:
        if notes:
            self._health.bad(HEALTH, notes[0])
        else:
            self._health.good(HEALTH, "Discord's calendar shows what the pages say")


def _said(reply: Reply | None) -> Mapping[str, Any]:
    return reply.body if reply is not None and isinstance(reply.body, Mapping) else {}


def _id(reply: Reply | None) -> int | None:
    if reply is None or not 200 <= reply.status < 300:
        return None
    try:
        return int(_said(reply)["id"])
    except (KeyError, TypeError, ValueError):
        return None


def _code(reply: Reply | None) -> Any:
    return _said(reply).get("code")


def _forbidden(reply: Reply | None) -> bool:
    return _code(reply) in (MISSING_ACCESS, MISSING_PERMISSIONS)


def _unknown(reply: Reply | None) -> bool:
    """Tell whether Discord may have done it: no answer, one of no use, or its own failure."""
    if reply is None or reply.status >= _SERVER_ERROR or reply.status in _TRY_AGAIN:
        return True
    return 200 <= reply.status < 300 and _id(reply) is None


def _asked_to_wait(reply: Reply | None) -> timedelta:
    try:
        headers = reply.headers if reply is not None else {}
        asked = float(_said(reply).get("retry_after", headers.get("retry-after", BLOCKED_SECONDS)))
    except (TypeError, ValueError):
        asked = BLOCKED_SECONDS
    return timedelta(seconds=max(asked, 0.0))
