"""What makes two messages the same, and what is an invitation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.rules.words import has_invite, marks

SPAM = "Earn free coins every single day with us"


@pytest.mark.parametrize(
    "other",
    [
        SPAM.upper(),
        f"  {SPAM}!!! ",
        SPAM.replace(" ", "\u2003"),
        *(SPAM.replace("free", f"fr{unseen}ee") for unseen in "\u200b\u034f\u3164\ufe0f\U000e0100"),
        "".join(chr(ord(each) + 0xFEE0) if each.isalpha() else each for each in SPAM),
        f"@everyone {SPAM} <@123456789012345678>",
        f"**{SPAM}** <:coin:123456789012345678>",
        f"{SPAM} https://one.example",
    ],
)
def test_what_is_dressed_up_is_the_same(other: str) -> None:
    assert marks(SPAM) & marks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("see https://coins.example/now", "LOOK: HTTP://www.Coins.example/now/"),
        ("[click](https://coins.example/now)", "<https://coins.example/now>!"),
        ("https://coins.example/now#a", "https://coins.example/now#b"),
        ("https://coins.example/?a=1", "and so https://coins.example?a=1."),
    ],
)
def test_links_are_the_same_where_they_lead_to_the_same(one: str, other: str) -> None:
    assert marks(one) & marks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello everybody!", "Hello everybody!"),
        ("", ""),
        (
            "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
            "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
        ),
        ("https://coins.example/a", "https://coins.example/b"),
        ("https://coins.example/?id=1", "https://coins.example/?id=2"),
        (SPAM, "I train spiking networks and look for a library"),
    ],
)
def test_what_is_short_or_different_has_nothing_in_common(one: str, other: str) -> None:
    assert not marks(one) & marks(other)


@given(st.text())
def test_whatever_is_written_is_read_and_no_words_are_kept(text: str) -> None:
    assert all(len(mark) == 32 and int(mark, 16) >= 0 for mark in marks(text))
    assert marks(text) == marks(f" {text} ")
    has_invite(text)


@pytest.mark.parametrize(
    ("text", "invites"),
    [
        ("join discord.gg/abc123", True),
        ("join disc\ufe0ford.g\u034fg/abc123", True),
        ("https://DISCORD.gg/abc", True),
        ("https://discord.com/invite/abc", True),
        ("http://discordapp.com/invite/a-b", True),
        ("disc\u200bord.gg/abc", True),
        ("discord.gg/", False),
        ("is discord.gg down?", False),
        ("https://discord.com/channels/1/2/3", False),
        ("https://open-neuromorphic.org/discord", False),
        ("notdiscord.gg/abc", False),
    ],
)
def test_invitations_are_known_by_their_address(text: str, invites: bool) -> None:
    assert has_invite(text) is invites
