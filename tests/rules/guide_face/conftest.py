"""Guides to make cards of: the shipped one, the real one where it is at hand, and a hostile one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogs.guide.face.entries import Entries, entries_of
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Guide, Hardware, Library, Licence, LicenceFamily
from cogs.guide.pages.reader import read_guide
from cogs.guide.source.provenance import Provenance

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "cogs" / "guide" / "example"
REAL = ROOT.parent / "shared" / "onm"

NASTY = "@everyone **b** [x](https://evil.example) `c` || <@1> <t:0:R> # "


def guide_in(folder: Path) -> Guide:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*.md")
        if path.is_file()
    }
    return read_guide(files)[0]


def hostile_guide() -> Guide:
    """Entries whose every field is as long and as odd as a page could make it, past what the reader cuts."""
    long = NASTY * 200
    licence = Licence(long, None, LicenceFamily.CUSTOM)
    libraries = tuple(
        Library(
            slug=f"{'a-very-long-folder-name-' * 5}{number}",
            title=f"{number}{long}",
            description=long,
            url="https://example.org/" + "p" * 400,
            body=long,
            category=long,
            languages=(long, "Python"),
            licence=licence,
            fields=(long, "Vision"),
            dependencies=(f"{long}{number}", "Numpy", "numpy"),
            maintainers=(long,),
            supports_nir=True,
            supports_hardware=True,
            pypi_id="p" * 5000,
            website="https://example.org/" + "d" * 400,
            source_code="https://example.org/" + "s" * 5000,
            hardware_tags=tuple(f"chip-{each}" for each in range(30)),
        )
        for number in range(12)
    )
    hardware = tuple(
        Hardware(
            slug=f"chip-{number}",
            title=f"{number}{long}",
            name=f"Chip {number} {long}",
            description=long,
            url="https://example.org/" + "h" * 400,
            organisation=long,
            group=long,
            website="https://example.org/" + "w" * 400,
            product_page="https://example.org/" + "x" * 400,
            software=(long, "Nothing", *(f"{long}{each}" for each in range(30))),
            applications=(long,),
            chip_type=long,
            neurons=long,
            synapses=long,
            weight_bits=long,
            activation_bits=long,
            power=long,
            interfaces=long,
            memory=long,
            release_year=long,
        )
        for number in range(30)
    )
    return Guide(libraries, hardware, source=long)


@pytest.fixture(scope="session")
def example() -> Entries:
    return entries_of(GuideIndex(guide_in(EXAMPLE)))


@pytest.fixture(scope="session")
def hostile() -> Entries:
    return entries_of(GuideIndex(hostile_guide()))


@pytest.fixture(scope="session")
def real() -> Entries:
    if not (REAL / "content").is_dir():
        pytest.skip("the site's own pages are not at hand: they are not part of this project")
    return entries_of(GuideIndex(guide_in(REAL)))


@pytest.fixture(scope="session", params=["example", "hostile", "real"])
def entries(request: pytest.FixtureRequest) -> Entries:
    found: Entries = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    return Provenance("example", "the shipped example")
