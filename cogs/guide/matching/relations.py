"""Which names the pages of libraries mention, and so which libraries belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cogs.guide.matching.answer import Reason
from cogs.guide.matching.names import Mention, NameIndex
from cogs.guide.matching.passages import Passage, quote
from cogs.guide.model import Guide

Mentions = Mapping[str, Sequence[tuple[Mention, Passage]]]
"""Slug of a library -> the names its page mentions, each with the passage."""


def mentions_of(pages: Mapping[str, Sequence[Passage]], names: NameIndex) -> Mentions:
    """The names of libraries and chips on each page, in any spelling but a wrong one."""
    return {
        slug: [
            (mention, passage)
            for passage in page
            for mention in names.find(passage.words, None)
            if mention.kind != "elsewhere" and mention.exact
        ]
        for slug, page in pages.items()
    }


def quoted(mention: Mention, passage: Passage) -> str:
    """The words around a mention."""
    return quote(passage, tuple(range(mention.first, mention.last + 1)))


def relations(guide: Guide, mentions: Mentions) -> dict[str, dict[str, Reason]]:
    """Which libraries' pages name a library: what builds on it, exchanges with it, or goes well with it."""
    found: dict[str, dict[str, Reason]] = {library.slug: {} for library in guide.libraries}
    for library in guide.libraries:
        for slug in library.software_tags:
            if slug in found and slug != library.slug:
                title = guide.library_by_slug[slug].title
                found[slug].setdefault(
                    library.slug, Reason("matches", "software_tags", f"its page lists {title}")
                )
        for mention, passage in mentions[library.slug]:
            if mention.kind != "library" or mention.slug == library.slug:
                continue
            if library.slug not in found[mention.slug]:
                reason = Reason("matches", passage.field, quoted(mention, passage))
                found[mention.slug][library.slug] = reason
    return found
