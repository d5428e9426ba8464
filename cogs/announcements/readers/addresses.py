"""From what a moderator types to the address of a feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.errors import UserError
from cogs.announcements.identity import absolute_link, video_id
from cogs.announcements.model import SourceKind

_YOUTUBE_FEED = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_PLAYLIST = re.compile(r"(?:PL|UU|UULF|UUSH|UULV|OL|FL)[A-Za-z0-9_-]{10,60}")
_HANDLE = re.compile(r"@[\w.·-]{3,60}")
_NAME = r"[A-Za-z0-9_.-]{1,100}"
_GITHUB_REPOSITORY = re.compile(
    rf"/(?P<owner>{_NAME})/(?P<name>{_NAME}?)(?:\.git)?(?:/(?:releases|tags)?)?/?"
)
_GITHUB_OWNER = re.compile(rf"/(?:orgs/)?(?P<owner>{_NAME})(?:/repositories)?/?")
_GITLAB_PROJECT = re.compile(rf"/(?P<project>{_NAME}(?:/{_NAME}){{1,5}}?)(?:/-/(?:releases|tags))?/?")
# Where a channel's page says which channel it is, the most reliable first.
_CHANNEL_ON_PAGE = (
    re.compile(r"feeds/videos\.xml\?channel_id=(UC[A-Za-z0-9_-]{22})"),
    re.compile(r"<(?:link|meta)\s[^<>]*youtube\.com/channel/(UC[A-Za-z0-9_-]{22})"),
    re.compile(r'"externalId"\s*:\s*"(UC[A-Za-z0-9_-]{22})"'),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to poll, and what kind of source answers there."""

    url: str
    kind: SourceKind


def resolve_source(typed: str) -> Address:
    """Return the feed that `typed` means: a feed's address, a channel, playlist, repository or organisation.

    Raises `UserError` for what is none or needs a look at a page first, with what to do.
    """
    text = typed.strip().strip("<>").strip()
    if _CHANNEL.fullmatch(text):
        return _channel(text)
    if _HANDLE.fullmatch(text):
        raise _handle(text)
    url = absolute_link(text if "://" in text else f"https://{text}")
    guessed = "://" not in text and "." not in text.partition("/")[0]
    if url is None or guessed or " " in text:
        raise UserError(
            "That is no web address.",
            "Give the address of a feed, such as https://open-neuromorphic.org/blog/index.xml.",
        )
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtu.be"):
        return _youtube(url)
    if host == "github.com":
        return _github(url)
    if host == "gitlab.com" and (found := _GITLAB_PROJECT.fullmatch(urlsplit(url).path)):
        return Address(f"https://gitlab.com/{found['project']}/-/releases.atom", "releases")
    return Address(url, "feed")


def channel_id_in(page: str) -> str | None:
    """Return the id of the channel whose page this is, `None` when the page does not say it."""
    return next((found[1] for pattern in _CHANNEL_ON_PAGE if (found := pattern.search(page))), None)


def _youtube(url: str) -> Address:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    first, _, rest = parts.path.strip("/").partition("/")
    if parts.path.endswith("/feeds/videos.xml") and query:
        # The topic address of the push service shows no feed; the one without /xml does.
        return Address(f"{_YOUTUBE_FEED}?{parts.query}", "youtube")
    if first == "channel":
        channel = rest.partition("/")[0]
        if _CHANNEL.fullmatch(channel):
            return _channel(channel)
        raise UserError("That is no channel's id.", "It begins with UC and has 24 characters.")
    if first == "playlist" and _PLAYLIST.fullmatch(query.get("list", "")):
        return Address(f"{_YOUTUBE_FEED}?playlist_id={query['list']}", "youtube")
    if first == "user" and rest:
        return Address(f"{_YOUTUBE_FEED}?user={rest.partition('/')[0]}", "youtube")
    if video_id(url):
        raise UserError(
            "That is one video, not a channel.",
            "Use /announce post for it, or give the address of its channel.",
        )
    raise _handle(first or "youtube.com")


def _channel(channel: str) -> Address:
    return Address(f"{_YOUTUBE_FEED}?channel_id={channel}", "youtube")


def _handle(name: str) -> UserError:
    return UserError(
        f"YouTube's feeds do not know {name!r}; they want the channel's id, which begins with UC.",
        "Open the channel, choose “About” (…more), “Share channel”, “Copy channel ID”, and give that.",
    )


def _github(url: str) -> Address:
    path = urlsplit(url).path
    if path.endswith(".atom"):
        return Address(url, "releases" if path.endswith(("/releases.atom", "/tags.atom")) else "feed")
    if found := _GITHUB_OWNER.fullmatch(path):
        return Address(
            f"https://api.github.com/orgs/{found['owner']}/repos?sort=created&direction=desc&type=public",
            "repositories",
        )
    if found := _GITHUB_REPOSITORY.fullmatch(path):
        which = "tags" if path.rstrip("/").endswith("/tags") else "releases"
        return Address(f"https://github.com/{found['owner']}/{found['name']}/{which}.atom", "releases")
    raise UserError(
        "That page of GitHub has no feed.",
        "Give a repository (for its releases) or an organisation (for new repositories).",
    )
