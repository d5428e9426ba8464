"""What elections keep about people, and what the bot has to be allowed for them."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.permissions import POSTING, PermissionNeed
from bot.privacy import StoredData
from cogs.elections.settings import ElectionsSettings

STORES = (
    StoredData(
        what="The Secretary's roll: for each member their id on it, name, user id, standing, and the days of "
        "their last meeting and contribution",
        why="so that members vote, and nobody else",
        kept="until the Secretary takes the member off the roll; the user id until it is erased",
    ),
    StoredData(
        what="For each election: its roll (member id, name, user id, standing), who of it has voted, and who "
        "voted through whom. What was voted is kept apart, sealed, and cannot be put together with it",
        why="so that each votes once, and whether enough took part is known",
        kept="366 days after voting closed, or as long as the settings say",
    ),
    StoredData(
        what="In a vote that was announced as open, for each ballot: the member id of who cast it",
        why="so that everybody can see who voted how",
        kept="for ever: it is published with the result",
    ),
    StoredData(
        what="For each nomination: user id, name, statement, who nominated them, and what they answered",
        why="so that members know whom they can vote for",
        kept="for as long as there is a record of the election; the statement until it is erased",
    ),
    StoredData(
        what="For each step of an election: the user id of who took it, when and why",
        why="so that anybody can check how an election was conducted",
        kept="for ever: the log is published, and only added to",
    ),
    StoredData(
        what="For each term of an officer: office, user id, name, and when it began and ended",
        why="so that the next election is held in time",
        kept="for ever, as the record of who held office",
    ),
)


def needs(settings: ElectionsSettings) -> Sequence[PermissionNeed]:
    """Return the permissions that elections need with these settings."""
    places = {"elections": settings.channel, "elections: officers": settings.officers_channel}
    found = [PermissionNeed(name, POSTING, (place,)) for name, place in places.items() if place]
    if settings.office_roles:
        found.append(PermissionNeed("elections: officers' roles", discord.Permissions(manage_roles=True)))
    return found
