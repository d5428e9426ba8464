"""`[cogs.announcements]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.cog import CogSettings
from bot.references import MessageChannel, Role
from bot.repository.settings import RepositorySettings


class Seed(BaseModel):
    """A source of the configuration, and the id of the channel that its items are posted to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://[^\s/]+(/\S*)?$")
    channel: MessageChannel
    title: str | None = Field(None, min_length=1, max_length=100)


class EventSettings(RepositorySettings):
    """`[cogs.announcements.events]`: where events come from and where they are announced."""

    channel: MessageChannel | None = Field(
        None, description="Where events are announced; without it they are not."
    )
    role: Role | None = Field(None, description="A role that the announcement of an event mentions.")
    scheduled_events: bool = Field(
        True, description="Whether events stand in Discord's own calendar too; needs Create Events."
    )


class AnnouncementsSettings(CogSettings):
    """`[cogs.announcements]`; the table may be missing: sources are added with commands."""

    sources: tuple[Seed, ...] = Field(
        (),
        max_length=500,
        description="Sources to follow from the start, each with url, channel and, if wanted, title.",
    )
    posts_at_once: int = Field(
        5, ge=1, le=20, description="So many items of a source are posted at a time, the rest in one message."
    )
    missed_days: int = Field(
        14, ge=1, le=90, description="What was missed and is older than this is only in that message."
    )
    events: EventSettings = Field(EventSettings(), description="Events of the site's repository.")
