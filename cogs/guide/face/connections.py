"""Which library of the guide drives which chip, as the pages' front matter says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Hardware, Library


@dataclass(frozen=True, slots=True)
class Connections:
    """Both directions by slug, in the guide's order, and the software that chips name without a page."""

    chips: Mapping[str, tuple[Hardware, ...]]
    drivers: Mapping[str, tuple[Library, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]


def connections(index: GuideIndex) -> Connections:
    """Return the connections that `index`'s guide states: by a chip's software or by a library's tags."""
    guide = index.guide
    drivers: dict[str, dict[str, Library]] = {chip.slug: {} for chip in guide.hardware}
    elsewhere: dict[str, tuple[str, ...]] = {}
    for chip in guide.hardware:
        named = [(name, index.find_library(name)) for name in chip.software]
        tagged = [guide.library_by_slug.get(slug) for slug in chip.software_tags]
        for library in [*(found for _, found in named), *tagged]:
            if library is not None:
                drivers[chip.slug][library.slug] = library
        elsewhere[chip.slug] = tuple(name for name, found in named if found is None)
    for library in guide.libraries:
        for slug in library.hardware_tags:
            if slug in drivers:
                drivers[slug][library.slug] = library
    chips = {
        library.slug: tuple(chip for chip in guide.hardware if library.slug in drivers[chip.slug])
        for library in guide.libraries
    }
    return Connections(chips, {slug: tuple(found.values()) for slug, found in drivers.items()}, elsewhere)
