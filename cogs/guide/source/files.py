"""Which of a repository's files are the guide's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.repository.files import Entry, SourceError, Wanted, is_sha, shown_path, unfit
from cogs.guide.pages.reader import Layout

# The guide has 61 pages; what has more than this many is not the guide.
MAX_PAGES = 2000


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
