"""The contract of a cog: one job, one package under `cogs/`.

`cogs/<name>/__init__.py` names its cog class as `COG`; the kernel finds it by name, validates its table
`[cogs.<name>]` with `settings_model`, and starts it.

    class Greeter(CommunityCog[GreeterSettings]):
        key = "greeter"
        summary = "Says hello."
        settings_model = GreeterSettings

docs/writing-a-cog.md builds one step by step; the tests run it.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import BaseModel, ConfigDict

from bot.errors import CogError, Problem
from bot.permissions import PermissionNeed
from bot.privacy import Erasure, StoredData
from bot.uses import Uses

if TYPE_CHECKING:
    import click

    from bot.client import CommunityBot
    from bot.database import Reader
    from bot.settings import Settings


class CogSettings(BaseModel):
    """Base of every cog's settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=CogSettings)


@dataclass(frozen=True, slots=True)
class Intents:
    """Gateway intents a cog needs beyond guilds and members (Discord docs, gateway: list of intents)."""

    messages: bool = False
    message_content: bool = False
    reactions: bool = False
    scheduled_events: bool = False

    def __or__(self, other: Intents) -> Intents:
        """Return what either needs."""
        return Intents(
            self.messages or other.messages,
            self.message_content or other.message_content,
            self.reactions or other.reactions,
            self.scheduled_events or other.scheduled_events,
        )

    def covers(self, other: Intents) -> bool:
        """Tell whether whoever has these intents has `other` too."""
        return (self | other) == self

    def to_discord(self) -> discord.Intents:
        """Return the flags for the gateway: guilds and members always, the rest as needed."""
        return discord.Intents(
            guilds=True,
            members=True,
            guild_messages=self.messages,
            message_content=self.message_content,
            guild_reactions=self.reactions,
            guild_scheduled_events=self.scheduled_events,
        )


class CommunityCog(commands.Cog, Generic[S]):
    """Base of every cog. Subclasses name `key`, `summary` and `settings_model`, and override what they need.

    `self.bot` is the running bot, `self.settings` the effective settings: `config.toml` overlaid with what
    moderators changed at run time.
    """

    key: ClassVar[str]
    summary: ClassVar[str]
    settings_model: ClassVar[type[CogSettings]]
    stores: ClassVar[Sequence[StoredData]] = ()
    # The names of its message menus, which belong to no group of commands.
    message_menus: ClassVar[Sequence[str]] = ()
    # The command that asks for its channels and roles better than /admin setup, such as "welcome setup".
    setup_command: ClassVar[str | None] = None

    def __init__(self, bot: CommunityBot, settings: S) -> None:
        self.bot = bot
        self.settings = settings

    @classmethod
    def intents(cls, settings: S) -> Intents:
        """Return the gateway intents needed with these settings."""
        return Intents()

    @classmethod
    def permissions(cls, settings: S) -> Sequence[PermissionNeed]:
        """Return the permissions each feature needs with these settings."""
        return ()

    @classmethod
    async def uses(cls, settings: S, base: Path, database: Reader | None) -> Uses:
        """Return which addresses are read, and what is needed because of what was stored at run time.

        For `check`, asked of the class whether the cog runs or not. Files are named from `base`, the folder
        of `config.toml`. `database` is None while there is none with this version's schema.
        """
        return Uses()

    @classmethod
    def problems(cls, settings: Settings) -> Iterable[Problem]:
        """Yield what is wrong with its table that only a look at this machine shows; may block.

        For `community-bot check`. The running bot reports the same in `self.bot.health` and goes on. Keys
        are dotted from the top, as in `config.toml`.
        """
        return ()

    @classmethod
    def command_line(cls) -> click.Group | None:
        """Return the group of `community-bot` sub-commands this cog brings, if any."""
        return None

    def allow(self, interaction: discord.Interaction[Any]) -> None:
        """Raise `NotAllowed` when the person may not use this cog's commands; asked before each of them."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Ask `allow`, in the form that discord.py expects: other exceptions would go unanswered."""
        try:
            self.allow(interaction)
        except Exception as error:
            raise app_commands.CheckFailure(str(error)) from error
        return True

    async def start(self) -> None:
        """Begin work: load what is needed, offer ports, add sweeps. Runs before the gateway connects.

        An unreachable source is no reason to raise: report it in `self.bot.health` and go on.
        """

    async def stop(self) -> None:
        """End work: remove components, withdraw ports; the kernel has ended the cog's sweeps before.

        Called on shutdown, when the cog is switched off, and when `start` failed, wherever it did.
        """

    async def settings_changed(self) -> None:
        """React to new `self.settings`; called after moderators changed one."""

    # What is stored outlives a cog's being switched off. So these three are asked of cogs that were never
    # started, too: `self.bot`'s database, outbox and clock are there, what `start` makes is not.

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything stored about a person, as plain JSON values; what is empty counts as nothing."""
        return {}

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person cannot be erased yet: each with the reason, and until when."""
        return ()

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what is stored about a person, and say what has to wait. Done twice, it is done once."""
        return Erasure(0)

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase what had to wait when a person was erased at `erased_at` (UTC) and may go now; how much.

        Asked every hour while the cog runs, for some weeks. What they did since then stays.
        """
        return 0


def available() -> list[str]:
    """Return the names of all cogs that are installed, sorted."""
    package = importlib.import_module("cogs")
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)


def find(name: str) -> type[CommunityCog[Any]]:
    """Return the cog class of `cogs/<name>`.

    Raises `CogError` when there is no such package, when importing it fails, or when its `COG` does not keep
    the contract.
    """
    if name not in available():
        raise CogError(f"there is no cog named {name!r}; installed are {', '.join(available())}")
    try:
        module = importlib.import_module(f"cogs.{name}")
        cog = module.COG
    # A module that calls `sys.exit` ends itself, not the bot.
    except (Exception, SystemExit) as error:
        raise CogError(f"the cog {name} cannot be imported: {type(error).__name__}: {error}") from error
    where = f"cogs/{name}/__init__.py"
    if not (isinstance(cog, type) and issubclass(cog, CommunityCog)):
        raise CogError(f"{where}: COG is not a CommunityCog")
    missing = [word for word in ("key", "summary", "settings_model") if not hasattr(cog, word)]
    if missing:
        raise CogError(f"{where}: {cog.__name__} does not say its {', '.join(missing)}")
    if cog.key != name:
        raise CogError(f"{where}: {cog.__name__}.key is {cog.key!r}, and has to be the folder's name")
    return cog


def reimport(name: str) -> type[CommunityCog[Any]]:
    """Return the class of `cogs/<name>` as its source is now, and let `find` return it from now on.

    Raises `CogError` as `find` does; what was imported before stays in use then.
    """
    package = f"cogs.{name}"
    before = _take_modules(package)
    importlib.invalidate_caches()
    try:
        return find(name)
    except CogError:
        _take_modules(package)
        sys.modules.update(before)
        raise


def _take_modules(package: str) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return {name: sys.modules.pop(name) for name in names}


def find_all(names: Iterable[str]) -> tuple[dict[str, type[CommunityCog[Any]]], list[CogError]]:
    """Return the classes of `names` that can be found, and the errors of those that cannot."""
    found: dict[str, type[CommunityCog[Any]]] = {}
    errors = []
    for name in names:
        try:
            found[name] = find(name)
        except CogError as error:
            errors.append(error)
    return found, errors
