"""Which items of a source are not announced, and which rule says so."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cogs.announcements.model import Item

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Words = Annotated[tuple[Word, ...], Field(max_length=50)]

_NOISE = {
    "prerelease": ("prereleases", "it is a pre-release"),
    "nightly": ("nightlies", "it is a moving build, such as a nightly one"),
    "tag": ("tags", "it is a bare tag without release notes"),
}


class Filters(BaseModel):
    """What a source's items have to be like; stored as JSON. Without any rule everything is announced.

    Words and tags are compared without regard to case; a word is found only as a whole one. `include_*` want
    at least one of theirs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    include_words: Words = ()
    exclude_words: Words = ()
    include_authors: Words = ()
    exclude_authors: Words = ()
    include_tags: Words = ()
    exclude_tags: Words = ()
    shorts: bool = True
    live: bool = True
    prereleases: bool = False
    nightlies: bool = False
    tags: bool = False


def refusal(filters: Filters, item: Item) -> str | None:
    """Return why `item` is not announced, for moderators; None when nothing speaks against it."""
    text = f"{item.title}\n{item.summary}"
    author = item.author or ""
    for name, (setting, reason) in _NOISE.items():
        if name in item.details.get("noise", "").split() and not getattr(filters, setting):
            return f"{reason}, and {setting} are off"
    if item.kind == "short" and not filters.shorts:
        return "it is a short, and shorts are off"
    if item.kind == "live" and not filters.live:
        return "it is a live stream, and live streams are off"
    if found := _word_in(filters.exclude_words, text):
        return f"it has the excluded word “{found}”"
    if filters.include_words and not _word_in(filters.include_words, text):
        return f"it has none of the words {_listed(filters.include_words)}"
    if found := _word_in(filters.exclude_authors, author):
        return f"its author is excluded: “{found}”"
    if filters.include_authors and not _word_in(filters.include_authors, author):
        return f"its author is none of {_listed(filters.include_authors)}"
    tags = {tag.casefold() for tag in item.tags}
    if found := _equal_to_one(filters.exclude_tags, tags):
        return f"it has the excluded tag “{found}”"
    if filters.include_tags and not _equal_to_one(filters.include_tags, tags):
        return f"it has none of the tags {_listed(filters.include_tags)}"
    return None


def is_premature(filters: Filters, item: Item) -> bool:
    """Tell whether it cannot be known yet what `item` is, and has to be looked at again.

    YouTube lists scheduled streams like videos; nobody can have watched them. A fresh video has no views
    either, for some minutes. (`details["views"]`, where the feed tells.)
    """
    return not filters.live and item.kind == "video" and item.details.get("views") == "0"


def _word_in(words: Collection[str], text: str) -> str | None:
    return next((word for word in words if _has_word(word, text)), None)


def _has_word(word: str, text: str) -> bool:
    # `\b` is no border beside what is no letter: C++.
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def _equal_to_one(words: Collection[str], tags: Collection[str]) -> str | None:
    return next((word for word in words if word.casefold() in tags), None)


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
