"""Which known item an item is, whatever happened to its address, its title or its date.

It is known by any key it ever had (`identity.keys`), or when one that vanished says the same: a moved page is
no new one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import urlsplit

from cogs.announcements import identity
from cogs.announcements.model import Item

State = Literal["baseline", "skipped", "due", "announced", "summarised", "filtered", "old", "duplicate"]

# Their identities are no addresses: tags and ids of videos never move.
_NAMED = ("video", "short", "live", "release")
# How alike the titles of one event are before and after it was renamed.
_ALIKE = 0.5
_SAME_DAY = timedelta(hours=12)
# Feeds that show only their newest items show at least so many.
_WINDOW = 10
# With more items of one date, the date says nothing about any of them.
_CROWD = 30
# Shorter summaries say the same by chance.
_TELLING_SUMMARY = 40


@dataclass(frozen=True, slots=True)
class Known:
    """An item of the source that was seen before. `keys` are canonical, `present` tells whether the last
    reading had it; `shown` is the digest of what was shown."""

    id: int
    keys: frozenset[str]
    identity: str
    state: State
    title: str
    link: str | None
    published: datetime | None
    summary: str
    shown: str
    first_seen_at: datetime
    announced_at: datetime | None
    present: bool


def pairs_of(items: Sequence[Item], known: Sequence[Known]) -> Mapping[int, Known]:
    """Return which known item each item is (by the item's `id()`): by its identity first, then by any key,
    then as one that moved. No known item is two."""
    pairs: dict[int, Known] = {}
    free = {each.id: each for each in known}
    unknown = list(without_repetition(items))
    for find in (_by_identity, _by_key, _as_moved):
        lookup = find(list(free.values()))
        left = []
        for item in unknown:
            match = next((each for each in lookup(item) if each.id in free), None)
            if match is None:
                left.append(item)
            else:
                pairs[id(item)] = free.pop(match.id)
        unknown = left
    return pairs


Lookup = Callable[[Item], Iterator[Known]]


def _by_identity(known: Sequence[Known]) -> Lookup:
    by_identity = {each.identity: each for each in known}

    def find(item: Item) -> Iterator[Known]:
        match = by_identity.get(identity.canonical_link(item.identity))
        if match is not None:
            yield match

    return find


def _by_key(known: Sequence[Known]) -> Lookup:
    by_key = {key: each for each in known for key in each.keys}

    def find(item: Item) -> Iterator[Known]:
        for key in sorted(identity.keys(item)):
            if key in by_key:
                yield by_key[key]

    return find


def _as_moved(known: Sequence[Known]) -> Lookup:
    by_date: defaultdict[datetime, list[Known]] = defaultdict(list)
    by_title: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
    for each in known:
        by_title[_plain(each.title), _host(each.link)].append(each)
        if each.published is not None:
            by_date[each.published].append(each)

    def find(item: Item) -> Iterator[Known]:
        if item.kind in _NAMED:
            return
        title = _plain(item.title)
        for each in by_title.get((title, _host(item.link)), ()):
            if _says_the_same(each, item):
                yield each
        together = by_date.get(item.published, ()) if item.published is not None else ()
        if len(together) > _CROWD:
            return
        # The likest first: several events may be at the same time.
        likeness = {each.id: _likeness(_plain(each.title), title) for each in together}
        for each in sorted(together, key=lambda each: -likeness[each.id]):
            if likeness[each.id] >= _ALIKE:
                yield each

    return find


def _says_the_same(before: Known, item: Item) -> bool:
    """Tell whether an item with the title and the host of `before` is the same at another address."""
    if len(item.summary) >= _TELLING_SUMMARY and before.summary == item.summary:
        return True
    if before.published is None or item.published is None:
        # Titles that come again and again are no sign, unless one went as the other came.
        return before.present
    return abs(before.published - item.published) < _SAME_DAY


def tail_of(items: Sequence[Item], pairs: Mapping[int, Known]) -> Sequence[Item]:
    """Return the items at the feed's end that were always there, beyond the last that it showed: one before
    them was taken away."""
    known = [number for number, item in enumerate(items) if id(item) in pairs]
    if not known or len(items) < _WINDOW:
        return ()
    dates = [items[number].published for number in known]
    oldest = min((date for date in dates if date is not None), default=None)
    rest = items[known[-1] + 1 :]
    if oldest is None or any(item.published is None or item.published >= oldest for item in rest):
        return ()
    return rest


def without_repetition(items: Sequence[Item]) -> Iterator[Item]:
    """Yield the items of a reading, each identity once."""
    seen: set[str] = set()
    for item in items:
        name = identity.canonical_link(item.identity)
        if name not in seen:
            seen.add(name)
            yield item


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold())) or title.casefold()


def _host(link: str | None) -> str:
    return (urlsplit(link).hostname or "").removeprefix("www.") if link else ""
