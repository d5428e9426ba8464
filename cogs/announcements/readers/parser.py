"""feedparser with two of its ways changed, for whoever imports it from here.

It looks through all categories of an entry for each, and loses the whole feed to one element that it stumbles
over, such as a chapter of a podcast without a start.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import feedparser  # type: ignore[import-untyped]
from feedparser.mixin import _FeedParserMixin  # type: ignore[import-untyped]

__all__ = ["feedparser"]

# So many of an entry's categories are kept.
MAX_TAGS = 100


def _add_tag(self: Any, term: str | None, scheme: str | None, label: str | None) -> None:
    """Keep an entry's first categories, without comparing each with all before it."""
    tags = self._get_context().setdefault("tags", [])
    if (term or scheme or label) and len(tags) < MAX_TAGS:
        tags.append(feedparser.FeedParserDict(term=term, scheme=scheme, label=label))


def _passing_over(start: Callable[..., None]) -> Callable[..., None]:
    """Return the start of an element so that one it fails at is passed over."""

    @wraps(start)
    def started(self: Any, *element: Any) -> None:
        with suppress(Exception):
            start(self, *element)

    return started


def _as_unknown(end: Callable[..., None]) -> Callable[..., None]:
    """Return the end of an element so that one it fails at is taken for one that feedparser does not know."""

    @wraps(end)
    def ended(self: Any) -> None:
        try:
            end(self)
        except Exception as error:
            # How feedparser learns that there is nobody for this element; it goes on behind it.
            raise AttributeError(str(error)) from error

    return ended


_FeedParserMixin._add_tag = _add_tag
_FeedParserMixin.unknown_starttag = _passing_over(_FeedParserMixin.unknown_starttag)
for _name in dir(_FeedParserMixin):
    if _name.startswith("_end_"):
        setattr(_FeedParserMixin, _name, _as_unknown(getattr(_FeedParserMixin, _name)))
