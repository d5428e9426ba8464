"""Bodies of pages: what the site's generator adds or resolves is dropped or written out."""

from __future__ import annotations

import re

MAX_BODY = 60_000

_SHORTCODE = re.compile(r"\{\{[<%][^{}]*[%>]\}\}")
_ROOT_LINK = re.compile(r"(\]\()(/(?!/)[^)\s]*)")


def plain_markdown(body: str, base_url: str) -> str:
    """A page's body as Markdown that stands alone.

    Shortcodes and comments are dropped, links from the site's root get the site's address in front,
    blanks at line ends go, and more than one empty line becomes one.
    """
    text = _SHORTCODE.sub("", _without_comments(body[:MAX_BODY]))
    text = _ROOT_LINK.sub(lambda link: f"{link[1]}{base_url.rstrip('/')}{link[2]}", text)
    text = "\n".join(line.rstrip() for line in text.replace("\0", "").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_comments(text: str) -> str:
    """Text without HTML comments; one that is never closed hides the rest, as in a browser."""
    kept = []
    while True:
        before, opened, rest = text.partition("<!--")
        kept.append(before)
        if not opened:
            return "".join(kept)
        text = rest.partition("-->")[2]
