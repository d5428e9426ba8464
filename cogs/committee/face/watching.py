"""Who sits on the committee, by the roles and people that the settings name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import discord

from bot.texts import listing
from cogs.committee.rules.seating import Seen
from cogs.committee.settings import CommitteeSettings

if TYPE_CHECKING:
    from bot.client import CommunityBot


def watch(bot: CommunityBot, settings: CommitteeSettings) -> Seen | None:
    """Return what is seen of the committee at the moment; None while Discord has not told who is here."""
    community = bot.community
    if community is None or community.unavailable or not community.chunked:
        return None
    people = {seat: _people(community, each) for seat, each in settings.offices.items()}
    members = [] if people or settings.role is None else _people(community, settings.role)
    everybody = [*members, *(member for each in people.values() for member in each)]
    return Seen(
        offices={seat: [member.id for member in each] for seat, each in people.items()},
        members=[member.id for member in members],
        seats=settings.seats,
        here=_Here(community),
        names={member.id: member.display_name for member in everybody},
    )


def unknown(bot: CommunityBot, settings: CommitteeSettings) -> list[str]:
    """Return which settings name an id that is neither a role nor somebody who is here."""
    community = bot.community
    if community is None:
        return []
    wanted = {f"offices, {seat}": each for seat, each in settings.offices.items()}
    if not wanted and settings.role is not None:
        wanted["role"] = settings.role
    return [
        f"{where}: {each}"
        for where, each in wanted.items()
        if community.get_role(each) is None and community.get_member(each) is None
    ]


def troubles(seen: Seen, settings: CommitteeSettings, unknown: Sequence[str] = ()) -> Iterable[str]:
    """Yield, for moderators, why nobody could decide or a seat stays vacant."""
    if settings.channel is None:
        yield "cogs.committee.channel is not set, so nothing can be proposed"
    if not settings.offices and settings.role is None:
        yield "neither cogs.committee.offices nor role says who sits on the committee"
    elif not seen.names:
        yield "nobody holds a seat of the committee, by the roles and people that the settings name"
    if unknown:
        yield f"{listing(unknown)}: no role, and nobody who is here, so that nobody holds it"
    for seat, people in seen.offices.items():
        if len(people) > 1:
            yield f"{len(people)} people hold the role of {seat}: the seat is of one alone"


def _people(community: discord.Guild, found: int) -> list[discord.Member]:
    """Return the holders of a role, or the person, that an id stands for."""
    role = community.get_role(found)
    if role is not None:
        return sorted((member for member in role.members if not member.bot), key=lambda each: each.id)
    member = community.get_member(found)
    return [] if member is None else [member]


class _Here:
    """Who is in the community: asked one by one, not copied every few seconds."""

    def __init__(self, community: discord.Guild) -> None:
        self._community = community

    def __contains__(self, user_id: object) -> bool:
        return isinstance(user_id, int) and self._community.get_member(user_id) is not None
