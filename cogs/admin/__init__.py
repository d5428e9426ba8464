"""Steering the bot from Discord: cogs on and off, status, configuration."""

from cogs.admin.cog import Admin

COG = Admin
