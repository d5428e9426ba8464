"""Discord's own polls: their limits, and how one is told from others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.native_poll import NativePoll

POLL = NativePoll("Which day?", ("Monday", "Tuesday"), 24, "Poll 7")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"question": "x" * 301}, "question"),
        ({"question": ""}, "question"),
        ({"question": " x"}, "question"),
        ({"words": ""}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"answers": ("a", "x" * 56)}, "answer 2"),
        ({"answers": ("a", " ")}, "answer 2"),
        ({"answers": ()}, "answers"),
        ({"answers": tuple("abcdefghijk")}, "answers"),
        ({"hours": 0}, "hours"),
        ({"hours": 32 * 24 + 1}, "hours"),
    ],
)
def test_what_discord_would_refuse_is_refused(change, named):
    with pytest.raises(ValueError, match=named):
        replace(POLL, **change)


def test_what_just_fits():
    most = replace(POLL, question="x" * 300, answers=("y" * 55,) * 10, hours=32 * 24, words="z" * 2000)
    assert NativePoll.from_stored(most.to_stored()) == most


@pytest.mark.parametrize(
    ("message", "same"),
    [
        ({"content": "Poll 7", "poll": {"question": {"text": "Which day?"}}}, True),
        ({"content": "Poll 8", "poll": {"question": {"text": "Which day?"}}}, False),
        ({"content": "Poll 7", "poll": {"question": {"text": "Which hour?"}}}, False),
        ({"content": "Poll 7"}, False),
        ({"content": "Poll 7", "poll": None}, False),
        ({}, False),
    ],
)
def test_its_message_is_told_from_others(message, same):
    assert POLL.is_in(message) is same
