"""What is known of the items of a reading: under which names, and whether another source showed them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Row, Transaction
from cogs.announcements import identity
from cogs.announcements.model import Item
from cogs.announcements.sameness import Known
from cogs.announcements.storage.records import Source

# An item that moved is looked for among those seen within this time.
MOVES_WITHIN = timedelta(days=60)


class KnownItems:
    """Reads what items are known; from inside a transaction, if one is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(
        self, source: Source, items: Sequence[Item], now: datetime, tx: Transaction | None = None
    ) -> list[Known]:
        """Return the known items that share a key with `items`, and, if one of these is new, every item that
        it could be at a new address."""
        keys = sorted({key for item in items for key in identity.keys(item)})
        reader = tx or self._database
        found = await reader.all(_KNOWN_BY_KEY, {"source": source.id, "keys": json.dumps(keys)})
        known = [_known(row, source) for row in found]
        met = {key for each in known for key in each.keys}
        if any(not identity.keys(item) & met for item in items):
            since = to_text(now - MOVES_WITHIN)
            rows = await reader.all(_SEEN_LATELY, {"source": source.id, "since": since})
            ids = {each.id for each in known}
            known += [_known(row, source) for row in rows if row["id"] not in ids]
        return known

    async def has_any(self, source_id: int, tx: Transaction | None = None) -> bool:
        """Tell whether a source was ever seen to hold anything."""
        row = await (tx or self._database).one(
            "SELECT 1 FROM announcement_item WHERE source_id = ?", (source_id,)
        )
        return row is not None

    async def taken(
        self, source: Source, items: Sequence[Item], tx: Transaction | None = None
    ) -> Mapping[str, str]:
        """Return, by key, why an item is not announced again: another source shows or has shown it.

        A video counts wherever it was shown, a page when it was shown in the same channel.
        """
        reader = tx or self._database
        videos = [item.details["video_id"] for item in items if "video_id" in item.details]
        links = sorted({key for item in items for key in identity.keys(item) if key.startswith("https://")})
        reasons = {
            row["alias"]: f"“{row['title']}” announced it"
            for row in await reader.all(
                "SELECT a.alias, s.title FROM announcement_alias AS a"
                " JOIN announcement_item AS i ON i.id = a.item_id"
                " JOIN announcement_source AS s ON s.id = i.source_id"
                " WHERE a.alias IN (SELECT value FROM json_each(?)) AND a.source_id <> ?"
                " AND i.state IN ('due', 'announced', 'summarised') AND s.channel_id = ?",
                (json.dumps(links), source.id, source.channel_id),
            )
        }
        for row in await reader.all(
            "SELECT v.video_id, s.title FROM announcement_video AS v"
            " LEFT JOIN announcement_item AS i ON i.id = v.item_id"
            " LEFT JOIN announcement_source AS s ON s.id = i.source_id"
            " WHERE v.video_id IN (SELECT value FROM json_each(?))",
            (json.dumps(videos),),
        ):
            whose = f"“{row['title']}” showed this video first" if row["title"] else "it was posted before"
            reasons[row["video_id"]] = whose
        return reasons


_KNOWN = """
SELECT i.*, coalesce(json_extract(i.content, '$.summary'), '') AS summary,
       (SELECT json_group_array(alias) FROM announcement_alias WHERE item_id = i.id) AS names
FROM announcement_item AS i
"""
# An item's own name may be another's alias: it is looked for in both places.
_KNOWN_BY_KEY = f"""
{_KNOWN} WHERE i.source_id = :source AND (
    i.identity IN (SELECT value FROM json_each(:keys))
    OR i.id IN (
        SELECT item_id FROM announcement_alias
        WHERE source_id = :source AND alias IN (SELECT value FROM json_each(:keys))
    )
)
"""  # noqa: S608 - no input
_SEEN_LATELY = f"{_KNOWN} WHERE i.source_id = :source AND i.seen_at >= :since"


def _known(row: Row, source: Source) -> Known:
    return Known(
        id=row["id"],
        keys=frozenset(json.loads(row["names"])),
        identity=row["identity"],
        state=row["state"],
        title=row["title"],
        link=row["link"],
        published=from_text_or_none(row["published"]),
        summary=row["summary"],
        shown=row["shown"],
        first_seen_at=from_text(row["first_seen_at"]),
        announced_at=from_text_or_none(row["announced_at"]),
        present=row["seen_at"] == to_text_or_none(source.read_at),
    )
