"""The files of the guide as git names them: which ones are wanted, and whether a content is the right one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.frontmatter import MAX_PAGE_BYTES
from cogs.guide.pages.reader import Layout

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files to have: the guide's pages, and extras that the guide can do without.

    `left_out` gives the reason for each page that is there but not wanted; its paths are fit to be shown.
    """

    pages: tuple[Entry, ...]
    extras: tuple[Entry, ...]
    left_out: Mapping[str, str]


def pick(entries: Sequence[Entry], layout: Layout) -> Wanted:
    """Return the guide's files among `entries`, by path.

    Raises `SourceError` when there is no page at all (an empty guide is never what its editors meant), when
    there are too many, or when one has no SHA-1.
    """
    folders = "|".join(re.escape(folder.strip("/")) for folder in (layout.software, layout.hardware))
    page = re.compile(rf"(?:{folders})/(?!\.{{1,2}}/)[^/]+/index\.md")
    found = sorted((entry for entry in entries if page.fullmatch(entry.path)), key=lambda entry: entry.path)
    if not found:
        raise SourceError(
            f"there is not one page of the guide in {layout.software} or {layout.hardware}: "
            "check the folders in [cogs.guide]"
        )
    if len(found) > MAX_PAGES:
        raise SourceError(f"there are {len(found):,} pages, more than the {MAX_PAGES:,} a guide may have")
    pages: list[Entry] = []
    left_out: dict[str, str] = {}
    for entry in found:
        if not is_sha(entry.sha):
            raise SourceError(f"{entry.path!a} has {entry.sha[:50]!r} where its SHA-1 belongs")
        if reason := unfit(entry.path, entry.size):
            left_out[shown_path(entry.path)] = reason
        else:
            pages.append(entry)
    extras = [entry for entry in entries if entry.path == layout.categories]
    return Wanted(
        tuple(pages),
        tuple(entry for entry in extras if is_sha(entry.sha) and not unfit(entry.path, entry.size)),
        left_out,
    )


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
