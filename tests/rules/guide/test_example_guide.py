"""The example guide: complete, well-formed, true to the real guide's facts, and in our own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cogs.guide.pages.reader import read_guide

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLE = PROJECT / "cogs/guide/example"
GUIDE = Path("content/neuromorphic-computing")
PAGES = sorted((EXAMPLE / GUIDE).glob("*/*/index.md"))

SOFTWARE_KEYS = {
    "title", "type", "description", "category", "language", "license", "field_of_application", "maintainer",
    "source_code", "website", "supports_hardware",
}  # fmt: skip
HARDWARE_KEYS = {
    "title",
    "type",
    "description",
    "summary",
    "category",
    "active_product",
    "organization",
    "product",
}
PRODUCT_KEYS = {"applications", "release_year", "on_chip_learning", "status"}
CATEGORIES = {"software": {"snn-framework", "data-tool", "simulator"}, "hardware": {"uncategorized"}}
SAME_FACTS = ("language", "license", "supports_NIR", "supports_hardware", "pypi_id", "url")
"""What the real guide states and the example repeats, a missing key included."""
LONGEST_SHARED_RUN = 7
"""Words in a row that two independent texts about the same library may share (lists of names, terms)."""
_SHARED_END = re.compile(r"- (and|or|to)$")
"""As in "pre- and postsynaptic"."""
DISCORD_MARKUP = re.compile(r"@(everyone|here)\b|<[@#:t/][^>]*>|\|\||```|~~|__|^> |^-# ", re.MULTILINE)


def name_of(page: Path) -> str:
    return f"{page.parent.parent.name}/{page.parent.name}"


def take_apart(page: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body of a page."""
    opening, front, body = page.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(front), body


def texts(value: object) -> Iterator[str]:
    """Every string in a front matter value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def runs(text: str, length: int) -> set[str]:
    """Every run of that many words, without case and punctuation."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def own_text(front: dict[str, Any], body: str) -> str:
    return "\n".join((front["description"], front.get("summary", ""), body))


@pytest.fixture(scope="module")
def real_guide() -> Path:
    """The checkout of the site next to the project, which is not part of it."""
    for folder in PROJECT.parents:
        checkout = folder / "shared/onm"
        if (checkout / GUIDE).is_dir():
            return checkout / GUIDE
    pytest.skip("the real guide is not here: no shared/onm in a folder above the project")


every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def test_covers_every_library_and_chip() -> None:
    kinds = [page.parent.parent.name for page in PAGES]
    assert (kinds.count("software"), kinds.count("hardware")) == (37, 24)


def test_the_reader_reads_all_of_it() -> None:
    files = {page.relative_to(EXAMPLE).as_posix(): page.read_bytes() for page in PAGES}
    guide, defects = read_guide(files)
    assert [defect for defect in defects if defect.fatal] == []
    assert {f"software/{library.slug}" for library in guide.libraries} | {
        f"hardware/{chip.slug}" for chip in guide.hardware
    } == {name_of(page) for page in PAGES}


def test_titles_are_unique() -> None:
    titles = [take_apart(page)[0]["title"].casefold() for page in PAGES]
    assert len(set(titles)) == len(titles)


@every_page
def test_front_matter_has_what_the_guide_requires(page: Path) -> None:
    front, _ = take_apart(page)
    kind = page.parent.parent.name
    required = SOFTWARE_KEYS if kind == "software" else HARDWARE_KEYS
    assert {key for key in required if front.get(key) is None} == set()
    assert front["type"] == f"neuromorphic-{kind}"
    assert front["category"] in CATEGORIES[kind]
    assert front.get("draft", False) is False
    if kind == "hardware":
        assert {key for key in PRODUCT_KEYS if front["product"].get(key) is None} == set()
        assert front["organization"]["org_name"]


@every_page
def test_addresses_are_well_formed_and_https(page: Path) -> None:
    front, body = take_apart(page)
    assert "http://" not in page.read_text(encoding="utf-8")
    addresses = [text for text in texts(front) if "://" in text] + re.findall(r"\w+://[^\s)>]+", body)
    for address in addresses:
        parts = urlsplit(address)
        assert parts.scheme == "https", address
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc.casefold()), address
        assert not re.search(r"\s", address), address
    if "url" in front:
        assert re.fullmatch(r"/neuromorphic-computing/software/[a-z-]+/[a-z0-9_-]+/", front["url"])


@every_page
def test_description_is_one_short_sentence(page: Path) -> None:
    description = take_apart(page)[0]["description"]
    assert 40 <= len(description) <= 170
    assert description.endswith(".")
    assert "\n" not in description
    assert not re.search(r"[.!?]\s", description)


@every_page
def test_no_word_is_torn_by_a_folded_line(page: Path) -> None:
    front, body = take_apart(page)
    folded = [*texts(front), " ".join(body.split())]
    assert [
        found for text in folded for found in re.findall(r"\w+- \w+", text) if not _SHARED_END.search(found)
    ] == []


@every_page
def test_body_says_something_under_its_heading(page: Path) -> None:
    body = take_apart(page)[1].strip()
    heading, _, text = body.partition("\n")
    assert heading == "## Overview"
    assert len(text.split()) >= 25
    assert len(body) <= 1_500


@every_page
def test_no_discord_markup(page: Path) -> None:
    front, body = take_apart(page)
    for text in (*texts(front), body):
        assert not DISCORD_MARKUP.search(text), text


def test_same_entries_as_the_real_guide(real_guide: Path) -> None:
    real = {
        name_of(page) for page in real_guide.glob("*/*/index.md") if page.parent.parent.name in CATEGORIES
    }
    assert {name_of(page) for page in PAGES} == real


@pytest.mark.parametrize("page", [page for page in PAGES if "/software/" in page.as_posix()], ids=name_of)
def test_same_facts_as_the_real_guide(page: Path, real_guide: Path) -> None:
    ours = take_apart(page)[0]
    theirs = take_apart(real_guide / name_of(page) / "index.md")[0]
    assert {key: ours[key] for key in SAME_FACTS if key in ours} == {
        key: theirs[key] for key in SAME_FACTS if key in theirs
    }


def test_words_are_our_own(real_guide: Path) -> None:
    length = LONGEST_SHARED_RUN + 1
    theirs: set[str] = set()
    for page in real_guide.glob("*/*/index.md"):
        front, body = take_apart(page)
        theirs |= runs("\n".join((*texts(front), body)), length)
    copied = {
        name_of(page): sorted(shared)
        for page in PAGES
        if (shared := runs(own_text(*take_apart(page)), length) & theirs)
    }
    assert copied == {}


def test_a_copied_run_would_be_seen() -> None:
    theirs = "Reads **every** file of the camera, and plots it!"
    assert runs("it reads every file of the camera and plots", 8) & runs(theirs, 8) == {
        "reads every file of the camera and plots"
    }
    assert not runs("it reads every file of a camera and plots", 8) & runs(theirs, 8)
