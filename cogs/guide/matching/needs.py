"""Facets a question asks for, with negation: language, licence, dependencies, NIR, hardware, package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cogs.guide.matching.answer import Need
from cogs.guide.matching.licences import LICENCES, is_named, licence_at, licences_in
from cogs.guide.matching.negation import denied, negated
from cogs.guide.matching.words import Word
from cogs.guide.model import Guide

LANGUAGES = {
    "python": "Python", "rust": "Rust", "c++": "C++", "cpp": "C++", "cplusplus": "C++", "javascript":
    "JavaScript", "js": "JavaScript", "typescript": "TypeScript", "julia": "Julia", "matlab": "MATLAB",
    "simulink": "MATLAB", "java": "Java", "golang": "Go", "c#": "C#", "csharp": "C#", "haskell":
    "Haskell", "ocaml": "OCaml", "fortran": "Fortran", "swift": "Swift", "kotlin": "Kotlin", "scala":
    "Scala", "lua": "Lua", "erlang": "Erlang", "elixir": "Elixir", "clojure": "Clojure", "zig": "Zig",
    "nim": "Nim", "perl": "Perl", "ruby": "Ruby", "labview": "LabVIEW", "vhdl": "VHDL", "verilog":
    "Verilog", "systemverilog": "SystemVerilog", "php": "PHP", "cython": "Cython", "ada": "Ada", "mojo":
    "Mojo", "dart": "Dart", "lisp": "Lisp", "prolog": "Prolog",
}  # fmt: skip
_AMBIGUOUS_LANGUAGES = {"ada", "swift", "ruby", "dart", "nim", "zig", "mojo", "lisp", "scala", "elixir"}
_WRITTEN_IN = {"librar", "packag", "bind"}
_BEFORE_A_LANGUAGE = {"in", "pure", "plain", "for", "with"}
LETTER_LANGUAGES = {"Go": "Go", "R": "R", "C": "C", "D": "D"}
DEPENDENCIES = {
    "torch": "PyTorch", "pytorch": "PyTorch", "tf": "TensorFlow", "tensorflow": "TensorFlow", "jax": "JAX",
    "numpy": "NumPy", "np": "NumPy", "keras": "Keras", "haiku": "Haiku", "boost": "Boost", "numba": "Numba",
    "pandas": "pandas", "networkx": "NetworkX", "pynn": "PyNN", "sympy": "SymPy", "cmake": "CMake",
    "nanobind": "nanobind", "jinja": "Jinja2", "jinja2": "Jinja2", "lark": "Lark", "flax": "Flax",
}  # fmt: skip


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_NIR_NEAR = {
    "support", "compat", "export", "exporter", "import", "interop", "capab", "enabl", "read", "writ", "speak",
    "through", "via", "with", "without", "no", "lack", "but",
}  # fmt: skip
_NO_DEPENDENCIES = re.compile(
    r"(without|no|zero|free of|have no|has no|w/o)"
    r"( any| extra| external| other| third[ -]party| python)* dependenc"
    r"|dependency[ -]free|zero[ -]dep|no deps\b|without (any )?deps"
)
_ONLY = re.compile(
    r"(only|just|nothing (but|except|beyond|more than)|pure|plain)( needing| needs| requires| on| with)? "
)
_HARDWARE = _any_of(
    r"(real|actual|physical|neuromorphic|dedicated|spiking|analog(ue)?) ?-?"
    r"(hardware|chips?|silicon|processors?|devices?|hw)\b",
    r"(deploy|run|runs|running|execute|port|map|compile)\w*( \S+){0,6} (on|onto|to) "
    r"(a |an |the |real |actual |any |some )*(neuromorphic |spiking )?(hardware|hw|chips?|silicon|device)\b",
    r"hardware (support|deployment|backend|target)|support\w* (for )?(neuromorphic )?hardware",
    r"(go|goes) (to|on) a chip|on[ -]chip (deploy|inference)|hardware[ -]in[ -]the[ -]loop",
    r"low[ -]power (chip|hardware|processor|silicon)",
)
_OF_HARDWARE = {"real", "actual", "physical", "neuromorphic", "dedicated", "spiking", "analog", "analogue"}
_HAVING = {
    "have", "has", "had", "got", "do", "does", "is", "are", "can", "there", "in", "speak", "speaks",
    "know", "knows",
}  # fmt: skip
_WEIGHING = {
    "what", "vs", "or", "versus", "compare", "compared", "difference", "between", "which", "like", "and",
    "to", "from", "convert", "link", "docs", "page", "who", "how", "where", "use", "using",
}  # fmt: skip
_TERSE = 4
_PACKAGE = re.compile(r"\bpip\b|\bpypi\b|pip[ -]?install|python package index")


@dataclass(frozen=True, slots=True)
class Demand:
    """A need with its weight, and the place of its word in the question (-1 when it has no single place)."""

    need: Need
    weight: float
    place: int = -1
    exclusive: bool = False


def read_demands(question: str, words: Sequence[Word], guide: Guide, named: bool = False) -> list[Demand]:
    """The facets a question asks for, in a fixed order, each once.

    ``named``: whether the question names a library besides, of which NIR may be asked.
    """
    text = " ".join(question.casefold().replace("’", "'").split())[:6000]
    found: list[Demand] = []
    for at, word in enumerate(words):
        if name := language_at(words, at):
            wanted = not negated(words, at)
            found.append(Demand(Need("language", name, wanted), _language_weight(name, wanted, guide), at))
        if licence := licence_at(question, words, at):
            name = _as_stated(licence, guide)
            found.append(Demand(Need("licence", name, not negated(words, at)), 2.6, at))
        if word.folded == "nir" and (_nir_is_needed(words, at) or (named and _is_in_question(words, at))):
            found.append(Demand(Need("nir", "NIR", not negated(words, at)), 2.2, at))
        if word.folded in DEPENDENCIES and not _part_of_name(words, at) and not _likened(words, at):
            exclusive = bool(_ONLY.search(" ".join(w.folded for w in words[max(0, at - 3) : at]) + " "))
            found.append(
                Demand(
                    Need("dependency", DEPENDENCIES[word.folded], not negated(words, at)), 2.0, at, exclusive
                )
            )
    if _NO_DEPENDENCIES.search(text):
        found.append(Demand(Need("dependency", "none"), 3.0))
    no_copyleft = any(word.folded == "copyleft" and negated(words, at) for at, word in enumerate(words))
    said = {demand.need.value for demand in found}
    found += (Demand(need, weight) for need, weight in licences_in(text, said, no_copyleft))
    if hardware := _hardware(text, question, words):
        found.append(hardware)
    if _PACKAGE.search(text):
        found.append(Demand(Need("package", "pip package"), 0.7))
    return list({(d.need.kind, d.need.value): d for d in reversed(found)}.values())[::-1]


def language_at(words: Sequence[Word], at: int) -> str | None:
    """The language that a word names, or None.

    One that is also a word or a letter needs company: "an R package", "in Go".
    """
    word = words[at]
    name = LETTER_LANGUAGES.get(word.surface) or LANGUAGES.get(word.folded)
    if name is None or (word.folded in LANGUAGES and word.folded not in _AMBIGUOUS_LANGUAGES):
        return name
    before = words[at - 1].folded if at else ""
    after = words[at + 1] if at + 1 < len(words) else None
    if word.surface in LETTER_LANGUAGES and before in _BEFORE_A_LANGUAGE:
        return name
    if after is None or after.sentence != word.sentence:
        return name if before == "in" else None
    implemented = after.stem == "implement" and before in ("in", "for", "a", "an")
    return name if after.stem in _WRITTEN_IN or implemented else None


def _is_in_question(words: Sequence[Word], at: int) -> bool:
    """ "Does X have NIR", "is NIR in X", "X NIR": beside a library's name, NIR is asked of it."""
    if at and words[at - 1].folded in ("for", "with"):
        return True
    said = {word.folded for word in words if word.sentence == words[at].sentence}
    return not said & _WEIGHING and (bool(said & _HAVING) or len(words) <= _TERSE)


