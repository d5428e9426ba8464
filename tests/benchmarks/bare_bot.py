"""The yardstick: a discord.py bot with one `/ping` and nothing else. Its URLs come from the environment."""

from __future__ import annotations

import os

import discord
import discord.gateway
import discord.http
import yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["API_URL"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY_URL"])


class BareBot(discord.Client):
    """Guilds and members, as the community bot needs them too."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, members=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        guild = discord.Object(int(os.environ["GUILD_ID"]))
        self.tree.copy_global_to(guild=guild)
        await self.tree.sync(guild=guild)

    async def on_ready(self) -> None:
        print("ready", flush=True)


bot = BareBot()


@bot.tree.command(description="Answers.")
async def ping(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("pong", ephemeral=True)


bot.run(os.environ["DISCORD_TOKEN"], log_handler=None)
