"""Which library drives which chip: what the hardware pages and the software pages say about each other."""

from __future__ import annotations

from cogs.guide.matching.answer import Reason
from cogs.guide.matching.evidence import Proof
from cogs.guide.matching.names import NameIndex, key_of
from cogs.guide.matching.relations import Mentions, quoted
from cogs.guide.matching.words import split_words
from cogs.guide.model import Guide, Hardware, Library

SAID_BY_CHIP = 1.0
TAGGED = 0.88
SAID_BY_LIBRARY = 0.7
SAID_BY_CHIP_TEXT = 0.5


def prove_chips(guide: Guide, mentions: Mentions, names: NameIndex) -> dict[str, dict[str, Proof]]:
    """For each chip (by slug) the libraries connected with it (by slug), with the best proof of each."""
    proofs: dict[str, dict[str, Proof]] = {chip.slug: {} for chip in guide.hardware}
    own_names = {
        key_of(name): library.slug
        for library in guide.libraries
        for name in (library.slug, library.title, library.pypi_id or library.slug)
    }
    for chip in guide.hardware:
        for name in chip.software:
            slug = own_names.get(key_of(name))
            if slug:
                _keep(proofs, chip, slug, SAID_BY_CHIP, "hardware", f"{chip.name}'s page lists {name}")
        for slug in chip.software_tags:
            if slug in guide.library_by_slug:
                _keep(proofs, chip, slug, SAID_BY_CHIP, "hardware", f"{chip.name}'s page lists it")
        prose = "\n".join(line for line in chip.body.split("\n") if not line.startswith("|"))
        for mention in names.find(split_words(prose, limit=len(prose)), None):
            if mention.kind == "library" and mention.exact and not names.is_common_word(mention):
                _keep(
                    proofs,
                    chip,
                    mention.slug,
                    SAID_BY_CHIP_TEXT,
                    "hardware",
                    f"{chip.name}'s page mentions it",
                )
    for library in guide.libraries:
        _from_library(library, guide, mentions, proofs)
    return proofs


def _from_library(
    library: Library, guide: Guide, mentions: Mentions, proofs: dict[str, dict[str, Proof]]
) -> None:
    for slug in library.hardware_tags:
        if slug in guide.hardware_by_slug:
            chip = guide.hardware_by_slug[slug]
            _keep(proofs, chip, library.slug, TAGGED, "hardware_tags", f"its page lists {chip.name}")
    for mention, passage in mentions[library.slug]:
        if mention.kind == "hardware":
            chip = guide.hardware_by_slug[mention.slug]
            shown = quoted(mention, passage)
            _keep(proofs, chip, library.slug, SAID_BY_LIBRARY, passage.field, shown)


def _keep(
    proofs: dict[str, dict[str, Proof]], chip: Hardware, slug: str, strength: float, field: str, text: str
) -> None:
    known = proofs[chip.slug].get(slug)
    if known is None or known.strength < strength:
        proofs[chip.slug][slug] = Proof(strength, Reason("matches", field, text))
