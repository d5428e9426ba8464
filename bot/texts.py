"""Wording helpers shared by what members read."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ZERO_WIDTH = "\u200b"
# Addresses are left as they are: an escaped one would show its backslashes and lead nowhere. Discord reads
# no markup inside them (the expression is its own).
_ADDRESS = r"(?P<address>https?://[^\s<]+[^<.,:;\"'\]\s])"
# Everything that marks up text anywhere, and what does so at the start of a line. A backslash before
# any of them means "show it as typed". (discord.py's escape_markdown misses the second of two masked links.)
# A "<" with a character without width behind it opens nothing any more.
_MARKUP = r"(?P<markup>[\\*_~`|\[\]]|<(?!\u200b)|^(?:(?:#{1,3}|-#?|\+|>(?:>>)?)(?=\s)|\d+(?=\.\s)))"
_SPECIAL = re.compile(f"{_ADDRESS}|{_MARKUP}")
# Whether a text has anything of it at all is seen much sooner; most have not.
_PERHAPS_SPECIAL = re.compile(r"[\\*_~`|\[\]<]")
_PERHAPS_AT_START = ("#", "-", "+", ">")
# A backslash stops no mention. A character without width in it does, and changes nothing that is read.
_MENTION = re.compile(r"@|<(?=[^\s\d=])")
_ROUND_BRACKETS = str.maketrans("[]", "()")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+")
# Letters and marks of which nothing is seen (Unicode, Default_Ignorable_Code_Point); Braille without a dot.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def plain(text: str) -> str:
    """Return `text` from outside so that Discord shows it as typed.

    Markdown is escaped, mentions lose their meaning, line breaks become spaces. It becomes twice as long at
    most.
    """
    one_line = " ".join(text.split())
    if "@" in one_line or "<" in one_line:
        one_line = _MENTION.sub(rf"\g<0>{_ZERO_WIDTH}", one_line)
    listed = one_line.startswith(_PERHAPS_AT_START) or one_line[:1].isdecimal()
    if listed or _PERHAPS_SPECIAL.search(one_line):
        return _SPECIAL.sub(_shown_as_typed, one_line)
    return one_line


def link(label: str, url: str) -> str:
    """Return a masked link, or the plain label when `url` is no http(s) address.

    The label is shown as typed, with round brackets; those of the address are percent-encoded.
    """
    if _WEB_ADDRESS.fullmatch(url) is None:
        return plain(label)
    # Discord knows no escaped bracket inside a label.
    shown = plain(label.translate(_ROUND_BRACKETS))
    return f"[{shown}]({url.replace('(', '%28').replace(')', '%29')})"


def _shown_as_typed(found: re.Match[str]) -> str:
    if found["address"]:
        return found["address"]
    markup = found["markup"]
    # Of a list number, the full stop is what makes the list.
    return f"{markup}\\" if markup[0].isdigit() else f"\\{markup}"


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
