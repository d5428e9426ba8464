"""One page of the site's repository to one event."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from bot.frontmatter import Page, PageError, Value, listed, one_line, parse_page, truth, web_address
from cogs.announcements.events.event import Event, Kind
from cogs.announcements.events.times import read_when
from cogs.announcements.model import Image
from cogs.announcements.text import TITLE, from_html, title_from

SITE = "https://open-neuromorphic.org"
FOLDERS = {
    "content/workshops": Kind.WORKSHOP,
    "content/neuromorphic-computing/student-talks": Kind.STUDENT_TALK,
    "content/neuromorphic-computing/hacking-hours": Kind.HACKING_HOUR,
    # Until 2026-07-01.
    "content/neuromorphic-computing/software/hacking-hours": Kind.HACKING_HOUR,
}
"""Where event pages lie in the repository: `FOLDER/NAME/index.md`."""

_PATH = re.compile(r"(?:\./)?(?P<folder>content/(?:[\w-]+/)*[\w-]+)/(?P<name>[^/]+)/index\.md")
_SITE_PATH = re.compile(r"/[\w/.~%+@:-]*")
_VIDEO = re.compile(
    r"(?:https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?v=|live/|embed/)|youtu\.be/))?([\w-]{11})(?:[?&#].*)?"
)
_DISCORD_EVENT = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/events/\d{15,20}/\d{15,20}/?")
_PLACEHOLDERS = ("link.to.", "example.", "localhost")
_SECRETS = {"context", "pwd", "passcode", "password", "tk", "token"}
"""Query parameters of meeting links that let anybody in, or name the host's organisation (Teams)."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The events of some files, and the paths of event pages that were left out, with the reason.

    A page that is left out is no page that is gone: whoever compares keeps its last good reading.
    """

    events: tuple[Event, ...]
    left_out: Mapping[str, str]


def kind_of(path: str) -> Kind | None:
    """What kind of event the page at a path in the repository announces; `None` when it is no event page."""
    match = _PATH.fullmatch(path)
    return FOLDERS.get(match["folder"]) if match else None


def read_events(files: Mapping[str, bytes | str], *, now: datetime, site: str = SITE) -> Pages:
    """Read the event pages among `files` (paths in the repository to contents) in the order of their paths.

    Never raises for what a file contains. Drafts come as events with `draft` set. Of a page that lies in an
    old and a new folder at once, halfway through a move, the first is read.
    """
    events: dict[str, Event] = {}
    left_out = {}
    for path in sorted(filter(kind_of, files)):
        try:
            event = read_event(path, files[path], now=now, site=site)
        except PageError as error:
            left_out[path.removeprefix("./")] = str(error)
            continue
        if event.identity in events:
            left_out[path.removeprefix("./")] = f"the same event lies at {events[event.identity].link}"
        else:
            events[event.identity] = event
    return Pages(tuple(events.values()), left_out)


def read_event(path: str, content: bytes | str, *, now: datetime, site: str = SITE) -> Event:
    """Read one event page. Raises PageError with a sentence for the page's editors."""
    match = _PATH.fullmatch(path)
    kind = kind_of(path)
    if match is None or kind is None:
        raise PageError(f"{path} is no event page; they lie at {', '.join(FOLDERS)}")
    page = parse_page(content)
    front = page.front
    title = title_from(one_line(front.get("title")) or "", literal=True)
    if not title:
        raise PageError("the page has no title")
    notes: list[str] = []
    section = "/" + match["folder"].removeprefix("content/")
    at = _site_path(one_line(front.get("url"), 500), section) or f"{section}/{match['name']}"
    link = site.rstrip("/") + at + "/"
    video = _video(front.get("video"), notes)
    when = read_when(front, _text(title, page), kind=kind, now=now)
    return Event(
        identity=_identity(kind, match["name"]),
        aliases=_aliases(match, kind, at, front.get("aliases"), video),
        kind=kind,
        title=_without_kind(title, kind),
        link=link,
        start=when.start,
        end=when.end,
        day=when.day,
        zone=when.zone,
        doubts=when.doubts,
        authors=_authors(front.get("author")),
        description=from_html(one_line(front.get("description")) or ""),
        image=_image(front.get("image"), link, site, title),
        video=video,
        join_link=_join_link(front.get("upcoming_url"), notes),
        discord_event_url=_discord_event(front.get("discord_event_url"), notes),
        calendar_url=web_address(front.get("official_gcal")),
        upcoming=truth(front.get("upcoming")),
        draft=bool(truth(front.get("draft"))),
        notes=tuple(notes),
    )


