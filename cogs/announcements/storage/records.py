"""Sources as they are stored, and items as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from bot.clock import from_text, from_text_or_none, to_text_or_none
from bot.database import Row
from cogs.announcements.filters import Filters
from cogs.announcements.identity import canonical_link
from cogs.announcements.model import Image, Item, SourceKind
from cogs.announcements.quiet import Quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What moderators choose for a source: where its items go, and how.

    `title` is what members see it called. `role_id` is mentioned once per post. `template` is checked before
    it comes here (`templates.check_template`).
    """

    title: str
    channel_id: int
    role_id: int | None = None
    thread: bool = False
    crosspost: bool = False
    filters: Filters = field(default_factory=Filters)
    template: str | None = None
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Choices):
    """A source that is followed. Moments are aware, in UTC.

    `checked_at` is when it was last asked, `succeeded_at` when it last answered well, `read_at` when it was
    last read in full. `failures` counts those in a row, `error` tells the last one in words. Without
    `baseline_at` the next reading announces nothing. `problems` are sentences about the last reading.
    """

    id: int
    url: str
    kind: SourceKind
    added_by: int
    added_at: datetime
    next_check_at: datetime
    paused_at: datetime | None = None
    baseline_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    read_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    problems: tuple[str, ...] = ()
    moved_to: str | None = None

    def choices(self) -> Choices:
        """Return what moderators chose, to be changed with `dataclasses.replace`."""
        return Choices(**{each.name: getattr(self, each.name) for each in fields(Choices)})


def source_of(row: Row) -> Source:
    """Return the source that a row of announcement_source holds."""
    quiet = None
    if row["quiet_from"] is not None:
        quiet = Quiet(
            time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_to"]), row["quiet_zone"]
        )
    return Source(
        id=row["id"],
        url=row["url"],
        kind=row["kind"],
        title=row["title"],
        channel_id=row["channel_id"],
        role_id=row["role_id"],
        thread=bool(row["thread"]),
        crosspost=bool(row["crosspost"]),
        filters=Filters.model_validate_json(row["filters"]),
        template=row["template"],
        quiet=quiet,
        added_by=row["added_by"],
        added_at=from_text(row["added_at"]),
        next_check_at=from_text(row["next_check_at"]),
        paused_at=from_text_or_none(row["paused_at"]),
        baseline_at=from_text_or_none(row["baseline_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        checked_at=from_text_or_none(row["checked_at"]),
        succeeded_at=from_text_or_none(row["succeeded_at"]),
        read_at=from_text_or_none(row["read_at"]),
        failures=row["failures"],
        error=row["error"],
        problems=tuple(row["problems"].splitlines()),
        moved_to=row["moved_to"],
    )


def columns_of(choices: Choices) -> dict[str, Any]:
    """Return the columns that hold what moderators chose."""
    quiet = choices.quiet
    return {
        "title": choices.title,
        "channel_id": choices.channel_id,
        "role_id": choices.role_id,
        "thread": choices.thread,
        "crosspost": choices.crosspost,
        "filters": choices.filters.model_dump_json(exclude_defaults=True),
        "template": choices.template,
        "quiet_from": quiet and quiet.begins.strftime("%H:%M"),
        "quiet_to": quiet and quiet.ends.strftime("%H:%M"),
        "quiet_zone": quiet and quiet.zone,
    }


def item_to_json(item: Item) -> str:
    """Return what a card shows of an item, and what it needs to be found again."""
    return json.dumps(
        {
            "identity": item.identity,
            "kind": item.kind,
            "title": item.title,
            "link": item.link,
            "published": to_text_or_none(item.published),
            "summary": item.summary,
            "author": item.author,
            "image": [item.image.url, item.image.alt] if item.image else None,
            "tags": item.tags,
            "details": dict(item.details),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def item_from_json(text: str) -> Item:
    """Return what `item_to_json` stored; aliases and the time of its update are not kept."""
    stored = cast("dict[str, Any]", json.loads(text))
    image = stored.pop("image")
    return Item(
        **{
            **stored,
            "published": from_text_or_none(stored["published"]),
            "image": Image(*image) if image else None,
            "tags": tuple(stored["tags"]),
        }
    )


def shown_digest(item: Item) -> str:
    """Return a digest of what a card shows; another one is a correction worth an edit.

    What changes while the page stays is left out: http or https, marks in links, signatures of pictures.
    """
    picture = ""
    if item.image:
        picture = urlunsplit(urlsplit(item.image.url)._replace(scheme="", query="", fragment=""))
    said = (item.title, canonical_link(item.link or ""), item.summary, item.author or "", picture)
    words = "\0".join((*said, to_text_or_none(item.published) or ""))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
