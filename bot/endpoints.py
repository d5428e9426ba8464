"""Where Discord is: the real one, or another server that speaks its protocol."""

from __future__ import annotations

import discord.asset
import discord.gateway
import discord.http
import yarl

from bot.settings import DiscordSettings


def point_discord_at(discord_settings: DiscordSettings) -> None:
    """Send everything discord.py does to the URLs of `[discord]`; with the defaults, to Discord.

    discord.py 2.7.1 has no option for this; it reads these three class attributes whenever it builds a
    request, opens the gateway or names a picture. Links it makes for people (`jump_url`) stay Discord's.
    """
    discord.http.Route.BASE = discord_settings.api_url.rstrip("/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord_settings.gateway_url)
    discord.asset.Asset.BASE = discord_settings.cdn_url.rstrip("/")
