"""Pages from a folder on this machine, laid out like the repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.frontmatter import MAX_PAGE_BYTES
from bot.repository.files import SourceError, shown_path, unfit


def read_pages(
    folder: Path, folders: Iterable[str], *, extras: Iterable[str] = (), at_most: int
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return `FOLDER/NAME/index.md` of each of `folders` and the `extras`, by path, and what was left out.

    Blocking: call it in a thread. Links that lead out of `folder` are not followed. Raises `SourceError` when
    there is no folder, or more than `at_most` pages in it.
    """
    root = folder.resolve()
    if not root.is_dir():
        raise SourceError(f"{folder} is not a folder")
    files: dict[str, bytes] = {}
    left_out: dict[str, str] = {}
    paths = [path for part in folders for path in sorted((root / part).glob("*/index.md"))[: at_most + 1]]
    if len(paths) > at_most:
        raise SourceError(f"{folder} has more than the {at_most:,} pages there may be")
    for path in (*paths, *(root / extra for extra in extras)):
        name = path.relative_to(root).as_posix()
        try:
            inside = path.resolve().is_relative_to(root) and path.is_file()
            if reason := unfit(name, path.stat().st_size if inside else None):
                left_out[shown_path(name)] = reason
            elif inside:
                with path.open("rb") as file:
                    # One byte more than allowed: the reader refuses a file that has grown since.
                    files[name] = file.read(MAX_PAGE_BYTES + 1)
            elif path in paths:
                left_out[name] = "is not a file inside the folder"
        except OSError as error:
            left_out[name] = f"cannot be read: {error.strerror or error}"
    return files, left_out
