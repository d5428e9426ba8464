"""Asks every cog about one person, those that are switched off included; one that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.cog import available, find
from bot.erasures import Erasures
from bot.errors import CogError, DatabaseError, new_reference
from bot.privacy import StoredData

if TYPE_CHECKING:
    from bot.client import CommunityBot

log = logging.getLogger(__name__)

KEY = "privacy"
_RESTS = "This job is switched off, and what waits goes no sooner than it is switched on again."


@dataclass(frozen=True, slots=True)
class Held:
    """What one cog holds about a person, and what of it must wait; `reference`: it could not be asked."""

    cog: str
    held: Mapping[str, Any] = field(default_factory=dict)
    waiting: Sequence[str] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What one cog erased, and what still waits; `reference`: it failed."""

    cog: str
    count: int = 0
    waiting: Sequence[str] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What one cog keeps about people in general, and whether it is at work."""

    cog: str
    runs: bool
    stores: Sequence[StoredData]


def declared(bot: CommunityBot) -> list[Declared]:
    """Return what each cog that keeps something declares."""
    running = bot.runner.running()
    found = []
    for name in _names():
        try:
            stores = (running.get(name) or find(name)).stores
        except CogError as error:
            log.warning("what is kept by %s cannot be told: %s", name, error)
            continue
        if stores:
            found.append(Declared(name, name in running, stores))
    return found


async def held(bot: CommunityBot, user_id: int) -> list[Held]:
    """Return what is held about a person; cogs without anything are left out, those that fail are not.

    Raises `DatabaseError` when nobody can tell.
    """
    found = [await _held(bot, name, user_id) for name in _names()]
    return [each for each in found if each.held or each.waiting or each.reference]


async def erase(bot: CommunityBot, user_id: int) -> list[Erased]:
    """Erase what is held about a person; cogs without anything are left out, those that fail are not.

    Raises `DatabaseError` when nothing can be erased.
    """
    erasures = Erasures(bot.database, bot.clock)
    # Before, so that it is known however this ends; and after: a backup may be made meanwhile.
    await erasures.note(user_id)
    done = [await _erase(bot, name, user_id) for name in _names()]
    with suppress(DatabaseError):
        await erasures.note(user_id)
    await bot.database.scrub()
    return [each for each in done if each.count or each.waiting or each.reference]


async def erase_again(bot: CommunityBot) -> bool:
    """Erase those again whom a restored backup has brought back; False when some of it failed."""
    erasures = Erasures(bot.database, bot.clock)
    well = True
    for user_id in await erasures.again():
        if any(each.reference for each in await erase(bot, user_id)):
            well = False
        else:
            await erasures.done_again(user_id)
    return well


async def erase_waiting(bot: CommunityBot) -> None:
    """Erase what had to wait and may go now, of everybody whose erasure is remembered."""
    gone = 0
    for user_id, erased_at in (await Erasures(bot.database, bot.clock).all()).items():
        for name, cog in bot.runner.running().items():
            try:
                gone += await cog.erase_waiting(user_id, erased_at)
            except Exception:
                _failed(name, "erase what had to wait")
    if gone:
        await bot.database.scrub()


async def _held(bot: CommunityBot, name: str, user_id: int) -> Held:
    try:
        cog = bot.runner.ask(name)
        told = await cog.export_member(user_id)
        kept = {key: value for key, value in told.items() if value not in (None, "", [], {})}
        return Held(name, kept, _told(bot, name, await cog.must_wait(user_id)))
    except DatabaseError:
        # No other cog could tell either.
        raise
    except Exception:
        return Held(name, reference=_failed(name, "tell what it holds about a person"))


async def _erase(bot: CommunityBot, name: str, user_id: int) -> Erased:
    try:
        done = await bot.runner.ask(name).erase_member(user_id)
        return Erased(name, done.erased, _told(bot, name, done.waiting))
    except Exception:
        return Erased(name, reference=_failed(name, "erase what it holds about a person"))


def _told(bot: CommunityBot, name: str, waiting: Sequence[str]) -> Sequence[str]:
    """Return what waits, and of a cog that is switched off that nobody is there to end the waiting."""
    return [*waiting, _RESTS] if waiting and name not in bot.switches.enabled() else waiting


def _failed(name: str, what: str) -> str:
    reference = new_reference()
    log.exception("%s cannot %s", name, what, extra={"fields": {"ref": reference}})
    return reference


def _names() -> list[str]:
    """Return every installed cog; this one last, as others take back messages that it then forgets."""
    return [*(name for name in available() if name != KEY), KEY]
