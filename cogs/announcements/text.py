"""From what sources write to plain text, and from plain text to what may stand in a Discord message."""

from __future__ import annotations

import html
import re

from bot.limits import fit
from bot.texts import plain

SUMMARY = 600
TITLE = 300
# So much markup is looked at for a summary; what comes later would be cut anyway.
_MARKUP = 100_000

# What is not seen or changes how its neighbours are seen: control characters, marks and overrides of the
# writing direction, spaces without width, soft hyphens, halves of UTF-16 pairs, tags, noncharacters. The
# joiners U+200C and U+200D stay: Persian words and emoji families are written with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_JOINERS_ONLY = re.compile(r"[\u200c\u200d\ufe00-\ufe0f\s]*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_NAMES = (
    "a|abbr|acronym|address|applet|article|aside|audio|b|bdi|bdo|big|blink|blockquote|body|br|button|caption|center|"
    "cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|"
    "frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|marquee|math|meta|"
    "nav|nobr|noframes|noscript|object|ol|option|p|param|path|picture|pre|q|rp|rt|ruby|s|samp|script|section|select|"
    "small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|"
    "title|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
# A tag ends at its `>` outside of quotes, at the next `<`, or at a quote that nobody closes.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>?"
    r"|</?(?P<name>[a-zA-Z][\w:-]*)(?:[^<>\"']+|\"[^\"]*\"|'[^']*')*>?",
    re.DOTALL,
)
_SPACE = re.compile(r"\s+")
_BLOCK_NAMES = """
    address article aside blockquote br caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr li main nav ol p pre section summary table tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset(("td", "th"))
# Their contents are not prose.
_SKIPPED_NAMES = """
    audio button head iframe math noscript object script select style svg template textarea title video
"""
_SKIPPED = {name: re.compile(rf"</{name}\b[^<>]*>?", re.IGNORECASE) for name in _SKIPPED_NAMES.split()}
# The contents of these go on to the end when nobody closes them.
_CODE = frozenset(("script", "style", "textarea", "title"))
_CLOSING = re.compile(rf"</(?:{_NAMES})\s*>|^\s*<", re.IGNORECASE)


def clean(text: str) -> str:
    """Return `text` on one line, without what is not seen."""
    return _one_line(_UNSEEN.sub("", text))


def clean_lines(text: str) -> str:
    """Return `text` with each of its lines cleaned and empty ones dropped."""
    return "\n".join(line for line in map(_one_line, _UNSEEN.sub("", text).splitlines()) if line)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return "" if not line.isascii() and _JOINERS_ONLY.fullmatch(line) else line


def has_markup(text: str) -> bool:
    """Tell whether `text` has a tag that HTML knows; `a < b` and `List<int>` have none."""
    return "<" in text and _TAG.search(text) is not None


def from_html(markup: str, limit: int = SUMMARY) -> str:
    """Return HTML as plain text of at most `limit` characters: one line per block, cut at a word with `…`.

    Scripts, styles and drawings are dropped, entities resolved, also those escaped twice. Text that is no
    HTML keeps its line breaks.
    """
    text = _prose(markup, limit) if has_markup(markup) else html.unescape(markup.lstrip()[: 3 * limit])
    if has_markup(text) and _CLOSING.search(text):
        # Tags escaped once more than meant: `&lt;p&gt;` where the feed's own escaping is already undone.
        text = _prose(text, limit)
    # So is `&amp;rsquo;`.
    return fit(clean_lines(_unescaped(text)), limit)


def title_from(markup: str, limit: int = TITLE, *, literal: bool = False) -> str:
    """Return a title as plain text on one line; `literal` keeps what looks like a tag."""
    if literal:
        return fit(clean(_unescaped(markup[: 8 * limit])), limit)
    return clean(from_html(markup, limit))


def safe(text: str) -> str:
    """Return `text` so that Discord shows it as typed, line by line: no markup, no mention, no timestamp."""
    return "\n".join(plain(line) for line in clean_lines(text).split("\n"))


def _unescaped(text: str) -> str:
    return html.unescape(text) if _ENTITY.search(text) else text


def _prose(markup: str, limit: int) -> str:
    """Return the text between the tags, its entities resolved, with line breaks for blocks.

    Ends once there is enough for `limit` characters, so a long article costs no more than its beginning.
    """
    parts: list[str] = []
    enough = 2 * limit
    unclosed: set[str] = set()
    at, end = 0, min(len(markup), _MARKUP)
    while enough > 0:
        token = _TOKEN.search(markup, at, end)
        text = _SPACE.sub(" ", html.unescape(markup[at : token.start() if token else end]))
        parts.append(text)
        enough -= len(text)
        if token is None:
            break
        at = token.end()
        name = (token["name"] or "").lower()
        if name in _BLOCKS:
            parts.append("\n")
        elif name in _CELLS:
            parts.append(" ")
        elif name in _SKIPPED and token[0][1] != "/" and not token[0].endswith("/>") and name not in unclosed:
            close = _SKIPPED[name].search(markup, at, end)
            if close:
                at = close.end()
            elif name in _CODE:
                break
            else:
                unclosed.add(name)
    return "".join(parts)
