"""Repairs for feeds that are not well-formed XML.

Each repair undoes one mistake that real feeds make, has a name for moderators, and is tried only on text that
a strict parser refuses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5
from xml.parsers import expat

from cogs.announcements.model import Unreadable
from cogs.announcements.readers import outline

Mend = Callable[[str], str]

_MOST_ATTRIBUTES = 500
_DECLARATION = re.compile(r"\s*<\?xml\s.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE\b(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*(?:\[(?P<subset>.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_DOCTYPE_BEGINS = re.compile("<!DOCTYPE", re.IGNORECASE)
_ENTITY_DECLARED = re.compile(
    r"""<!ENTITY\s+([\w.-]{1,40})\s+(?:"([^"<%&]{0,200})"|'([^'<%&]{0,200})')\s*>"""
)
_FEED_BEGINS = re.compile(r"<\?xml\s|<(?:[\w.-]+:)?(?:rss|feed|RDF|urlset)\b", re.IGNORECASE)
_WRAPPED = re.compile(r"<(?P<full>feed(?=\s[^<>]*www\.w3\.org/2005/Atom)|rss(?=\s[^<>]*version))\s")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:x0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));")
# CDATA sections, comments and processing instructions are left as they are by every repair of text.
# (One that nobody closes goes on to the end, so that no text is looked at twice.)
_LEFT = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
_AMPERSAND = re.compile(
    rf"(?P<left>{_LEFT})|&(?:(?P<known>amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);|(?P<name>[A-Za-z]\w{{1,31}});)?",
    re.DOTALL,
)
_LESS_THAN = re.compile(rf"(?P<left>{_LEFT})|<(?![A-Za-z_/!?])", re.DOTALL)
_ESCAPED_CDATA = re.compile(r"&lt;!\[CDATA\[(?P<text>(?:(?!&lt;!\[CDATA\[|<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
_END_OF_TEXT = re.compile(r"</(?:description|content:encoded|content|summary|title)\s*>")
_SECTION_END = re.compile(rf"(?P<left>{_LEFT})|\]\]>", re.DOTALL)
_NAMESPACE = re.compile(r"""(?P<before>\sxmlns(?::[\w.-]+)?\s*=\s*)(?P<uri>"[^"<]*"|'[^'<]*')""")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=\s*[\"']")
_PREFIX_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]*)\s*=")
# A feed has a handful; thousands are an attack.
_MOST_PREFIXES = 50
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "yt": "http://www.youtube.com/xml/schemas/2015",
}


@dataclass(frozen=True, slots=True)
class Mended:
    """Text for a parser, what was done to it, and what the strict parser still says of it, if anything."""

    text: str
    problems: tuple[str, ...]
    fault: str | None


def prepare(text: str) -> Mended:
    """Return `text` without XML declaration and document type, mended as far as a strict parser needs it.

    The document type goes always: with it go entities that grow or point to other places. Short plain ones
    are resolved.
    """
    problems = []
    declaration = _DECLARATION.match(text)
    if declaration:
        if text[0] != "<":
            problems.append("White space before the XML declaration was dropped.")
        text = text[declaration.end() :]
    text, with_entities = _without_doctype(text)
    if (inner := _unwrapped(text)) != text:
        problems.append("The feed is wrapped in a web page; it was taken out.")
        text = inner
    if (outline.root_of(text) or "").lower() == "html":
        return Mended(text, (), "a web page")
    fault = first_fault = _fault(text)
    if fault is None:
        return Mended(text, tuple(problems), None)
    for name, mend in _MENDS:
        mended = with_entities(text) if mend is _mend_ampersands else mend(text)
        if mended == text:
            continue
        problems.append(name)
        text = mended
        fault = _fault(text)
        if fault is None:
            return Mended(text, tuple(problems), None)
    return Mended(text, tuple(problems), first_fault)


def _without_doctype(text: str) -> tuple[str, Mend]:
    """Return the text without its document type, and the repair that knows the entities it declared."""
    declared: dict[str, str] = {}
    begins = _DOCTYPE_BEGINS.search(text, 0, 100_000)
    found = _DOCTYPE.match(text, begins.start(), 100_000) if begins else None
    if found:
        for name, one, other in _ENTITY_DECLARED.findall(found["subset"] or ""):
            declared[name] = html.unescape(one or other)
        text = text[: found.start()] + text[found.end() :]
    return text, lambda text: _mend_ampersands(text, declared)


