"""The sources that are followed: what moderators chose, and what came of asking them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import to_text
from bot.database import Database, Reader, Transaction
from bot.privacy import NOBODY
from cogs.announcements.identity import canonical_link
from cogs.announcements.model import SourceKind
from cogs.announcements.storage.records import Choices, Source, columns_of, source_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking a source at `at` that answered as before, or not well.

    `error` is None when it answered well. Moments are aware, in UTC.
    """

    source_id: int
    at: datetime
    next_check_at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What to remember of an answer that was read in full."""

    at: datetime
    next_check_at: datetime
    etag: str | None
    last_modified: str | None
    body_hash: str
    problems: Sequence[str]
    kind: SourceKind
    title: str
    url: str
    moved_to: str | None


class SourceStore:
    """Reads and writes announcement_source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Source]:
        """Return the sources that were not removed, oldest first."""
        return await all_sources(self._database)

    async def get(self, source_id: int, tx: Transaction | None = None) -> Source | None:
        """Return a source that was not removed."""
        row = await (tx or self._database).one(
            "SELECT * FROM announcement_source WHERE id = ? AND removed_at IS NULL", (source_id,)
        )
        return None if row is None else source_of(row)

    async def at_address(self, url: str, tx: Transaction | None = None) -> Source | None:
        """Return the source with this address or a variant of it."""
        row = await (tx or self._database).one(
            "SELECT * FROM announcement_source WHERE canonical = ? AND removed_at IS NULL",
            (canonical_link(url),),
        )
        return None if row is None else source_of(row)

    async def due(self, now: datetime) -> list[Source]:
        """Return the sources that are to be asked, those that wait longest first."""
        rows = await self._database.all(
            "SELECT * FROM announcement_source WHERE removed_at IS NULL AND paused_at IS NULL"
            # Asked in the future: the clock was set back, and what it was to be next means nothing.
            " AND (next_check_at <= :now OR checked_at > :now) ORDER BY next_check_at, id",
            {"now": to_text(now)},
        )
        return [source_of(row) for row in rows]

    async def add(
        self,
        tx: Transaction,
        url: str,
        kind: SourceKind,
        choices: Choices,
        *,
        added_by: int,
        now: datetime,
        seed: str | None = None,
    ) -> int:
        """Store a source to be asked at once, and return its id."""
        values = {
            "url": url,
            "canonical": canonical_link(url),
            "seed": seed,
            "kind": kind,
            **columns_of(choices),
            "next_check_at": to_text(now),
            "added_by": added_by,
            "added_at": to_text(now),
        }
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        return await tx.insert(f"INSERT INTO announcement_source ({names}) VALUES ({places})", values)  # noqa: S608

    async def knows_seed(self, tx: Transaction, url: str) -> bool:
        """Tell whether an address of the configuration became a source before, even if it was removed."""
        row = await tx.one(
            "SELECT 1 FROM announcement_source WHERE seed = ? OR canonical = ?", (url, canonical_link(url))
        )
        return row is not None

    async def choose(self, tx: Transaction, source_id: int, choices: Choices) -> None:
        """Store what moderators chose anew."""
        values = columns_of(choices)
        changes = ", ".join(f"{name} = :{name}" for name in values)
        await tx.execute(
            f"UPDATE announcement_source SET {changes} WHERE id = :id",  # noqa: S608 - no input
            {**values, "id": source_id},
        )

    async def pause(self, tx: Transaction, source_id: int, now: datetime) -> bool:
        """Ask a source no more; False when it was paused before."""
        return bool(
            await tx.execute(
                "UPDATE announcement_source SET paused_at = ?"
                " WHERE id = ? AND paused_at IS NULL AND removed_at IS NULL",
                (to_text(now), source_id),
            )
        )

    async def resume(self, tx: Transaction, source_id: int, now: datetime) -> bool:
        """Ask a source again, at once; what it brought meanwhile will not be announced.

        False when it was not paused.
        """
        return bool(
            await tx.execute(
                "UPDATE announcement_source SET paused_at = NULL, baseline_at = NULL, next_check_at = ?,"
                " etag = NULL, last_modified = NULL, body_hash = NULL"
                " WHERE id = ? AND paused_at IS NOT NULL AND removed_at IS NULL",
                (to_text(now), source_id),
            )
        )

    async def remove(self, tx: Transaction, source_id: int, now: datetime) -> bool:
        """Follow a source no more; False when it was removed before.

        What it held stays known; who added it is forgotten.
        """
        return bool(
            await tx.execute(
                "UPDATE announcement_source SET removed_at = ?, added_by = ?"
                " WHERE id = ? AND removed_at IS NULL",
                (to_text(now), NOBODY, source_id),
            )
        )

    async def note(self, asked: Iterable[Asked]) -> None:
        """Write down, in one transaction, that sources answered as before or did not answer well."""
        rows = [
            {
                "id": each.source_id,
                "at": to_text(each.at),
                "next": to_text(each.next_check_at),
                "error": each.error,
            }
            for each in asked
        ]
        if not rows:
            return
        async with self._database.write() as tx:
            await tx.execute_many(
                "UPDATE announcement_source SET checked_at = :at, next_check_at = :next, error = :error,"
                " failures = CASE WHEN :error IS NULL THEN 0 ELSE failures + 1 END,"
                " succeeded_at = CASE WHEN :error IS NULL THEN :at ELSE succeeded_at END WHERE id = :id",
                rows,
            )

    async def was_read(self, tx: Transaction, source_id: int, read: Read) -> None:
        """Write down that a source was read in full; from now on its new items are announced."""
        at = to_text(read.at)
        await tx.execute(
            "UPDATE announcement_source SET checked_at = :at, succeeded_at = :at, read_at = :at,"
            " baseline_at = coalesce(baseline_at, :at), failures = 0, error = NULL, next_check_at = :next,"
            " etag = :etag, last_modified = :last_modified, body_hash = :body_hash, problems = :problems,"
            " kind = :kind, title = :title, url = :url, canonical = :canonical, moved_to = :moved_to"
            " WHERE id = :id",
            {
                "id": source_id,
                "at": at,
                "next": to_text(read.next_check_at),
                "etag": read.etag,
                "last_modified": read.last_modified,
                "body_hash": read.body_hash,
                "problems": "\n".join(" ".join(problem.split()) for problem in read.problems),
                "kind": read.kind,
                "title": read.title,
                "url": read.url,
                "canonical": canonical_link(read.url),
                "moved_to": read.moved_to,
            },
        )

    # --- people -------------------------------------------------------------------------------------------

    async def added_by(self, user_id: int) -> list[tuple[str, datetime]]:
        """Return address and time of each source that a person added and nobody removed."""
        rows = await self._database.all(
            "SELECT * FROM announcement_source WHERE added_by = ? ORDER BY id", (user_id,)
        )
        return [(source.url, source.added_at) for source in map(source_of, rows)]

    async def forget(self, user_id: int) -> int:
        """Forget who added a person's sources; return how many there were."""
        async with self._database.write() as tx:
            return await tx.execute(
                "UPDATE announcement_source SET added_by = ? WHERE added_by = ?", (NOBODY, user_id)
            )


async def all_sources(reader: Reader) -> list[Source]:
    """Return the sources that were not removed, oldest first."""
    rows = await reader.all("SELECT * FROM announcement_source WHERE removed_at IS NULL ORDER BY id")
    return [source_of(row) for row in rows]
