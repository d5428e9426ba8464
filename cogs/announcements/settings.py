"""`[cogs.announcements]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.cog import CogSettings
from cogs.announcements.events.pages import SITE


class Seed(BaseModel):
    """A source of the configuration, and the id of the channel that its items are posted to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://[^\s/]+(/\S*)?$")
    channel: int = Field(gt=0)
    title: str | None = Field(None, min_length=1, max_length=100)


WebAddress = Annotated[
    str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$"), AfterValidator(lambda url: url.rstrip("/"))
]


class EventSettings(BaseModel):
    """`[cogs.announcements.events]`: where events come from and where they are announced."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: int | None = Field(
        None, gt=0, description="Where events are announced; without it they are not."
    )
    role: int | None = Field(None, gt=0, description="A role that the announcement of an event mentions.")
    scheduled_events: bool = Field(
        True, description="Whether events stand in Discord's own calendar too; needs Create Events."
    )
    repository: str = Field(
        "open-neuromorphic/open-neuromorphic.github.io",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$",
        description="The site's repository on GitHub, as owner/name.",
    )
    branch: str = Field(
        "main",
        pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,5}$",
        description="The branch that the site is made from.",
    )
    site_base: WebAddress = Field(SITE, description="The site's address, for links to its pages.")
    folder: Path | None = Field(
        None, description="A folder laid out like the site's repository, to be read instead of GitHub."
    )
    github_token_file: Path | None = Field(
        None, description="A file with a GitHub token and nothing else; GITHUB_TOKEN wins. Not needed."
    )
    api_url: WebAddress = Field("https://api.github.com", description="GitHub's REST API.")
    raw_url: WebAddress = Field(
        "https://raw.githubusercontent.com", description="Where GitHub serves single files."
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
