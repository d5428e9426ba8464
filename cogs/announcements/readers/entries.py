"""From one entry of feedparser's to an item, for every kind of feed alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.texts import plural
from cogs.announcements import identity
from cogs.announcements.model import Image, Item
from cogs.announcements.readers.dates import parse_date
from cogs.announcements.readers.markup import tags
from cogs.announcements.text import TITLE, clean, from_html, title_from

MOST_TAGS = 20
# From titles made of a text's beginning.
_TITLE_FROM_TEXT = 100
# A picture is looked for in the beginning of an article; smaller ones count how often it is read.
_PICTURE_WITHIN = 20_000
_SMALLEST_PICTURE = 32
_ADDRESS = re.compile(r"[<(]?(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+[>)]?")
_ALL_IN_BRACKETS = re.compile(r"\s*\((?P<name>.*)\)\s*")
_WRAP = re.compile(r"\s*[\r\n]\s*")
_PUBLISHED = ("published", "issued", "created", "updated")

Entry = Mapping[str, Any]


@dataclass(slots=True)
class Context:
    """What entries share: the clock, the addresses that relative links stand against, and what went wrong."""

    now: datetime
    bases: tuple[str | None, ...] = ()
    bad_dates: list[str] = field(default_factory=list)
    bad_links: list[str] = field(default_factory=list)


def item_of(entry: Entry, context: Context) -> Item | None:
    """Return the item that an entry is, `None` for an empty one."""
    guid = _text(entry, "id")[:1_000]
    link = _link(entry, guid, context)
    body = _body(entry)
    summary = from_html(body)
    title = _title(entry) or clean(from_html(summary, _TITLE_FROM_TEXT)) or link or guid
    if not title:
        return None
    updated = _date(entry, ("updated",), context, note=False)
    author = _author(entry)
    return Item(
        identity=guid or link or identity.from_words(title, summary),
        aliases=identity.aliases(guid or link or "", guid, link, _absolute(entry, "link", context)),
        title=title,
        link=link,
        published=_date(entry, _PUBLISHED, context, note=True),
        updated=updated,
        summary=summary,
        author=author,
        image=_image(entry, context),
        tags=_tags(entry),
        details=_enclosure(entry, context),
    )


def sentences(context: Context) -> list[str]:
    """Return what moderators should know about dates and links that could not be used."""
    said = []
    if context.bad_dates:
        said.append(_counted("date", context.bad_dates) + "; taken as undated.")
    if context.bad_links:
        said.append(_counted("link", context.bad_links) + "; left out.")
    return said


def _counted(what: str, examples: list[str]) -> str:
    return f"{plural(len(examples), what)} cannot be used, such as “{clean(examples[0])[:60]}”"


def _raw(entry: Entry, key: str) -> Any:
    # FeedParserDict's own `get` answers for keys that are not there, with warnings.
    return dict.get(entry, key) if isinstance(entry, dict) else None


def _text(entry: Entry, key: str) -> str:
    value = _raw(entry, key)
    return clean(value) if isinstance(value, str) else ""


def _list(entry: Entry, key: str) -> list[Any]:
    value = _raw(entry, key)
    return value if isinstance(value, list) else []


def _dict(entry: Entry, key: str) -> Entry:
    value = _raw(entry, key)
    return value if isinstance(value, dict) else {}


def _absolute(entry: Entry, key: str, context: Context) -> str | None:
    value = _raw(entry, key)
    # Long addresses are wrapped; a line break is none of theirs (WHATWG URL, section 4.4).
    link = clean(_WRAP.sub("", value.strip())) if isinstance(value, str) else ""
    return identity.absolute_link(link, *context.bases) if link else None


def _link(entry: Entry, guid: str, context: Context) -> str | None:
    """Return where the item leads, past feed services to the page itself; else to the file it brings.

    Without a link, the parser takes the guid for one; where that is just a number or a name, it is none.
    """
    for key in ("feedburner_origlink", "link"):
        link = _absolute(entry, key, context)
        if link and (_text(entry, key) != guid or guid.startswith(("http://", "https://", "/"))):
            return link
    if link := _linked(entry, "alternate", context):
        return link
    if (written := _text(entry, "link")) and written != guid:
        context.bad_links.append(written)
    # Atom's text may stand elsewhere (RFC 4287, section 4.1.3.2).
    elsewhere = (_absolute(content, "src", context) for content in _list(entry, "content"))
    return next(filter(None, elsewhere), None) or _linked(entry, "enclosure", context)


def _linked(entry: Entry, relation: str, context: Context) -> str | None:
    """Return the first address in this relation to the entry that is no picture's."""
    for link in _list(entry, "links"):
        fits = _text(link, "rel") == relation and not _text(link, "type").startswith("image/")
        if fits and (address := _absolute(link, "href", context)):
            return address
    return None


