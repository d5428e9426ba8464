"""Ballot files: BLT and our JSON, read from bytes and written to text.

    contest = read(path.read_bytes())

Pure: the standard library and `cogs.elections.count`. What cannot be read is `Refused` with its line or
ballot named.
"""

from __future__ import annotations

from cogs.elections.count import Contest, Refused
from cogs.elections.files.ballot_json import read_json, write_json
from cogs.elections.files.blt import read_blt, write_blt

__all__ = ["read", "read_blt", "read_json", "write_blt", "write_json"]


def read(content: bytes) -> Contest:
    """Return the contest of a file, which is JSON when it begins with a brace and BLT otherwise."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(f"line {line}: not UTF-8 text") from None
    return read_json(text) if text.lstrip().startswith("{") else read_blt(text)
