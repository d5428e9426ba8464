"""A repository's files with their last good copy: what is missing is fetched and kept, file by file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.repository.files import Entry, Incomplete, Paused, SourceError, Wanted
from bot.repository.github import GitHub
from bot.repository.store import CopyRecord, CopyStore

log = logging.getLogger(__name__)

# One lost file is a hiccup; so many in a row are an outage that is not worth hammering at.
FAILURES_IN_A_ROW = 3

Pick = Callable[[Sequence[Entry]], Wanted]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A complete set of files. `confirmed` tells that GitHub itself just said so; `fetched` counts files."""

    record: CopyRecord
    files: Mapping[str, bytes]
    confirmed: bool
    fetched: int = 0


class Mirror:
    """One branch on GitHub, with a copy of the files that `pick` wants in the database.

    `key` tells the place from others: the ETag of another one means nothing.
    """

    def __init__(self, key: str, github: GitHub, store: CopyStore, clock: Clock, pick: Pick) -> None:
        self.key = key
        self._github = github
        self._store = store
        self._clock = clock
        self._pick = pick

    async def last_good(self) -> Snapshot | None:
        """Return the copy in the database, also when it comes from another place."""
        record = await self._store.copy()
        return await self._load(record) if record else None

    async def look(self, known: datetime | None) -> Snapshot | None:
        """Ask for the tree and fetch what is missing of it, storing each file at once.

        None: it is what was put in force at `known` (UTC). Raises `SourceError` (`Paused`, `Incomplete`).
        """
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
            return await self._load(replace(record, confirmed_at=now), confirmed=True)
        wanted = self._pick(tree.entries)
        fetched, extras = await self._fetch_missing(wanted)
        shas = {entry.path: entry.sha for entry in (*wanted.pages, *extras)}
        now = self._clock.now()
        new = CopyRecord(self.key, tree.etag, tree.commit, now, now, shas, wanted.left_out)
        return await self._load(new, confirmed=True, fetched=fetched)

    async def accept(self, snapshot: Snapshot) -> None:
        """Put what was found in force in the database."""
        await self._store.put_in_force(snapshot.record)

    async def _load(self, record: CopyRecord, *, confirmed: bool = False, fetched: int = 0) -> Snapshot:
        contents = await self._store.contents(record.shas.values())
        files = {path: contents[sha] for path, sha in record.shas.items()}
        return Snapshot(record, files, confirmed, fetched)

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
                    log.info("%s is done without: %s", extra.path, error)
        return fetched, [extra for extra in wanted.extras if extra.sha not in missing]

    async def _fetch(self, entry: Entry, missing: set[str]) -> None:
        content = await self._github.file(entry)
        await self._store.add_content(entry.sha, content, self._clock.now())
        missing.discard(entry.sha)
