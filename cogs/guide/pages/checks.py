"""What the guide's editors would like to know about their pages."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set

from bot.frontmatter import Page, one_line, truth, web_address
from cogs.guide.model import Defect, Guide, Hardware, Library, LicenceFamily
from cogs.guide.pages.values import address_key

_LIBRARY_KEYS = frozenset(
    [
        "title",
        "type",
        "description",
        "category",
        "language",
        "license",
        "field_of_application",
        "maintainer",
        "source_code",
        "website",
        "supports_hardware",
        "supports_NIR",
        "dependencies",
        "draft",
        "url",
        "logo",
        "pypi_id",
        "version_badge_url_override",
        "software_tags",
        "hardware_tags",
        "stars",
    ]
)
_HARDWARE_KEYS = frozenset(
    [
        "title",
        "type",
        "description",
        "summary",
        "image",
        "category",
        "active_product",
        "product_name",
        "organization",
        "product",
        "software_tags",
        "hardware_tags",
        "draft",
        "url",
        "date",
    ]
)
_PRODUCT_KEYS = frozenset(
    [
        "applications",
        "release_year",
        "release_date",
        "announced_date",
        "on_chip_learning",
        "status",
        "chip_type",
        "neurons",
        "synapses",
        "weight_bits",
        "activation_bits",
        "power",
        "software",
        "interfaces",
        "package",
        "memory",
    ]
)
_WANTED = ("description", "category", "language", "license", "maintainer", "source_code", "supports_NIR",
           "supports_hardware", "dependencies", "url")  # fmt: skip
_NOT_A_LIBRARY = re.compile(r"\b(custom|toolchain|os|none|n/a)\b", re.IGNORECASE)
_DISCORD_MARKUP = re.compile(r"@(everyone|here)\b|<[@#:][^>]*>|\|\||```|^#+ ")


def check_front(
    page: Page, path: str, entry: Library | Hardware, categories: Set[str] | None
) -> Iterator[Defect]:
    """Defects of one page. ``categories`` are the site's; None skips that check."""
    yield from _check_writing(page, path)
    yield from _check_texts(page, path)
    if isinstance(entry, Hardware):
        yield from _check_keys(page.front, _HARDWARE_KEYS, path, "")
        product = page.front.get("product")
        if isinstance(product, dict):
            yield from _check_keys(product, _PRODUCT_KEYS, path, "product.")
        return
    yield from _check_keys(page.front, _LIBRARY_KEYS, path, "")
    for key in _WANTED:
        if key not in page.front:
            yield Defect(
                path, key, "is missing, so the bot says 'not stated'" if key != "url" else "is missing"
            )
        elif key in ("supports_NIR", "supports_hardware") and truth(page.front[key]) is None:
            yield Defect(path, key, "is neither true nor false")
    if categories is not None and entry.category and entry.category not in categories:
        yield Defect(path, "category", f"'{entry.category}' is not one of {', '.join(sorted(categories))}")
    for key in ("website", "source_code"):
        if one_line(page.front.get(key)) and web_address(page.front.get(key)) is None:
            yield Defect(path, key, "is not an http(s) address")
    yield from _check_licence(entry, path)


def _check_licence(library: Library, path: str) -> Iterator[Defect]:
    licence = library.licence
    if licence is None:
        return
    if licence.spdx is None:
        advice = "name the licence" if licence.family is LicenceFamily.UNKNOWN else "use its SPDX identifier"
        yield Defect(path, "license", f"'{licence.text}' says little; {advice}, or link its text in the body")
    elif licence.spdx != licence.text:
        yield Defect(path, "license", f"'{licence.text}' is spelled {licence.spdx} in SPDX")


def _check_writing(page: Page, path: str) -> Iterator[Defect]:
    for where, text in (("front matter", page.front_text), ("body", page.body)):
        trailing = sum(line != line.rstrip() for line in text.split("\n"))
        if trailing:
            yield Defect(path, where, f"{trailing} line(s) end in blanks")
    for key in re.findall(
        r"^ *(url|website|source_code|product_page_link): *[>|]", page.front_text, re.MULTILINE
    ):
        yield Defect(path, key, "is a folded text; put the address on one line")


def _check_texts(page: Page, path: str) -> Iterator[Defect]:
    for key, limit in (("title", 120), ("description", 1200)):
        value = page.front.get(key)
        if not isinstance(value, str):
            if key == "description" and value is not None:
                yield Defect(path, key, "is not text")
            continue
        text = one_line(value) or ""
        if len(text) > limit:
            yield Defect(path, key, f"has {len(text):,} characters; it is cut to {limit:,}")
        if _DISCORD_MARKUP.search(text):
            yield Defect(path, key, "contains a mention or Discord markup")
        if re.search(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", value):
            yield Defect(path, key, "contains invisible characters")


def _check_keys(table: Mapping[str, object], known: Set[str], path: str, prefix: str) -> Iterator[Defect]:
    for key in table:
        if key in known:
            continue
        near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.85)
        if near and near[0] not in table:
            yield Defect(path, f"{prefix}{key}"[:100], f"is not read; {prefix}{near[0]} is meant?")


def check_guide(guide: Guide, paths: Mapping[str, str]) -> Iterator[Defect]:
    """Defects that show only when pages are seen together.

    ``paths`` gives the file of each entry by ``software/<slug>`` and ``hardware/<slug>``.
    """
    entries = [
        *((f"software/{library.slug}", library.title) for library in guide.libraries),
        *((f"hardware/{chip.slug}", chip.title) for chip in guide.hardware),
    ]
    titles = Counter(title.casefold() for _, title in entries)
    for entry, title in entries:
        if titles[title.casefold()] > 1:
            yield Defect(paths[entry], "title", f"'{title}' stands on two pages")
    names = {
        address_key(name)
        for library in guide.libraries
        for name in (library.slug, library.title, library.pypi_id or "", library.title.split(" ")[0])
    } - {""}
    for chip in guide.hardware:
        for name in chip.software:
            if address_key(name) not in names and not _NOT_A_LIBRARY.search(name):
                path = paths[f"hardware/{chip.slug}"]
                yield Defect(path, "product.software", f"'{name}' has no page in the software guide")
        yield from _dangling(
            chip.software_tags, guide.library_by_slug, paths[f"hardware/{chip.slug}"], "software"
        )
    for library in guide.libraries:
        path = paths[f"software/{library.slug}"]
        yield from _dangling(library.software_tags, guide.library_by_slug, path, "software")
        yield from _dangling(library.hardware_tags, guide.hardware_by_slug, path, "hardware")
        if library.supports_hardware and not _names_hardware(library, guide):
            yield Defect(path, "supports_hardware", "is true, but no page says which hardware")


def _dangling(tags: tuple[str, ...], known: Mapping[str, object], path: str, kind: str) -> Iterator[Defect]:
    for tag in tags:
        if tag not in known:
            yield Defect(path, f"{kind}_tags", f"'{tag}' is no folder of the {kind} guide")


def _names_hardware(library: Library, guide: Guide) -> bool:
    """Whether the page, or a chip's page, connects the library with hardware by name."""
    if library.hardware_tags:
        return True
    own = {
        address_key(library.slug),
        address_key(library.title),
        address_key(library.pypi_id or library.slug),
    }
    text = address_key(f"{library.description} {library.body} {' '.join(library.dependencies or ())}")
    for chip in guide.hardware:
        if own & {address_key(name) for name in chip.software} or library.slug in chip.software_tags:
            return True
        family = address_key(chip.name.rstrip(" 0123456789-"))
        if len(family) > 2 and family in text:
            return True
    return False
