"""What every source was seen to hold, under all its names, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import from_text, to_text
from bot.database import Database, Row, Transaction
from cogs.announcements import identity
from cogs.announcements.model import Item
from cogs.announcements.newness import Judgement, Known
from cogs.announcements.storage.records import (
    Source,
    item_from_json,
    item_to_json,
    moment,
    moment_text,
    shown_digest,
)
from cogs.announcements.timing import Waiting

# An item that moved is looked for among those seen within this time.
MOVES_WITHIN = timedelta(days=60)
# What an item said is forgotten when it was not seen for so long.
CONTENT_LIFETIME = timedelta(days=60)
# States in which nobody else shows the item's video.
_VIDEO_CLAIMS = ("baseline", "due", "announced", "summarised")


@dataclass(frozen=True, slots=True)
class Stored:
    """An item with its row's id and the key of the post that shows it, if one does."""

    id: int
    item: Item
    outbox_key: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a source are known, were announced (summaries included), and wait."""

    known: int
    announced: int
    waiting: int


class ItemStore:
    """Reads and writes announcement_item, announcement_alias and announcement_video."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- what is known ------------------------------------------------------------------------------------

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

    # --- after a reading ----------------------------------------------------------------------------------

    async def record(
        self,
        tx: Transaction,
        source: Source,
        judgement: Judgement,
        now: datetime,
        *,
        due_at: datetime | None,
    ) -> int:
        """Store what was judged of an item that nobody knew, and return its id."""
        item, at = judgement.item, to_text(now)
        values = {
            "source_id": source.id,
            "identity": identity.canonical_link(item.identity),
            "state": judgement.state,
            "reason": judgement.why,
            "title": item.title,
            "link": item.link,
            "published": moment_text(item.published),
            "content": item_to_json(item),
            "shown": shown_digest(item),
            "first_seen_at": at,
            "seen_at": at,
            "due_at": moment_text(due_at),
            "late": judgement.late,
        }
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        item_id = await tx.insert(f"INSERT INTO announcement_item ({names}) VALUES ({places})", values)  # noqa: S608
        await self._name(tx, source.id, item_id, item)
        if judgement.state in _VIDEO_CLAIMS:
            await self.claim_video(tx, item, item_id, now)
        return item_id

    async def see(
        self,
        tx: Transaction,
        judgement: Judgement,
        known: Known,
        source: Source,
        now: datetime,
        *,
        due_at: datetime | None,
    ) -> None:
        """Store what a known item says now, and its state if that changed."""
        item = judgement.item
        await tx.execute(
            "UPDATE announcement_item SET state = :state, title = :title, link = :link,"
            " published = :published, content = :content, shown = :shown, seen_at = :at, late = :late,"
            " reason = CASE WHEN state = :state THEN reason ELSE :why END, due_at = coalesce(:due, due_at)"
            " WHERE id = :id",
            {
                "id": known.id,
                "state": judgement.state,
                "title": item.title,
                "link": item.link,
                "published": moment_text(item.published),
                "content": item_to_json(item),
                "shown": shown_digest(item),
                "at": to_text(now),
                "late": judgement.late,
                "why": judgement.why,
                "due": moment_text(due_at),
            },
        )
        if judgement.state == "due":
            await self.claim_video(tx, item, known.id, now)
        if not identity.keys(item) <= known.keys:
            await self._name(tx, source.id, known.id, item)

    async def saw(self, tx: Transaction, ids: Iterable[int], now: datetime) -> None:
        """Note that items are still there, as they were."""
        await tx.execute_many(
            "UPDATE announcement_item SET seen_at = ? WHERE id = ?", [(to_text(now), each) for each in ids]
        )

    async def _name(self, tx: Transaction, source_id: int, item_id: int, item: Item) -> None:
        await tx.execute_many(
            # A name that two items share stays with the first.
            "INSERT INTO announcement_alias (source_id, alias, item_id) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(source_id, key, item_id) for key in sorted(identity.keys(item))],
        )

    async def claim_video(self, tx: Transaction, item: Item, item_id: int | None, now: datetime) -> None:
        """Note who shows a video, unless somebody did before. None: it was posted by hand."""
        if video := item.details.get("video_id"):
            await tx.execute(
                "INSERT INTO announcement_video (video_id, item_id, known_at) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (video, item_id, to_text(now)),
            )

    # --- announcing ---------------------------------------------------------------------------------------

    async def sources_with_due(self, now: datetime) -> list[int]:
        """Return the sources with items whose hour has come, those that are paused left out."""
        rows = await self._database.all(
            "SELECT DISTINCT i.source_id FROM announcement_item AS i"
            " JOIN announcement_source AS s ON s.id = i.source_id"
            " WHERE i.state = 'due' AND i.due_at <= ? AND s.paused_at IS NULL AND s.removed_at IS NULL",
            (to_text(now),),
        )
        return [row["source_id"] for row in rows]

    async def waiting(
        self, tx: Transaction, source_id: int, now: datetime
    ) -> dict[int, tuple[Waiting, Item]]:
        """Return the items of a source whose hour has come, by id."""
        rows = await tx.all(
            "SELECT * FROM announcement_item WHERE source_id = ? AND state = 'due' AND due_at <= ?",
            (source_id, to_text(now)),
        )
        return {
            row["id"]: (
                Waiting(
                    row["id"], moment(row["published"]), from_text(row["first_seen_at"]), bool(row["late"])
                ),
                item_from_json(row["content"]),
            )
            for row in rows
        }

    async def announced(
        self, tx: Transaction, ids: Iterable[int], key: str, now: datetime, *, summary: bool = False
    ) -> None:
        """Note that the post of this key shows these items."""
        state = "summarised" if summary else "announced"
        await tx.execute_many(
            "UPDATE announcement_item SET state = ?, outbox_key = ?, announced_at = ? WHERE id = ?",
            [(state, key, to_text(now), each) for each in ids],
        )

    async def outbox_key(self, tx: Transaction, item_id: int) -> str | None:
        """Return the key of the post that shows an item."""
        row = await tx.one("SELECT outbox_key FROM announcement_item WHERE id = ?", (item_id,))
        return row["outbox_key"] if row else None

    async def last_announced(self, tx: Transaction, source_id: int) -> datetime | None:
        """Return when a source last said something."""
        row = await tx.one(
            "SELECT max(announced_at) AS at FROM announcement_item WHERE source_id = ?", (source_id,)
        )
        return moment(row["at"]) if row else None

    async def skip_due(self, tx: Transaction, source_id: int, reason: str) -> None:
        """Do not announce what still waits for its hour."""
        await tx.execute(
            "UPDATE announcement_item SET state = 'skipped', reason = ?"
            " WHERE source_id = ? AND state = 'due'",
            (reason, source_id),
        )

    # --- looking ------------------------------------------------------------------------------------------

    async def newest(self, source: Source, tx: Transaction | None = None) -> Stored | None:
        """Return the newest item of the last reading; None when there is none."""
        row = await (tx or self._database).one(
            "SELECT id, content, outbox_key FROM announcement_item"
            " WHERE source_id = ? AND seen_at = ? AND content IS NOT NULL"
            " ORDER BY published DESC NULLS LAST, id DESC",
            (source.id, moment_text(source.read_at)),
        )
        return Stored(row["id"], item_from_json(row["content"]), row["outbox_key"]) if row else None

    async def counts(self) -> dict[int, Count]:
        """Return the counts of every source, by its id."""
        rows = await self._database.all(
            "SELECT source_id, count(*) AS known, sum(state IN ('announced', 'summarised')) AS announced,"
            " sum(state = 'due') AS waiting FROM announcement_item GROUP BY source_id"
        )
        return {row["source_id"]: Count(row["known"], row["announced"], row["waiting"]) for row in rows}

    async def forget_contents(self, now: datetime) -> int:
        """Empty what items said that were not seen for long; return how many."""
        async with self._database.write() as tx:
            return await tx.execute(
                "UPDATE announcement_item SET content = NULL"
                " WHERE content IS NOT NULL AND state <> 'due' AND seen_at < ?"
                " AND seen_at < (SELECT coalesce(read_at, '') FROM announcement_source WHERE id = source_id)",
                (to_text(now - CONTENT_LIFETIME),),
            )


_KNOWN = """
SELECT i.*, coalesce(json_extract(i.content, '$.summary'), '') AS summary,
       (SELECT json_group_array(alias) FROM announcement_alias WHERE item_id = i.id) AS names
FROM announcement_item AS i
"""
_KNOWN_BY_KEY = f"""
{_KNOWN} WHERE i.id IN (
    SELECT item_id FROM announcement_alias
    WHERE source_id = :source AND alias IN (SELECT value FROM json_each(:keys))
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
        published=moment(row["published"]),
        summary=row["summary"],
        shown=row["shown"],
        first_seen_at=from_text(row["first_seen_at"]),
        announced_at=moment(row["announced_at"]),
        present=row["seen_at"] == moment_text(source.read_at),
    )
