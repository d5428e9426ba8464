"""Which of one document's entries are the same item, and by what name each is known.

Feeds repeat entries, give one guid to many, and let every episode link to the home page. A name that several
different entries share tells nothing: each takes the first of its own that is its alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.texts import plural
from cogs.announcements import identity
from cogs.announcements.model import Item


def distinct(items: Sequence[Item], site: str, *, ids_decide: bool) -> tuple[list[Item], list[str]]:
    """Return the items, each once and under a name of its own, and what was wrong with their names.

    `site` is the address of the whole, which names none of them. Entries with the same name, link and title
    are one item. Where `ids_decide` (Atom, RFC 4287, section 4.1.1; JSON Feed) those with the same id and
    link are, as versions of it; the one updated last counts.
    """
    home = identity.canonical_link(site)
    known = [[(name, identity.canonical_link(name)) for name in _names(item)] for item in items]
    bearers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for item, names in zip(items, known, strict=True):
        link = identity.canonical_link(item.link or "")
        for name, key in names:
            version = ids_decide and name == item.identity != item.link
            bearers[key].add((link, "" if version else item.title))
    unique: dict[str, Item] = {}
    for item, names in zip(items, known, strict=True):
        own = (name for name, key in names if key != home and len(bearers[key]) == 1)
        named = _named(item, next(own, identity.from_words(item.title, item.summary, item.link or "")))
        key = identity.canonical_link(named.identity)
        before = unique.setdefault(key, named)
        if before.updated and named.updated and named.updated > before.updated:
            unique[key] = named
    shared = sum(len(bearers[key]) > 1 for key in {names[0][1] for names in known})
    return _without_common(list(unique.values()), home), _told(shared)


def _told(shared: int) -> list[str]:
    names = plural(shared, "identifier")
    return [f"{names} used for several items each; links or words are taken instead."] if shared else []


def _names(item: Item) -> Iterator[str]:
    """Yield what an item can be known by, the best first."""
    yield item.identity
    if item.link:
        yield item.link
    if media := item.details.get("media"):
        yield media
    yield identity.from_words(item.title, item.summary)


def _named(item: Item, name: str) -> Item:
    if name == item.identity:
        return item
    return replace(item, identity=name, aliases=identity.aliases(name, item.link))


def _without_common(items: Sequence[Item], home: str) -> list[Item]:
    """Return the items without aliases that name others too or are the site: they tell nothing apart."""
    common = Counter(key for item in items for key in identity.keys(item))
    common[home] += 2
    return [
        replace(item, aliases=tuple(alias for alias in item.aliases if common[alias] < 2)) for item in items
    ]
