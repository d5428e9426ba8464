"""Licences in questions: families, names, versions, and what nobody's licence is."""

from __future__ import annotations

import pytest

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.matching.licences import is_named, licence_at
from cogs.guide.matching.words import split_words
from cogs.guide.pages.reader import read_guide

from .pages import library

LICENCES = {"old": "LGPL-2.1", "new": "LGPL-3.0", "two": "GPL-2.0", "three": "GPL-3.0", "later": "GPL-3.0-or-later",
            "mit": "MIT", "bsd": "BSD-3-Clause", "apache": "Apache-2.0", "dark": "unknown", "own": "custom"}  # fmt: skip
INDEX = GuideIndex(
    read_guide({k: v for s, text in LICENCES.items() for k, v in library(f"lib-{s}", license=text).items()})[
        0
    ]
)


@pytest.mark.parametrize(("question", "licence"), [
    ("LGPL-3.0 library", "LGPL-3.0"), ("LGPLv3", "LGPL-3"), ("LGPL 2.1", "LGPL-2.1"), ("GPL-2", "GPL-2"), ("GPLv2", "GPL-2"),
    ("GPL version 2", "GPL-2"), ("GNU GPL", "GPL"), ("GPL licence, version 3", "GPL-3"), ("GPL-3.0-or-later", "GPL-3.0-or-later"),
    ("BSD-3-Clause", "BSD-3-Clause"), ("3-clause BSD", "BSD-3-Clause"), ("BSD", "BSD"), ("Apache 2.0", "Apache-2.0"),
    ("AGPL", "AGPL"), ("MIT", "MIT"), ("EPL", "EPL"), ("mit Python", None), ("GPL, 3 authors", "GPL"),
])  # fmt: skip
def test_a_name_is_read_with_its_version(question: str, licence: str | None):
    words = split_words(question)
    assert (
        next((found for at in range(len(words)) if (found := licence_at(question, words, at))), None)
        == licence
    )


@pytest.mark.parametrize(("spdx", "name", "same"), [
    ("GPL-3.0-or-later", "GPL-3.0", True), ("GPL-3.0", "GPL-3.0-or-later", False), ("GPL-2.0", "GPL-2", True),
    ("LGPL-2.1", "GPL", False), ("LGPL-2.1", "LGPL-2", True), ("GPL-3.0", "GPL-2", False), ("MIT", "MIT", True),
])  # fmt: skip
def test_a_licence_is_the_one_that_is_named(spdx: str, name: str, same: bool):
    assert is_named(spdx, name, "") is same


@pytest.mark.parametrize(("question", "first"), [
    ("LGPL-3.0 library", "new"), ("library under LGPLv2.1", "old"), ("GPL-2.0 library", "two"), ("GPL-2 libraries", "two"),
    ("GPL-3.0-or-later library", "later"), ("LGPL 2.1 or later library", "old"), ("unknown license", "dark"), ("which licence is unknown? licence unknown", "dark"),
    ("custom licence", "own"), ("3-clause BSD library", "bsd"), ("Apache 2 library", "apache"),
])  # fmt: skip
def test_the_exact_licence_comes_before_its_family(question: str, first: str):
    answer = INDEX.ask(question)
    assert (answer.kind, answer.ranked[0].slug) == ("answer", f"lib-{first}")


def test_what_is_only_of_the_family_says_so():
    ranked = {match.slug: match.reasons for match in INDEX.ask("LGPL-3.0 library").ranked}
    assert any(r.kind == "violates" and r.text.startswith("licence is LGPL-2.1") and "not LGPL-3.0" in r.text
               for r in ranked["lib-old"])  # fmt: skip
    assert not any(r.kind == "violates" for r in ranked["lib-new"])
    assert "lib-mit" not in ranked


@pytest.mark.parametrize(("question", "missing"), [
    ("non-commercial licence", "non-commercial"), ("MPL-2.0 library", "MPL-2.0"), ("anything under the EPL?", "EPL"),
    ("BSD-2-Clause library", "BSD-2-Clause"),
])  # fmt: skip
def test_a_licence_that_nothing_has_is_named(question: str, missing: str):
    answer = INDEX.ask(question)
    assert (answer.kind, answer.missing) == ("not_in_guide", (missing,))


def test_one_of_several_licences_is_enough():
    answer = INDEX.ask("MIT or EPL library")
    assert (answer.kind, answer.missing, answer.ranked[0].slug) == ("answer", (), "lib-mit")


@pytest.mark.parametrize(
    "question", ["no copyleft", "we can't use copyleft code", "not copyleft", "a permissive library"]
)
def test_no_copyleft_is_permissive(question: str):
    answer = INDEX.ask(question)
    assert [need.value for need in answer.needs] == ["permissive"]
    assert {match.slug for match in answer.ranked[:3]} == {"lib-mit", "lib-bsd", "lib-apache"}
