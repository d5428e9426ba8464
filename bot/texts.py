"""Wording helpers shared by what members read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from discord.utils import escape_markdown

# discord.py's escape_mentions leaves role mentions in some forms; a zero-width space after every `@` and
# `<` of a mention takes the meaning of all of them without changing what is read.
_MENTION = re.compile(r"@|<(?=[@#!&/:at])")
_ZERO_WIDTH = "\u200b"


def plain(text: str) -> str:
    """Return `text` from outside so that Discord shows it as typed.

    Markdown is escaped, mentions lose their meaning, line breaks become spaces.
    """
    one_line = " ".join(text.split())
    return _MENTION.sub(lambda found: found[0] + _ZERO_WIDTH, escape_markdown(one_line))


def link(label: str, url: str) -> str:
    """Return a masked link, or the plain label when `url` is no http(s) address.

    The label is shown as typed; brackets and blanks in the address are percent-encoded.
    """
    if not re.match(r"https?://[^\s<>]+$", url):
        return plain(label)
    shown = plain(label).replace("[", "(").replace("]", ")")
    return f"[{shown}]({url.replace('(', '%28').replace(')', '%29')})"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return `count` with its noun.

    >>> plural(1, "library", "libraries"), plural(3, "library", "libraries")
    ('1 library', '3 libraries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listing(words: Iterable[str], last: str = "and") -> str:
    """Return words as a sentence lists them.

    >>> listing(["Python", "C++", "Rust"])
    'Python, C++ and Rust'
    """
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
