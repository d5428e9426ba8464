"""What the refresher asks of a source, and the two there are: GitHub with its copy, and a folder."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from cogs.guide.model import Defect
from cogs.guide.pages.reader import Layout
from cogs.guide.source.files import Entry, Paused, SourceError, Wanted, pick
from cogs.guide.source.folder import read_folder
from cogs.guide.source.github import GitHub
from cogs.guide.source.provenance import Origin
from cogs.guide.storage.guide_store import CopyRecord, GuideStore

log = logging.getLogger(__name__)

# One lost file is a hiccup; so many in a row are an outage that is not worth hammering at.
FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A complete set of files. `record` is to be put in force with it, when the source keeps a copy."""

    files: Mapping[str, bytes]
    defects: tuple[Defect, ...]
    origin: Origin
    source: str
    commit: str | None
    fetched_at: datetime
    confirmed_at: datetime
    fetched: int = 0
    record: CopyRecord | None = None


class Incomplete(SourceError):
    """Files are still missing; the next look goes on there, not before `retry_at` (UTC) when that is set."""

    def __init__(self, message: str, fetched: int, retry_at: datetime | None) -> None:
        self.fetched = fetched
        self.retry_at = retry_at
        super().__init__(message)


class GuideSource(Protocol):
    """A place that the guide comes from. `key` tells it from other places."""

    key: str

    async def last_good(self) -> Found | None:
        """Return what can be had at once, without the network; None when there is nothing yet.

        Raises `SourceError` when there should be something.
        """

    async def look(self, known: datetime | None) -> Found | None:
        """Return what the source says now; None when it is what was put in force at `known` (UTC).

        Raises `SourceError` (`Paused`, `Incomplete`); what is in force stays so.
        """

    async def accept(self, found: Found) -> None:
        """Put what was found in force."""


class GitHubOrigin:
    """GitHub, with a copy in the database."""

    def __init__(self, key: str, github: GitHub, store: GuideStore, clock: Clock, layout: Layout) -> None:
        self.key = key
        self._github = github
        self._store = store
        self._clock = clock
        self._layout = layout

    async def last_good(self) -> Found | None:
        """Return the copy in the database, also when it comes from another repository."""
        record = await self._store.copy()
        return await self._load(record, "copy") if record else None

    async def look(self, known: datetime | None) -> Found | None:
        """Ask for the tree and fetch what is missing of it, storing each file at once."""
        record = await self._store.copy()
        if record is not None and record.source != self.key:
            record = None
        tree = await self._github.tree(record.etag if record else None)
        now = self._clock.now()
        if tree is None:
            if record is None:
                raise SourceError("GitHub answered 304 (not modified) to a request without a condition")
            await self._store.confirm(now)
            # Another process may have put a newer copy in force than the one that answers here.
            if record.fetched_at == known:
                return None
            return await self._load(replace(record, confirmed_at=now), "github")
        wanted = pick(tree.entries, self._layout)
        fetched, extras = await self._fetch_missing(wanted)
        shas = {entry.path: entry.sha for entry in (*wanted.pages, *extras)}
        now = self._clock.now()
        new = CopyRecord(self.key, tree.etag, tree.commit, now, now, shas, wanted.left_out)
        return await self._load(new, "github", fetched=fetched)

    async def accept(self, found: Found) -> None:
        """Put the new copy in force in the database."""
        if found.record is not None:
            await self._store.put_in_force(found.record)

    async def _load(self, record: CopyRecord, origin: Origin, fetched: int = 0) -> Found:
        contents = await self._store.contents(record.shas.values())
        return Found(
            files={path: contents[sha] for path, sha in record.shas.items()},
            defects=tuple(Defect(path, "file", why, fatal=True) for path, why in record.left_out.items()),
            origin=origin,
            source=record.source.split(" ")[0],
            commit=record.commit,
            fetched_at=record.fetched_at,
            confirmed_at=record.confirmed_at,
            fetched=fetched,
            record=record,
        )

    async def _fetch_missing(self, wanted: Wanted) -> tuple[int, list[Entry]]:
        """Fetch and store what is not stored yet; return how many files came, and the extras that are there.

        Raises `Incomplete` when pages are still missing.
        """
        pages = wanted.pages
        missing = await self._store.missing(entry.sha for entry in (*pages, *wanted.extras))
        problems: list[SourceError] = []
        in_a_row = fetched = 0
        for entry in [entry for entry in pages if entry.sha in missing]:
            if entry.sha not in missing:
                continue  # the same content as a page before
            try:
                await self._fetch(entry, missing)
            except Paused as paused:
                problems.append(paused)
                break
            except SourceError as error:
                problems.append(error)
                in_a_row += 1
                if in_a_row == FAILURES_IN_A_ROW:
                    break
            else:
                fetched += 1
                in_a_row = 0
        still = [entry for entry in pages if entry.sha in missing]
        if still:
            last = problems[-1]
            raise Incomplete(
                f"{len(still)} of {len(pages)} files are still missing ({last})",
                fetched,
                last.until if isinstance(last, Paused) else None,
            )
        for extra in wanted.extras:
            if extra.sha in missing:
                try:
                    await self._fetch(extra, missing)
                except SourceError as error:
                    log.info("the guide goes without %s: %s", extra.path, error)
        return fetched, [extra for extra in wanted.extras if extra.sha not in missing]

    async def _fetch(self, entry: Entry, missing: set[str]) -> None:
        content = await self._github.file(entry)
        await self._store.add_content(entry.sha, content, self._clock.now())
        missing.discard(entry.sha)


class FolderOrigin:
    """A folder on this machine; it is its own copy."""

    def __init__(self, folder: Path, clock: Clock, layout: Layout) -> None:
        self.key = f"folder {folder}"
        self._folder = folder
        self._clock = clock
        self._layout = layout
        self._seen: tuple[datetime, Mapping[str, bytes]] | None = None

    async def last_good(self) -> Found | None:
        """Return what the folder holds."""
        found = await self._read()
        await self.accept(found)
        return found

    async def look(self, known: datetime | None) -> Found | None:
        """Read the folder again."""
        found = await self._read()
        unchanged = self._seen is not None and self._seen[0] == known and self._seen[1] == found.files
        return None if unchanged else found

    async def accept(self, found: Found) -> None:
        """Remember what is in force, to tell changes from it."""
        self._seen = (found.fetched_at, found.files)

    async def _read(self) -> Found:
        files, defects = await asyncio.to_thread(read_folder, self._folder, self._layout)
        now = self._clock.now()
        return Found(files, tuple(defects), "folder", str(self._folder), None, now, now)
