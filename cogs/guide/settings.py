"""`[cogs.guide]`: where the guide comes from, how often it is fetched, and how the bot answers from it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.cog import CogSettings
from bot.references import AnyChannel
from bot.repository.settings import RepositorySettings
from cogs.guide.pages.reader import Layout


def _folder_in_repository(path: str) -> str:
    """Return `path` without slashes at its ends. Raises `ValueError` for one that leaves the repository."""
    clean = path.strip("/")
    if not clean or ".." in PurePosixPath(clean).parts or "\\" in clean:
        raise ValueError("must be a folder inside the repository, such as content/software")
    return clean


RepositoryFolder = Annotated[str, AfterValidator(_folder_in_repository)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListenSettings(_Table):
    """`[cogs.guide.listen]`: where the bot answers questions that nobody addressed to it."""

    channels: tuple[AnyChannel, ...] = Field(
        (), description="Channels (forums too) it listens in; none by default. /guide listen changes it."
    )
    cooldown_seconds: int = Field(
        300,
        ge=0,
        le=86_400,
        description="The least time between two such answers in one channel; threads and posts count alone.",
    )


class StartHereSettings(_Table):
    """`[cogs.guide.start_here]`: answers to "where do I start?" as slugs.

    An empty list keeps the one that ships with the bot (`cogs/guide/matching/lists/start_here.toml`).
    """

    general: tuple[str, ...] = Field(
        (), max_length=10, description="For people who do not say what they know."
    )
    machine_learning: tuple[str, ...] = Field((), max_length=10, description="Coming from machine learning.")
    neuroscience: tuple[str, ...] = Field((), max_length=10, description="Coming from neuroscience.")
    event_cameras: tuple[str, ...] = Field((), max_length=10, description="Working with event cameras.")
    hardware: tuple[str, ...] = Field((), max_length=10, description="Coming from chips and electronics.")


class GuideSettings(RepositorySettings, CogSettings):
    """`[cogs.guide]`; every key has a default, so the table may be missing."""

    software_folder: RepositoryFolder = Field(
        "content/neuromorphic-computing/software", description="Where the libraries' pages lie."
    )
    hardware_folder: RepositoryFolder = Field(
        "content/neuromorphic-computing/hardware", description="Where the chips' pages lie."
    )
    refresh_hours: float = Field(
        6.0, ge=0.25, le=168, description="Hours between two looks whether the guide has changed."
    )
    seconds_between_files: float = Field(
        1.0, ge=0, le=60, description="The gap between two files; GitHub blocks those who fetch in bursts."
    )
    answers: int = Field(3, ge=1, le=5, description="How many libraries an answer shows at most.")
    listen: ListenSettings = Field(ListenSettings(), description="Answers to messages in channels.")
    start_here: StartHereSettings = Field(StartHereSettings(), description="What beginners are told first.")

    @property
    def layout(self) -> Layout:
        """Where the reader finds pages, and the address their links start with."""
        return Layout(software=self.software_folder, hardware=self.hardware_folder, site=self.site_base)
