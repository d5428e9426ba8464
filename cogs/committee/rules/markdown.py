"""Members' words in a Markdown file, shown as they were typed and unable to break it.

Written for GitHub's Markdown (CommonMark with tables). `bot.texts` does the same for Discord's.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,:;!?)\]*_]")
# With what makes an address of a word, and a list or a line at the start.
_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>#|~&!$]|:(?=//)|(?<=www)\.|^(?:[-+=](?=\s|$)|\d+(?=[.)]))", re.IGNORECASE
)
# What would be read as one character, also within an address.
_ENTITY = re.compile(r"&(?=#?\w+;)")
# Control characters, and those that turn the direction of writing around for whatever follows.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ZERO_WIDTH = "\u200b"


def inline(text: str) -> str:
    """Return a text on one line, for a sentence, a heading or a cell of a table.

    Addresses stay links. Nobody is mentioned: a character without width stands behind each @.
    """
    one_line = _visible(" ".join(text.split()))
    parts, end = [], 0
    for found in _ADDRESS.finditer(one_line):
        parts += [_escaped(one_line[end : found.start()], at_start=end == 0), link(found[0])]
        end = found.end()
    return "".join([*parts, _escaped(one_line[end:], at_start=end == 0)])


def link(address: str) -> str:
    """Return an address as a link, or as text when it is none."""
    if _ADDRESS.fullmatch(address) is None:
        return _escaped(_visible(" ".join(address.split())), at_start=True)
    address = _ENTITY.sub("&amp;", address).replace("|", "%7C")
    return f"<{address}>"


def block(text: str) -> str:
    """Return a text of several lines as a quoted block in which nothing is markup."""
    lines = _visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    mark = fence(text)
    return "\n".join(f"> {line}".rstrip() for line in (f"{mark}text", *lines, mark))


def fence(text: str) -> str:
    """Return backticks enough to enclose a text."""
    return "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda found: " " if found[0] in "\u2028\u2029" else "\ufffd", text)


def _escaped(text: str, *, at_start: bool) -> str:
    def typed(found: re.Match[str]) -> str:
        mark = found[0]
        if mark[0].isdigit():
            return f"{mark}\\"
        starts = mark in "-+="
        return mark if starts and not at_start else f"\\{mark}"

    return _MARKUP.sub(typed, text).replace("@", f"@{_ZERO_WIDTH}")
