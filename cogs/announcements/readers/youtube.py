"""YouTube's feeds of channels and playlists, polled or pushed.

A video is its id and nothing else: the feed's body, its `updated` dates, even its links change all the
time. What is a short shows in the link since 2025. Live streams look like videos, and appear once scheduled.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from cogs.announcements import identity
from cogs.announcements.model import Item, Reading
from cogs.announcements.readers.entries import Entry
from cogs.announcements.readers.parsing import Parsed
from cogs.announcements.readers.syndication import reading_of

_NAMESPACE = "http://www.youtube.com/xml/schemas/2015"
_ADDRESS = re.compile(r"https?://(?:www\.)?youtube\.com/(?:xml/)?feeds/videos\.xml", re.IGNORECASE)
_ID = "yt:video:"
# The documented examples say VIDEO_ID, which is no real one, and are what people test with.
_SAID_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
_CHANNEL = re.compile(r"(?:UC)?(?P<rest>[A-Za-z0-9_-]{22})")


def is_youtube(url: str, text: str) -> bool:
    """Tell whether a feed is YouTube's, by its address or by what it declares."""
    return _ADDRESS.match(url) is not None or _NAMESPACE in text[:2_000]


def videos_of(parsed: Parsed, *, url: str, now: datetime) -> Reading:
    """Return the videos of a parsed feed, and as `deleted` the ids of those it took back."""
    reading = reading_of(parsed, url=url, now=now, kind="youtube", refine=_video)
    return replace(reading, deleted=tuple(ref.removeprefix(_ID) for ref in reading.deleted))


def _video(entry: Entry, item: Item) -> Item | None:
    said = entry.get("yt_videoid")
    video = said if isinstance(said, str) and _SAID_ID.fullmatch(said) else _from_names(item)
    if video is None:
        return None
    short = "/shorts/" in (item.link or "")
    details = {"video_id": video}
    if channel := _channel(entry.get("yt_channelid")):
        details["channel_id"] = channel
    if views := _views(entry.get("media_statistics")):
        details["views"] = views
    watch = f"https://www.youtube.com/watch?v={video}"
    return replace(
        item,
        identity=video,
        aliases=(_ID + video, watch),
        kind="short" if short else "video",
        link=item.link or watch,
        details=details,
    )


def _from_names(item: Item) -> str | None:
    """Return the id that the entry's own id or link holds."""
    named = item.identity.removeprefix(_ID)
    if item.identity.startswith(_ID) and identity.VIDEO_ID.fullmatch(named):
        return named
    return identity.video_id(item.link) if item.link else None


def _channel(said: object) -> str | None:
    """Return a channel's whole id; since 2023 feeds leave out its `UC`."""
    found = _CHANNEL.fullmatch(said) if isinstance(said, str) else None
    return f"UC{found['rest']}" if found else None


def _views(said: object) -> str | None:
    """Return how often a video was watched; scheduled streams and fresh uploads say 0."""
    views = said.get("views") if isinstance(said, dict) else None
    return views if isinstance(views, str) and views.isdecimal() else None
