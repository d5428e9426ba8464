"""What of a reading is new, what is known under another name, and what has changed.

New means seen for the first time, within sane bounds; a source's own dates say little (they may be the
event's, absurd, or mended later). An item is known by any key it ever had (`identity.keys`), or when one that
vanished says the same: a moved page is no new one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import urlsplit

from cogs.announcements import identity
from cogs.announcements.model import Item

State = Literal["baseline", "skipped", "due", "announced", "summarised", "filtered", "old", "duplicate"]

# Items appear up to 14 days after their own date (that of an event); what is dated earlier is not news.
OLD = timedelta(days=21)
# So long a wrong date may be mended and the item is news after all.
MENDABLE = timedelta(days=14)
# So long an announced item follows corrections.
EDITABLE = timedelta(days=30)
# Without an answer for so long, readings were missed; what is older than that limit is only summarised.
MISSED = timedelta(days=1)
LATE = timedelta(days=14)

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


@dataclass(frozen=True, slots=True)
class Past:
    """What went before this reading: `first` of all, or the first `after_pause`, announces nothing.

    `succeeded_at` is when the source last answered well.
    """

    first: bool = False
    after_pause: bool = False
    succeeded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of an item, and `why` in words for moderators.

    `known` is the item it is known as, None for one that is seen for the first time. `state` is its new
    state. `edit`: what was posted says something else now. `late`: goes into the summary.
    """

    item: Item
    state: State
    why: str
    known: Known | None = None
    edit: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked about an item that nobody knows; each returns the reason, or None.

    `refuse` is the source's filters, `taken` tells whether another source announced it; `premature` whether
    it is to be left for a later reading. `digest` gives what a card would show, as one value.
    """

    refuse: Callable[[Item], str | None]
    taken: Callable[[Item], str | None]
    premature: Callable[[Item], bool]
    digest: Callable[[Item], str]


def judge(
    items: Sequence[Item], known: Sequence[Known], past: Past, rules: Rules, now: datetime
) -> list[Judgement]:
    """Judge the items of a reading, in its order.

    `known` holds every known item that shares a key with one of `items`, and those that may have moved.
    Premature items and repetitions are left out. Times are aware.
    """
    judged = []
    pairs = _pairs(items, known)
    tail = {id(item) for item in _tail(items, pairs)}
    for item in _without_repetition(items):
        match = pairs.get(id(item))
        if match is not None:
            judged.append(_known_one(item, match, past, rules, now))
        elif id(item) in tail and not past.first:
            judged.append(Judgement(item, "old", "it is older than all that was there before"))
        elif not rules.premature(item) or past.first or past.after_pause:
            judged.append(_new_one(item, past, rules, now))
    return judged


# --- known or new ---------------------------------------------------------------------------------------


def _pairs(items: Sequence[Item], known: Sequence[Known]) -> Mapping[int, Known]:
    """Return which known item each item is (by the item's `id()`): by its identity first, then by any key,
    then as one that moved. No known item is two."""
    pairs: dict[int, Known] = {}
    free = {each.id: each for each in known}
    unknown = list(_without_repetition(items))
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


def _tail(items: Sequence[Item], pairs: Mapping[int, Known]) -> Sequence[Item]:
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


def _without_repetition(items: Sequence[Item]) -> Iterator[Item]:
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


# --- what becomes of it ---------------------------------------------------------------------------------


def _known_one(item: Item, known: Known, past: Past, rules: Rules, now: datetime) -> Judgement:
    if item.published is None and known.published is not None:
        # Unreadable for a while (the year 1, and back): what it was is the better guess.
        item = replace(item, published=known.published)
    same = identity.canonical_link(item.identity) in known.keys or identity.keys(item) & known.keys
    how = "it is known" if same else f"it is “{known.title}” at a new address"
    changed = rules.digest(item) != known.shown
    # The wrong year is mended; a bare tag gets its release notes an hour later.
    if known.state in ("old", "filtered") and changed and now - known.first_seen_at <= MENDABLE:
        fresh = _new_one(item, past, rules, now)
        if fresh.state == "due":
            return Judgement(item, "due", "it was mended, and is news now", known, late=fresh.late)
    if known.state == "announced" and changed:
        if known.announced_at is not None and now - known.announced_at <= EDITABLE:
            return Judgement(item, "announced", f"{how}; the message is corrected", known, edit=True)
        return Judgement(item, "announced", f"{how}; too long ago for a correction", known)
    return Judgement(item, known.state, f"{how} ({_IN_WORDS[known.state]})", known)


_IN_WORDS: Mapping[State, str] = {
    "baseline": "there before the source was followed",
    "skipped": "it came while the source was paused",
    "due": "it will be posted",
    "announced": "posted",
    "summarised": "posted in a summary",
    "filtered": "a filter said no",
    "old": "it was too old when it came",
    "duplicate": "another source announced it",
}


def _new_one(item: Item, past: Past, rules: Rules, now: datetime) -> Judgement:
    if past.first:
        return Judgement(item, "baseline", "it is there before the source is followed")
    if past.after_pause:
        return Judgement(item, "skipped", "it came while the source was paused")
    if taken := rules.taken(item):
        return Judgement(item, "duplicate", taken)
    if _too_old(item, past, now):
        return Judgement(item, "old", f"it is dated {item.published:%Y-%m-%d}, too long ago to be news")
    if refused := rules.refuse(item):
        return Judgement(item, "filtered", refused)
    missed = past.succeeded_at is not None and now - past.succeeded_at > MISSED
    late = missed and item.published is not None and item.published < now - LATE
    return Judgement(item, "due", "it is new", late=late)


def _too_old(item: Item, past: Past, now: datetime) -> bool:
    # What was published while nobody could look is not old.
    looked = min(now, past.succeeded_at or now)
    return item.published is not None and item.published < looked - OLD
