"""A reason speaks for a library, what is met in part does not; quotes are whole words and say when cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogs.guide.face import cards, wording
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Match
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Guide, Library, Licence, LicenceFamily


def match_of(entries: Entries, question: str, slug: str) -> Match:
    return next(match for match in entries.index.ask(question).ranked if match.slug == slug)


def said_of(entries: Entries, question: str, slug: str) -> str:
    return cards.match_text(1, match_of(entries, question, slug), entries, 2000)


def line(text: str, start: str) -> str:
    return next((each for each in text.splitlines() if each.strip().startswith(start)), "")


def test_a_licence_that_fits_in_part_does_not_fit(example: Entries) -> None:
    said = said_of(example, "A JAX library with a permissive licence", "jaxsnn")
    assert "licence" not in line(said, "**Why:**")
    against = line(said, "**Does not fit:**")
    assert against.endswith("licence is LGPL-2.0-or-later (weak copyleft), not permissive")


def guide_with(*libraries: Library) -> GuideIndex:
    return GuideIndex(Guide(libraries, (), source="a test"))


def library(slug: str, dependencies: tuple[str, ...] | None, description: str = "Spikes.") -> Library:
    return Library(
        slug=slug,
        title=slug.title(),
        description=description,
        url=f"https://example.org/{slug}/",
        languages=("Python",),
        licence=Licence("MIT", "MIT", LicenceFamily.PERMISSIVE),
        dependencies=dependencies,
    )


@pytest.mark.parametrize(
    ("dependencies", "kind", "text"),
    [
        (("TensorFlow",), "violates", "JAX is only mentioned on the page (dependencies: TensorFlow)"),
        (None, "not_stated", "JAX is only mentioned on the page (dependencies not stated)"),
    ],
)
def test_a_dependency_that_is_only_mentioned_is_no_reason(
    dependencies: tuple[str, ...] | None, kind: str, text: str
) -> None:
    index = guide_with(
        library("first", ("JAX",)), library("second", dependencies, "Spikes, with a bridge to JAX.")
    )
    found = {match.slug: match for match in index.ask("a spiking library built on JAX").ranked}
    assert (kind, text) in [(reason.kind, reason.text) for reason in found["second"].reasons]
    assert text not in wording.why(found["second"].reasons)


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("Reads zebrafish recordings", "“Reads zebrafish recordings”"),
        ("Reads zebrafish recordings" + " and so on" * 20, "“Reads zebrafish recordings{}…”"),
        ("So on and" * 20 + " reads zebrafish recordings", "“…{}reads zebrafish recordings”"),
    ],
)
def test_a_quote_says_where_it_was_cut(sentence: str, quoted: str) -> None:
    page = replace(library("first", None), body=sentence)
    (match,) = guide_with(page).ask("zebrafish recordings").ranked
    said = next(reason.text for reason in match.reasons if reason.text.startswith("“"))
    before, _, after = quoted.partition("{}")
    assert said.startswith(before)
    assert said.endswith(after)
