"""What can go wrong, and what a person sees when it does.

    BotError
    ├── ConfigError          the configuration; carries every problem at once
    ├── DatabaseError        the database file
    │   ├── MigrationError   its schema: newer than the code, edited, or failing
    │   └── BackupError      a copy of it that cannot be made or restored
    ├── CogError             a cog that cannot be loaded; the rest of the bot runs on
    └── UserError            an ordinary answer to a member; never logged as a failure
        └── NotAllowed       the member may not do this

Everything that is not a `UserError` reaches members as a short reference id (`new_reference`);
the log line with the same id holds the details.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# No 0/O, 1/I/L: the id is read out and typed by people.
_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class BotError(Exception):
    """Base of every error that this project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the configuration.

    `key` is the dotted path as written in `config.toml` (`discord.guild_id`), `message` says what is
    wrong and `fix` what to do about it.
    """

    key: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        """Return the problem on one line."""
        return f"{self.key}: {self.message}" + (f" → {self.fix}" if self.fix else "")


class ConfigError(BotError):
    """The configuration cannot be used; `problems` lists everything that is wrong with it.

    `readable` is what could be read all the same (`bot.settings.Settings`, or None), for whoever looks for
    more that is wrong.
    """

    def __init__(self, problems: Sequence[Problem], readable: Any = None) -> None:
        self.problems = tuple(problems)
        self.readable = readable
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DatabaseError(BotError):
    """The database file cannot be opened or is damaged. The message says what to do."""


class MigrationError(DatabaseError):
    """The schema is newer than the code, an applied migration was edited, or one fails."""


class BackupError(DatabaseError):
    """A copy of the database cannot be made, is not sound, or cannot be restored. The message says why."""


class CogError(BotError):
    """A cog cannot be found or loaded. The message says why."""


class UserError(BotError):
    """A member asked for something that cannot be done; the text is the answer.

    `message` says what is wrong, `hint` what to do instead. Both are shown as they are.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())


class NotAllowed(UserError):
    """The member may not do this; the message names who may."""


def new_reference() -> str:
    """Return a fresh reference id such as `7F3K2Q`, to be put in the answer and in the log."""
    return "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(6))