def _fault(text: str) -> str | None:
    """Return what a strict parser says against `text`, with the line, or `None`. Raises `Unreadable`."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ordered_attributes = True
    parser.StartElementHandler = _refuse_crowds
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} in line {error.lineno}"
    except _DocumentType:
        return "a document type inside of the feed"
    return None


class _DocumentType(Exception):
    pass


def _refuse_doctype(*_: object) -> None:
    raise _DocumentType


def _unwrapped(text: str) -> str:
    """Return the feed that a web page is wrapped around, if it is."""
    if (outline.root_of(text) or "").lower() != "html":
        return text
    found = _WRAPPED.search(text, 0, 20_000)
    if found is None:
        return text
    end = text.rfind(close := f"</{found['full']}>")
    if end >= 0:
        return text[found.start() : end] + close
    # The page breaks off within the feed, or it is none.
    return text if "</html" in text[-200:].lower() else text[found.start() :]


def _refuse_crowds(name: str, attributes: list[str]) -> None:
    # What parses the feed next takes time with the square of their number.
    if len(attributes) > 2 * _MOST_ATTRIBUTES:
        raise Unreadable(f"An element has more than {_MOST_ATTRIBUTES} attributes; no real feed has.")


def _drop_lead(text: str) -> str:
    found = _FEED_BEGINS.search(text, 0, 20_000)
    if found is None or not text[: found.start()].strip():
        return text
    lead = outline.root_of(text)
    # A page that mentions feeds is still a page.
    if lead is not None and lead.lower() in ("html", *outline.ITEMS):
        return text
    return _DECLARATION.sub("", text[found.start() :], count=1)


def _drop_forbidden(text: str) -> str:
    text = _FORBIDDEN.sub("", text)
    return _FORBIDDEN_REFERENCE.sub(_allowed_reference, text)


def _allowed_reference(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return ""
    return "" if _FORBIDDEN.match(chr(number)) else found[0]


def _drop_declarations(text: str) -> str:
    return re.sub(r"<\?xml\s[^<>]*>", "", text)


def _open_escaped_sections(text: str) -> str:
    return _ESCAPED_CDATA.sub(r"\g<text>", text)


def _close_section(text: str) -> str:
    """Close the last CDATA section, when nothing does, before the end of its element."""
    start = text.rfind("<![CDATA[")
    if start < 0 or text.find("]]>", start) >= 0:
        return text
    end = _END_OF_TEXT.search(text, start)
    return text[: end.start()] + "]]>" + text[end.start() :] if end else text


def _escape_section_ends(text: str) -> str:
    return _SECTION_END.sub(lambda found: found["left"] or "]]&gt;", text)


def _mend_ampersands(text: str, declared: dict[str, str] | None = None) -> str:
    def mended(found: re.Match[str]) -> str:
        if found["left"] or found["known"]:
            return found[0]
        name = found["name"]
        if name is None:
            return "&amp;"
        character = (declared or {}).get(name) or html5.get(f"{name};")
        # `&lt` in capitals is HTML's too, and would open a tag.
        return f"&amp;{name};" if character is None else html.escape(character)

    return _AMPERSAND.sub(mended, text)


def _escape_less_than(text: str) -> str:
    return _LESS_THAN.sub(lambda found: found["left"] or "&lt;", text)


def _drop_space_in_namespaces(text: str) -> str:
    return _NAMESPACE.sub(lambda found: found["before"] + "".join(found["uri"].split()), text)


def _declare_prefixes(text: str) -> str:
    root = outline.ROOT.match(text)
    if root is None:
        return text
    used = {one or other for one, other in _PREFIX.findall(text)}
    missing = sorted(used - set(_PREFIX_DECLARED.findall(text)) - {"xml", "xmlns"})
    if len(missing) > _MOST_PREFIXES:
        return text
    added = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:unknown:{prefix}")}"' for prefix in missing
    )
    return text[: root.end()] + added + text[root.end() :]


_MENDS: tuple[tuple[str, Mend], ...] = (
    ("Text before the feed's beginning was dropped.", _drop_lead),
    ("Characters that XML forbids were dropped.", _drop_forbidden),
    ("A second XML declaration was dropped.", _drop_declarations),
    ("CDATA sections with an escaped beginning were opened.", _open_escaped_sections),
    ("A CDATA section without an end was closed.", _close_section),
    ("A `]]>` outside of a CDATA section was escaped.", _escape_section_ends),
    ("White space inside of the names of namespaces was dropped.", _drop_space_in_namespaces),
    ("Undeclared namespaces were declared.", _declare_prefixes),
    ("Bare `&` and names of characters that only HTML knows were resolved.", _mend_ampersands),
    ("Bare `<` were escaped.", _escape_less_than),
    ("Text after the feed's end was dropped.", outline.drop_trail),
    ("The feed's end is missing.", outline.close_end),
    ("The feed breaks off; the item it breaks off in was left out.", outline.close_after_item),
)
