"""A feed's body through feedparser: decoded, mended where it must be, as feedparser's own dictionaries.

feedparser's own cleaning of HTML is off: summaries are made plain here, and cleaning costs three quarters of
its time (docs/decisions/0006-feedparser.md).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cogs.announcements.model import Unreadable
from cogs.announcements.readers import mending, outline, parser

MAX_ITEMS = 2_000
# Text that stays broken goes to a parser for tag soup, which is slow; a real feed is a tenth of this.
LENIENT_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """feedparser's view of a feed, the text it was given, and what moderators should know."""

    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    version: str
    text: str
    problems: tuple[str, ...]
    fault: str | None


def parse(mended: mending.Mended, doubts: tuple[str, ...]) -> Parsed:
    """Parse prepared text that is an RSS or Atom feed, or meant to be one.

    `doubts` are those about its encoding. Raises `Unreadable` when there is no feed in it.
    """
    text, problems = mended.text, [*doubts, *mended.problems]
    root = (outline.root_of(text) or "").lower()
    if root not in outline.ITEMS or root == "urlset":
        raise Unreadable(_no_feed(root, mended.fault))
    text, count = outline.cut_after(text, MAX_ITEMS)
    if count > MAX_ITEMS:
        problems.append(f"The feed has about {count:,} items; only the first {MAX_ITEMS:,} are read.")
    if mended.fault:
        text = outline.whole_items(text[:LENIENT_CHARACTERS])
        problems.append(f"The feed is not well-formed XML ({mended.fault}); parts may be missing.")
    parsed = _feedparser(text)
    return Parsed(parsed.feed, parsed.entries, parsed.version, text, tuple(problems), mended.fault)


def _feedparser(text: str) -> Any:
    try:
        return parser.feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # Whatever a stranger's bytes make it stumble over must not stop the other sources.
        raise Unreadable(
            f"The feed cannot be parsed ({type(error).__name__}). Please report its address."
        ) from error


def _no_feed(root: str, fault: str | None) -> str:
    if not root:
        return "This is neither XML nor JSON, so no feed. Look for the address of the feed itself."
    broken = f" It is also broken: {fault}." if fault else ""
    return f"This is XML, but no feed: its outermost element is <{root}>.{broken}"
