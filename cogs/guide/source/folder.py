"""The guide from a folder on this machine, laid out like the site's repository."""

from __future__ import annotations

from pathlib import Path

from bot.repository.files import SourceError
from bot.repository.folder import read_pages
from cogs.guide.model import Defect
from cogs.guide.pages.reader import Layout
from cogs.guide.source.files import MAX_PAGES


def read_folder(folder: Path, layout: Layout) -> tuple[dict[str, bytes], list[Defect]]:
    """Return the guide's files below `folder` by path, and what could not be read of them.

    Blocking: call it in a thread. Links that lead out of `folder` are not followed. Raises `SourceError` when
    there is no folder or not one page in it.
    """
    files, left_out = read_pages(
        folder, (layout.software, layout.hardware), extras=(layout.categories,), at_most=MAX_PAGES
    )
    defects = [Defect(path, "file", why, fatal=True) for path, why in left_out.items()]
    if not any(name != layout.categories for name in files):
        if defects:
            raise SourceError(f"{folder} has no page that can be read ({defects[0]})")
        raise SourceError(
            f"{folder} has no page such as {layout.software}/<name>/index.md; "
            "it must be laid out like the site's repository"
        )
    return files, defects
