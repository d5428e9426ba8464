"""The last good copy of a repository's files in the database, and the next look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import from_text, to_text
from bot.repository.pauses import PauseStore

# Contents that no copy in force uses are kept this long, for an update that is under way.
UNUSED_LIFETIME = timedelta(days=7)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class CopyRecord:
    """The copy in force without its contents. Times are UTC; `left_out` maps paths to reasons."""

    source: str
    etag: str | None
    commit: str | None
    fetched_at: datetime
    confirmed_at: datetime
    shas: Mapping[str, str]
    left_out: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When `source` is looked at again (UTC), and how often it failed in a row."""

    source: str
    failures: int
    next_at: datetime


class CopyStore(PauseStore):
    """Reads and writes the tables of one copy: `NAME_blob`, `_copy`, `_file`, `_schedule` and `_pause`.

    A cog that keeps a copy makes them in a migration of its own (0002_guide.sql shows them).
    """

    # --- contents ------------------------------------------------------------------------------------------

    async def missing(self, shas: Iterable[str]) -> set[str]:
        """Return those of `shas` whose content is not stored."""
        wanted = list(dict.fromkeys(shas))
        return set(wanted) - set(await self._select(wanted, "sha"))

    async def contents(self, shas: Iterable[str]) -> dict[str, bytes]:
        """Return the stored contents by sha."""
        return await self._select(list(dict.fromkeys(shas)), "sha, content")

    async def _select(self, shas: list[str], columns: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(shas), _BATCH):
            part = shas[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            # `columns` is one of two constants above, the marks are question marks.
            sql = self._sql(f"SELECT {columns} FROM @_blob WHERE sha IN ({marks})")  # noqa: S608
            found |= {row[0]: row[-1] for row in await self._database.all(sql, part)}
        return found

    async def add_content(self, sha: str, content: bytes, now: datetime) -> None:
        """Store a content at once, so that an interrupted update keeps it."""
        async with self._database.write() as tx:
            await tx.execute(
                self._sql(
                    "INSERT INTO @_blob (sha, content, stored_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
                ),
                (sha, content, to_text(now)),
            )

    async def remove_unused(self, now: datetime) -> int:
        """Delete contents that no copy uses and that are older than `UNUSED_LIFETIME`; return how many."""
        async with self._database.write() as tx:
            return await tx.execute(
                self._sql(
                    "DELETE FROM @_blob WHERE stored_at < ?"
                    " AND NOT EXISTS (SELECT 1 FROM @_file WHERE @_file.sha = @_blob.sha)"
                ),
                (to_text(now - UNUSED_LIFETIME),),
            )

    # --- the copy in force ---------------------------------------------------------------------------------

    async def copy(self) -> CopyRecord | None:
        """Return the copy in force, if there is one."""
        # One statement: another process may be replacing the copy.
        files = await self._database.all(
            self._sql("SELECT @_copy.*, path, sha, left_out FROM @_copy LEFT JOIN @_file ON copy_id = id")
        )
        if not files:
            return None
        return CopyRecord(
            source=files[0]["source"],
            etag=files[0]["etag"],
            commit=files[0]["commit_sha"],
            fetched_at=from_text(files[0]["fetched_at"]),
            confirmed_at=from_text(files[0]["confirmed_at"]),
            shas={file["path"]: file["sha"] for file in files if file["sha"] is not None},
            left_out={file["path"]: file["left_out"] for file in files if file["left_out"] is not None},
        )

    async def put_in_force(self, copy: CopyRecord) -> None:
        """Replace the copy in force, all of it or nothing. Its contents must be stored already."""
        async with self._database.write() as tx:
            await tx.execute(self._sql("DELETE FROM @_copy"))
            await tx.execute(
                self._sql(
                    "INSERT INTO @_copy (id, source, etag, commit_sha, fetched_at, confirmed_at)"
                    " VALUES (1, ?, ?, ?, ?, ?)"
                ),
                (copy.source, copy.etag, copy.commit, to_text(copy.fetched_at), to_text(copy.confirmed_at)),
            )
            await tx.execute_many(
                self._sql("INSERT INTO @_file (path, copy_id, sha, left_out) VALUES (?, 1, ?, ?)"),
                [(path, sha, None) for path, sha in copy.shas.items()]
                + [(path, None, reason) for path, reason in copy.left_out.items()],
            )

    async def confirm(self, now: datetime) -> None:
        """Note that the source said the copy in force is current."""
        async with self._database.write() as tx:
            await tx.execute(
                self._sql("UPDATE @_copy SET confirmed_at = max(confirmed_at, ?)"), (to_text(now),)
            )

    # --- when to look again --------------------------------------------------------------------------------

    async def schedule(self) -> Schedule | None:
        """Return when the source is looked at again; None before the first time."""
        row = await self._database.one(self._sql("SELECT * FROM @_schedule"))
        return Schedule(row["source"], row["failures"], from_text(row["next_at"])) if row else None

    async def set_schedule(self, schedule: Schedule) -> None:
        """Note when the source is looked at again."""
        async with self._database.write() as tx:
            await tx.execute(
                self._sql(
                    "INSERT INTO @_schedule (id, source, failures, next_at) VALUES (1, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET source = excluded.source, failures = excluded.failures,"
                    " next_at = excluded.next_at"
                ),
                (schedule.source, schedule.failures, to_text(schedule.next_at)),
            )
