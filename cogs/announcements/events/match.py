"""Which known event a page is: pages are renamed, moved and retitled, and stay one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher

from cogs.announcements.events.event import Event, Kind

ALIKE = 0.5
"""Titles of one event, before and after it was renamed, share at least that much."""


@dataclass(frozen=True, slots=True)
class Known:
    """An event as it was last seen: the traces by which it is found again."""

    identity: str
    aliases: tuple[str, ...]
    kind: Kind
    title: str
    start: datetime | None
    day: date | None
    authors: tuple[str, ...] = ()

    @classmethod
    def from_event(cls, event: Event) -> Known:
        """The traces of an event."""
        return cls(
            event.identity, event.aliases, event.kind, event.title, event.start, event.day, event.authors
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """Known events with their pages of today, pages nobody knew, and known events without a page.

    A page that was renamed comes under the identity it is known by, its new one among its aliases.
    """

    found: tuple[Event, ...]
    new: tuple[Event, ...]
    gone: tuple[Known, ...]


def match(known: Sequence[Known], events: Iterable[Event], left_out: Iterable[str] = ()) -> Matched:
    """Bring known events and today's pages together, one to one, by the strongest trace first.

    By identity; by a shared alias (path, address, old name); by the video; by the same start or day with a
    similar title or the same people. Pages whose paths are `left_out` (unreadable now) are not gone.
    """
    left = {each.identity: each for each in known}
    pages = list(events)
    found: list[Event] = []
    for same in (_same_identity, _shares_place, _shares_video, _same_time):
        pairs = [(each, page) for each in left.values() for page in pages if same(each, page)]
        # The most similar titles first, so that of two talks on one day each finds itself.
        for each, page in sorted(pairs, key=lambda pair: -_likeness(pair[0].title, pair[1].title)):
            if each.identity in left and page in pages:
                pages.remove(page)
                del left[each.identity]
                found.append(_under(each.identity, page))
    unread = {f"path:{path.removesuffix('/index.md')}" for path in left_out}
    gone = tuple(each for each in left.values() if not unread & set(each.aliases))
    return Matched(tuple(found), tuple(pages), gone)


def _under(identity: str, page: Event) -> Event:
    if page.identity == identity:
        return page
    return replace(page, identity=identity, aliases=(page.identity, *page.aliases))


def _same_identity(known: Known, page: Event) -> bool:
    return known.identity == page.identity


def _shares_place(known: Known, page: Event) -> bool:
    return bool(_places(known) & _places(page))


def _shares_video(known: Known, page: Event) -> bool:
    return bool(_videos(known) & _videos(page))


def _same_time(known: Known, page: Event) -> bool:
    if known.kind is not page.kind:
        return False
    same_start = known.start is not None and known.start == page.start
    if not same_start and (known.day is None or known.day != page.day):
        return False
    return bool(set(known.authors) & set(page.authors)) or _likeness(known.title, page.title) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _places(of: Known | Event) -> set[str]:
    return {of.identity, *(alias for alias in of.aliases if not alias.startswith("video:"))}


def _videos(of: Known | Event) -> set[str]:
    return {alias for alias in of.aliases if alias.startswith("video:")}
