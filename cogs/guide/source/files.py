"""The files of the guide as git names them: which ones are wanted, and whether a content is the right one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from cogs.guide.frontmatter import MAX_PAGE_BYTES
from cogs.guide.reader import Layout

# The guide has 61 pages; what has more than this many is not the guide.
MAX_PAGES = 2000


class SourceError(BotError):
    """The source could not be read. The message is for moderators; the last good copy stays in force."""


class Paused(SourceError):
    """A server asked us to wait until `until` (UTC). `known`: before, so that it was not asked again now."""

    def __init__(self, message: str, until: datetime, *, known: bool = False) -> None:
        self.until = until
        self.known = known
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a git tree. `size` in bytes; None when the tree does not say."""

    path: str
    sha: str
    size: int | None = None

    @property
    def too_large(self) -> str | None:
        """Why the file is left out although it exists, or None."""
        if self.size is not None and self.size > MAX_PAGE_BYTES:
            return f"the file has {self.size:,} bytes; pages may have {MAX_PAGE_BYTES:,}"
        return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files to have: the guide's pages, and extras that the guide can do without."""

    pages: tuple[Entry, ...]
    extras: tuple[Entry, ...]


def pick(entries: Iterable[Entry], layout: Layout) -> Wanted:
    """Return the guide's files among `entries`, by path.

    Raises `SourceError` when there is no page at all (an empty guide is never what its editors meant), when
    there are too many, or when one has no SHA-1.
    """
    folders = "|".join(re.escape(folder.strip("/")) for folder in (layout.software, layout.hardware))
    page = re.compile(rf"(?:{folders})/(?!\.{{1,2}}/)[^/]+/index\.md")
    by_path = {entry.path: entry for entry in entries}
    pages = tuple(by_path[path] for path in sorted(by_path) if page.fullmatch(path))
    if not pages:
        raise SourceError(
            f"there is not one page of the guide in {layout.software} or {layout.hardware}: "
            "check the folders in [cogs.guide]"
        )
    if len(pages) > MAX_PAGES:
        raise SourceError(f"there are {len(pages):,} pages, more than the {MAX_PAGES:,} a guide may have")
    for entry in pages:
        if not is_sha(entry.sha):
            raise SourceError(f"{entry.path} has {entry.sha[:50]!r} where its SHA-1 belongs")
    categories = [entry for path, entry in by_path.items() if path == layout.categories]
    return Wanted(pages, tuple(entry for entry in categories if is_sha(entry.sha)))


def is_sha(text: str) -> bool:
    """Return whether `text` is a SHA-1 as git writes it."""
    return len(text) == 40 and set(text) <= set("0123456789abcdef")


def git_sha(content: bytes) -> str:
    """Return the identity that git gives a file's content (git-hash-object: SHA-1 over a header and it)."""
    # Not for security: it is git's own naming, and tells whether the right bytes arrived.
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
