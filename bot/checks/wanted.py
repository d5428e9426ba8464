"""What the bot, as it is configured, wants of Discord and of the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.checks.findings import Finding, bad
from bot.cog import CogSettings, Intents, find
from bot.database import Reader
from bot.errors import CogError
from bot.permissions import POSTING, PermissionNeed
from bot.references import Kind, Referenced, referenced
from bot.settings import Settings
from bot.uses import Address


@dataclass(frozen=True, slots=True)
class Wanted:
    """The needs of kernel and cogs that are to run; `troubles` are those that could not say theirs."""

    guild_id: int
    intents: Mapping[str, Intents]
    references: Sequence[Referenced]
    needs: Sequence[PermissionNeed]
    addresses: Sequence[Address]
    troubles: Sequence[Finding] = ()

    def ids(self, kind: Kind) -> set[int]:
        """Return every id of a kind that something names."""
        named = {each for found in self.references if found.reference.kind is kind for each in found.ids}
        if kind is Kind.CHANNEL:
            named |= {each for need in self.needs for each in need.channel_ids or ()}
        return named


async def wanted(
    settings: Settings,
    enabled: Iterable[str],
    effective: Callable[[str], CogSettings],
    database: Reader | None,
) -> Wanted:
    """Ask the kernel and each of the `enabled` cogs what they need with their `effective` settings."""
    server = settings.kernel.discord
    references = list(referenced(server, "discord."))
    needs = []
    if server.moderator_channel:
        needs.append(PermissionNeed("what moderators are told", POSTING, (server.moderator_channel,)))
    intents: dict[str, Intents] = {}
    addresses: list[Address] = []
    troubles = []
    base = settings.source.parent if settings.source else Path()
    for name in enabled:
        try:
            cog = find(name)
            table = effective(name)
            uses = await cog.uses(table, base, database)
            intents[name] = cog.intents(table)
            needs += [*cog.permissions(table), *uses.needs]
            addresses += uses.addresses
            references += referenced(table, f"cogs.{name}.")
        except CogError as error:
            troubles.append(bad(f"cogs.{name}", str(error), "mend or disable it"))
        except Exception as error:
            said = f"does not say what it needs: {type(error).__name__}: {error}"
            troubles.append(bad(f"cogs.{name}", said, "mend or disable it"))
    return Wanted(server.guild_id, intents, references, _distinct(needs), addresses, troubles)


def _distinct(needs: Iterable[PermissionNeed]) -> list[PermissionNeed]:
    found: list[PermissionNeed] = []
    for need in needs:
        if need not in found:
            found.append(need)
    return found
