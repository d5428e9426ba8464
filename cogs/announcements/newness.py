"""What of a reading is new, what has changed, and what becomes of it.

New means seen for the first time, within sane bounds; a source's own dates say little (they may be the
event's, absurd, or mended later).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cogs.announcements import identity
from cogs.announcements.model import Item
from cogs.announcements.sameness import Known, State, pairs_of, tail_of, without_repetition

# Items appear up to 14 days after their own date (that of an event); what is dated earlier is not news.
OLD = timedelta(days=21)
# So long a wrong date may be mended and the item is news after all.
MENDABLE = timedelta(days=14)
# So long an announced item follows corrections.
EDITABLE = timedelta(days=30)
# Without an answer for so long, readings were missed.
MISSED = timedelta(days=1)


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
    it is to be left for a later reading. `digest` gives what a card would show, as one value. What was
    missed and is older than `late_after` is only summarised.
    """

    refuse: Callable[[Item], str | None]
    taken: Callable[[Item], str | None]
    premature: Callable[[Item], bool]
    digest: Callable[[Item], str]
    late_after: timedelta


def judge(
    items: Sequence[Item], known: Sequence[Known], past: Past, rules: Rules, now: datetime
) -> list[Judgement]:
    """Judge the items of a reading, in its order.

    `known` holds every known item that shares a key with one of `items`, and those that may have moved.
    Premature items and repetitions are left out. Times are aware.
    """
    judged = []
    pairs = pairs_of(items, known)
    tail = {id(item) for item in tail_of(items, pairs)}
    for item in without_repetition(items):
        match = pairs.get(id(item))
        if match is not None:
            judged.append(_known_one(item, match, past, rules, now))
        elif id(item) in tail and not past.first:
            judged.append(Judgement(item, "old", "it is older than all that was there before"))
        elif not rules.premature(item) or past.first or past.after_pause:
            judged.append(_new_one(item, past, rules, now))
    return judged


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
    late = missed and item.published is not None and item.published < now - rules.late_after
    return Judgement(item, "due", "it is new", late=late)


def _too_old(item: Item, past: Past, now: datetime) -> bool:
    # What was published while nobody could look is not old.
    looked = min(now, past.succeeded_at or now)
    return item.published is not None and item.published < looked - OLD