def _identity(kind: Kind, name: str) -> str:
    """Kind and folder name: the same wherever the section is moved, whatever the title becomes."""
    return f"{kind.replace(' ', '-')}/{name.lower()}"


def _aliases(match: re.Match[str], kind: Kind, at: str, old: Value, video: str | None) -> tuple[str, ...]:
    """Other keys of the page, each with what it is in front: `path:`, `at:` (on the site), `video:`."""
    section = "/" + match["folder"].removeprefix("content/")
    names = [f"path:{match['folder']}/{match['name']}", f"at:{at}", f"at:{section}/{match['name']}"]
    for alias in listed(old):
        if place := _site_path(alias, section):
            # An old address ends in what was the folder's name then.
            names += [f"at:{place}", _identity(kind, place.rpartition("/")[2])]
    if video:
        names.append(f"video:{video}")
    return tuple(dict.fromkeys(name for name in names if name != _identity(kind, match["name"])))


def _site_path(stated: str | None, section: str) -> str | None:
    """A path on the site without a slash at its end; one that does not start with `/` is in its section."""
    if not stated or "//" in stated:
        return None
    place = posixpath.normpath(posixpath.join(section, "".join(stated.split())))
    return place if _SITE_PATH.fullmatch(place) and place != "/" else None


def _without_kind(title: str, kind: Kind) -> str:
    """The title without its own kind in front ("Student Talk: "), which editors add and drop."""
    own = re.compile(rf"{kind.replace(' ', '[ -]')}s?\s*[:|–—-]\s+(?=\S)", re.IGNORECASE)
    found = own.match(title)
    return title[found.end() :] if found else title


def _authors(value: Value) -> tuple[str, ...]:
    """People as the page lists them; a single text is one person."""
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    texts = (title_from(one_line(name, 120) or "", literal=True) for name in names)
    return tuple(dict.fromkeys(text for text in texts if text))


def _video(value: Value, notes: list[str]) -> str | None:
    text = one_line(value, 200)
    if text is None:
        return None
    match = _VIDEO.fullmatch(text)
    if match is None:
        notes.append(f"`video: {text}` is no YouTube id of 11 characters and was left out.")
    return match[1] if match else None


def _image(value: Value, link: str, site: str, title: str) -> Image | None:
    """A file beside the page, a path on the site (also `images/…`, which lie at its root), or an address."""
    text = one_line(value, 300)
    if text is None:
        return None
    if text.startswith(("http://", "https://")):
        address = web_address(text)
    elif text.startswith("//") or ":" in text or ".." in text:
        return None
    elif text.startswith(("/", "images/")):
        address = web_address(f"{site.rstrip('/')}/{text.lstrip('/')}")
    else:
        address = web_address(link + text)
    return Image(address, title_from(title, TITLE, literal=True)) if address else None


def _join_link(value: Value, notes: list[str]) -> str | None:
    """The link to join by, if it may be shown.

    Teams links carry the host's tenant and account, others a password; both stay on the page for a year.
    Whoever wants to join goes through the page.
    """
    address = web_address(value)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        host = ""
    if not host or any(host.startswith(each) for each in _PLACEHOLDERS):
        notes.append("`upcoming_url` is a placeholder and was left out.")
        return None
    if host.startswith("teams.") or _SECRETS & {key.lower() for key in parse_qs(parts.query)}:
        notes.append(
            f"The link to join at {host} names the host's account or a password; the page's link is shown."
        )
        return None
    return address


def _discord_event(value: Value, notes: list[str]) -> str | None:
    text = one_line(value, 200)
    if text is None:
        return None
    if _DISCORD_EVENT.fullmatch(text):
        return text
    notes.append("`discord_event_url` is not the address of a Discord event and was left out.")
    return None


def _text(title: str, page: Page) -> str:
    """What is held against the front matter's times. Lines may end within a date, the parts do not."""
    parts = (title, one_line(page.front.get("description")) or "", page.body)
    # Without Markdown's emphasis: "**14:00** CEST".
    return " | ".join(" ".join(part.replace("*", "").split()) for part in parts)
