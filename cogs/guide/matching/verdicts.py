"""How a library stands to a need: met, met in part, not stated, violated, with the guide's words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cogs.guide.matching.answer import Need, Reason
from cogs.guide.matching.needs import DEPENDENCIES, Demand
from cogs.guide.matching.passages import Passage
from cogs.guide.matching.words import split_words
from cogs.guide.model import Library, LicenceFamily

Verdict = Literal["met", "partly", "not_stated", "violated"]


def judge(demand: Demand, library: Library, page: Sequence[Passage]) -> tuple[Verdict, Reason]:
    """How a library stands to a need, in words the guide supports."""
    need = demand.need
    if need.kind == "language":
        verdict, reason = _judge_language(need, library, page)
    elif need.kind == "licence":
        verdict, reason = _judge_licence(need, library)
    elif need.kind == "dependency":
        verdict, reason = _judge_dependency(demand, library, page)
    elif need.kind in ("nir", "hardware"):
        said = library.supports_nir if need.kind == "nir" else library.supports_hardware
        label = "NIR" if need.kind == "nir" else "hardware"
        if said is None:
            return "not_stated", Reason("not_stated", need.kind, f"{label} support not stated")
        word = "yes" if said else "no"
        verdict = "met" if said is need.wanted else "violated"
        reason = Reason("matches", need.kind, f"supports {label}: {word}")
    else:
        verdict = "met" if library.pypi_id else "not_stated"
        reason = Reason("matches", "package", f"pip install {library.pypi_id}")
        if not library.pypi_id:
            reason = Reason("not_stated", "package", "pip package not stated")
    kind = {"met": "matches", "partly": "matches", "not_stated": "not_stated", "violated": "violates"}[
        verdict
    ]
    return verdict, Reason(kind, reason.field, reason.text)  # type: ignore[arg-type]


def _judge_language(need: Need, library: Library, page: Sequence[Passage]) -> tuple[Verdict, Reason]:
    if not library.languages:
        return "not_stated", Reason("not_stated", "language", "language not stated")
    said = f"language: {', '.join(library.languages)}"
    has = need.value in library.languages
    if not need.wanted:
        others = [language for language in library.languages if language != need.value]
        verdict: Verdict = "met" if not has else "partly" if others else "violated"
        return verdict, Reason("matches", "language", said)
    if has:
        return "met", Reason("matches", "language", said)
    word = split_words(need.value)[0].folded
    for passage in page:
        if passage.field in ("text", "description") and any(w.folded == word for w in passage.words):
            return "partly", Reason("matches", passage.field, f"the page mentions {need.value}")
    return "violated", Reason("violates", "language", said)


def _judge_licence(need: Need, library: Library) -> tuple[Verdict, Reason]:
    licence = library.licence
    if need.value == "custom or unknown":
        open_question = licence is None or licence.spdx is None
        text = f"licence: {licence.text}" if licence else "licence not stated"
        return ("met" if open_question else "violated"), Reason("matches", "licence", text)
    if licence is None or licence.family in (LicenceFamily.UNKNOWN, LicenceFamily.CUSTOM):
        text = f"licence stated only as “{licence.text}”" if licence else "licence not stated"
        return "not_stated", Reason("not_stated", "licence", text)
    said = Reason("matches", "licence", f"licence: {licence}")
    if need.value in {family.value for family in LicenceFamily}:
        has = licence.family.value == need.value
        if (
            not has
            and need.value == LicenceFamily.PERMISSIVE.value
            and licence.family is LicenceFamily.WEAK_COPYLEFT
        ):
            return "partly", Reason("violates", "licence", f"licence: {licence} (weak copyleft)")
    else:
        name = (licence.spdx or licence.text).upper()
        has = name == need.value.upper() or name.startswith(need.value.upper() + "-")
        if need.value == "GPL" and not need.wanted:
            has = licence.family is LicenceFamily.COPYLEFT
    return ("met" if has is need.wanted else "violated"), said


def _judge_dependency(demand: Demand, library: Library, page: Sequence[Passage]) -> tuple[Verdict, Reason]:
    need = demand.need
    stated = library.dependencies
    if need.value == "none":
        if stated is None:
            return "not_stated", Reason("not_stated", "dependencies", "dependencies not stated")
        if not stated:
            return "met", Reason("matches", "dependencies", "no dependencies listed")
        return "violated", Reason("violates", "dependencies", f"dependencies: {', '.join(stated)}")
    word = need.value.casefold()
    has = any(word in name.casefold().split() or name.casefold() == word for name in stated or ())
    shown = f"dependencies: {', '.join(stated)}" if stated else "dependencies not stated"
    if not need.wanted:
        if has:
            return "violated", Reason("violates", "dependencies", shown)
        if not stated:
            return "not_stated", Reason("not_stated", "dependencies", shown)
        return "met", Reason("matches", "dependencies", shown)
    if has:
        extra = demand.exclusive and len([name for name in stated or () if name.casefold() != word]) > 0
        return ("partly" if extra else "met"), Reason("matches", "dependencies", shown)
    forms = {word, *(form for form, name in DEPENDENCIES.items() if name.casefold() == word)}
    for passage in page:
        if passage.field in ("text", "description") and any(w.folded in forms for w in passage.words):
            return "partly", Reason("matches", passage.field, f"the page mentions {need.value}")
    if not stated:
        return "not_stated", Reason("not_stated", "dependencies", shown)
    return "violated", Reason("violates", "dependencies", shown)
