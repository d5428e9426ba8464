"""The guide from a folder on this machine, laid out like the site's repository."""

from __future__ import annotations

from pathlib import Path

from cogs.guide.model import Defect
from cogs.guide.pages.frontmatter import MAX_PAGE_BYTES
from cogs.guide.pages.reader import Layout
from cogs.guide.source.files import MAX_PAGES, SourceError, shown_path, unfit


def read_folder(folder: Path, layout: Layout) -> tuple[dict[str, bytes], list[Defect]]:
    """Return the guide's files below `folder` by path, and what could not be read of them.

    Blocking: call it in a thread. Links that lead out of `folder` are not followed. Raises `SourceError` when
    there is no folder or not one page in it.
    """
    root = folder.resolve()
    if not root.is_dir():
        raise SourceError(f"{folder} is not a folder")
    files: dict[str, bytes] = {}
    defects: list[Defect] = []
    paths = [
        path
        for part in (layout.software, layout.hardware)
        for path in sorted((root / part).glob("*/index.md"))[: MAX_PAGES + 1]
    ]
    if len(paths) > MAX_PAGES:
        raise SourceError(f"{folder} has more than the {MAX_PAGES:,} pages a guide may have")
    for path in (*paths, root / layout.categories):
        name = path.relative_to(root).as_posix()
        try:
            inside = path.resolve().is_relative_to(root) and path.is_file()
            if reason := unfit(name, path.stat().st_size if inside else None):
                defects.append(Defect(shown_path(name), "file", reason, fatal=True))
            elif inside:
                with path.open("rb") as file:
                    # One byte more than allowed: the reader refuses a file that has grown since.
                    files[name] = file.read(MAX_PAGE_BYTES + 1)
            elif path in paths:
                defects.append(Defect(name, "file", "is not a file inside the folder", fatal=True))
        except OSError as error:
            defects.append(Defect(name, "file", f"cannot be read: {error.strerror or error}", fatal=True))
    if not any(name != layout.categories for name in files):
        if defects:
            raise SourceError(f"{folder} has no page that can be read ({defects[0]})")
        raise SourceError(
            f"{folder} has no page such as {layout.software}/<name>/index.md; "
            "it must be laid out like the site's repository"
        )
    return files, defects
