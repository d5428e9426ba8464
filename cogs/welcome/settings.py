"""`[cogs.welcome]`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.cog import CogSettings
from bot.references import AnyChannel, GivenRole, MessageChannel, Role
from cogs.welcome import wording

Text = Annotated[str, AfterValidator(wording.check)]
# Discord's menus hold so many roles and channels (components/reference: select menus).
MOST_ROLES = 25
MOST_CHANNELS = 5
Channels = Annotated[tuple[AnyChannel, ...], Field(max_length=MOST_CHANNELS)]


class WelcomerSettings(BaseModel):
    """`[cogs.welcome.welcomers]`: the people who look after newcomers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: MessageChannel | None = Field(
        None, description="Where they are told, once a week; without it they are not."
    )
    role: Role | None = Field(None, description="Their role: it may see /welcome status and stats.")
    quiet_days: int = Field(
        7, ge=1, le=60, description="Whoever has not written or pressed anything for so long is told of."
    )


class ChannelSettings(BaseModel):
    """`[cogs.welcome.channels]`: what newcomers are shown, by what they want and who they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    learn: Channels = Field((), description="For those who want to learn.")
    library: Channels = Field((), description="For those who look for a library.")
    project: Channels = Field((), description="For those who want to join a project.")
    people: Channels = Field((), description="For those who want to meet people.")
    share: Channels = Field((), description="For those who want to share their work.")
    student: Channels = Field((), description="For students.")
    machine_learning: Channels = Field((), description="For machine-learning researchers.")
    neuroscience: Channels = Field((), description="For neuroscientists.")
    hardware: Channels = Field((), description="For hardware and event-camera engineers.")
    industry: Channels = Field((), description="For people from industry.")
    curious: Channels = Field((), description="For the curious.")


class WelcomeSettings(CogSettings):
    """`[cogs.welcome]`; the table may be missing: /welcome setup asks for what is needed."""

    channel: MessageChannel | None = Field(
        None, description="Where newcomers are greeted; without it they are not."
    )
    texts: tuple[Text, ...] = Field(
        (),
        max_length=wording.VARIANTS,
        description="What they are greeted with, in turns, with {names} and {server}. Empty: as shipped.",
    )
    back_texts: tuple[Text, ...] = Field(
        (), max_length=wording.VARIANTS, description="The same for those who come back."
    )
    welcome_back: bool = Field(True, description="Whether those who come back are greeted.")
    direct_messages: bool = Field(
        False, description="Whether each is greeted in a direct message too. Discord may quarantine the bot."
    )
    window_seconds: int = Field(
        60, ge=0, le=3600, description="Who comes through within so many seconds shares a greeting."
    )
    greet_within_days: int = Field(
        3, ge=1, le=30, description="Who came through longer ago is not greeted any more."
    )
    raid_joins: int = Field(
        20, ge=0, le=1000, description="So many joins in a minute are a raid; 0: there are none."
    )
    introductions: MessageChannel | None = Field(
        None, description="Where introductions are posted; without it there are none."
    )
    roles: Annotated[tuple[GivenRole, ...], Field(max_length=MOST_ROLES)] = Field(
        (), description="Roles that members may give themselves."
    )
    site_base: str = Field(
        "https://open-neuromorphic.org",
        pattern=r"^(https?://[^\s/]+(/\S*)?[^\s/])?$",
        description="The community's site; newcomers are shown its pages. Empty: none.",
    )
    welcomers: WelcomerSettings = Field(WelcomerSettings(), description="Who looks after newcomers.")
    channels: ChannelSettings = Field(ChannelSettings(), description="What newcomers are shown.")

    @property
    def welcome(self) -> tuple[str, ...]:
        """The variants in force for newcomers."""
        return self.texts or wording.WELCOME

    @property
    def welcome_again(self) -> tuple[str, ...]:
        """The variants in force for those who come back."""
        return self.back_texts or wording.WELCOME_BACK
