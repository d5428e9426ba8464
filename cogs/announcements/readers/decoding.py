"""From bytes to text, whatever a source says about its encoding or does not."""

from __future__ import annotations

import codecs
import re
import zlib

from cogs.announcements.model import Unreadable

_BOMS = (
    # The longer ones first: UTF-32's begins like UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # Without a mark, but with `<` (and `?`) as the first characters (XML 1.0, appendix F).
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_GZIP = b"\x1f\x8b"
# What a compressed body may grow to.
MOST_BYTES = 32 * 1024 * 1024
_DECLARED = re.compile(
    rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})"""
    rb"""|<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# What is sent under a smaller set's name is the larger one, as browsers know (WHATWG Encoding, section 4.2).
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_UTF_16_AND_32 = frozenset(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))
# Codecs that are no encodings of documents.
_NO_ENCODINGS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"))
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "audio, video or a picture"),
)


def decode(body: bytes, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the text of `body` and what was doubtful about it.

    A byte order mark wins; text that is UTF-8 with more than ASCII in it is UTF-8 whatever is declared, since
    hardly any other text is so by chance; then what the document declares, then what the server says, then
    Windows-1252, in which every byte means something. A body compressed as a file (`feed.xml.gz`) is
    unpacked. Raises `Unreadable` for what is no text at all.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body)
    _refuse_binary(body)
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return body.decode(marked, "replace").lstrip("\ufeff"), ()
    declared = _named(_DECLARED.search(body[:2_000]))
    by_server = _named(_CHARSET.search(content_type)) if content_type else None
    seven_bits = declared in ("iso2022_jp", "hz", "utf-7")
    if not seven_bits:
        try:
            return body.decode("utf-8"), ()
        except UnicodeDecodeError:
            pass
    for encoding in (declared, by_server):
        if encoding is None or encoding == "utf-8" or encoding in _UTF_16_AND_32:
            continue
        try:
            return body.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    return _guess(body, declared or by_server)


def _guess(body: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    if declared is not None and declared not in _UTF_16_AND_32:
        text = body.decode(declared, "replace")
        # A few bytes gone wrong, cut off or pasted in: what is said is still the best guess.
        if text.count("\ufffd") * 200 <= len(text):
            return text, (f"Some characters are not {_shown(declared)}, which the feed says it is.",)
    said = f"says it is {_shown(declared)} and is not" if declared else "does not say its encoding"
    # Five bytes have no meaning in Windows-1252; ISO 8859-1 has one for them.
    text = body.decode("cp1252", "replace") if declared != "cp1252" else body.decode("latin-1")
    return text, (f"The feed {said}; it was read as Windows-1252, so letters may be wrong.",)


def _shown(encoding: str) -> str:
    return encoding.upper().replace("_", "-")


def _named(found: re.Match[bytes] | re.Match[str] | None) -> str | None:
    """Return Python's name of the encoding that was found, if Python knows it as one for text."""
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    label = name.decode("ascii") if isinstance(name, bytes) else name
    # `x-sjis`, `x-mac-roman`: names from before they were registered.
    for known in (label, label.lower().removeprefix("x-")):
        try:
            codec = codecs.lookup(known)
            # `rot13` and `base64` are codecs too.
            b"".decode(codec.name)
        except (LookupError, ValueError):
            continue
        break
    else:
        return None
    if codec.name.replace("_", "-") in _NO_ENCODINGS:
        return None
    return _LARGER.get(codec.name, codec.name)


def _unpacked(body: bytes) -> bytes:
    packed = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        content = packed.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise Unreadable(
            "This is gzip-compressed data, and broken. Look at the address of the feed."
        ) from error
    if packed.unconsumed_tail:
        raise Unreadable(f"This is gzip-compressed data that unpacks to more than {MOST_BYTES:,} bytes.")
    return content


def _refuse_binary(body: bytes) -> None:
    if not body.strip(b" \t\r\n\x00"):
        raise Unreadable("The answer is empty. If that stays so, the address may have changed.")
    for signature, what in _SIGNATURES:
        if body.startswith(signature):
            raise Unreadable(f"This is {what}, not a feed. Look for the address of the feed itself.")
