"""Files as git names them: which ones are wanted, and whether a content is the right one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.frontmatter import MAX_PAGE_BYTES


class SourceError(BotError):
    """The source could not be read. The message is for moderators; the last good copy stays in force."""


class Paused(SourceError):
    """A server asked us to wait until `until` (UTC). `known`: before, so that it was not asked again now."""

    def __init__(self, message: str, until: datetime, *, known: bool = False) -> None:
        self.until = until
        self.known = known
        super().__init__(message)


class Incomplete(SourceError):
    """Files are still missing; the next look goes on there, not before `retry_at` (UTC) when that is set."""

    def __init__(self, message: str, fetched: int, retry_at: datetime | None) -> None:
        self.fetched = fetched
        self.retry_at = retry_at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a git tree. `size` in bytes; None when the tree does not say."""

    path: str
    sha: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files to have: pages, and extras that can be done without.

    `left_out` gives the reason for each page that is there but not wanted; its paths are fit to be shown.
    """

    pages: tuple[Entry, ...]
    extras: tuple[Entry, ...]
    left_out: Mapping[str, str]


def unfit(path: str, size: int | None) -> str | None:
    """Return why a page is left out, whatever stands in it; None when it is not."""
    if not path.isprintable():
        return "the folder's name has characters that cannot be shown; rename it"
    if size is not None and size > MAX_PAGE_BYTES:
        return f"the file has {size:,} bytes; pages may have {MAX_PAGE_BYTES:,}"
    return None


def shown_path(path: str) -> str:
    """Return `path`, with what cannot be shown written as escapes."""
    return path if path.isprintable() else ascii(path)


def is_sha(text: str) -> bool:
    """Return whether `text` is a SHA-1 as git writes it."""
    return len(text) == 40 and set(text) <= set("0123456789abcdef")


def git_sha(content: bytes) -> str:
    """Return the identity that git gives a file's content (git-hash-object: SHA-1 over a header and it)."""
    # Not for security: it is git's own naming, and tells whether the right bytes arrived.
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
