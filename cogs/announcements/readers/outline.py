"""The outline of a feed's text: its outermost element, its items and its end, however broken they are."""

from __future__ import annotations

import re

# What feeds are made of, by their outermost element in lower case; an Atom entry may stand alone (RFC 4287).
ITEMS = {
    "rss": "item",
    "rdf": "item",
    "channel": "item",
    "feed": "entry",
    "entry": "entry",
    "urlset": "url",
}
ROOT = re.compile(
    r"(?>\s+|<!--.*?-->|<\?.*?\?>)*+<(?P<full>(?:[A-Za-z_][\w.-]*:)?(?P<name>[A-Za-z_][\w.-]*))", re.DOTALL
)


def root_of(text: str) -> str | None:
    """Return the local name of the outermost element as it is written, `None` when there is none."""
    found = ROOT.match(text)
    return found["name"] if found else None


def cut_after(text: str, count: int) -> tuple[str, int]:
    """Return the feed with its first `count` items, the elements around them closed, and how many it had."""
    element = ITEMS.get((root_of(text) or "").lower(), "item")
    starts = [found.start() for found in re.finditer(rf"<(?:[\w.-]+:)?{element}[\s/>]", text, re.IGNORECASE)]
    return text if len(starts) <= count else text[: starts[count]] + _closing(text), len(starts)


def whole_items(text: str) -> str:
    """Return a feed that breaks off without the item that it breaks off in: what is missing may name it."""
    root = ROOT.match(text)
    if root is None or _ends(text, root["full"]):
        return text
    element = ITEMS.get(root["name"].lower(), "item")
    marks = [*re.finditer(rf"<(?P<close>/?)(?:[\w.-]+:)?{element}[\s/>]", text[root.end() :], re.IGNORECASE)]
    return text if not marks or marks[-1]["close"] else text[: root.end() + marks[-1].start()]


def drop_trail(text: str) -> str:
    """Return the feed without what follows the last of its ends."""
    root = ROOT.match(text)
    ends = [*re.finditer(rf"</{re.escape(root['full'])}\s*>", text)] if root else []
    return text[: ends[-1].end()] if ends and text[ends[-1].end() :].strip() else text


def close_end(text: str) -> str:
    """Close what is open in a feed that ends after a whole item."""
    end = _end_of_items(text)
    return text if end is None or _item_begins(text, end) else text[:end] + _closing(text)


def close_after_item(text: str) -> str:
    """Cut a feed that breaks off inside of an item after the one before, and close what is open."""
    end = _end_of_items(text)
    return text[:end] + _closing(text) if end is not None and _item_begins(text, end) else text


def _ends(text: str, root: str) -> bool:
    return re.search(rf"</{re.escape(root)}\s*>", text[-200:]) is not None


def _end_of_items(text: str) -> int | None:
    """Return where the last whole item ends, `None` for a feed without any or with an end of its own."""
    root = ROOT.match(text)
    if root is None or _ends(text, root["full"]):
        return None
    element = ITEMS.get(root["name"].lower(), "item")
    ends = (found.end() for found in re.finditer(rf"</(?:[\w.-]+:)?{element}\s*>", text))
    return max(ends, default=None)


def _item_begins(text: str, at: int) -> bool:
    return re.search(r"<(?:[\w.-]+:)?(?:item|entry|url)[\s>]", text[at:]) is not None


def _closing(text: str) -> str:
    root = ROOT.match(text)
    if root is None:
        return ""
    # In RSS 1.0 items follow the channel; in RSS 0.9x and 2.0 they are inside.
    channel = "</channel>" if root["name"].lower() == "rss" else ""
    return f"{channel}</{root['full']}>"
