"""Whole copies of a database, made while others write to it: for backups, upgrades and restoring.

A copy is one state of the database, checked before it gets its name. It is made under another name
(`….partial`) that only one process at a time can have; whatever is killed leaves that one at most, and the
next copy takes it over.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.errors import BackupError

# Only the bot's account reads what is stored about people.
FILE_MODE = 0o600
# How often a copy asks whether it is to stop: in pages, and in SQLite's small steps while it is checked.
PAGES_BETWEEN_QUESTIONS = 1_000
STEPS_BETWEEN_QUESTIONS = 100_000
# Where a backup says of when it is: the key in `kernel_state`.
MADE_AT = "backup.made_at"
# What SQLite may keep beside a database.
COMPANIONS = ("-journal", "-wal", "-shm")

Stopped = Callable[[], bool]


def never() -> bool:
    """Tell that nobody asks to stop."""
    return False


def copy_database(
    source: Path,
    target: Path,
    *,
    replace: bool = False,
    finish: Callable[[sqlite3.Connection], None] = lambda _: None,
    stopped: Stopped = never,
) -> None:
    """Write what `source` holds at this moment to `target`, whole and checked; writers go on meanwhile.

    `finish` may add to the copy before it is checked. `stopped` is asked all the while. With `replace` the
    copy takes the place of a file that is there. It outlives a power cut once this returns.

    Raises `BackupError` when there is such a file already, when the copy cannot be made or is not sound,
    when another copy is being made in the same folder, or when it is stopped; then nothing is left behind.
    """
    # One name for all copies into a folder, so that what a killed process leaves is found again.
    partial = target.with_name(f"{source.name}.partial")
    try:
        with _alone(partial):
            try:
                if not replace and target.exists():
                    raise BackupError(f"{target} is there already: name another file")
                _fill(partial, source, finish, stopped)
                partial.replace(target)
            except BaseException:
                remove(partial)
                raise
            sync_folder(target.parent)
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied to {target}: {error}{_way_out(error)}") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupError(f"{target} cannot be written: {reason}") from error


def check_database(connection: sqlite3.Connection) -> None:
    """Raise `BackupError` unless the file is sound and every reference in it leads somewhere."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise BackupError(f"the copy is not sound, and the database itself may be damaged: {said}")
    missing = connection.execute("PRAGMA foreign_key_check").fetchone()
    if missing is not None:
        raise BackupError(f"a row of {missing[0]} names a row of {missing[2]} that is not there")


def reading(path: Path) -> sqlite3.Connection:
    """Open a database to read it only; nothing is made where there is none."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def remove(path: Path) -> None:
    """Remove a database file and what SQLite keeps beside it."""
    for each in (path, *companions(path)):
        each.unlink(missing_ok=True)


def companions(path: Path) -> list[Path]:
    """Return where SQLite keeps what belongs to the database file at `path`."""
    return [path.with_name(path.name + ending) for ending in COMPANIONS]


def sync_folder(folder: Path) -> None:
    """Make names that were given or taken in a folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _fill(
    partial: Path, source: Path, finish: Callable[[sqlite3.Connection], None], stopped: Stopped
) -> None:
    def stop_if_told(*_: int) -> None:
        if stopped():
            raise BackupError("stopped before the copy was whole; nothing was changed")

    with closing(reading(source)) as original, closing(_writing(partial)) as copy:
        # Within one transaction it is one state, however much is written meanwhile; without, it would begin
        # anew with each commit of somebody else.
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        original.backup(copy, pages=PAGES_BETWEEN_QUESTIONS, progress=stop_if_told)
        original.execute("ROLLBACK")
        copy.set_progress_handler(stopped, STEPS_BETWEEN_QUESTIONS)
        # One file, with nothing beside it that could be lost on the way.
        copy.execute("PRAGMA journal_mode = DELETE")
        finish(copy)
        try:
            check_database(copy)
        except sqlite3.OperationalError:
            stop_if_told()
            raise
    with partial.open("rb") as written:
        os.fsync(written.fileno())


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # Nobody needs a half of it, and it is written to the disk as a whole before it gets its name.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


@contextmanager
def _alone(partial: Path) -> Iterator[None]:
    """Be the only one who writes `partial`, an empty file that only this account can read."""
    while True:
        file = os.open(partial, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                # Whoever had it before may have given it its final name a moment ago.
                if os.path.samestat(os.fstat(file), partial.stat()):
                    break
            os.close(file)
        except BlockingIOError:
            os.close(file)
            raise BackupError(f"another copy is being made in {partial.parent}: wait for it") from None
        except BaseException:
            os.close(file)
            raise
    try:
        os.fchmod(file, FILE_MODE)
        os.ftruncate(file, 0)
        for companion in companions(partial):
            companion.unlink(missing_ok=True)
        yield
    finally:
        os.close(file)


def _way_out(error: sqlite3.Error) -> str:
    """Return what to do about the troubles that come most often (sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return "; make room on the disk"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return "; it is damaged, or no database of the bot"
    return ""
