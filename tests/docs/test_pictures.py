"""The pictures of the documents: each is made by `make screenshots`, shown by a document, described, and small."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs/images"
LARGEST = 100_000


def taken() -> set[str]:
    """The names of the pictures that the script takes."""
    scripts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests/screenshots").glob("*.py"))
    return {name for script in scripts for name in re.findall(r'\.(?:picture|window)\(\s*"([\w-]+)"', script)}


def shown() -> dict[str, str]:
    """The pictures of the documents, with what stands for each where it cannot be seen."""
    documents = (
        path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    )
    found = re.findall(r"!\[([^\]]*)\]\((?:docs/)?images/([\w-]+)\.png\)", "\n".join(documents))
    return {name: words for words, name in found}


def test_every_picture_is_made_by_the_script_and_small() -> None:
    files = list(IMAGES.iterdir())
    assert {path.name for path in files} == {f"{name}.png" for name in taken()}
    assert [path.name for path in files if path.stat().st_size > LARGEST] == []


def test_every_picture_is_shown_and_described() -> None:
    pictures = shown()
    assert set(pictures) == taken()
    assert [name for name, words in pictures.items() if len(words.split()) < 5] == []
