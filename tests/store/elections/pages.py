"""An SQLite file as somebody sees it who has it and its write-ahead log: pages, cells and where they lie.

After sqlite.org/fileformat2.html; enough for small records without overflow pages.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = 4096
_INTERIOR_INDEX, _INTERIOR_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13


@dataclass(frozen=True)
class Cell:
    """A record, and where it lies: cells are laid down from the end of a page towards its beginning."""

    page: int
    offset: int
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Image:
    """The pages of a database at one moment."""

    pages: dict[int, bytes]

    def table(self, name: str) -> list[Cell]:
        """The records of a table in its own order."""
        roots = {cell.values[1]: cell.values[3] for cell in self._cells(1)}
        return list(self._cells(roots[name]))

    def freed(self) -> bytes:
        """What lies in pages that belong to nothing any more."""
        (trunk,) = struct.unpack(">I", self.pages[1][32:36])
        found = b""
        while trunk:
            following, count = struct.unpack(">II", self.pages[trunk][:8])
            leaves = struct.unpack(f">{count}I", self.pages[trunk][8 : 8 + 4 * count])
            found += self.pages[trunk][8 + 4 * count :] + b"".join(
                self.pages.get(leaf, b"") for leaf in leaves
            )
            trunk = following
        return found

    def _cells(self, number: int) -> Iterator[Cell]:
        page = self.pages[number]
        start = 100 if number == 1 else 0
        kind, _, count = struct.unpack(">BHH", page[start : start + 5])
        interior = kind in (_INTERIOR_INDEX, _INTERIOR_TABLE)
        first = start + (12 if interior else 8)
        for offset in struct.unpack(f">{count}H", page[first : first + 2 * count]):
            at = offset
            if interior:
                yield from self._cells(struct.unpack(">I", page[at : at + 4])[0])
                at += 4
            if kind == _INTERIOR_TABLE:
                continue
            _, at = _varint(page, at)
            row_id = None
            if kind == _LEAF_TABLE:
                row_id, at = _varint(page, at)
            yield Cell(number, offset, _record(page, at, row_id))
        if interior:
            yield from self._cells(struct.unpack(">I", page[start + 8 : start + 12])[0])


def image(path: Path) -> Image:
    """What the database file alone holds."""
    content = path.read_bytes()
    return Image({n + 1: content[n * PAGE : (n + 1) * PAGE] for n in range(len(content) // PAGE)})


def commits(path: Path) -> list[Image]:
    """The database before the write-ahead log's first commit, and after each."""
    pages = dict(image(path).pages)
    images = [Image(dict(pages))]
    log = path.with_name(path.name + "-wal").read_bytes()
    salt = log[16:24]
    for start in range(32, len(log) - PAGE, PAGE + 24):
        number, size = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salt:
            break
        pages[number] = log[start + 24 : start + 24 + PAGE]
        if size:
            images.append(Image(dict(pages)))
    return images


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = page[at + place]
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    raise AssertionError("not reached")


def _record(page: bytes, at: int, row_id: int | None) -> tuple[Any, ...]:
    length, body = _varint(page, at)
    end = at + length
    kinds = []
    while body < end:
        kind, body = _varint(page, body)
        kinds.append(kind)
    values: list[Any] = []
    for kind in kinds:
        if kind >= 12:
            size = (kind - 12) // 2
            raw = page[body : body + size]
            values.append(raw if kind % 2 == 0 else raw.decode())
        else:
            size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]
            values.append(
                None
                if kind == 0
                else kind - 8
                if kind in (8, 9)
                else int.from_bytes(page[body : body + size], "big")
            )
        body += size
    if row_id is not None and values[0] is None:
        values[0] = row_id
    return tuple(values)
