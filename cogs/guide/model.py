"""What the guide says, as typed records.

``None`` means the guide does not state it. That is never the same as ``False`` or "no": a page that
forgets ``supports_NIR`` says nothing about NIR. Texts are kept as their authors wrote them (one line,
without control characters); whoever shows them escapes them for the place where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property


class LicenceFamily(StrEnum):
    """What a licence asks of those who build on the code, in the four steps people ask for."""

    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak copyleft"
    COPYLEFT = "copyleft"
    CUSTOM = "custom"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: the page's own words, the SPDX identifier if they name one, and its family."""

    text: str
    spdx: str | None
    family: LicenceFamily

    def __str__(self) -> str:
        return self.spdx or self.text


@dataclass(frozen=True, slots=True)
class Library:
    """One entry of the software guide.

    ``dependencies`` is ``None`` when the page has no such key, and empty when the key is there without
    a value. Both are shown as "not stated"; only the second counts for "without any dependencies".
    """

    slug: str
    title: str
    description: str
    url: str
    body: str = ""
    category: str | None = None
    languages: tuple[str, ...] = ()
    licence: Licence | None = None
    fields: tuple[str, ...] = ()
    dependencies: tuple[str, ...] | None = None
    maintainers: tuple[str, ...] = ()
    supports_nir: bool | None = None
    supports_hardware: bool | None = None
    pypi_id: str | None = None
    website: str | None = None
    source_code: str | None = None
    software_tags: tuple[str, ...] = ()
    hardware_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hardware:
    """One entry of the hardware guide. Numbers stay text: pages write ``1M``, ``~500`` and ``N/A``."""

    slug: str
    title: str
    description: str
    url: str
    body: str = ""
    name: str = ""
    summary: str | None = None
    organisation: str | None = None
    group: str | None = None
    website: str | None = None
    product_page: str | None = None
    software: tuple[str, ...] = ()
    software_tags: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    chip_type: str | None = None
    neurons: str | None = None
    synapses: str | None = None
    weight_bits: str | None = None
    activation_bits: str | None = None
    power: str | None = None
    interfaces: str | None = None
    memory: str | None = None
    package: str | None = None
    on_chip_learning: bool | None = None
    release_year: str | None = None
    announced: str | None = None
    released: str | None = None
    retired: str | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Guide:
    """All entries, ordered by slug, and where they come from.

    ``source`` names the repository or folder, ``commit`` its state if known, and ``fetched_at`` (UTC)
    the moment the copy was made, so that an answer can state the age of what it says.
    """

    libraries: tuple[Library, ...] = ()
    hardware: tuple[Hardware, ...] = ()
    source: str = ""
    commit: str | None = None
    fetched_at: datetime | None = None

    @cached_property
    def library_by_slug(self) -> dict[str, Library]:
        """Every library under its folder name."""
        return {library.slug: library for library in self.libraries}

    @cached_property
    def hardware_by_slug(self) -> dict[str, Hardware]:
        """Every chip under its folder name."""
        return {chip.slug: chip for chip in self.hardware}


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """Something a page should say differently. ``fatal`` means the page was left out of the guide."""

    file: str
    field: str
    problem: str
    fatal: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.problem}"
