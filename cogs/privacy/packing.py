"""A person's file in the form in which Discord takes it: pure."""

from __future__ import annotations

import io
import zipfile


def packed(name: str, data: bytes, limit: int) -> tuple[str, bytes] | None:
    """Return the file as it is, compressed when it has more than `limit` bytes, or None when that helps not.

    >>> packed("mine.json", b"[]", 10)
    ('mine.json', b'[]')
    """
    if len(data) <= limit:
        return name, data
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    found = archive.getvalue()
    return (f"{name}.zip", found) if len(found) <= limit else None
