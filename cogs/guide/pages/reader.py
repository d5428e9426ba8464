"""Reads the guide from files laid out like the site's repository.

A page that cannot be read is left out and reported; it hides no other. What a page spells oddly is
read all the same and reported for the guide's editors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.frontmatter import Page, PageError, Value, decode, listed, one_line, parse_page, truth, web_address
from cogs.guide.model import Defect, Guide, Hardware, Library
from cogs.guide.pages.checks import check_front, check_guide
from cogs.guide.pages.licences import read_licence
from cogs.guide.pages.markdown import plain_markdown
from cogs.guide.pages.values import fields_of_application, languages

TITLE_LIMIT = 120
TEXT_LIMIT = 1200


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the guide's pages lie in the repository, and the address the site is served from."""

    software: str = "content/neuromorphic-computing/software"
    hardware: str = "content/neuromorphic-computing/hardware"
    categories: str = "data/taxonomies/software-categories.json"
    site: str = "https://open-neuromorphic.org"


def read_guide(files: Mapping[str, bytes | str], layout: Layout | None = None) -> tuple[Guide, list[Defect]]:
    """The guide, and what its pages should say differently.

    ``files`` maps paths in the repository (with ``/``) to contents; other files than the guide's pages
    are ignored. Never raises for what a file contains. The caller adds ``source``, ``commit`` and
    ``fetched_at`` with ``dataclasses.replace``. The same files give the same result in any order.
    """
    layout = layout or Layout()
    defects: list[Defect] = []
    categories = _categories(files.get(layout.categories), layout.categories, defects)
    libraries: list[Library] = []
    chips: list[Hardware] = []
    paths: dict[str, str] = {}
    for path, slug, content in _pages(files, layout.software):
        if page := _open(path, content, defects):
            library = _library(page, path, slug, layout, defects)
            if library is not None:
                defects += check_front(page, path, library, categories)
                libraries.append(library)
                paths[f"software/{slug}"] = path
    for path, slug, content in _pages(files, layout.hardware):
        if page := _open(path, content, defects):
            chip = _hardware(page, path, slug, layout, defects)
            if chip is not None:
                defects += check_front(page, path, chip, None)
                chips.append(chip)
                paths[f"hardware/{slug}"] = path
    guide = Guide(tuple(libraries), tuple(chips))
    defects += check_guide(guide, paths)
    return guide, sorted(set(defects))


def _pages(files: Mapping[str, bytes | str], folder: str) -> Iterator[tuple[str, str, bytes | str]]:
    pattern = re.compile(re.escape(folder.strip("/")) + r"/([^/]+)/index\.md")
    for path in sorted(files):
        if match := pattern.fullmatch(path.removeprefix("./")):
            yield path, match[1], files[path]


def _open(path: str, content: bytes | str, defects: list[Defect]) -> Page | None:
    try:
        page = parse_page(content)
    except PageError as error:
        defects.append(Defect(path, "page", str(error), fatal=True))
        return None
    return None if truth(page.front.get("draft")) else page


def _categories(content: bytes | str | None, path: str, defects: list[Defect]) -> frozenset[str] | None:
    """The identifiers of the site's software categories; None when the file is not among the files."""
    if content is None:
        return None
    try:
        known = json.loads(decode(content))
    except (PageError, ValueError, RecursionError) as error:
        defects.append(Defect(path, "file", f"cannot be read as JSON: {error}"))
        return None
    if not isinstance(known, dict):
        defects.append(Defect(path, "file", "is not a table of categories"))
        return None
    return frozenset(map(str, known))


def _common(page: Page, path: str, defects: list[Defect]) -> tuple[str, str] | None:
    """Title and description; without a title there is no entry."""
    title = one_line(page.front.get("title"))
    if title is None:
        defects.append(Defect(path, "title", "is missing or empty; the page is left out", fatal=True))
        return None
    return one_line(title, TITLE_LIMIT) or title, one_line(page.front.get("description"), TEXT_LIMIT) or ""


