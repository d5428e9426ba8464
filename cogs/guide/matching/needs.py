"""Facets a question asks for, with negation: language, licence, dependencies, NIR, hardware, package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cogs.guide.matching.answer import Need
from cogs.guide.matching.negation import negated
from cogs.guide.matching.words import Word
from cogs.guide.model import Guide, LicenceFamily

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
LETTER_LANGUAGES = {"Go": "Go", "R": "R", "C": "C", "D": "D"}
_LICENCES = {
    "mit": "MIT", "bsd": "BSD", "apache": "Apache", "gpl": "GPL", "agpl": "AGPL", "lgpl": "LGPL", "mpl":
    "MPL", "berkeley": "BSD", "gplv2": "GPL-2.0", "gplv3": "GPL-3.0", "gpl2": "GPL-2.0", "gpl3":
    "GPL-3.0", "apache2": "Apache",
}  # fmt: skip
DEPENDENCIES = {
    "torch": "PyTorch", "pytorch": "PyTorch", "tf": "TensorFlow", "tensorflow": "TensorFlow", "jax": "JAX",
    "numpy": "NumPy", "np": "NumPy", "keras": "Keras", "haiku": "Haiku", "boost": "Boost", "numba": "Numba",
    "pandas": "pandas", "networkx": "NetworkX", "pynn": "PyNN", "sympy": "SymPy", "cmake": "CMake",
    "nanobind": "nanobind", "jinja": "Jinja2", "jinja2": "Jinja2", "lark": "Lark", "flax": "Flax",
}  # fmt: skip


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_UNCLEAR_LICENCE = re.compile(r"(custom|unclear|unknown|odd|unusual|non[ -]?standard|special|own) licen[cs]e")
_PERMISSIVE = _any_of(
    r"permissive|business[ -]friendly|liberal licen|non[ -]?copyleft|copyleft[ -]free",
    r"(isn'?t|is not|aren'?t|not|no|without|avoid\w*|free of|nothing) ?(any |a )?(strong )?copyleft",
    r"(forced|obliged|required|have) to (publish|open|share|release|disclose)",
    r"(closed|proprietary|commercial|closed[ -]source) (\w+ )?"
    r"(product|source|code|software|app|project|firmware)",
    r"keep (our|my|the) (source|code|model)\w* (closed|private|secret)",
    r"without (opening|publishing|sharing) (our|my)|publish (our|my) (source|code)",
    r"(no|without|few) (\w+ )?strings|(relaxed|liberal|friendly) (legal )?(terms|licen)",
    r"commercial(ly)?[ -](friendly|use|product|project|safe|ok)|(sell|selling|ship|shipping) (it|a|our|the) ",
    r"commercial(ly)?\b.{0,25}licen|licen.{0,30}(commercial|company|legal team|lawyer)",
    r"use .{0,30}\bcommercial",
    r"in (a|our) commercial|legal (team|department)|lawyers?\b",
)
_NIR_NEAR = {
    "support", "compat", "export", "exporter", "import", "interop", "capab", "enabl", "read", "writ", "speak",
    "through", "via", "with", "without", "no",
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
_PACKAGE = re.compile(r"\bpip\b|\bpypi\b|pip[ -]?install|python package index")


@dataclass(frozen=True, slots=True)
class Demand:
    """A need with its weight, and the place of its word in the question (-1 when it has no single place)."""

    need: Need
    weight: float
    place: int = -1
    exclusive: bool = False


def read_demands(question: str, words: Sequence[Word], guide: Guide) -> list[Demand]:
    """The facets a question asks for, in a fixed order, each once."""
    text = " ".join(question.casefold().replace("’", "'").split())[:6000]
    found: list[Demand] = []
    for at, word in enumerate(words):
        if word.folded in LANGUAGES and _is_language(word, words, at):
            wanted = not negated(words, at)
            name = LANGUAGES[word.folded]
            found.append(Demand(Need("language", name, wanted), _language_weight(name, guide), at))
        if (
            word.surface in LETTER_LANGUAGES
            and at > 0
            and words[at - 1].folded in ("in", "pure", "plain", "for", "with")
        ):
            name = LETTER_LANGUAGES[word.surface]
            found.append(
                Demand(Need("language", name, not negated(words, at)), _language_weight(name, guide), at)
            )
        if word.folded in _LICENCES and (word.folded != "mit" or _means_licence(words, at)):
            found.append(Demand(Need("licence", _LICENCES[word.folded], not negated(words, at)), 2.6, at))
        if word.folded == "nir" and _nir_is_needed(words, at):
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
    if _PERMISSIVE.search(text):
        found.append(Demand(Need("licence", LicenceFamily.PERMISSIVE.value), 2.4))
    elif _UNCLEAR_LICENCE.search(text):
        found.append(Demand(Need("licence", "custom or unknown"), 3.0))
    elif "copyleft" in text and "copyleft" not in {d.need.value for d in found}:
        found.append(Demand(Need("licence", LicenceFamily.COPYLEFT.value), 2.4))
    if match := _HARDWARE.search(text):
        denied = re.search(
            r"(no|without|not need|don't have|dont have|do not have)( any| a)?( real| actual)?\s*$",
            text[: match.start()],
        )
        found.append(Demand(Need("hardware", "hardware support", wanted=not denied), 0.6 if denied else 1.6))
    if _PACKAGE.search(text):
        found.append(Demand(Need("package", "pip package"), 0.7))
    return list({(d.need.kind, d.need.value): d for d in reversed(found)}.values())[::-1]


def _is_language(word: Word, words: Sequence[Word], at: int) -> bool:
    """Whether a language's name that is also a word means the language: "an Elixir package", "in Elixir"."""
    if word.folded not in _AMBIGUOUS_LANGUAGES:
        return True
    before = words[at - 1].folded if at else ""
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.sentence != word.sentence:
        return before == "in"
    return after.stem in _WRITTEN_IN or (after.stem == "implement" and before in ("in", "for", "a", "an"))


