"""The commands that Discord has, against those of the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.checks.facts import Refusal
from bot.checks.findings import Finding, advice, bad, good
from bot.cog import find_all
from bot.texts import listing, plural

Payload = Mapping[str, Any]
_MESSAGE_MENU = discord.AppCommandType.message.value
_SLASH = discord.AppCommandType.chat_input.value
# What tells one version of an option from another; the rest Discord fills in by itself.
_COMPARED = ("type", "name", "description", "required", "autocomplete", "min_value", "max_value")
_LATER = "the running bot tells Discord of them at its start, and every five minutes until it takes them"


def commands_of(names: Iterable[str]) -> list[Payload]:
    """Return what the cogs `names` would tell Discord, without starting any of them."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    found, _ = find_all(names)
    payloads: list[Payload] = []
    for cog in found.values():
        payloads += (dict(command.to_dict(tree)) for command in cog.__cog_app_commands__)
        payloads += ({"type": _MESSAGE_MENU, "name": menu} for menu in cog.message_menus)
    return payloads


def compare(registered: Sequence[Payload] | Refusal, code: Iterable[Payload]) -> Iterator[Finding]:
    """Yield the difference between what Discord has and what the code says."""
    if isinstance(registered, Refusal):
        if registered.status == 403:
            yield bad(
                "commands",
                "the bot may not have commands in this server",
                "invite it again with the address below: its scope applications.commands is missing",
            )
            return
        yield bad("commands", f"Discord does not tell its commands: {registered.message}", "try again later")
        return
    there, wanted = _by_name(registered), _by_name(code)
    if not there:
        yield good("commands", "none are there yet; the bot brings them at its start")
        return
    lacking = [name for name in wanted if name not in there]
    stray = [name for name in there if name not in wanted]
    other = [name for name in wanted if name in there and _shape(wanted[name]) != _shape(there[name])]
    for names, what in ((lacking, "missing"), (stray, "not the code's"), (other, "outdated")):
        if names:
            yield advice("commands", f"{what}: {listing(_shown(names))}", _LATER)
    if not (lacking or stray or other):
        yield good("commands", f"Discord has all {plural(len(wanted), 'command')} as they are in the code")


def _by_name(payloads: Iterable[Payload]) -> dict[tuple[int, str], Payload]:
    return {(payload.get("type", _SLASH), payload["name"]): payload for payload in payloads}


def _shown(names: Iterable[tuple[int, str]]) -> list[str]:
    return sorted(f"/{name}" if kind == _SLASH else f"the menu “{name}”" for kind, name in names)


def _shape(payload: Payload) -> Any:
    """Return what a person would notice of a command or option."""
    own = tuple((key, payload.get(key) or None) for key in _COMPARED)
    choices = tuple((each["name"], each["value"]) for each in payload.get("choices") or ())
    return own, choices, tuple(_shape(option) for option in payload.get("options") or ())
