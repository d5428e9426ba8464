"""From the bodies that sources answer with to items: one small reader per kind, and the choice between them.

Nothing here fetches, waits or knows Discord. A body may be anything that a stranger's server sends: readers
raise `Unreadable` for it and nothing else, and end.
"""

from __future__ import annotations

from datetime import datetime

from cogs.announcements.model import Reading, Unreadable
from cogs.announcements.readers import (
    jsondata,
    mending,
    outline,
    page,
    parsing,
    releases,
    sitemap,
    syndication,
    youtube,
)
from cogs.announcements.readers.decoding import decode

_NAMED_FEEDS = 3


def read_any(body: bytes, *, url: str, content_type: str | None, now: datetime) -> Reading:
    """Read whatever kind of source this is, told by the body first and by the address second.

    `url` is where it came from, empty for a file. Raises `Unreadable`: what it is instead, and what to do.
    """
    text, doubts = decode(body, content_type)
    beginning = text[:1_000].lstrip()
    if beginning.startswith(("{", "[")):
        return jsondata.read_text(text, url=url, now=now)
    mended = mending.prepare(text)
    root = outline.root_of(mended.text) or ""
    if root.lower() == "urlset":
        return sitemap.videos_of(mended, doubts, now=now)
    if root.lower() == "html":
        raise Unreadable(_about_page(text, url))
    parsed = parsing.parse(mended, doubts)
    if youtube.is_youtube(url, parsed.text):
        return youtube.videos_of(parsed, url=url, now=now)
    if releases.is_releases(url, parsed.text):
        return releases.releases_of(parsed, url=url, now=now)
    return syndication.reading_of(parsed, url=url, now=now)


def _about_page(text: str, url: str) -> str:
    if why := page.sign_in(text, url):
        return why
    if feeds := page.feeds_in(text, url)[:_NAMED_FEEDS]:
        return f"This is a web page, not a feed. It names {' and '.join(feeds)}; use that."
    if "youtube.com" in url or "www.google.com/images/errors" in text:
        return (
            "YouTube answers with an error page. That happens for hours with good channels too, "
            "and passes by itself."
        )
    return "This is a web page, not a feed, and it names none. Look for the word RSS or Atom on it."
