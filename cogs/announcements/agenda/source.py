"""Where event pages come from: the site's repository on GitHub, or a folder laid out like it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from bot.repository.files import Entry, Incomplete, Paused, SourceError, Wanted, is_sha, shown_path, unfit
from bot.repository.folder import read_pages
from bot.repository.mirror import Mirror
from bot.repository.store import CopyStore, Schedule
from cogs.announcements.events.pages import FOLDERS, kind_of

# A tree that has not changed costs one of the sixty requests an hour that GitHub allows without a token.
LOOK_EVERY = timedelta(minutes=30)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)
# The site has 41 event pages.
MAX_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Files:
    """Event pages by path, and the paths of those that cannot be had, with the reason."""

    pages: Mapping[str, bytes]
    left_out: Mapping[str, str]


class PageSource(Protocol):
    """A place that event pages come from. `key` tells it from others, `name` is for people."""

    key: str
    name: str

    async def look(self) -> Files | None:
        """Return the pages when it is time to look and they could be had; None when it is not time.

        Raises `SourceError`; what was read before stays.
        """

    async def tidy(self) -> None:
        """Drop what is kept and not needed any more."""


class FolderPages:
    """A folder on this machine; looked at every time."""

    def __init__(self, folder: Path) -> None:
        self.key = f"folder {folder}"
        self.name = str(folder)
        self._folder = folder

    async def look(self) -> Files:
        """Read the folder."""
        pages, left_out = await asyncio.to_thread(read_pages, self._folder, FOLDERS, at_most=MAX_PAGES)
        if not pages:
            raise SourceError(f"{self._folder} has no page such as {next(iter(FOLDERS))}/<name>/index.md")
        return Files(pages, left_out)

    async def tidy(self) -> None:
        """A folder is its own copy."""


class GitHubPages:
    """A branch on GitHub, looked at every half hour; after failures ever later."""

    def __init__(self, mirror: Mirror, store: CopyStore, clock: Clock) -> None:
        self.key = mirror.key
        self.name = mirror.key
        self._mirror = mirror
        self._store = store
        self._clock = clock
        self._files: Files | None = None
        self._fetched_at: datetime | None = None

    async def look(self) -> Files | None:
        """Ask GitHub when it is time."""
        now = self._clock.now()
        schedule = await self._store.schedule()
        if schedule is None or schedule.source != self.key:
            schedule = Schedule(self.key, 0, now)
        # Far ahead only when the computer's clock was wrong.
        if now < schedule.next_at <= now + LONGEST_RETRY:
            return None
        try:
            files = await self._take()
        except SourceError as error:
            await self._store.set_schedule(_later(schedule, error, now))
            raise
        await self._store.set_schedule(Schedule(self.key, 0, now + LOOK_EVERY))
        return files

    async def tidy(self) -> None:
        """Drop contents that belong to no copy."""
        await self._store.remove_unused(self._clock.now())

    async def _take(self) -> Files:
        snapshot = await self._mirror.look(self._fetched_at)
        if snapshot is not None:
            await self._mirror.accept(snapshot)
            self._fetched_at = snapshot.record.fetched_at
            self._files = Files(snapshot.files, snapshot.record.left_out)
        if self._files is None:
            raise SourceError("GitHub says that nothing has changed since nobody looked")
        return self._files


def pick(entries: Sequence[Entry]) -> Wanted:
    """Return the event pages among a tree's files. Raises `SourceError` when there are none, or too many."""
    found = sorted((entry for entry in entries if kind_of(entry.path)), key=lambda entry: entry.path)
    if not found:
        raise SourceError(f"there is not one event page in {', '.join(FOLDERS)}")
    if len(found) > MAX_PAGES:
        raise SourceError(f"there are {len(found):,} event pages, more than the {MAX_PAGES:,} there may be")
    left_out = {}
    for entry in found:
        if reason := unfit(entry.path, entry.size):
            left_out[shown_path(entry.path)] = reason
        elif not is_sha(entry.sha):
            left_out[entry.path] = "it has no SHA-1 in the tree"
    return Wanted(tuple(entry for entry in found if entry.path not in left_out), (), left_out)


def _later(schedule: Schedule, error: SourceError, now: datetime) -> Schedule:
    went_on = isinstance(error, Incomplete) and error.fetched > 0
    failures = 0 if went_on else schedule.failures + 1
    wait = min(FIRST_RETRY * 2 ** min(max(failures - 1, 0), 10), LONGEST_RETRY)
    asked = error.retry_at if isinstance(error, Incomplete) else None
    if isinstance(error, Paused):
        asked = error.until
    return Schedule(schedule.source, failures, min(max(now + wait, asked or now), now + LONGEST_RETRY))
