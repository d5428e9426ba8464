"""Telling Discord the commands, and only when there is something to tell.

Discord allows 200 command creations a day (error 30034), and a sync at every start is how bots run into it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.client import CommunityBot

log = logging.getLogger(__name__)

_KEY = "command_tree"
# How soon a command list that Discord did not take is offered again.
RETRY = timedelta(minutes=5)


class CommandList:
    """What Discord knows of the bot's commands; a refusal is shown in health and tried again later."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot
        self._turn = asyncio.Lock()
        self._is_known = False

    async def keep(self) -> None:
        """Tell Discord the commands, and again for as long as it does not take them."""
        await self.tell()
        self._bot.sweeps.every(RETRY, "discord.commands", self._offer_again, first_in=RETRY)

    async def tell(self) -> None:
        """Tell Discord the commands when they changed."""
        health = self._bot.health
        try:
            await self._sync()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            health.bad("discord.commands", f"Discord did not take the command list: {error}")
        else:
            health.good("discord.commands", "Discord has the current command list")

    async def _offer_again(self) -> None:
        if not self._is_known:
            await self._sync()

    async def _sync(self) -> None:
        async with self._turn:
            self._is_known = False
            await sync_commands(self._bot)
            self._is_known = True


async def sync_commands(bot: CommunityBot) -> bool:
    """Bring the server's command list up to date and return whether a sync was needed.

    It is when the tree's hash differs from the stored one, or when Discord's list does not have the same
    commands (somebody removed them, or the bot got a new application). Commands belong to the server alone;
    the global list is emptied, as both would be shown twice.
    """
    guild = discord.Object(bot.guild_id)
    commands = bot.tree.get_commands()
    bot.tree.clear_commands(guild=guild)
    bot.tree.copy_global_to(guild=guild)
    payload = [command.to_dict(bot.tree) for command in commands]
    payload.sort(key=lambda command: (command["type"], command["name"]))
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()

    row = await bot.database.one("SELECT value FROM kernel_state WHERE key = ?", (_KEY,))
    if row is not None and row["value"] == digest:
        known = {(command.type.value, command.name) for command in await bot.tree.fetch_commands(guild=guild)}
        if known == {(command["type"], command["name"]) for command in payload}:
            return False
    synced = await bot.tree.sync(guild=guild)
    if row is None:
        for stray in await bot.tree.fetch_commands():
            await stray.delete()
    async with bot.database.write() as tx:
        await tx.execute(
            "INSERT INTO kernel_state (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_KEY, digest),
        )
    log.info("synced %d commands", len(synced))
    return True