def _nir_is_needed(words: Sequence[Word], at: int) -> bool:
    """Whether NIR is wanted of a library ("with NIR support"), and not asked about itself ("what is NIR")."""
    if denied(words, at) or (at and words[at - 1].stem in ("support", "with", "without")):
        return True
    after = [word.folded for word in words[at + 1 : at + 3] if word.sentence == words[at].sentence]
    if after == ["is"] or after[-1:] in (["needed"], ["required"], ["wanted"]):
        return True
    near = {word.stem for word in words[max(0, at - 3) : at + 3]}
    if near & {"what", "doc", "docs", "stand", "acronym"}:
        return False
    if near & {"vs", "or", "versus", "compar", "licenc", "licens", "link", "nam", "git", "github", "pag"}:
        return False
    facets = DEPENDENCIES.keys() | LICENCES.keys() | LANGUAGES.keys()
    return bool(near & _NIR_NEAR) or any(word.folded in facets for word in words)


def _likened(words: Sequence[Word], at: int) -> bool:
    """``Keras-like`` wishes for a manner, not for the dependency."""
    after = words[at + 1].folded if at + 1 < len(words) else ""
    return after in ("like", "style", "ish", "esque") or (at > 0 and words[at - 1].folded == "like")


def _part_of_name(words: Sequence[Word], at: int) -> bool:
    """``snn torch`` and ``torch.fx`` name other things than the dependency."""
    before = words[at - 1].folded if at else ""
    return before in ("snn", "neuro", "nir", "hx", "spy") and words[at].folded == "torch"


def _as_stated(licence: str, guide: Guide) -> str:
    """ "LGPL-2.1 or later" is LGPL-2.1 where no page says "or later"."""
    stated = [each.licence for each in guide.libraries if each.licence]
    later = any(is_named(each.spdx or "", licence, each.text) for each in stated)
    return licence if later else licence.removesuffix("-or-later")


def _hardware(text: str, question: str, words: Sequence[Word]) -> Demand | None:
    """The need for hardware: "runs on a chip", "no hardware support", "but not hardware"."""
    need = Need("hardware", "hardware support")
    match = _HARDWARE.search(text)
    place = next((at for at, word in enumerate(words) if word.folded == "hardware"), None)
    if match is None:
        without = place is not None and denied(words, place)
        return Demand(replace(need, wanted=False), 1.6) if without else None
    if place is not None and "hardware" in match[0] and denied(words, _first_of_kind(words, place)):
        return Demand(replace(need, wanted=False), 1.6)
    lacking = re.search(
        r"(no|without|not need|don't have|dont have|do not have)( any| a)?( real| actual)?\s*$",
        text[: match.start()],
    )
    return Demand(replace(need, wanted=not lacking), 0.6 if lacking else 1.6)


def _first_of_kind(words: Sequence[Word], at: int) -> int:
    """The first word of what is said of hardware: "no real neuromorphic hardware"."""
    while at and words[at - 1].folded in _OF_HARDWARE and words[at - 1].sentence == words[at].sentence:
        at -= 1
    return at


def _language_weight(name: str, wanted: bool, guide: Guide) -> float:
    if not wanted:
        return 3.0
    share = sum(name in library.languages for library in guide.libraries) / (len(guide.libraries) or 1)
    return 0.5 if share > 0.5 else 3.0
