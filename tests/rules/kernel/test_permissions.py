"""Who may steer the bot, and what the bot asks to be allowed."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.errors import NotAllowed
from bot.permissions import POSTING, PermissionNeed, combined, invite_url, is_moderator, require_moderator

ROLE = 77


def member(*, roles: tuple[int, ...] = (), **permissions: bool) -> Any:
    made = create_autospec(discord.Member, instance=True)
    made.guild_permissions = discord.Permissions(**permissions)
    made.roles = [discord.Object(role) for role in roles]
    return made


@pytest.mark.parametrize(
    ("person", "moderator"),
    [
        (member(manage_guild=True), True),
        (member(roles=(1, ROLE)), True),
        (member(), False),
        (member(roles=(1, 2)), False),
        (member(manage_messages=True, kick_members=True), False),
    ],
    ids=["manage server", "moderator role", "nobody", "other roles", "other permissions"],
)
def test_moderators(person: Any, moderator: bool) -> None:
    assert is_moderator(person, (ROLE,)) is moderator
    if moderator:
        require_moderator(person, (ROLE,))
    else:
        with pytest.raises(NotAllowed, match="Only moderators"):
            require_moderator(person, (ROLE,))


def test_a_person_outside_of_the_server_is_never_one() -> None:
    user = create_autospec(discord.User, instance=True)
    user.guild_permissions = discord.Permissions.all()
    assert not is_moderator(user, (ROLE,))


def test_the_invitation_asks_for_exactly_what_is_needed() -> None:
    needs = [
        PermissionNeed("threads", discord.Permissions(create_public_threads=True), (1, 2)),
        PermissionNeed("events", discord.Permissions(create_events=True)),
    ]
    query = parse_qs(urlsplit(invite_url(123, needs)).query)
    assert query["client_id"] == ["123"]
    assert query["scope"] == ["bot applications.commands"]
    assert int(query["permissions"][0]) == POSTING.value | 1 << 35 | 1 << 44


def test_without_wishes_the_bot_asks_for_posting_only() -> None:
    # reference: Discord docs, topics/permissions; the first row of the table there.
    assert combined([]).value == 274_878_024_704
    for never in ("administrator", "manage_guild", "manage_messages", "mention_everyone"):
        assert not getattr(combined([]), never)
