"""What the cards and buttons look up in the guide in force, derived once per guide. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cogs.guide.face import wording
from cogs.guide.face.codes import code
from cogs.guide.face.connections import Connections, connections
from cogs.guide.face.filters import Vocabulary, vocabulary
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Hardware, Library


@dataclass(frozen=True, slots=True)
class Summary:
    """A library in a few escaped lines; `ways_in` are how to install it and its links."""

    title: str
    one_line: str
    facts: tuple[str, ...]
    ways_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of the guide in force: by code, with their connections, and the menus they make."""

    index: GuideIndex
    words: Vocabulary
    connections: Connections
    library_by_code: dict[str, Library]
    hardware_by_code: dict[str, Hardware]
    # Written when first shown: escaping a library's texts anew for each answer took most of its time.
    _summaries: dict[str, Summary]

    def summary(self, library: Library) -> Summary:
        """Return the few lines about a library of this guide."""
        known = self._summaries.get(library.slug)
        if known is None:
            install = wording.install(library)
            chips = self.connections.chips.get(library.slug, ())
            known = self._summaries[library.slug] = Summary(
                title=wording.title(library),
                one_line=wording.one_line(library),
                facts=wording.facts(library, chips),
                ways_in=(*((install,) if install else ()), *wording.links(library)),
            )
        return known

    def libraries(self, codes: Sequence[str]) -> list[Library]:
        """Return the libraries that `codes` stand for, without those that left the guide."""
        return [self.library_by_code[each] for each in codes if each in self.library_by_code]


@lru_cache(maxsize=2)
def entries_of(index: GuideIndex) -> Entries:
    """Return the entries of `index`; the last ones are kept, so that answering costs no derivation."""
    guide = index.guide
    return Entries(
        index=index,
        words=vocabulary(guide),
        connections=connections(index),
        library_by_code={code(library.slug): library for library in guide.libraries},
        hardware_by_code={code(chip.slug): chip for chip in guide.hardware},
        _summaries={},
    )
