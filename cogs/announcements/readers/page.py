"""Any web page, from what it says about itself: Open Graph, JSON-LD, Twitter cards, title.

For `/announce post url:`, where nothing has a feed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from cogs.announcements import identity
from cogs.announcements.model import Image, Item, Kind, Reading, Unreadable
from cogs.announcements.readers.dates import parse_date
from cogs.announcements.readers.decoding import decode
from cogs.announcements.readers.markup import tags
from cogs.announcements.text import clean, from_html, title_from

# What a page says about itself stands in its head; some put megabytes of style before it.
_LOOKED_AT = 2_000_000
_MOST_SCRIPTS = 20
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_ARTICLES = re.compile(
    r".*(?:article|posting|webpage|event|videoobject|softwaresourcecode|report|dataset|book|course)",
    re.IGNORECASE,
)
_CLOSE_SCRIPT = re.compile(r"</script", re.IGNORECASE)
_CLOSE_TITLE = re.compile(r"</title", re.IGNORECASE)
# What sites add to every title and description.
_GITHUB_TITLE = re.compile(r"^GitHub - (?P<repository>[\w.-]+/[\w.-]+)(?:: .*)?$")
_GITHUB_TAIL = re.compile(r"\.?\s*Contribute to \S+ development by creating an account on GitHub\.?$")
_LINKEDIN_TITLE = re.compile(r"\s*\|\s*(?:LinkedIn|\d[\d,.]* comments?)(?=\s*(?:\||$))")
_SIGN_IN = re.compile(
    r"/authwall|/checkpoint/|/uas/login|accounts\.google\.com|/login(?:[/?#]|$)|/signin(?:[/?#]|$)",
    re.IGNORECASE,
)
_CONSENT_ADDRESS = re.compile(r"https?://consent\.(?:youtube|google)\.", re.IGNORECASE)
_CONSENT = re.compile(
    r"action\s*=\s*[\"']?https?://consent\.(?:youtube|google)\.|<html[^>]*>\s*consent\b", re.IGNORECASE
)


@dataclass(slots=True)
class _Said:
    """What a page says: meta tags by name (first wins), link relations, JSON-LD objects, title, feeds."""

    meta: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    base: str = ""
    title: str = ""
    objects: list[Mapping[str, Any]] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """Return the first of these meta tags that says something."""
        return next((self.meta[name] for name in names if self.meta.get(name)), "")


def read(body: bytes, *, url: str, content_type: str | None, now: datetime) -> Reading:
    """Read a page as the one item it is. Raises `Unreadable` for a page that says nothing about itself."""
    text, doubts = decode(body, content_type)
    if why := sign_in(text, url):
        raise Unreadable(why)
    said = _said(text)
    thing = said.objects[0] if said.objects else {}
    link = _link(said, url)
    title = _title(said, thing, url)
    if not title:
        raise Unreadable(
            "This page says nothing about itself: no title, no description. Write the post by hand."
        )
    video = identity.video_id(link or "")
    name = video or (identity.canonical_link(link) if link else identity.from_words(title))
    kind: Kind = "video" if video else "page"
    picture = _picture(said, thing, link or url)
    details = {"site": clean(said.first("og:site_name", "application-name"))[:100], "video_id": video or ""}
    item = Item(
        identity=name,
        aliases=identity.aliases(name, link, url),
        kind=kind,
        title=title,
        link=link,
        published=_published(said, thing, now),
        updated=parse_date(said.first("article:modified_time", "og:updated_time"), now),
        summary=_summary(said, thing, title),
        author=_author(said, thing),
        image=picture,
        details={key: value for key, value in details.items() if value},
    )
    return Reading(kind="page", items=(item,), title=details["site"] or None, link=link, problems=doubts)


def feeds_in(text: str, url: str) -> list[str]:
    """Return the addresses of the feeds that a page names."""
    found = (identity.absolute_link(feed, url) for feed in _said(text).feeds)
    return list(dict.fromkeys(feed for feed in found if feed))


def sign_in(text: str, url: str) -> str | None:
    """Return why this is not what was asked for, when it is a page for consent or for signing in."""
    if _CONSENT_ADDRESS.match(url) or _CONSENT.search(text[:200_000]):
        return (
            "Google asks for consent instead of answering. That passes by itself; "
            "if it stays for days, the bot's address is treated as a visitor's from Europe."
        )
    if _SIGN_IN.search(url) or "linkedin.com/authwall" in text[:5_000]:
        return (
            "This address leads to a sign-in page. Use the public link of the post (its menu: “Copy link”)."
        )
    return None


def _said(text: str) -> _Said:
    said = _Said()
    scripts = 0
    text = text[:_LOOKED_AT]
    for name, attributes, end in tags(text, "meta", "link", "title", "script", "base"):
        if name == "meta":
            key = (
                attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            ).lower()
            said.meta.setdefault(key, attributes.get("content", ""))
        elif name == "base":
            said.base = said.base or attributes.get("href", "")
        elif name == "title":
            said.title = said.title or unescape(_until(_CLOSE_TITLE, text, end, 2_000))
        elif name == "link":
            _take_link(said, attributes)
        elif "ld+json" in attributes.get("type", "") and scripts < _MOST_SCRIPTS:
            scripts += 1
            said.objects += _objects(_until(_CLOSE_SCRIPT, text, end, 500_000))
    return said


def _take_link(said: _Said, attributes: Mapping[str, str]) -> None:
    relations = attributes.get("rel", "").lower().split()
    if "canonical" in relations:
        said.canonical = said.canonical or attributes.get("href", "")
    if "alternate" in relations and attributes.get("type", "").lower() in _FEED_TYPES:
        said.feeds.append(attributes.get("href", ""))


def _until(close: re.Pattern[str], text: str, end: int, most: int) -> str:
    """Return what stands between a start tag that ends at `end` (at or before its `>`) and its end tag."""
    start = text.find(">", end - 1, end + 2) + 1 or end
    found = close.search(text, start, start + most)
    return text[start : found.start()] if found else ""


def _objects(script: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON-LD script that describe a thing to announce."""
    try:
        document = json.loads(script)
    except (ValueError, RecursionError):
        return
    several = document if isinstance(document, list) else [document]
    for one in several:
        graph = one.get("@graph") if isinstance(one, dict) else None
        for thing in graph if isinstance(graph, list) else [one]:
            if isinstance(thing, dict) and _ARTICLES.match(str(thing.get("@type", ""))):
                yield thing


