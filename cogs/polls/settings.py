"""`[cogs.polls]`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from bot.cog import CogSettings


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ValueError('no time zone of that name: write one such as "UTC" or "Europe/Berlin"') from error
    return name


class PollsSettings(CogSettings):
    """`[cogs.polls]`. The limits do not bind moderators."""

    open_per_member: int = Field(
        3, ge=1, le=50, description="So many polls of one member may be open at once."
    )
    open_per_channel: int = Field(5, ge=1, le=50, description="So many polls may be open in one channel.")
    daily_per_member: int = Field(
        5, ge=1, le=100, description="So many polls a member may begin in 24 hours."
    )
    daily_per_channel: int = Field(
        20, ge=1, le=500, description="So many polls may begin in one channel in 24 hours."
    )
    longest_days: int = Field(32, ge=1, le=365, description="The longest that a poll may be open, in days.")
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC", description="The zone of moments that are typed without one."
    )
    keep_days: int = Field(
        30, ge=1, le=366, description="So many days after its end, a poll and its answers are forgotten."
    )
