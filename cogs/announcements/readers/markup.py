"""Tags and their attributes, wherever HTML is looked into; in one pass, whatever is wrong with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s=/"'<>]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+)))?"""
)


def tags(markup: str, *names: str) -> Iterator[tuple[str, Mapping[str, str], int]]:
    """Yield name, attributes (names in lower case, entities resolved) and end of every such start tag."""
    pattern = re.compile(
        rf"<(?P<name>{'|'.join(names)})(?=[\s/>])(?P<inside>(?:[^<>\"']+|\"[^\"]*\"|'[^']*')*)", re.IGNORECASE
    )
    for found in pattern.finditer(markup):
        yield found["name"].lower(), attributes(found["inside"]), found.end()


def attributes(inside: str) -> dict[str, str]:
    """Return what stands inside of a tag; of an attribute given twice, the first."""
    values: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(inside[:10_000]):
        value = found["double"] or found["single"] or found["bare"] or ""
        values.setdefault(found["name"].lower(), html.unescape(value).strip())
    return values
