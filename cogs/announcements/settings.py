"""`[cogs.announcements]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.cog import CogSettings


class Seed(BaseModel):
    """A source of the configuration, and the id of the channel that its items are posted to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://[^\s/]+(/\S*)?$")
    channel: int = Field(gt=0)
    title: str | None = Field(None, min_length=1, max_length=100)


class AnnouncementsSettings(CogSettings):
    """`[cogs.announcements]`; the table may be missing: sources are added with commands."""

    sources: tuple[Seed, ...] = Field(
        (),
        max_length=500,
        description="Sources to follow from the start, each with url, channel and, if wanted, title.",
    )
