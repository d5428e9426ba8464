"""What the bot may do where: by Discord's algorithm, compared with discord.py's on the same server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.facts import ChannelFacts, RoleFacts, Server, from_guild

GUILD, BOT, ROLE, OTHER, PARENT, THREAD = 1, 2, 3, 4, 5, 6
_P = discord.Permissions
VIEW, SEND, IN_THREADS = (
    _P(view_channel=True).value,
    _P(send_messages=True).value,
    _P(send_messages_in_threads=True).value,
)
ADMINISTRATOR = _P(administrator=True).value


def server(everyone: int = 0, role: int = 0, *, overwrites: Any = None, **more: Any) -> Server:
    return Server(
        id=GUILD, name="Spikes", owner_id=99, me=BOT, my_roles=frozenset({ROLE}),
        roles={
            GUILD: RoleFacts(GUILD, "@everyone", everyone, 0),
            ROLE: RoleFacts(ROLE, "Bot", role, 2),
            OTHER: RoleFacts(OTHER, "Other", 0, 1),
        },
        channels={PARENT: ChannelFacts(PARENT, "news", 0, overwrites or {})},
        **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("everyone", "role", "overwrites", "expected"),
    [
        (VIEW, SEND, {}, VIEW | SEND),
        (VIEW, SEND, {GUILD: (0, SEND)}, VIEW),
        # A role's permission wins over a denial for everybody, and the bot's own over both.
        (VIEW, SEND, {GUILD: (0, SEND), ROLE: (SEND, 0)}, VIEW | SEND),
        (VIEW, SEND, {ROLE: (0, SEND), BOT: (SEND, 0)}, VIEW | SEND),
        (VIEW, SEND, {ROLE: (SEND, 0), BOT: (0, SEND)}, VIEW),
        # Somebody else's overwrite is nobody's of ours.
        (VIEW, SEND, {OTHER: (0, VIEW | SEND)}, VIEW | SEND),
        (0, ADMINISTRATOR, {ROLE: (0, VIEW)}, _P.all().value),
    ],
)
def test_by_the_documents_order(everyone: int, role: int, overwrites: Any, expected: int) -> None:
    found = server(everyone, role, overwrites=overwrites)
    assert found.permissions(found.channels[PARENT]).value == expected


def test_the_owner_may_everything() -> None:
    found = server()
    owned = Server(**{**{name: getattr(found, name) for name in Server.__slots__}, "owner_id": BOT})
    assert owned.permissions(owned.channels[PARENT]) == _P.all()


def test_in_a_thread_its_own_permission_decides_about_writing() -> None:
    thread = ChannelFacts(THREAD, "talk", 11, {}, PARENT)
    closed = server(VIEW | SEND, overwrites={ROLE: (0, IN_THREADS)})
    opened = server(VIEW, IN_THREADS, overwrites={})
    assert not closed.permissions(thread).send_messages
    assert opened.permissions(thread).send_messages


_bits = st.integers(0, (1 << 53) - 1).map(lambda value: value & _P.all().value)
# What is allowed is not denied: Discord keeps it so.
_pairs = st.tuples(_bits, _bits).map(lambda pair: (pair[0] & ~pair[1], pair[1]))


@given(
    _bits,
    _bits,
    st.dictionaries(st.sampled_from([GUILD, ROLE, OTHER, BOT]), _pairs),
)
def test_discord_py_says_the_same_of_what_is_needed(
    everyone: int, role: int, overwrites: dict[int, tuple[int, int]]
) -> None:
    """discord.py also takes away what follows from a missing bit; with View Channel and Send Messages, nothing."""
    found = server(everyone, role, overwrites=overwrites)
    ours = found.permissions(found.channels[PARENT])
    theirs = _of_discord_py(everyone, role, overwrites)
    assert (ours.view_channel, ours.send_messages or not ours.view_channel) == (
        theirs.view_channel,
        theirs.send_messages or not theirs.view_channel,
    )
    if ours.view_channel and ours.send_messages:
        # It takes voice out of what may be done in a text channel, too.
        assert ours.value & ~_P.voice().value == theirs.value & ~_P.voice().value


def _of_discord_py(everyone: int, role: int, overwrites: dict[int, tuple[int, int]]) -> discord.Permissions:
    state: Any = SimpleNamespace(
        self_id=BOT, member_cache_flags=discord.MemberCacheFlags.all(), shard_count=None, _users={},
        http=None, user=SimpleNamespace(id=BOT), store_user=lambda data, cache=True: discord.User(state=state, data=data),
        create_user=lambda data: discord.User(state=state, data=data),
        _get_guild=lambda _: None, cache_guild_expressions=False, intents=discord.Intents.all(),
    )  # fmt: skip
    user = {"id": str(BOT), "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
    roles = [
        {
            "id": str(number), "name": str(number), "permissions": str(value), "position": position, "color": 0,
            "hoist": False, "managed": False, "mentionable": False,
        }
        for number, value, position in ((GUILD, everyone, 0), (ROLE, role, 2), (OTHER, 0, 1))
    ]  # fmt: skip
    channel = {
        "id": str(PARENT), "type": 0, "name": "news", "position": 0, "topic": None, "nsfw": False,
        "permission_overwrites": [
            {"id": str(number), "type": 1 if number == BOT else 0, "allow": str(allow), "deny": str(deny)}
            for number, (allow, deny) in overwrites.items()
        ],
    }  # fmt: skip
    member = {"user": user, "roles": [str(ROLE)], "joined_at": None, "deaf": False, "mute": False, "flags": 0}
    payload: Any = {
        "id": str(GUILD), "name": "Spikes", "owner_id": "99", "roles": roles, "channels": [channel],
        "members": [member], "member_count": 1, "emojis": [], "features": [], "premium_tier": 0,
    }  # fmt: skip
    guild = discord.Guild(data=payload, state=state)
    found = guild.get_channel(PARENT)
    assert found is not None
    facts = from_guild(guild)
    assert facts.channels[PARENT].overwrites == overwrites
    assert facts.my_roles == {ROLE}
    return found.permissions_for(guild.me)
