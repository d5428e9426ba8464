"""`/election create`: from what was typed to a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import discord

from bot.errors import UserError
from bot.ui import member_of
from cogs.elections.conduct.facts import Draft
from cogs.elections.face.controls import Interaction, elections_of
from cogs.elections.face.places import require_place
from cogs.elections.face.times import read_moment
from cogs.elections.model import Form
from cogs.elections.rules.kinds import PRESETS, Preset
from cogs.elections.settings import ElectionsSettings


def draft_of(
    interaction: Interaction,
    *,
    kind: str,
    title: str,
    opens: str,
    closes: str | None,
    nominations: str | None,
    nominations_until: str | None,
    officer: discord.Member | None,
    channel_id: int | None,
) -> Draft:
    """Return the draft that was asked for. Raises `UserError` naming the option that cannot be used."""
    settings = elections_of(interaction).settings
    preset = PRESETS[kind]
    opens_at = _read(interaction, "opens", opens)
    days = timedelta(days=preset.regulations.voting_days)
    closes_at = _read(interaction, "closes", closes) if closes else opens_at + days
    begin, end = _nominations(interaction, preset, opens_at, nominations, nominations_until)
    return Draft(
        title=title,
        preset=kind,
        officer_id=_officer(interaction, settings, officer).id,
        channel_id=require_place(interaction, channel_id or settings.channel),
        opens_at=opens_at,
        closes_at=closes_at,
        nominations_at=begin,
        nominations_until=end,
    )


def _nominations(
    interaction: Interaction, preset: Preset, opens_at: datetime, begin: str | None, end: str | None
) -> tuple[datetime | None, datetime | None]:
    """Return when nominations begin and end: for as long as the rules say before voting opens, or at once."""
    if all(each.form is not Form.OFFICE for each in preset.questions):
        if begin or end:
            raise UserError(
                f"Nobody is nominated for an election of the kind “{preset.name}”.", "Leave it out."
            )
        return None, None
    now = elections_of(interaction).bot.clock.now()
    until = _read(interaction, "nominations-until", end) if end else opens_at
    if begin:
        return _read(interaction, "nominations", begin), until
    usual = until - timedelta(days=preset.regulations.nomination_days)
    # An hour is for reading the draft; officers open nominations when they are ready.
    at = max(usual, now + timedelta(hours=1))
    if at >= until:
        raise UserError(
            "There is no time for nominations before voting opens.",
            "Let it open later, or say when they begin.",
        )
    return at, until


def _read(interaction: Interaction, option: str, text: str) -> datetime:
    try:
        return read_moment(interaction, text)
    except UserError as error:
        raise UserError(f"`{option}`: {error.message}", error.hint) from None


def _officer(
    interaction: Interaction, settings: ElectionsSettings, wanted: discord.Member | None
) -> discord.Member:
    """Return who is wanted; else whoever asks, if they may conduct elections, or the only one who may."""
    if wanted is not None:
        require_person(wanted)
        return wanted
    creator = member_of(interaction)
    officers = list(secretaries(creator.guild, settings))
    if creator in officers or len(officers) != 1:
        return creator
    return officers[0]


def secretaries(guild: discord.Guild, settings: ElectionsSettings) -> Iterable[discord.Member]:
    """Yield who may conduct elections."""
    roles = set(settings.returns_officer_roles)
    for member in guild.members:
        if member.id in settings.returns_officers or any(role.id in roles for role in member.roles):
            yield member


def require_person(member: discord.Member) -> None:
    """Raise `UserError` for a bot."""
    if member.bot:
        raise UserError(f"{member.mention} is a bot.", "Choose a person.")
