"""RSS 0.9x, 1.0 and 2.0 and Atom: any feed that is none of the kinds with a reader of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape

from bot.texts import plural
from cogs.announcements import identity
from cogs.announcements.model import Item, Reading, Unreadable
from cogs.announcements.readers.distinct import distinct
from cogs.announcements.readers.entries import Context, Entry, item_of, person, sentences
from cogs.announcements.readers.parsing import Parsed
from cogs.announcements.text import title_from

Refinement = Callable[[Entry, Item], Item | None]

_TOMBSTONE = re.compile(r"<(?:[\w.-]+:)?deleted-entry\s[^<>]*?\bref\s*=\s*[\"']([^\"'<>]{1,500})")
_NEW_ADDRESS = re.compile(r"<(?:itunes:)?new-feed-url[^<>]*>\s*([^<\s]{1,500})")


def reading_of(
    parsed: Parsed, *, url: str, now: datetime, kind: str = "feed", refine: Refinement | None = None
) -> Reading:
    """Return what a parsed feed says. Raises `Unreadable` for a broken one without any item.

    Readers of special feeds `refine` each item, knowing its entry; they return `None` for what is none.
    """
    context = Context(now, _bases(parsed, url))
    items = []
    for entry in parsed.entries:
        item = item_of(entry, context)
        if item and refine:
            item = refine(entry, item)
        if item:
            items.append(item)
    if parsed.fault and not items:
        raise Unreadable(
            f"The feed is broken ({parsed.fault}) and no item could be read. "
            "If that stays so, tell whoever runs it."
        )
    problems = [*parsed.problems]
    if unusable := len(parsed.entries) - len(items):
        problems.append(f"{plural(unusable, 'entry', 'entries')} without anything to announce left out.")
    items, shared = distinct(
        items, _string(parsed.feed, "link"), ids_decide=parsed.version.startswith("atom")
    )
    problems += [*sentences(context), *shared]
    author = _feed_author(parsed)
    items = [item if item.author or not author else replace(item, author=author) for item in items]
    return Reading(
        kind=kind,
        items=tuple(items),
        title=title_from(_string(parsed.feed, "title")) or None,
        link=identity.absolute_link(_string(parsed.feed, "link"), *context.bases),
        problems=tuple(problems),
        self_link=_self_link(parsed.feed, context),
        moved_to=_moved_to(parsed.text),
        deleted=tuple(dict.fromkeys(unescape(ref) for ref in _TOMBSTONE.findall(parsed.text))),
    )


def _bases(parsed: Parsed, url: str) -> tuple[str | None, ...]:
    """Return what relative links are resolved against, best first.

    In Atom that is the document's own address (RFC 4287, section 2, with xml:base applied by the parser). RSS
    knows no such rule; relative links there are meant against the site.
    """
    own = next(
        (_string(link, "href") for link in parsed.feed.get("links", ()) if _string(link, "rel") == "self"),
        None,
    )
    site = _string(parsed.feed, "link") or None
    bases = (url, own, site) if parsed.version.startswith("atom") else (site, url, own)
    return tuple(base for base in bases if base and identity.absolute_link(base))


def _string(entry: Entry, key: str) -> str:
    value = dict.get(entry, key) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _feed_author(parsed: Parsed) -> str | None:
    """Return the author of an Atom feed, who is that of entries without one (RFC 4287, section 4.2.1).

    RSS has an editor, who wrote nothing of it.
    """
    return person(_string(parsed.feed, "author")) if parsed.version.startswith("atom") else None


def _self_link(feed: Entry, context: Context) -> str | None:
    for link in feed.get("links", ()):
        if _string(link, "rel") == "self":
            return identity.absolute_link(_string(link, "href"), *context.bases)
    return None


def _moved_to(text: str) -> str | None:
    found = _NEW_ADDRESS.search(text)
    return identity.absolute_link(unescape(found[1])) if found else None
