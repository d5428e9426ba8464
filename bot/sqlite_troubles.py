"""From what SQLite says about a file to what its owner does about it. Pure."""

from __future__ import annotations

import sqlite3

# What SQLite says when the file cannot be used, and the way out (sqlite.org/rescode.html, primary codes). Its
# other codes are constraints and mistakes in our SQL.
_WAYS_OUT = {
    sqlite3.SQLITE_PERM: "check the permissions of the file and its folder",
    sqlite3.SQLITE_BUSY: "another program holds it: end that program, or wait for it",
    sqlite3.SQLITE_LOCKED: "another program holds it: end that program, or wait for it",
    sqlite3.SQLITE_NOMEM: "the machine has no memory left",
    sqlite3.SQLITE_READONLY: "check that the disk, the folder and the file may be written",
    sqlite3.SQLITE_IOERR: "check the disk, its room and its quota",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup",
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_CANTOPEN: "check that the file and its folder are there",
    sqlite3.SQLITE_NOTADB: "the file is damaged: restore a backup",
}


def primary_code(error: BaseException | None) -> int:
    """Return SQLite's primary code of an error; 0 for what it has none for."""
    # The extended codes carry the primary one in their lowest byte.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def way_out(error: BaseException | None) -> str | None:
    """Return what to do about an error, or None when the file is not the trouble."""
    return _WAYS_OUT.get(primary_code(error))
