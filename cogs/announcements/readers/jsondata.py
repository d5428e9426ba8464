"""What comes as JSON: JSON Feed (jsonfeed.org), and the list of a GitHub organisation's repositories."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.texts import plural
from cogs.announcements import identity
from cogs.announcements.model import Image, Item, Reading, Unreadable
from cogs.announcements.readers.dates import parse_date
from cogs.announcements.readers.distinct import distinct
from cogs.announcements.readers.parsing import MAX_ITEMS
from cogs.announcements.text import clean, from_html, title_from


def read_text(text: str, *, url: str, now: datetime) -> Reading:
    """Read the text of a JSON document. Raises `Unreadable` for one that is neither kind."""
    try:
        # Line breaks inside of strings, which the standard forbids, are written all the same.
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This begins like JSON and is broken: {clean(str(error))[:120]}.") from error
    if isinstance(document, dict) and (isinstance(document.get("items"), list) or _says_feed(document)):
        return _feed(document, url, now)
    if isinstance(document, list) and all(isinstance(one, dict) and "full_name" in one for one in document):
        return _repositories(document, now)
    if isinstance(document, dict) and isinstance(message := document.get("message"), str):
        raise Unreadable(
            f"The server answers: “{clean(message)[:200]}”. If that stays so, check the address."
        )
    raise Unreadable("This is JSON, but neither a JSON Feed nor a list of repositories. Check the address.")


def _says_feed(document: dict[str, Any]) -> bool:
    return "jsonfeed.org" in str(document.get("version", ""))


def _feed(document: dict[str, Any], url: str, now: datetime) -> Reading:
    entries = document.get("items")
    entries = entries if isinstance(entries, list) else []
    site = _string(document, "home_page_url")
    bases = tuple(base for base in (url, _string(document, "feed_url"), site) if identity.absolute_link(base))
    problems = []
    if len(entries) > MAX_ITEMS:
        problems.append(f"The feed has {len(entries):,} items; only the first {MAX_ITEMS:,} are read.")
    read = [_item(entry, bases, now) for entry in entries[:MAX_ITEMS] if isinstance(entry, dict)]
    items = [item for item in read if item]
    if unusable := min(len(entries), MAX_ITEMS) - len(items):
        problems.append(f"{plural(unusable, 'entry', 'entries')} without anything to announce left out.")
    items, shared = distinct(items, site, ids_decide=True)
    problems += shared
    author = _author(document)
    items = [item if item.author or not author else replace(item, author=author) for item in items]
    return Reading(
        kind="jsonfeed",
        items=tuple(items),
        title=title_from(_string(document, "title")) or None,
        link=identity.absolute_link(site, *bases),
        problems=tuple(problems),
        self_link=identity.absolute_link(_string(document, "feed_url"), *bases),
    )


def _item(entry: dict[str, Any], bases: tuple[str, ...], now: datetime) -> Item | None:
    # The standard asks for a string and knows that numbers are sent.
    number = entry.get("id")
    guid = clean(str(number))[:1_000] if isinstance(number, str | int | float) else ""
    link = identity.absolute_link(_string(entry, "url"), *bases)
    outward = identity.absolute_link(_string(entry, "external_url"), *bases)
    summary = from_html(
        _string(entry, "summary") or _string(entry, "content_text") or _string(entry, "content_html")
    )
    title = title_from(_string(entry, "title"), literal=True) or clean(from_html(summary, 100))
    title = title or link or outward or guid
    if not title:
        return None
    name = guid or link or outward or identity.from_words(title, summary)
    picture = identity.absolute_link(_string(entry, "image") or _string(entry, "banner_image"), *bases)
    updated = parse_date(_string(entry, "date_modified"), now)
    tags = entry.get("tags")
    return Item(
        identity=name,
        aliases=identity.aliases(name, link, None if link else outward),
        title=title,
        link=link or outward,
        published=parse_date(_string(entry, "date_published"), now) or updated,
        updated=updated,
        summary=summary,
        author=_author(entry),
        image=Image(picture) if picture else None,
        tags=tuple(title_from(tag, 60) for tag in tags if isinstance(tag, str))[:20]
        if isinstance(tags, list)
        else (),
    )


def _author(entry: dict[str, Any]) -> str | None:
    """Return the first author of an item or a feed by name: `authors` since version 1.1, `author` before."""
    authors = entry.get("authors")
    for author in (*(authors if isinstance(authors, list) else ()), entry.get("author")):
        if isinstance(author, dict) and (name := clean(_string(author, "name"))):
            return name[:100]
    return None


def _repositories(document: list[dict[str, Any]], now: datetime) -> Reading:
    """Read GitHub's answer to `/orgs/<organisation>/repos`; private ones never come out."""
    items = []
    for entry in document[:MAX_ITEMS]:
        link = identity.absolute_link(_string(entry, "html_url"))
        if entry.get("private") or not link:
            continue
        full_name = clean(_string(entry, "full_name"))[:200] or link
        number = entry.get("id")
        name = f"github:repository:{number}" if isinstance(number, int) else identity.canonical_link(link)
        topics = entry.get("topics")
        licence = entry.get("license")
        details = {
            "language": clean(_string(entry, "language"))[:60],
            "licence": clean(_string(licence, "spdx_id"))[:60] if isinstance(licence, dict) else "",
            "fork": "yes" if entry.get("fork") else "",
        }
        owner = entry.get("owner")
        items.append(
            Item(
                identity=name,
                aliases=identity.aliases(name, link),
                kind="page",
                title=full_name,
                link=link,
                published=parse_date(_string(entry, "created_at"), now),
                summary=from_html(_string(entry, "description")),
                author=clean(_string(owner, "login")) or None if isinstance(owner, dict) else None,
                tags=tuple(clean(topic) for topic in topics if isinstance(topic, str))[:20]
                if isinstance(topics, list)
                else (),
                details={key: value for key, value in details.items() if value},
            )
        )
    return Reading(kind="repositories", items=tuple(items))


def _string(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value.strip() if isinstance(value, str) else ""
