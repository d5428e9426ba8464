"""Newcomers are greeted once, at the right moment, with something useful to press."""

from cogs.welcome.cog import Welcome

COG = Welcome
