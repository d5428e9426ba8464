"""Releases from GitHub and GitLab: `releases.atom`, `tags.atom`, and what of them is noise.

GitHub's entries have no `published`, and editing a release changes title and `updated`; the entry's id, which
holds the tag, stays. Tags without a release page are among the releases, pre-releases too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Literal
from urllib.parse import unquote

from cogs.announcements.model import Item, Reading
from cogs.announcements.readers.entries import Entry
from cogs.announcements.readers.parsing import Parsed
from cogs.announcements.readers.syndication import reading_of

Noise = Literal["prerelease", "nightly", "tag"]

_GITHUB_ID = re.compile(r"tag:github\.com,\d{4}:Repository/\d+/(?P<tag>.+)")
_LINK = re.compile(
    r"https?://[^/]+/(?P<project>[^?#]+?)/(?:-/)?(?:releases/tag|releases|tags|commits)/(?P<tag>[^?#]+?)/?(?:[?#]|$)"
)
_ADDRESS = re.compile(r"/(?:-/)?(?:releases|tags)(?:\.atom|/?\?(?:.*&)?format=atom)", re.IGNORECASE)
_TAGS_ADDRESS = re.compile(r"/(?:-/)?tags(?:\.atom|/?\?)", re.IGNORECASE)
# `1.0a1`, `1.0rc2` (PEP 440), `1.0-beta.2` (semantic versions), and words that say so.
_PRERELEASE = re.compile(
    r"\d[._-]?(?:a|b|c|rc|m|alpha|beta|pre|preview|dev)[._-]?\d*(?![a-z])"
    r"|(?:^|[._+-])(?:alpha|beta|pre|preview|prerelease|pre-release|rc|dev|canary|snapshot|experimental|unstable|next"
    r"|test|testing|milestone|eap|ea|insiders?)[._-]?\d*(?![a-z])",
    re.IGNORECASE,
)
_NIGHTLY = re.compile(
    r"(?:^|[._+/-])(?:nightly|nightlies|latest|edge|continuous|daily|weekly|head|tip|main|master|trunk|ci|autobuild|"
    r"build-?\d+)(?![a-z])",
    re.IGNORECASE,
)
_NO_NOTES = ("", "no content.")


def is_releases(url: str, text: str) -> bool:
    """Tell whether a feed lists releases or tags, by its address or by its first entry."""
    if _ADDRESS.search(url):
        return True
    head = text[:10_000]
    return "tag:github.com,2008:Repository/" in head or ("/-/releases/" in head and "<feed" in head)


def releases_of(parsed: Parsed, *, url: str, now: datetime) -> Reading:
    """Return the releases of a parsed feed; each item's `details` hold `tag`, `project` and `noise`."""
    address = url or _self(parsed)

    def release(entry: Entry, item: Item) -> Item:
        return _release(item, tags_only=_TAGS_ADDRESS.search(address) is not None)

    return reading_of(parsed, url=url, now=now, kind="releases", refine=release)


def is_prerelease(tag: str) -> bool:
    """Tell whether a tag names something before a release: `v1.0rc1`, `2.0.0-beta.3`, `1.4.dev0`."""
    return _PRERELEASE.search(tag) is not None


def noise(tag: str, title: str, notes: str, *, tags_only: bool = False) -> tuple[Noise, ...]:
    """Return what speaks against announcing a release: a pre-release, a moving build, a tag without notes."""
    found: list[Noise] = []
    if is_prerelease(tag) or re.search(r"\bpre-?release\b|\brelease candidate\b", title, re.IGNORECASE):
        found.append("prerelease")
    if _NIGHTLY.search(tag):
        found.append("nightly")
    if tags_only or notes.strip().lower() in _NO_NOTES:
        found.append("tag")
    return tuple(found)


def _release(item: Item, *, tags_only: bool) -> Item:
    by_id = _GITHUB_ID.fullmatch(item.identity)
    by_link = _LINK.match(item.link or item.identity)
    tag = by_id["tag"] if by_id else unquote(by_link["tag"]) if by_link else ""
    project = by_link["project"] if by_link else ""
    title = tag if tag and item.title in (item.identity, item.link) else item.title
    details = {
        "tag": tag,
        "project": project,
        "noise": " ".join(noise(tag, title, item.summary, tags_only=tags_only)),
    }
    return replace(
        item,
        kind="release",
        title=_with_version(title, tag),
        # The picture is its author's face.
        image=None,
        details={key: value for key, value in details.items() if value},
    )


def _with_version(title: str, tag: str) -> str:
    """Return the title with the tag behind it when it does not say the version."""
    version = re.sub(r"^\D*(?=\d)", "", tag)
    return title if not tag or (version or tag).lower() in title.lower() else f"{title} ({tag})"


def _self(parsed: Parsed) -> str:
    for link in parsed.feed.get("links", ()):
        if link.get("rel") == "self":
            return str(link.get("href", ""))
    return ""
