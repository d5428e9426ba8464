"""Moments as people type them: dates, times of day and time zones, refused when they are not certain."""

from bot.moments.reading import EXAMPLE, read

__all__ = ["EXAMPLE", "read"]
