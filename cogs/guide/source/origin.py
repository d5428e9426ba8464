"""What the refresher asks of a source, and the two there are: GitHub with its copy, and a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from bot.repository.mirror import Mirror, Snapshot
from cogs.guide.model import Defect
from cogs.guide.pages.reader import Layout
from cogs.guide.source.folder import read_folder
from cogs.guide.source.provenance import Origin


@dataclass(frozen=True, slots=True)
class Found:
    """A complete set of files. `snapshot` is what the source keeps as its copy, if it keeps one."""

    files: Mapping[str, bytes]
    defects: tuple[Defect, ...]
    origin: Origin
    source: str
    commit: str | None
    fetched_at: datetime
    confirmed_at: datetime
    fetched: int = 0
    snapshot: Snapshot | None = None


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

    def __init__(self, mirror: Mirror) -> None:
        self.key = mirror.key
        self._mirror = mirror

    async def last_good(self) -> Found | None:
        """Return the copy in the database, also when it comes from another repository."""
        snapshot = await self._mirror.last_good()
        return _found(snapshot) if snapshot else None

    async def look(self, known: datetime | None) -> Found | None:
        """Ask for the tree and fetch what is missing of it, storing each file at once."""
        snapshot = await self._mirror.look(known)
        return _found(snapshot) if snapshot else None

    async def accept(self, found: Found) -> None:
        """Put the new copy in force in the database."""
        if found.snapshot is not None:
            await self._mirror.accept(found.snapshot)


def _found(snapshot: Snapshot) -> Found:
    record = snapshot.record
    return Found(
        files=snapshot.files,
        defects=tuple(Defect(path, "file", why, fatal=True) for path, why in record.left_out.items()),
        origin="github" if snapshot.confirmed else "copy",
        source=record.source.split(" ")[0],
        commit=record.commit,
        fetched_at=record.fetched_at,
        confirmed_at=record.confirmed_at,
        fetched=snapshot.fetched,
        snapshot=snapshot,
    )


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
