"""Facets a question asks for, with negation: language, licence, dependencies, NIR, hardware, package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cogs.guide.matching.answer import Need, Reason
from cogs.guide.matching.passages import Passage
from cogs.guide.matching.words import Word, split_words
from cogs.guide.model import Guide, Library, LicenceFamily

Verdict = Literal["met", "partly", "not_stated", "violated"]

LANGUAGES = {
    "python": "Python", "rust": "Rust", "c++": "C++", "cpp": "C++", "cplusplus": "C++", "javascript": "JavaScript",
    "js": "JavaScript", "typescript": "TypeScript", "julia": "Julia", "matlab": "MATLAB", "simulink": "MATLAB",
    "java": "Java", "golang": "Go", "c#": "C#", "csharp": "C#", "haskell": "Haskell", "ocaml": "OCaml",
    "fortran": "Fortran", "swift": "Swift", "kotlin": "Kotlin", "scala": "Scala", "lua": "Lua", "erlang": "Erlang",
    "elixir": "Elixir", "clojure": "Clojure", "zig": "Zig", "nim": "Nim", "perl": "Perl", "ruby": "Ruby",
    "labview": "LabVIEW", "vhdl": "VHDL", "verilog": "Verilog", "systemverilog": "SystemVerilog", "php": "PHP",
    "cython": "Cython", "ada": "Ada", "mojo": "Mojo", "dart": "Dart", "lisp": "Lisp", "prolog": "Prolog",
}  # fmt: skip
_AMBIGUOUS_LANGUAGES = {"ada", "swift", "ruby", "dart", "nim", "zig", "mojo", "lisp", "scala", "elixir"}
_LETTER_LANGUAGES = {"Go": "Go", "R": "R", "C": "C", "D": "D"}
_LICENCES = {
    "mit": "MIT", "bsd": "BSD", "apache": "Apache", "gpl": "GPL", "agpl": "AGPL", "lgpl": "LGPL", "mpl": "MPL",
    "berkeley": "BSD", "gplv2": "GPL-2.0", "gplv3": "GPL-3.0", "gpl2": "GPL-2.0", "gpl3": "GPL-3.0", "apache2": "Apache",
}  # fmt: skip
_DEPENDENCIES = {
    "torch": "PyTorch", "pytorch": "PyTorch", "tf": "TensorFlow", "tensorflow": "TensorFlow", "jax": "JAX",
    "numpy": "NumPy", "np": "NumPy", "keras": "Keras", "haiku": "Haiku", "boost": "Boost", "numba": "Numba",
    "pandas": "pandas", "networkx": "NetworkX", "pynn": "PyNN", "sympy": "SymPy", "cmake": "CMake",
    "nanobind": "nanobind", "jinja": "Jinja2", "jinja2": "Jinja2", "lark": "Lark", "flax": "Flax",
}  # fmt: skip
_NEGATIONS = {"no", "not", "without", "non", "avoid", "avoiding", "except", "excluding", "never", "nor", "minus",
              "neither", "zero", "nothing"}  # fmt: skip
_VERBS_OF_NEED = {"need", "require", "depend", "use", "rely", "want", "pull", "force", "have", "like", "touch",
                  "needing", "requiring", "using", "pulling", "install", "drag", "write", "on", "in", "to", "be",
                  "any", "the", "a", "of", "based", "code", "my", "all", "strong", "dependency", "related",
                  "dependencies", "licence", "license", "licensed", "too", "much"}  # fmt: skip
_CONTRACTED = {"don", "doesn", "didn", "isn", "aren", "won", "can", "couldn", "shouldn", "wouldn", "wasn", "dont",
               "doesnt", "cannot", "cant", "isnt"}  # fmt: skip
_UNCLEAR_LICENCE = re.compile(r"(custom|unclear|unknown|odd|unusual|non[ -]?standard|special|own) licen[cs]e")
_PERMISSIVE = re.compile(
    r"(isn'?t|is not|aren'?t|not|no|non[ -]?|without|avoid\w*|free of|nothing) ?(any |a )?(strong )?copyleft|copyleft[ -]free|"
    r"(forced|obliged|required|have) to (publish|open|share|release|disclose)|(closed|proprietary|commercial) "
    r"(\w+ )?(product|source|code|software|app|project|firmware)|keep (our|my|the) (source|code|model)\w* "
    r"(closed|private|secret)|without (opening|publishing|sharing) (our|my)|publish (our|my) (source|code)|permissive (terms|one)|"
    r"(no|without|few) (\w+ )?strings|(relaxed|liberal|friendly) (legal )?(terms|licen)|"
    r"permissive|commercial(ly)?[ -](friendly|use|product|project|safe|ok)|(proprietary|closed[ -]source) (product|code|"
    r"software|project|app)|non[ -]?copyleft|no copyleft|not copyleft|without copyleft|business[ -]friendly|liberal licen"
    r"|(sell|selling|ship|shipping) (it|a|our|the) |commercial(ly)?\b.{0,25}licen|licen.{0,30}(commercial|company|legal"
    r" team|lawyer)|use .{0,30}\bcommercial|in (a|our) commercial|legal (team|department)|lawyers?\b"
)
_NIR_NEAR = {
    "support",
    "compat",
    "export",
    "exporter",
    "import",
    "interop",
    "capab",
    "enabl",
    "read",
    "writ",
    "speak",
    "through",
    "via",
    "with",
    "without",
    "no",
}
_NO_DEPENDENCIES = re.compile(
    r"(without|no|zero|free of|have no|has no|w/o)( any| extra| external| other| third[ -]party| python)* dependenc"
    r"|dependency[ -]free|zero[ -]dep|no deps\b|without (any )?deps"
)
_ONLY = re.compile(
    r"(only|just|nothing (but|except|beyond|more than)|pure|plain)( needing| needs| requires| on| with)? "
)
_HARDWARE = re.compile(
    r"(real|actual|physical|neuromorphic|dedicated|spiking|analog(ue)?) ?-?(hardware|chips?|silicon|processors?|devices?|hw)\b"
    r"|(deploy|run|runs|running|execute|port|map|compile)\w*( \S+){0,6} (on|onto|to) (a |an |the |real |actual |any |some )*"
    r"(neuromorphic |spiking )?(hardware|hw|chips?|silicon|device)\b|hardware (support|deployment|backend|target)"
    r"|support\w* (for )?(neuromorphic )?hardware|(go|goes) (to|on) a chip|on[ -]chip (deploy|inference)"
    r"|hardware[ -]in[ -]the[ -]loop|low[ -]power (chip|hardware|processor|silicon)"
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
            word.surface in _LETTER_LANGUAGES
            and at > 0
            and words[at - 1].folded in ("in", "pure", "plain", "for", "with")
        ):
            name = _LETTER_LANGUAGES[word.surface]
            found.append(
                Demand(Need("language", name, not negated(words, at)), _language_weight(name, guide), at)
            )
        if word.folded in _LICENCES and (word.folded != "mit" or _means_licence(words, at)):
            found.append(Demand(Need("licence", _LICENCES[word.folded], not negated(words, at)), 2.6, at))
        if word.folded == "nir" and _nir_is_needed(words, at):
            found.append(Demand(Need("nir", "NIR", not negated(words, at)), 2.2, at))
        if word.folded in _DEPENDENCIES and not _part_of_name(words, at) and not _likened(words, at):
            exclusive = bool(_ONLY.search(" ".join(w.folded for w in words[max(0, at - 3) : at]) + " "))
            found.append(
                Demand(
                    Need("dependency", _DEPENDENCIES[word.folded], not negated(words, at)), 2.0, at, exclusive
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


def negated(words: Sequence[Word], at: int) -> bool:
    """Whether the word at a place is denied: "no torch", "doesn't need torch", "torch-free", "not python"."""
    if at + 1 < len(words) and words[at + 1].folded == "free" and words[at + 1].start - words[at].end == 1:
        return True
    sentence = words[at].sentence
    if _unwanted(words, at):
        return True
    before = [word.folded for word in words[max(0, at - 7) : at] if word.sentence == sentence]
    steps = 0
    for index in range(len(before) - 1, -1, -1):
        word = before[index]
        if word in _NEGATIONS:
            return not (
                word == "not" and index + 1 < len(before) and before[index + 1] in ("only", "just", "sure")
            )
        if word in _CONTRACTED and (word.endswith("t") or before[index + 1 : index + 2] == ["t"]):
            return True
        if word in ("instead", "than") and before[index - 1 : index] != ["more"]:
            return True
        linked = word in ("or", "and") and index > 0
        if linked and at - (len(before) - index) - 1 >= 0:
            return word == "or" and negated(words, at - (len(before) - index) - 1)
        if word not in _VERBS_OF_NEED and word != "t":
            return False
        steps += 1
        if steps > 4:
            return False
    return False


def _unwanted(words: Sequence[Word], at: int) -> bool:
    """ "I don't want to classify digits": what follows such a verb in its clause is not wanted."""
    for back in range(at - 1, max(-1, at - 7), -1):
        if words[back].sentence != words[at].sentence or words[back].folded in (
            "but",
            "just",
            "only",
            "and",
            "which",
        ):
            return False
        if words[back].folded in ("want", "need", "care", "like") and back > 0:
            denied = words[back - 1].folded
            if denied in ("not", "never", "dont") or (
                denied == "t" and back > 1 and words[back - 2].folded in _CONTRACTED
            ):
                return True
    return False


def _is_language(word: Word, words: Sequence[Word], at: int) -> bool:
    if word.folded not in _AMBIGUOUS_LANGUAGES:
        return True
    return (
        at > 0
        and words[at - 1].folded in ("in", "for", "a", "an")
        and at + 1 < len(words)
        and words[at + 1].stem in ("librar", "packag", "implement", "bind")
    )


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
    facets = _DEPENDENCIES.keys() | _LICENCES.keys() | LANGUAGES.keys()
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
    forms = {word, *(form for form, name in _DEPENDENCIES.items() if name.casefold() == word)}
    for passage in page:
        if passage.field in ("text", "description") and any(w.folded in forms for w in passage.words):
            return "partly", Reason("matches", passage.field, f"the page mentions {need.value}")
    if not stated:
        return "not_stated", Reason("not_stated", "dependencies", shown)
    return "violated", Reason("violates", "dependencies", shown)