def _page_url(page: Page, folder: str, slug: str, layout: Layout) -> str:
    """The page's public address: an explicit ``url`` wins, else the folder's place on the site."""
    stated = "".join((one_line(page.front.get("url"), 500) or "").split())
    if stated.startswith("/") and not stated.startswith("//") and re.fullmatch(r"[\w/.~%+-]+", stated):
        return layout.site.rstrip("/") + stated
    return (
        web_address(stated)
        or f"{layout.site.rstrip('/')}/{folder.removeprefix('content/').strip('/')}/{slug}/"
    )


def _library(page: Page, path: str, slug: str, layout: Layout, defects: list[Defect]) -> Library | None:
    common = _common(page, path, defects)
    if common is None:
        return None
    front = page.front
    licence = one_line(front.get("license"), 80)
    dependencies = front.get("dependencies", "absent")
    return Library(
        slug=slug,
        title=common[0],
        description=common[1],
        url=_page_url(page, layout.software, slug, layout),
        body=plain_markdown(page.body, layout.site),
        category=one_line(front.get("category"), 60),
        languages=languages(front.get("language")),
        licence=read_licence(licence) if licence else None,
        fields=fields_of_application(front.get("field_of_application")),
        dependencies=None if dependencies == "absent" else listed(dependencies),
        maintainers=_maintainers(front.get("maintainer")),
        supports_nir=truth(front.get("supports_NIR")),
        supports_hardware=truth(front.get("supports_hardware")),
        pypi_id=_package_name(front.get("pypi_id")),
        website=web_address(front.get("website")),
        source_code=web_address(front.get("source_code")),
        software_tags=listed(front.get("software_tags")),
        hardware_tags=listed(front.get("hardware_tags")),
    )


def _maintainers(value: Value) -> tuple[str, ...]:
    """People or groups. A single text is one maintainer, commas and all ("… Lab, Institute of …")."""
    if isinstance(value, str):
        name = one_line(value, 200)
        return (name,) if name else ()
    return listed(value)


def _package_name(value: Value) -> str | None:
    name = one_line(value, 100)
    return name if name and re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", name) else None


def _hardware(page: Page, path: str, slug: str, layout: Layout, defects: list[Defect]) -> Hardware | None:
    common = _common(page, path, defects)
    if common is None:
        return None
    front = page.front
    product, organisation = _table(front.get("product")), _table(front.get("organization"))
    status = _table(product.get("status"))

    def said(table: Mapping[str, Value], key: str) -> str | None:
        return one_line(table.get(key), 300)

    chip = Hardware(
        slug=slug,
        title=common[0],
        description=common[1],
        url=_page_url(page, layout.hardware, slug, layout),
        body=plain_markdown(page.body, layout.site),
        summary=one_line(front.get("summary"), TEXT_LIMIT),
        organisation=said(organisation, "org_name"),
        group=said(organisation, "group_name"),
        website=web_address(organisation.get("org_website")),
        product_page=web_address(organisation.get("product_page_link")),
        software=listed(product.get("software")),
        software_tags=listed(front.get("software_tags")),
        applications=listed(product.get("applications")),
        chip_type=said(product, "chip_type"),
        neurons=said(product, "neurons"),
        synapses=said(product, "synapses"),
        weight_bits=said(product, "weight_bits"),
        activation_bits=said(product, "activation_bits"),
        power=said(product, "power"),
        interfaces=said(product, "interfaces"),
        memory=said(product, "memory"),
        package=said(product, "package"),
        on_chip_learning=truth(product.get("on_chip_learning")),
        release_year=said(product, "release_year"),
        announced=said(status, "announced"),
        released=said(status, "released"),
        retired=said(status, "retired"),
        active=truth(front.get("active_product")),
    )
    return replace(chip, name=one_line(front.get("product_name"), TITLE_LIMIT) or _name_in(chip.title))


def _name_in(title: str) -> str:
    """The chip's name in titles such as ``X - Org``, ``X — Org`` and ``X by Org``."""
    return re.split(r"\s+(?:[-–—]|by)\s+", title, maxsplit=1)[0]


def _table(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}
