"""`[cogs.moderation]`."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from bot.cog import CogSettings
from bot.references import MessageChannel
from cogs.moderation.rules.guard import Limits


class GuardSettings(BaseModel):
    """`[cogs.moderation.guard]`: newcomers' messages that look like spam."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = Field(
        False, description="Whether the guard is on. It needs Message Content Intent and Timeout Members."
    )
    newcomer_days: int = Field(
        7, ge=1, le=30, description="So many days after they joined, somebody is a newcomer no more."
    )
    spread: int = Field(
        3, ge=2, le=10, description="The same words or link in so many channels look like spam …"
    )
    within_seconds: int = Field(60, ge=5, le=300, description="… when they come within so many seconds.")
    invite_minutes: int = Field(
        30,
        ge=0,
        le=1440,
        description="So many minutes after joining, an invitation to a server looks like spam; 0: never.",
    )
    hold_minutes: int = Field(10, ge=1, le=1440, description="So many minutes somebody is held.")

    @property
    def limits(self) -> Limits:
        """The settings as the rules take them."""
        return Limits(
            timedelta(days=self.newcomer_days),
            self.spread,
            timedelta(seconds=self.within_seconds),
            timedelta(minutes=self.invite_minutes) if self.invite_minutes else None,
        )

    @property
    def hold(self) -> timedelta:
        """How long somebody is held."""
        return timedelta(minutes=self.hold_minutes)


class ModerationSettings(CogSettings):
    """`[cogs.moderation]`."""

    channel: MessageChannel | None = Field(
        None, description="Where moderators get reports, and what the guard found; let only them see it."
    )
    reports_per_hour: int = Field(5, ge=1, le=60, description="So many reports a member may make in an hour.")
    # No shorter than somebody is a newcomer: whom moderators released is not held again.
    keep_days: int = Field(
        90,
        ge=30,
        le=366,
        description="So many days after its end, a report or a hold is forgotten.",
    )
    guard: GuardSettings = Field(GuardSettings(), description="The guard; off at first.")
