"""Single values of front matter brought to one form each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cogs.guide.pages.frontmatter import Value

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}

_LANGUAGES = {
    "c++": "C++", "cpp": "C++", "c": "C", "c#": "C#", "python": "Python", "python3": "Python",
    "py": "Python", "rust": "Rust", "javascript": "JavaScript", "js": "JavaScript",
    "typescript": "TypeScript", "java": "Java", "julia": "Julia", "matlab": "MATLAB", "go": "Go",
    "cuda": "CUDA", "r": "R", "fortran": "Fortran", "kotlin": "Kotlin", "swift": "Swift",
    "scala": "Scala", "haskell": "Haskell", "verilog": "Verilog",
}  # fmt: skip

_COMMA_OUTSIDE_BRACKETS = re.compile(r"[,;](?![^(]*\))")


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


def languages(value: Value) -> tuple[str, ...]:
    """Programming languages: ``C/C++/Python`` and ``Python, Rust`` become tuples of usual names."""
    named = listed(value, separators=",;/")
    return tuple(dict.fromkeys(_LANGUAGES.get(name.lower(), name) for name in named))


def fields_of_application(value: Value) -> tuple[str, ...]:
    """Fields of application, first letters of words upper case so that spellings meet."""
    named = listed(value, separators=",;/")
    return tuple(dict.fromkeys(name if name.isupper() else _title(name) for name in named))


def _title(text: str) -> str:
    return " ".join(
        word if any(map(str.isupper, word[1:])) else word[:1].upper() + word[1:] for word in text.split()
    )


def web_address(value: Value) -> str | None:
    """An http(s) address without blanks, or None."""
    text = one_line(value)
    if text is None or len(text) > 1000 or " " in text or any(char in text for char in '<>"\\`'):
        return None
    return text if re.match(r"https?://[^/\s]+", text) else None


def address_key(text: str) -> str:
    """What two spellings of one name share: letters and digits only, lower case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())
