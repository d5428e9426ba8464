"""What every source was seen to hold, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import from_text, from_text_or_none, to_text, to_text_or_none
from bot.database import Database, Transaction
from cogs.announcements import identity
from cogs.announcements.model import Item
from cogs.announcements.newness import Judgement
from cogs.announcements.sameness import Known
from cogs.announcements.storage.records import (
    Source,
    item_from_json,
    item_to_json,
    shown_digest,
)
from cogs.announcements.timing import Waiting

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
    """Writes announcement_item, announcement_alias and announcement_video, and reads what is due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- after a reading ----------------------------------------------------------------------------------

    async def record(
        self, tx: Transaction, source: Source, judgements: Sequence[Judgement], now: datetime, due: datetime
    ) -> None:
        """Store what was judged of items that nobody knew, the oldest first; `due` is when new ones are."""
        at = to_text(now)
        rows = [
            {
                "source": source.id,
                "identity": identity.canonical_link(each.item.identity),
                "state": each.state,
                "reason": each.why,
                "title": each.item.title,
                "link": each.item.link,
                "published": to_text_or_none(each.item.published),
                "content": item_to_json(each.item),
                "shown": shown_digest(each.item),
                "at": at,
                "due": to_text(due) if each.state == "due" else None,
                "late": each.late,
                "video": each.item.details.get("video_id"),
            }
            for each in judgements
        ]
        # Each kind of row at once: a first reading may bring thousands.
        await tx.execute_many(
            "INSERT INTO announcement_item (source_id, identity, state, reason, title, link, published,"
            " content, shown, first_seen_at, seen_at, due_at, late) VALUES (:source, :identity, :state,"
            " :reason, :title, :link, :published, :content, :shown, :at, :at, :due, :late)",
            rows,
        )
        await tx.execute_many(
            # A name that two items share stays with the first.
            "INSERT INTO announcement_alias (source_id, alias, item_id) SELECT source_id, ?, id"
            " FROM announcement_item WHERE source_id = ? AND identity = ? ON CONFLICT DO NOTHING",
            [
                (key, source.id, row["identity"])
                for row, each in zip(rows, judgements, strict=True)
                for key in sorted(identity.keys(each.item))
            ],
        )
        await tx.execute_many(
            "INSERT INTO announcement_video (video_id, item_id, known_at) SELECT ?, id, ?"
            " FROM announcement_item WHERE source_id = ? AND identity = ? ON CONFLICT DO NOTHING",
            [
                (row["video"], at, source.id, row["identity"])
                for row in rows
                if row["video"] and row["state"] in _VIDEO_CLAIMS
            ],
        )

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
                "published": to_text_or_none(item.published),
                "content": item_to_json(item),
                "shown": shown_digest(item),
                "at": to_text(now),
                "late": judgement.late,
                "why": judgement.why,
                "due": to_text_or_none(due_at),
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
                    row["id"],
                    from_text_or_none(row["published"]),
                    from_text(row["first_seen_at"]),
                    bool(row["late"]),
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
        return from_text_or_none(row["at"]) if row else None

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
            (source.id, to_text_or_none(source.read_at)),
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
