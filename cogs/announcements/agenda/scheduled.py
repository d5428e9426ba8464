"""Events in Discord's own calendar, as rules and rows: what each should show, and what to do next about it.

Scheduled events have no nonce. So an attempt to make one is noted before its request begins; while nobody
knows what became of it, the server's events are searched for the page's link, and only when it is not there
once the request can no longer arrive is it made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Transaction
from bot.delivery_rules import SEARCH_AFTER_SECONDS
from bot.limits import fit
from cogs.announcements.events.event import Event

# Discord docs, resources/guild-scheduled-event.
NAME = 100
DESCRIPTION = 1000
LOCATION = 100
EXTERNAL = 3
GUILD_ONLY = 2
CANCELLED = 4
_OVER = (3, 4)

Move = Literal["create", "find", "change", "cancel", "settle"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event shows in Discord's calendar. Moments are ISO 8601 in UTC."""

    name: str
    description: str
    location: str
    start: str
    end: str

    @classmethod
    def of(cls, event: Event) -> Entry | None:
        """Return how an event is shown; `None` without a start."""
        if event.start is None or event.ends is None:
            return None
        words = "\n\n".join(part for part in (", ".join(event.authors), event.description) if part)
        room = DESCRIPTION - len(event.link) - 2
        return cls(
            name=fit(event.title, NAME),
            # The link is what the event is found by again, so it stands there whole.
            description=f"{fit(words, room)}\n\n{event.link}".strip()
            if room > 0
            else event.link[:DESCRIPTION],
            location=_location(event.link),
            start=event.start.isoformat(),
            # Discord takes no event of no length.
            end=max(event.ends, event.start + timedelta(minutes=1)).isoformat(),
        )

    @classmethod
    def from_json(cls, text: str | None) -> Entry | None:
        """Return what `to_json` stored."""
        return None if text is None else cls(**json.loads(text))

    def to_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def to_discord(self, *, begun: bool = False) -> dict[str, Any]:
        """Return the body for Discord; of an event that has begun the start cannot be changed."""
        body = {
            "name": self.name,
            "description": self.description,
            "entity_type": EXTERNAL,
            "privacy_level": GUILD_ONLY,
            "entity_metadata": {"location": self.location},
            "scheduled_start_time": self.start,
            "scheduled_end_time": self.end,
        }
        if begun:
            del body["scheduled_start_time"]
        return body

    def is_shown_by(self, event: Mapping[str, Any]) -> bool:
        """Tell whether one of Discord's events is this one, whatever its words are now."""
        # The whole link: of a long one the place holds only the site's name, as of other events.
        link = self.description.rpartition("\n\n")[2]
        place = (event.get("entity_metadata") or {}).get("location")
        shown = link in (place, *(event.get("description") or "").split())
        return shown and event.get("status") not in _OVER


@dataclass(frozen=True, slots=True)
class Slot:
    """What should stand in the calendar for an event, and what does as far as is known.

    `tried_at` is set while nobody knows whether it was made; `shown` is then what was tried. With a
    `discord_id` and without `shown`, what it shows is not known: it may be cancelled.
    """

    event_id: int
    wanted: Entry | None
    shown: Entry | None
    discord_id: int | None
    tried_at: datetime | None
    next_try_at: datetime
    tries: int
    note: str | None


def next_move(slot: Slot, now: datetime) -> Move | None:
    """Return what is to be done about a slot at `now`; None when nothing is."""
    if now < slot.next_try_at:
        return None
    if slot.tried_at is not None:
        return "find"
    entry = slot.wanted or slot.shown
    over = entry is not None and now >= datetime.fromisoformat(entry.end)
    if slot.wanted is None and slot.discord_id is not None and not over:
        return "cancel"
    if slot.wanted == slot.shown:
        # Of what is over, nobody needs to hear any more.
        return "settle" if (over or entry is None) and slot.note is not None else None
    if over or slot.wanted is None:
        return "settle"
    # Discord ends an event by itself, and moves none that is over.
    stands = slot.shown is None or now < datetime.fromisoformat(slot.shown.end)
    if slot.discord_id is not None and stands:
        return "change"
    return "create" if now < datetime.fromisoformat(slot.wanted.start) else "settle"


def sure_at(tried_at: datetime) -> datetime:
    """Return from when on an attempt that left no trace will leave none any more."""
    return tried_at + timedelta(seconds=SEARCH_AFTER_SECONDS)


def found(entry: Entry, events: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the id of the entry among Discord's events."""
    return next((int(event["id"]) for event in events if entry.is_shown_by(event)), None)


class ScheduledStore:
    """Reads and writes event_scheduled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def want(self, tx: Transaction, event_id: int, entry: Entry | None, now: datetime) -> None:
        """Let the calendar show `entry` for an event; None: nothing."""
        wanted = None if entry is None else entry.to_json()
        await tx.execute(
            "INSERT INTO event_scheduled (event_id, wanted, next_try_at) VALUES (?, ?, ?)"
            " ON CONFLICT (event_id) DO UPDATE SET wanted = excluded.wanted, tries = 0,"
            # A refusal was of other words.
            " next_try_at = CASE WHEN tried_at IS NULL THEN excluded.next_try_at ELSE next_try_at END",
            (event_id, wanted, to_text(now)),
        )

    async def slots(self) -> list[Slot]:
        """Return every slot."""
        rows = await self._database.all("SELECT * FROM event_scheduled ORDER BY event_id")
        return [
            Slot(
                row["event_id"],
                Entry.from_json(row["wanted"]),
                Entry.from_json(row["shown"]),
                row["discord_id"],
                from_text_or_none(row["tried_at"]),
                from_text(row["next_try_at"]),
                row["tries"],
                row["note"],
            )
            for row in rows
        ]

    async def claim(self, slot: Slot, now: datetime) -> bool:
        """Note that it is about to be made, before the request begins; False when it changed meanwhile."""
        async with self._database.write() as tx:
            return bool(
                await tx.execute(
                    "UPDATE event_scheduled SET tried_at = ?, tries = tries + 1, shown = wanted,"
                    " discord_id = NULL WHERE event_id = ? AND discord_id IS ? AND tried_at IS NULL",
                    (to_text(now), slot.event_id, slot.discord_id),
                )
            )

    async def record(
        self,
        slot: Slot,
        *,
        shown: Entry | None,
        discord_id: int | None,
        next_try_at: datetime,
        tried_at: datetime | None = None,
        note: str | None = None,
    ) -> None:
        """Write what became of an attempt."""
        async with self._database.write() as tx:
            await tx.execute(
                "UPDATE event_scheduled SET shown = ?, discord_id = ?, next_try_at = ?, tried_at = ?,"
                " note = ? WHERE event_id = ?",
                (
                    None if shown is None else shown.to_json(),
                    discord_id,
                    to_text(next_try_at),
                    to_text_or_none(tried_at),
                    note,
                    slot.event_id,
                ),
            )


def _location(link: str) -> str:
    """Return the link, or as much of it as leads there: browsers and people add what is missing."""
    short = link if len(link) <= LOCATION else link.partition("://")[2]
    return short if len(short) <= LOCATION else short.partition("/")[0][:LOCATION]
