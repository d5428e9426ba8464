"""One process and one server per database.

Two bots beside each other would answer everything twice, and of another server nothing in it is true: its
members would all be newcomers.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.database import Database
from bot.errors import ConfigError, DatabaseError, Problem


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


async def only_for(database: Database, guild_id: int) -> None:
    """Make `database` the server's own, or raise `ConfigError` when it is another one's."""
    row = await database.one("SELECT guild_id FROM server")
    if row is None:
        async with database.write() as tx:
            await tx.execute("INSERT INTO server (id, guild_id) VALUES (1, ?)", (guild_id,))
    elif row["guild_id"] != guild_id:
        problem = Problem(
            "discord.guild_id",
            f"is {guild_id}, and {database.path} belongs to the server {row['guild_id']}",
            "set the id of that server, or name another file in database.path",
        )
        raise ConfigError([problem])