def _means_licence(words: Sequence[Word], at: int) -> bool:
    """``mit`` is also German for "with" and a university."""
    near = {word.stem for word in words[max(0, at - 3) : at + 4]}
    return words[at].surface == "MIT" or bool(near & {"licenc", "licens", "licenz", "lizenz", "bsd", "apach"})


def _nir_is_needed(words: Sequence[Word], at: int) -> bool:
    """Whether NIR is wanted of a library ("with NIR support"), and not asked about itself ("what is NIR")."""
    near = {word.stem for word in words[max(0, at - 3) : at + 3]}
    if near & {"what", "doc", "docs", "stand", "acronym"}:
        return False
    if near & {"vs", "or", "versus", "compar", "licenc", "licens", "link", "nam", "git", "github", "pag"}:
        return False
    facets = DEPENDENCIES.keys() | _LICENCES.keys() | LANGUAGES.keys()
    return bool(near & _NIR_NEAR) or any(word.folded in facets for word in words)


def _likened(words: Sequence[Word], at: int) -> bool:
    """``Keras-like`` wishes for a manner, not for the dependency."""
    after = words[at + 1].folded if at + 1 < len(words) else ""
    return after in ("like", "style", "ish", "esque") or (at > 0 and words[at - 1].folded == "like")


def _part_of_name(words: Sequence[Word], at: int) -> bool:
    """``snn torch`` and ``torch.fx`` name other things than the dependency."""
    before = words[at - 1].folded if at else ""
    return before in ("snn", "neuro", "nir", "hx", "spy") and words[at].folded == "torch"


def _language_weight(name: str, guide: Guide) -> float:
    share = sum(name in library.languages for library in guide.libraries) / (len(guide.libraries) or 1)
    return 0.5 if share > 0.5 else 3.0