def _title(entry: Entry) -> str:
    title = _raw(entry, "title") or _raw(entry, "itunes_title")
    if not isinstance(title, str):
        return ""
    literal = _text(_dict(entry, "title_detail"), "type") == "text/plain"
    return title_from(title, TITLE, literal=literal)


def _body(entry: Entry) -> str:
    for value in (
        _raw(entry, "summary"),
        *(_raw(content, "value") for content in _list(entry, "content")),
    ):
        if isinstance(value, str) and value.strip():
            return value
    return _text(entry, "media_description") or _text(entry, "subtitle")


def _date(entry: Entry, names: Iterable[str], context: Context, *, note: bool) -> datetime | None:
    written = [text for name in names if (text := _text(entry, name))]
    for text in written:
        if moment := parse_date(text, context.now):
            return moment
    if written and note:
        context.bad_dates.append(written[0])
    return None


def _author(entry: Entry) -> str | None:
    return person(_text(entry, "author")) or person(_text(_dict(entry, "author_detail"), "name"))


def person(written: str) -> str | None:
    """Return the name in `jane@example.org (Jane Doe)`, `Jane Doe <jane@example.org>` and the like.

    An address by itself is nobody's name, and nothing to spread.
    """
    name = _ADDRESS.sub(" ", clean(written))
    if found := _ALL_IN_BRACKETS.fullmatch(name):
        name = found["name"]
    return title_from(name.strip(" ,;"), 100) or None


def _image(entry: Entry, context: Context) -> Image | None:
    title = _title(entry)
    for content in _list(entry, "media_content"):
        picture = _text(content, "medium") == "image" or _text(content, "type").startswith("image/")
        if picture and (url := _absolute(content, "url", context)):
            return Image(url, "")
    for thumbnail in _list(entry, "media_thumbnail"):
        if url := _absolute(thumbnail, "url", context):
            return Image(url, "")
    if url := _absolute(_dict(entry, "image"), "href", context):
        return Image(url, "")
    for link in _list(entry, "links"):
        picture = _text(link, "rel") == "enclosure" and _text(link, "type").startswith("image/")
        if picture and (url := _absolute(link, "href", context)):
            return Image(url, "")
    return _picture_inside(entry, context, title)


def _picture_inside(entry: Entry, context: Context, title: str) -> Image | None:
    for content in (*_list(entry, "content"), {"value": _raw(entry, "summary")}):
        value = _raw(content, "value")
        if not isinstance(value, str) or "<img" not in value:
            continue
        base = _text(content, "base") or None
        for _, attributes, _ in tags(value[:_PICTURE_WITHIN], "img"):
            if _tiny(attributes):
                continue
            if url := identity.absolute_link(attributes.get("src", ""), base, *context.bases):
                alt = clean(attributes.get("alt", ""))
                return Image(url, alt if alt != title else "")
    return None


def _tiny(attributes: Mapping[str, str]) -> bool:
    sides = (attributes.get("width", ""), attributes.get("height", ""))
    return any(side.isdecimal() and int(side[:6]) < _SMALLEST_PICTURE for side in sides)


def _tags(entry: Entry) -> tuple[str, ...]:
    names = (_text(tag, "label") or _text(tag, "term") for tag in _list(entry, "tags"))
    return tuple(dict.fromkeys(title_from(name, 60) for name in names if name))[:MOST_TAGS]


def _enclosure(entry: Entry, context: Context) -> dict[str, str]:
    for link in _list(entry, "links"):
        kind = _text(link, "type")
        if kind.startswith(("audio/", "video/")) and (url := _absolute(link, "href", context)):
            return {"media": url, "media_type": kind[:60]}
    return {}
