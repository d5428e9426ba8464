"""Video sitemaps: the site's own, complete list of recordings.

Each entry is a page about a video; where YouTube plays it, its identity is the video's id, as in YouTube's
own feeds, so that it is announced once. (Format: Google's developer documentation, "Video sitemaps".)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from cogs.announcements import identity
from cogs.announcements.model import Image, Item, Reading, Unreadable
from cogs.announcements.readers import mending
from cogs.announcements.readers.dates import parse_date
from cogs.announcements.text import from_html, title_from

MAX_VIDEOS = 5_000


def videos_of(mended: mending.Mended, doubts: tuple[str, ...], *, now: datetime) -> Reading:
    """Return the videos of a sitemap whose text is prepared.

    Raises `Unreadable` for other documents, and for what stays broken.
    """
    if mended.fault:
        raise Unreadable(
            f"The sitemap is broken: {mended.fault}. If that stays so, tell whoever runs the site."
        )
    # Without a document type (`prepare` takes it away) there are no entities to grow or to fetch.
    root = ElementTree.fromstring(mended.text)  # noqa: S314
    if _local(root) != "urlset":
        raise Unreadable(f"This is no sitemap: its outermost element is <{_local(root)}>.")
    items: dict[str, Item] = {}
    problems = [*doubts, *mended.problems]
    without = 0
    for page, video in _videos(root):
        item = _item(page, video, now)
        if item is None:
            without += 1
        elif len(items) < MAX_VIDEOS:
            items.setdefault(item.identity, item)
    if without:
        problems.append(f"{without:,} of its entries have no title or no address, and were left out.")
    if not items:
        problems.append("No page of this sitemap names a video.")
    return Reading(kind="sitemap", items=tuple(items.values()), problems=tuple(problems))


def _videos(root: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    for entry in root:
        page = next((_words(child) for child in entry if _local(child) == "loc"), "")
        for child in entry:
            if _local(child) == "video":
                yield page, child


def _item(page: str, video: ElementTree.Element, now: datetime) -> Item | None:
    said: dict[str, str] = {}
    tags = []
    for child in video:
        if _local(child) == "tag":
            tags.append(title_from(_words(child), 60))
        else:
            said.setdefault(_local(child), _words(child))
    title = title_from(said.get("title", ""))
    link = identity.absolute_link(page)
    player = identity.absolute_link(said.get("player_loc") or said.get("content_loc") or "")
    if not title or not (link or player):
        return None
    video_id = identity.video_id(player) if player else None
    name = video_id or player or link or ""
    thumbnail = identity.absolute_link(said.get("thumbnail_loc", ""))
    return Item(
        identity=name,
        # The page's address is no alias: the page announced the event long before it shows the recording.
        aliases=identity.aliases(name, player),
        kind="live" if said.get("live") == "yes" else "video",
        title=title,
        link=link or player,
        published=parse_date(said.get("publication_date", ""), now),
        summary=from_html(said.get("description", "")),
        author=title_from(said.get("uploader", ""), 100) or None,
        image=Image(thumbnail) if thumbnail else None,
        tags=tuple(tag for tag in tags if tag)[:20],
        details={"video_id": video_id} if video_id else {},
    )


def _local(element: ElementTree.Element) -> str:
    return re.sub(r"^\{[^}]*\}", "", element.tag).lower()


def _words(element: ElementTree.Element) -> str:
    return (element.text or "").strip()
