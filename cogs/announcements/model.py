"""What a source says, as typed records, whatever kind of source it is.

Times are aware and UTC. Texts are plain: no HTML, entities resolved, without control characters and
overrides of the writing direction; they may still hold what Discord reads as markup, so whoever shows them
passes them through `text.safe`. Links are absolute http(s) addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["article", "video", "short", "live", "release", "event", "page"]
# How a source is asked and what is made of its items.
SourceKind = Literal["feed", "youtube", "releases", "repositories", "sitemap"]


class Unreadable(Exception):
    """A body that cannot be read as what it should be; the message says what it is and what to do."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture and what it shows, in words; `alt` may be empty."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to announce.

    `identity` is its stable key within its source, `aliases` are other keys it may have been known by:
    permalink, guid, video id. `published` is the source's own date, which may lie in the future and says
    nothing about newness; it is `None` when it cannot be read or is absurd (before 1971, or more than two
    years ahead). `summary` has at most about 600 characters and may have several lines. `details` holds
    little things of one kind: the tag of a release, the id of a video.
    """

    identity: str
    title: str
    kind: Kind = "article"
    link: str | None = None
    aliases: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    author: str | None = None
    image: Image | None = None
    tags: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: `items` in the source's order, and what moderators should know of it.

    `kind` names the reader. `problems` are sentences: what was mended or skipped, and why. `self_link` is the
    address the feed gives as its own, `moved_to` the one it says it moved to. `deleted` are identities of
    items that the source took back.
    """

    kind: str
    items: tuple[Item, ...]
    title: str | None = None
    link: str | None = None
    problems: tuple[str, ...] = ()
    self_link: str | None = None
    moved_to: str | None = None
    deleted: tuple[str, ...] = ()
