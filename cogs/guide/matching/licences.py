"""Licences in a question: a family, a name, a name with its version, or what somebody says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from cogs.guide.matching.answer import Need
from cogs.guide.matching.words import Word
from cogs.guide.model import LicenceFamily

NON_COMMERCIAL = "non-commercial"
LICENCES = {
    "mit": "MIT", "bsd": "BSD", "berkeley": "BSD", "apache": "Apache", "apache2": "Apache", "mpl": "MPL",
    "gpl": "GPL", "gplv2": "GPL", "gplv3": "GPL", "gpl2": "GPL", "gpl3": "GPL", "agpl": "AGPL",
    "agplv3": "AGPL", "agpl3": "AGPL", "lgpl": "LGPL", "lgplv2": "LGPL", "lgplv3": "LGPL", "lgpl2": "LGPL",
    "lgpl3": "LGPL", "epl": "EPL", "eupl": "EUPL", "cecill": "CeCILL", "unlicense": "Unlicense",
    "cc0": "CC0", "wtfpl": "WTFPL",
}  # fmt: skip
"""Words that name a licence -> how its SPDX identifier begins."""
_VERSION = re.compile(
    r"[a-z]+[ -]?(?:licen[cs]e[ ,-]*)?(?:version |v)?[ -]?"
    r"(\d)(?:\.(\d))?\b(?:[ -]?clause)?([ -]or[ -]later|\+)?",
    re.IGNORECASE,
)
_CLAUSES_BEFORE = re.compile(r"(\d)[ -]clause $", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(unknown|unstated|no stated) licen[cs]e|licen[cs]e (is )?(unknown|unstated|not stated)"
)
_CUSTOM = re.compile(r"(custom|own) licen[cs]e")
_UNCLEAR = re.compile(r"(unclear|odd|unusual|non[ -]?standard|special) licen[cs]e")
_NON_COMMERCIAL = re.compile(
    r"non[ -]?commercial( \w+)? licen[cs]|licen[cs]\w*( \w+){0,3} non[ -]?commercial"
)
_PERMISSIVE = re.compile("|".join((
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
)))  # fmt: skip


def licence_at(question: str, words: Sequence[Word], at: int) -> str | None:
    """The licence that a word names, with the version beside it: ``LGPL-3.0``, ``GPL-2``, ``MIT``."""
    name = LICENCES.get(words[at].folded)
    if name is None or (name == "MIT" and not _means_licence(words, at)):
        return None
    if name == "BSD" and (before := _CLAUSES_BEFORE.search(question[: words[at].start])):
        return f"BSD-{before[1]}-Clause"
    found = _VERSION.match(question, words[at].start)
    if name == "MIT" or found is None:
        return name
    major, minor, later = found.groups()
    if name == "BSD":
        return f"BSD-{major}-Clause"
    version = f"{name}-{major}" if minor is None else f"{name}-{major}.{minor}"
    return f"{version}-or-later" if later and minor else version


def licences_in(text: str, said: Set[str], no_copyleft: bool) -> Iterator[tuple[Need, float]]:
    """What a question (in small letters) says of licences without a name, with its weight."""
    if _NON_COMMERCIAL.search(text):
        yield Need("licence", NON_COMMERCIAL), 2.6
    elif no_copyleft or _PERMISSIVE.search(text):
        yield Need("licence", LicenceFamily.PERMISSIVE.value), 2.4
    elif _UNKNOWN.search(text):
        yield Need("licence", LicenceFamily.UNKNOWN.value), 3.0
    elif _CUSTOM.search(text):
        yield Need("licence", LicenceFamily.CUSTOM.value), 3.0
    elif _UNCLEAR.search(text):
        yield Need("licence", "custom or unknown"), 3.0
    elif "copyleft" in text and "copyleft" not in said:
        yield Need("licence", LicenceFamily.COPYLEFT.value), 2.4


def is_named(licence: str, name: str, text: str) -> bool:
    """Whether a library's licence (its identifier or the page's words) is the one that is asked for.

    ``GPL`` is every GPL, ``GPL-2`` every second one, ``GPL-2.0`` that one, "or later" included.
    """
    said, wanted = (licence or text).upper(), name.upper()
    if said == wanted or said.startswith(f"{wanted}-"):
        return True
    return wanted[-1:].isdigit() and "." not in wanted and said.startswith(f"{wanted}.")


def base_of(name: str) -> str:
    """A licence without its version: ``LGPL`` of ``LGPL-2.1``."""
    return name.partition("-")[0]


def _means_licence(words: Sequence[Word], at: int) -> bool:
    """``mit`` is also German for "with" and a university."""
    near = {word.stem for word in words[max(0, at - 3) : at + 4]}
    return words[at].surface == "MIT" or bool(near & {"licenc", "licens", "licenz", "lizenz", "bsd", "apach"})
