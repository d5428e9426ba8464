"""Events as the database keeps them: pages and what was done as JSON, rows as records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from bot.clock import from_text_or_none
from bot.database import Row
from cogs.announcements.events.event import Doubt, Event
from cogs.announcements.events.match import Known
from cogs.announcements.events.plan import Done, Gone, Said, standing

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
DONE: TypeAdapter[Done] = TypeAdapter(Done)
DOUBT: TypeAdapter[Doubt] = TypeAdapter(Doubt)

Decision = Literal["confirmed", "left", "past"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One event: its last good reading, what was done about it, since when its page is gone (UTC)."""

    id: int
    page: Event
    done: Done
    gone_since: datetime | None

    @property
    def event(self) -> Event | Gone:
        """What the plan goes by."""
        return self.page if self.gone_since is None else Gone(self.gone_since)

    @property
    def known(self) -> Known:
        """The traces by which its page is found again."""
        return Known.from_event(self.page)

    @property
    def key(self) -> str:
        """What the keys of everything that is said about it begin with."""
        return f"announcements.event.{self.id}"

    def standing(self, now: datetime) -> Said | None:
        """What members may be told of it at `now`, see `plan.standing`."""
        return standing(self.event, self.done, now)

    def shown(self, said: Said) -> Event:
        """Return the event as members are told of it: its page's words with the title and times of `said`."""
        return replace(
            self.page, title=said.title, link=said.link, start=said.start, end=said.end, day=said.day
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A doubt that moderators were asked about, and what they decided, if they did."""

    id: int
    event_id: int
    doubt: Doubt
    outbox_key: str | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody's wish to be reminded of an event in their direct messages; `sent_for` is a start (UTC)."""

    id: int
    event_id: int
    user_id: int
    channel_id: int
    sent_for: datetime | None


def kept(row: Row) -> Kept:
    """Return the record of a row of `event`."""
    return Kept(
        row["id"],
        EVENT.validate_json(row["page"]),
        DONE.validate_json(row["done"]),
        from_text_or_none(row["gone_since"]),
    )


def asked(row: Row) -> Asked:
    """Return the record of a row of `event_doubt`."""
    return Asked(
        row["id"], row["event_id"], DOUBT.validate_json(row["doubt"]), row["outbox_key"], row["decision"]
    )


def page_json(page: Event) -> str:
    """Return an event as it is stored."""
    return EVENT.dump_json(page).decode()


def done_json(done: Done) -> str:
    """Return what was done as it is stored."""
    return DONE.dump_json(done).decode()


def doubt_json(doubt: Doubt) -> str:
    """Return a doubt as it is stored."""
    return DOUBT.dump_json(doubt).decode()


def digest(text: str) -> str:
    """Return a short name for a long text, for keys."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
