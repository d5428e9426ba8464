"""Trees of files as GitHub's REST API writes them ("Git trees", Get a tree). Pure."""

from __future__ import annotations

import json
from typing import Any

from bot.repository.files import Entry, SourceError

Document = dict[str, Any]


def parse_tree(body: bytes, content_type: str) -> Document:
    """Return the JSON of a tree. Raises `SourceError` when `body` is something else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        kind = content_type.partition(";")[0] or "of an unknown type"
        raise SourceError(f"GitHub answered with something that is no tree of files ({kind})") from None
    if not isinstance(document, dict) or not isinstance(document.get("tree"), list):
        raise SourceError("GitHub answered with JSON that is no tree of files")
    for item in document["tree"]:
        if not isinstance(item, dict) or not isinstance(item.get("path"), str):
            raise SourceError("GitHub's tree has an entry without a path")
    return document


def files_in(document: Document, prefix: str) -> list[Entry]:
    """Return the files of a tree that lies at `prefix` in the repository."""
    return [
        Entry(f"{prefix}{item['path']}", str(item.get("sha")), _size(item.get("size")))
        for item in document["tree"]
        if item.get("type") == "blob"
    ]


def folders_in(document: Document, prefix: str) -> list[tuple[str, str]]:
    """Return the folders of a tree that lies at `prefix`, as (path, sha)."""
    return [
        (f"{prefix}{item['path']}", str(item.get("sha")))
        for item in document["tree"]
        if item.get("type") == "tree"
    ]


def _size(value: object) -> int | None:
    return value if isinstance(value, int) else None