def _link(said: _Said, url: str) -> str | None:
    """Return the page's own address for itself if it is on the same site, else where it was fetched from.

    A page that names another site's address must not be announced under it.
    """
    here = identity.absolute_link(url)
    for named in (said.canonical, said.first("og:url")):
        link = identity.absolute_link(named, said.base or None, here)
        if link and (here is None or _site(link) == _site(here)):
            return link
    return here


def _site(link: str) -> str:
    return (urlsplit(link).hostname or "").removeprefix("www.").removeprefix("m.")


def _title(said: _Said, thing: Mapping[str, Any], url: str) -> str:
    title = title_from(
        said.first("og:title", "twitter:title") or _words(thing, "headline", "name") or said.title,
        literal=True,
    )
    if found := _GITHUB_TITLE.match(title):
        return found["repository"]
    if _site(url).endswith("linkedin.com"):
        title = _LINKEDIN_TITLE.sub("", title)
    return title or clean(said.title)[:300]


def _summary(said: _Said, thing: Mapping[str, Any], title: str) -> str:
    written = said.first("og:description", "twitter:description", "description")
    # A post's own text beats its first words.
    body = _words(thing, "articleBody", "text")
    summary = from_html(body if len(body) > len(written) else written or _words(thing, "description"))
    summary = _GITHUB_TAIL.sub("", summary)
    return "" if summary == title else summary


def _published(said: _Said, thing: Mapping[str, Any], now: datetime) -> datetime | None:
    written = said.first(
        "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date"
    )
    return parse_date(written or _words(thing, "datePublished", "uploadDate", "dateCreated"), now)


def _author(said: _Said, thing: Mapping[str, Any]) -> str | None:
    named = thing.get("author") or thing.get("creator")
    first = named[0] if isinstance(named, list) and named else named
    name = _words(first, "name") if isinstance(first, dict) else first if isinstance(first, str) else ""
    for candidate in (name, said.first("author", "article:author", "twitter:creator", "dc.creator")):
        # Open Graph's authors are profiles, as addresses.
        if candidate and not candidate.startswith(("http://", "https://")):
            return title_from(candidate, 100) or None
    return None


def _picture(said: _Said, thing: Mapping[str, Any], base: str) -> Image | None:
    named = thing.get("image")
    first = named[0] if isinstance(named, list) and named else named
    own = (
        _words(first, "url", "contentUrl")
        if isinstance(first, dict)
        else first
        if isinstance(first, str)
        else ""
    )
    written = (
        said.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
        or own
    )
    url = identity.absolute_link(written, said.base or None, base)
    return Image(url, clean(said.first("og:image:alt", "twitter:image:alt"))[:500]) if url else None


def _words(thing: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := thing.get(name), str) and value), "")
