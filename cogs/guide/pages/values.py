"""Single values of front matter brought to one form each."""

from __future__ import annotations

import unicodedata

from bot.frontmatter import Value, listed

_LANGUAGES = {
    "c++": "C++", "cpp": "C++", "c": "C", "c#": "C#", "python": "Python", "python3": "Python",
    "py": "Python", "rust": "Rust", "javascript": "JavaScript", "js": "JavaScript",
    "typescript": "TypeScript", "java": "Java", "julia": "Julia", "matlab": "MATLAB", "go": "Go",
    "cuda": "CUDA", "r": "R", "fortran": "Fortran", "kotlin": "Kotlin", "swift": "Swift",
    "scala": "Scala", "haskell": "Haskell", "verilog": "Verilog",
}  # fmt: skip


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


def address_key(text: str) -> str:
    """What two spellings of one name share: letters and digits only, lower case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())
