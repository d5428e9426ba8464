"""How readings are shown on the command line: as text, and as JSON that programs may rely on."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.texts import plural
from cogs.announcements.model import Item, Reading


def as_json(reading: Reading) -> str:
    """Return the reading as one JSON object; times are ISO 8601 in UTC, what is unknown is `null`."""
    value = {
        "kind": reading.kind,
        "title": reading.title,
        "link": reading.link,
        "self_link": reading.self_link,
        "moved_to": reading.moved_to,
        "items": [_item(item) for item in reading.items],
        "deleted": reading.deleted,
        "problems": reading.problems,
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_text(reading: Reading) -> str:
    """Return the reading as lines to be read by people."""
    lines = [f"{reading.title or 'Untitled'} ({reading.kind}): {plural(len(reading.items), 'item')}"]
    for item in reading.items:
        lines += [
            "",
            f"{_time(item.published) or 'undated':<20}  {item.kind:<8} {item.title}",
            f"  {item.link or 'no link'}",
        ]
        if item.identity != item.link:
            lines.append(f"  identity: {item.identity}")
    lines += [f"taken back: {identity}" for identity in reading.deleted]
    return "\n".join(lines)


def _item(item: Item) -> dict[str, Any]:
    return {
        "identity": item.identity,
        "aliases": item.aliases,
        "kind": item.kind,
        "title": item.title,
        "link": item.link,
        "time": _time(item.published),
        "updated": _time(item.updated),
        "author": item.author,
        "summary": item.summary,
        "image": {"url": item.image.url, "alt": item.image.alt} if item.image else None,
        "tags": item.tags,
        "details": dict(item.details),
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
