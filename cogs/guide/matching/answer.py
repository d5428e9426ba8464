"""What the matcher is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cogs.guide.model import Hardware, Library, LicenceFamily

AnswerKind = Literal["answer", "not_in_guide", "not_a_question"]
ReasonKind = Literal["names", "matches", "not_stated", "violates", "default"]
NeedKind = Literal[
    "language", "licence", "dependency", "nir", "hardware", "chip", "category", "field", "package", "topic"
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a library was found, or what speaks against it.

    ``field`` is the guide's field the reason comes from (``text`` for the page's prose) and ``text`` the
    short phrase shown to a member, such as ``dependencies: JAX`` or ``licence not stated``.
    """

    kind: ReasonKind
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something the question asks for, as understood: ``without PyTorch``, ``permissive licence``."""

    kind: NeedKind
    value: str
    wanted: bool = True

    def __str__(self) -> str:
        return self.value if self.wanted else f"not {self.value}"


@dataclass(frozen=True, slots=True)
class Match:
    """A library with its score (comparable within one answer only) and the reasons for it."""

    slug: str
    library: Library
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    ``ranked`` holds up to ten libraries, best first, also when the kind is ``not_in_guide``: then they
    are what comes nearest (``nearest`` has the first three). ``missing`` has what was asked for and not
    found, in the asker's own words, and ``gaps`` the same as curators count it. ``comparison`` is set when
    named libraries were asked to be weighed against each other, and ``start_here`` names the background
    whose curated defaults were given.
    """

    kind: AnswerKind
    ranked: tuple[Match, ...] = ()
    missing: tuple[str, ...] = ()
    nearest: tuple[Match, ...] = ()
    needs: tuple[Need, ...] = ()
    hardware: tuple[Hardware, ...] = ()
    comparison: bool = False
    start_here: str | None = None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Needs chosen from menus. None and empty mean "any"."""

    languages: frozenset[str] = frozenset()
    licence_family: LicenceFamily | None = None
    dependency: str | None = None
    nir: bool | None = None
    hardware: bool | None = None
    category: str | None = None
    field: str | None = None
