"""When the guard finds something in what newcomers write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.model import Finding, Place, Sign
from cogs.moderation.rules.guard import Limits, Recent, Said
from cogs.moderation.rules.words import marks

JOINED = datetime(2026, 12, 1, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
LIMITS = Limits(newcomer=7 * DAY, channels=3, within=60 * SECOND, invites=30 * MINUTE)
LINK = "https://coins.example"
WORDS = "Earn free coins every single day with us"
INVITE = "come to discord.gg/coins"
NOVA, OTHER = 71, 72


def said(number: int, channel: int, after: timedelta, text: str = LINK, by: int = NOVA) -> Said:
    return Said(Place(channel, number), by, JOINED, JOINED + after, text)


def found(messages: Sequence[Said], limits: Limits = LIMITS) -> list[Finding]:
    recent = Recent()
    return [finding for each in messages if (finding := recent.hear(each, limits))]


def in_channels(
    *channels: int, at: timedelta = DAY, apart: timedelta = SECOND, text: str = LINK
) -> list[Said]:
    return [said(number, channel, at + number * apart, text) for number, channel in enumerate(channels)]


@pytest.mark.parametrize("text", [LINK, WORDS, f"look: {LINK}"])
def test_the_same_in_three_channels_is_found_once_with_all_its_messages(text: str) -> None:
    messages = in_channels(1, 2, 3, 4, text=text)
    (finding,) = found(messages)
    assert finding == Finding(
        NOVA, Sign.REPEATED, messages[2].at, text, tuple(each.place for each in messages[:3])
    )


@pytest.mark.parametrize(
    "messages",
    [
        in_channels(1, 2),
        in_channels(1, 1, 2, 2, 1),
        in_channels(1, 2, 3, text="Hello everybody!"),
        in_channels(1, 2, 3, apart=31 * SECOND),
        in_channels(1, 2, 3, at=7 * DAY),
        [said(1, 1, DAY), said(2, 2, DAY), said(3, 3, DAY, by=OTHER)],
        [said(1, 1, DAY), said(2, 2, DAY), said(3, 3, DAY, WORDS)],
        [said(1, 1, DAY), said(2, 2, DAY), said(2, 2, DAY), said(1, 1, DAY)],
        [said(1, 1, 30 * MINUTE, INVITE)],
        [said(1, 1, timedelta(), "what is discord.gg?")],
    ],
)
def test_what_people_do_all_day_is_not_found(messages: Sequence[Said]) -> None:
    assert found(messages) == []


def test_the_last_moments_count() -> None:
    assert found(in_channels(1, 2, 3, apart=30 * SECOND))
    assert found(in_channels(1, 2, 3, at=7 * DAY - 3 * SECOND))
    assert [each.sign for each in found([said(1, 1, 30 * MINUTE - SECOND, INVITE)])] == [Sign.INVITE]
    assert found([said(1, 1, timedelta(), INVITE)], replace(LIMITS, invites=None)) == []
    # Spread over several channels it is spam all the same.
    assert found(in_channels(1, 2, 3, text=f"https://{INVITE.split()[-1]}"), LIMITS)


def test_the_words_after_an_edit_count() -> None:
    harmless = [
        said(number, number, DAY, f"Hello from channel {number}, nice to be here") for number in (1, 2, 3)
    ]
    edited = [said(number, number, DAY + MINUTE) for number in (1, 2, 3)]
    assert [each.sign for each in found([*harmless, *edited])] == [Sign.REPEATED]
    assert found([*in_channels(1, 2), said(1, 2, DAY + SECOND, WORDS), said(3, 3, DAY + SECOND)]) == []


def test_what_is_forgotten_shows_nothing_and_what_is_not_is_still_there() -> None:
    first, second, third = in_channels(1, 2, 3)
    recent = Recent()
    recent.hear(first, LIMITS)
    recent.hear(second, LIMITS)
    recent.forget_before(second.at)
    assert recent.hear(third, LIMITS) is None
    assert recent.hear(said(9, 4, DAY + 3 * SECOND), LIMITS) is not None
    recent.forget_before(JOINED + 2 * DAY)
    assert not recent._traces


MESSAGES = st.lists(
    st.tuples(
        st.integers(1, 5), st.integers(0, 100), st.sampled_from([LINK, WORDS, "hi", f"{WORDS} {LINK}"])
    ),
    max_size=25,
)


@given(MESSAGES, st.integers(2, 4))
def test_it_is_what_a_look_at_all_messages_finds_first(
    drawn: list[tuple[int, int, str]], channels: int
) -> None:
    limits = replace(LIMITS, channels=channels)
    messages = [
        said(number, channel, DAY + second * SECOND, text)
        for number, (channel, second, text) in enumerate(sorted(drawn, key=lambda each: each[1]))
    ]
    slow = next((index for index in range(len(messages)) if _shows(messages[: index + 1], limits)), None)
    recent = Recent()
    first = next((index for index, each in enumerate(messages) if recent.hear(each, limits)), None)
    assert first == slow
    # What is told twice changes nothing.
    twice = [each for message in messages for each in (message, message)]
    assert [each.at for each in found(twice, limits)][:1] == [
        messages[index].at for index in (slow,) if index
    ]


def _shows(messages: Sequence[Said], limits: Limits) -> bool:
    """Whether the last message completes a burst; told the slow way, from all texts."""
    last = messages[-1]
    return any(
        len(
            {
                each.place.channel_id
                for each in messages
                if mark in marks(each.text) and last.at - each.at <= limits.within
            }
        )
        >= limits.channels
        for mark in marks(last.text)
    )
