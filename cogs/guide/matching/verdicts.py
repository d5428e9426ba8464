"""How a library stands to a need: met, met in part, not stated, violated, with the guide's words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from cogs.guide.matching.answer import Need, Reason, ReasonKind
from cogs.guide.matching.licences import base_of, is_named
from cogs.guide.matching.needs import DEPENDENCIES, Demand, language_at
from cogs.guide.matching.passages import Passage
from cogs.guide.model import Guide, Library, Licence, LicenceFamily

Verdict = Literal["met", "partly", "not_stated", "violated"]
Judged = tuple[Verdict, Reason]
_Mentions = Mapping[str, str]
"""A language, or a word for a dependency -> whether the description or else the text of a page has it."""
_KIND: dict[Verdict, ReasonKind] = {
    "met": "matches",
    # It counts for something in the order, but nobody is told that it fits.
    "partly": "violates",
    "not_stated": "not_stated",
    "violated": "violates",
}
_REMEMBERED = 32
"""Needs whose verdicts are kept: the same few (Python, PyTorch, permissive) are asked for again and again."""


_DEPENDENCY_WORDS = frozenset({*(name.casefold() for name in DEPENDENCIES.values()), *DEPENDENCIES})


class Verdicts:
    """How the libraries of a guide stand to what is asked for. Built once per guide; thread-safe."""

    def __init__(self, guide: Guide, pages: Mapping[str, Sequence[Passage]]) -> None:
        self._libraries = [(library, _mentions(pages[library.slug])) for library in guide.libraries]
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._judge_all)

    def on(self, demand: Demand) -> Mapping[str, Judged]:
        """Slug of each library -> how it stands to a need, in words the guide supports."""
        return self._remembered(demand.need, demand.exclusive)

    def _judge_all(self, need: Need, exclusive: bool) -> dict[str, Judged]:
        return {
            library.slug: _judge(need, exclusive, library, mentions) for library, mentions in self._libraries
        }


def _mentions(page: Sequence[Passage]) -> _Mentions:
    found: dict[str, str] = {}
    for field in ("description", "text"):
        for passage in page:
            if passage.field == field:
                for at, word in enumerate(passage.words):
                    if language := language_at(passage.words, at):
                        found.setdefault(language, field)
                    if word.folded in _DEPENDENCY_WORDS:
                        found.setdefault(word.folded, field)
    return found


def _judge(need: Need, exclusive: bool, library: Library, mentions: _Mentions) -> Judged:
    if need.kind == "language":
        verdict, field, text = _judge_language(need, library, mentions)
    elif need.kind == "licence":
        verdict, field, text = _judge_licence(need, library)
    elif need.kind == "dependency":
        verdict, field, text = _judge_dependency(need, exclusive, library, mentions)
    elif need.kind in ("nir", "hardware"):
        verdict, field, text = _judge_support(need, library)
    elif library.pypi_id:
        verdict, field, text = "met", "package", f"pip install {library.pypi_id}"
    else:
        verdict, field, text = "not_stated", "package", "pip package not stated"
    kind = _KIND[verdict]
    if verdict == "partly" and need.kind == "dependency" and not library.dependencies:
        # The page mentions it and states none: that speaks neither for nor against.
        kind = "not_stated"
    return verdict, Reason(kind, field, text)


_Finding = tuple[Verdict, str, str]


def _judge_support(need: Need, library: Library) -> _Finding:
    said = library.supports_nir if need.kind == "nir" else library.supports_hardware
    label = "NIR" if need.kind == "nir" else "hardware"
    if said is None:
        return "not_stated", need.kind, f"{label} support not stated"
    text = f"supports {label}: {'yes' if said else 'no'}"
    return "met" if said is need.wanted else "violated", need.kind, text


def _judge_language(need: Need, library: Library, mentions: _Mentions) -> _Finding:
    if not library.languages:
        return "not_stated", "language", "language not stated"
    said = f"language: {', '.join(library.languages)}"
    has = need.value in library.languages
    if not need.wanted:
        others = [language for language in library.languages if language != need.value]
        if has and others:
            return "partly", "language", f"{need.value} too ({said})"
        return "violated" if has else "met", "language", said
    if has:
        return "met", "language", said
    if field := mentions.get(need.value):
        return "partly", field, f"{need.value} is only mentioned on the page ({said})"
    return "violated", "language", said


def _judge_licence(need: Need, library: Library) -> _Finding:
    licence = library.licence
    if need.value in _STATED_AS:
        return _judge_unclear_licence(need, licence)
    if licence is None or licence.family in (LicenceFamily.UNKNOWN, LicenceFamily.CUSTOM):
        text = f"licence stated only as “{licence.text}”" if licence else "licence not stated"
        return "not_stated", "licence", text
    near = False
    """Whether it is of the kind, and not quite the one."""
    if need.value in {family.value for family in LicenceFamily}:
        has = licence.family.value == need.value
        near = need.value == LicenceFamily.PERMISSIVE.value and licence.family is LicenceFamily.WEAK_COPYLEFT
    else:
        has = is_named(licence.spdx or "", need.value, licence.text)
        near = base_of(licence.spdx or licence.text).upper() == base_of(need.value).upper()
        if need.value == "GPL" and not need.wanted:
            has = licence.family is LicenceFamily.COPYLEFT
    if has is need.wanted:
        return "met", "licence", f"licence: {licence}"
    if not need.wanted:
        return "violated", "licence", f"licence: {licence}"
    return "partly" if near else "violated", "licence", _other_licence(licence, need)


_STATED_AS = {LicenceFamily.UNKNOWN.value, LicenceFamily.CUSTOM.value, "custom or unknown"}


def _judge_unclear_licence(need: Need, licence: Licence | None) -> _Finding:
    """ "An unknown licence", "a custom licence": what the page says instead of a name."""
    if licence is None:
        return "met", "licence", "licence not stated"
    said = f"licence: {licence.text}"
    if licence.family.value == need.value or (need.value == "custom or unknown" and licence.spdx is None):
        return "met", "licence", said
    return "violated" if licence.spdx else "partly", "licence", said


def _other_licence(licence: Licence, need: Need) -> str:
    return f"licence is {licence} ({licence.family}), not {need.value}"


def _judge_dependency(need: Need, exclusive: bool, library: Library, mentions: _Mentions) -> _Finding:
    stated = library.dependencies
    shown = f"dependencies: {', '.join(stated)}" if stated else "dependencies not stated"
    if need.value == "none":
        if stated is None:
            return "not_stated", "dependencies", shown
        if not stated:
            return "met", "dependencies", "no dependencies listed"
        return "violated", "dependencies", shown
    word = need.value.casefold()
    has = any(word in name.casefold().split() or name.casefold() == word for name in stated or ())
    if not need.wanted:
        return "violated" if has else "met" if stated else "not_stated", "dependencies", shown
    if has:
        others = [name for name in stated or () if name.casefold() != word]
        if exclusive and others:
            return "partly", "dependencies", f"{shown}, not {need.value} alone"
        return "met", "dependencies", shown
    forms = (word, *(form for form, name in DEPENDENCIES.items() if name.casefold() == word))
    if fields := {mentions[form] for form in forms if form in mentions}:
        # The description before the text.
        return "partly", min(fields), f"{need.value} is only mentioned on the page ({shown})"
    return "violated" if stated else "not_stated", "dependencies", shown
