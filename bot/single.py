"""One process per database: two bots beside each other would answer everything twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.errors import DatabaseError


@contextmanager
def only_one(database: Path) -> Iterator[None]:
    """Be the one process that runs with `database`, by a lock on a file beside it.

    The system gives the lock back when the process ends, however it ends. Raises `DatabaseError` when another
    process has it, or when the file cannot be locked.
    """
    path = database.with_name(f"{database.name}.lock")
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fcntl.flock(held.enter_context(path.open("a")), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DatabaseError(
                f"another bot runs with {database}: stop that one, or name another file in database.path"
            ) from error
        except OSError as error:
            raise DatabaseError(f"{path} cannot be locked: {error}. Check its folder and disk.") from error
        yield
