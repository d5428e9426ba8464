"""`[cogs.elections]`."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from bot.cog import CogSettings
from bot.references import GivenRole, MessageChannel, Role

Id = Annotated[int, Field(gt=0)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ValueError('no time zone of that name: write one such as "UTC" or "Europe/Berlin"') from error
    return name


class ElectionsSettings(CogSettings):
    """`[cogs.elections]`; the table may be missing: commands say what they lack."""

    channel: MessageChannel | None = Field(
        None, description="Where nominations, voting and results are; without it no election begins."
    )
    officers_channel: MessageChannel | None = Field(
        None,
        description="A private channel where the returns officer is told what to decide; without it, the "
        "moderators' channel, or else the election's.",
    )
    returns_officer_roles: tuple[Role, ...] = Field(
        (), description="Roles that may conduct elections: the Secretary's. Moderators may always create one."
    )
    returns_officers: tuple[Id, ...] = Field(
        (), description="People who may conduct elections, besides those roles."
    )
    committee_role: Role | None = Field(
        None, description="The committee's role: it may create, confirm and cancel elections."
    )
    scrutineers: tuple[Id, ...] = Field(
        (),
        max_length=5,
        description="People who get the ballots of elections that publish the rounds only.",
    )
    office_roles: dict[str, GivenRole] = Field(
        {},
        description="The role of each office: given when a term in it begins, taken when it ends.",
    )
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC", description="The zone of moments that are typed without one. UTC has no hour twice or never."
    )
    vacuum: bool = Field(
        True,
        description="Whether the database file is written anew after a count, so that no page of it is old.",
    )
    keep_days: int = Field(
        366,
        ge=30,
        le=3660,
        description="So many days after it closed, who took part in an election is forgotten.",
    )
