"""Front matter: the YAML between ``---`` lines at the top of a page, read without trust; and its values.

Pages are edited by many people and arrive over the network, so the loader knows only text, lists and
tables: no aliases (they can blow a kilobyte up to gigabytes), no tags, no dates or numbers guessed from
their look (``18:00`` would become 1080), bounded depth, bounded size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

MAX_PAGE_BYTES = 400_000
"""The longest real page has 17 kB; a page beyond this is an accident or an attack."""
MAX_DEPTH = 8
"""Real front matter is three tables deep (``product.status.released``)."""

Value = str | None | list["Value"] | dict[str, "Value"]

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}

_COMMA_OUTSIDE_BRACKETS = re.compile(r"[,;](?![^(]*\))")


class PageError(ValueError):
    """A page that cannot be read. The message is for the pages' editors."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart: its front matter, its raw front matter lines, and its Markdown body."""

    front: Mapping[str, Value]
    front_text: str
    body: str


class _PlainLoader(yaml.SafeLoader):
    """A loader for which every scalar is text or null, and which refuses what pages never need."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the attribute's name and shape are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise yaml.YAMLError(
                "anchors and aliases (& and *) are not allowed; quote the text if it is text"
            )
        if getattr(event, "tag", None) is not None:
            raise yaml.YAMLError(f"the tag {event.tag!r} is not allowed; quote the text if it is text")
        if self._depth >= MAX_DEPTH:
            raise yaml.YAMLError(f"nested deeper than {MAX_DEPTH} levels")
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.YAMLError("a key must be plain text")
            if key_node.value in seen:
                raise yaml.YAMLError(f"the key {key_node.value!r} stands twice")
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def decode(content: bytes | str) -> str:
    """Turn a file into text with ``\\n`` line ends and no byte order mark.

    Raises PageError for oversized files and for bytes that are not UTF-8.
    """
    if len(content) > MAX_PAGE_BYTES:
        raise PageError(f"the file has {len(content):,} bytes; pages may have {MAX_PAGE_BYTES:,}")
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise PageError(f"the file is not UTF-8 text (byte {error.start})") from None
    return content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse_page(content: bytes | str) -> Page:
    """Split a page into front matter and body. Raises PageError with what is wrong and how to mend it."""
    text = decode(content)
    head = text.lstrip()[:200].lower()
    if not head:
        raise PageError("the file is empty")
    if head.startswith(("<!doctype", "<html", "<head", "<?xml")):
        raise PageError("this is a web page (HTML), not a Markdown page with front matter")
    if head.startswith("+++"):
        raise PageError("the front matter is TOML (+++); the site's pages use YAML between --- lines")
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() != "---":
        raise PageError("the page does not start with a --- line, so it has no front matter")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise PageError("the front matter is not closed by a --- line")
    front_text = "\n".join(lines[1:end])
    return Page(_load(front_text), front_text, "\n".join(lines[end + 1 :]))


def _load(front_text: str) -> dict[str, Value]:
    loader: _PlainLoader | None = None
    try:
        loader = _PlainLoader(front_text)
        front = loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PageError(f"the front matter is not valid YAML: {_explain(error)}") from None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(front, dict):
        raise PageError("the front matter is not a list of `key: value` lines")
    return {str(key): value for key, value in front.items()}


def _explain(error: Exception) -> str:
    """One line: what PyYAML found and in which line of the file (front matter starts in line 2)."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{error.problem or error.context} (line {error.problem_mark.line + 2})"
    return " ".join(str(error).split())[:200] or type(error).__name__


def one_line(value: Value, limit: int = 0) -> str | None:
    """Text on one line without control, bidirectional or zero-width characters; None when nothing is left.

    With a limit, longer text is cut and ends in an ellipsis.
    """
    if not isinstance(value, str):
        return None
    visible = "".join(
        " " if char.isspace() else char
        for char in value
        if char.isspace() or unicodedata.category(char) not in _INVISIBLE
    )
    text = " ".join(visible.split())
    if limit and len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text or None


def truth(value: Value) -> bool | None:
    """``True`` and ``true`` alike; None for everything that is neither yes nor no."""
    text = (one_line(value) or "").lower()
    return True if text in _YES else False if text in _NO else None


def listed(value: Value, *, separators: str = ",;") -> tuple[str, ...]:
    """A list, or text with commas (not those inside brackets), as a tuple without repeats.

    Text beyond 2,000 characters is not read: no real list comes near.
    """
    parts: Sequence[Value]
    if isinstance(value, list):
        parts = value
    elif isinstance(value, str):
        parts = [*_COMMA_OUTSIDE_BRACKETS.split(value[:2000])]
        if "/" in separators:
            parts = [piece for part in parts if isinstance(part, str) for piece in part.split("/")]
    else:
        return ()
    texts = (one_line(part, 120) for part in parts)
    return tuple(dict.fromkeys(text for text in texts if text))


def web_address(value: Value) -> str | None:
    """An http(s) address without blanks, or None."""
    text = one_line(value)
    if text is None or len(text) > 1000 or " " in text or any(char in text for char in '<>"\\`'):
        return None
    return text if re.match(r"https?://[^/\s]+", text) else None
