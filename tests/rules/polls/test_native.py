"""What fits into one of Discord's own polls, and what is said when it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from cogs.polls.face.native import card
from cogs.polls.model import Kind, Option, Poll, Question, Standing
from cogs.polls.rules.native import end, hours, options

NOW = datetime(2026, 3, 1, 12, 20, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("typed", "said", "instead"),
    [
        ("", "0 answers", "Write one answer on each line"),
        ("Only one", "1 answer;", "2 to 10"),
        ("\n".join("abcdefghijk"), "11 answers", "/poll secret, which takes 20"),
        ("\n".join("abcdefghijklmnopqrstu"), "21 answers", "Leave some out."),
        ("a\n" + "x" * 56, "has 56 characters", "/poll secret, where 80 are"),
        ("a\n" + "x" * 81, "has 81 characters", "Shorten it."),
        ("Yes\nno\n yes ", "Answers 1 and 3 are the same", "Leave one of them out"),
    ],
)
def test_answers_that_do_not_fit(typed, said, instead):
    with pytest.raises(UserError) as refused:
        options(typed)
    assert said in refused.value.message
    assert instead in f"{refused.value.message} {refused.value.hint}"
    if len(typed.splitlines()) > 20 or "81" in said:
        assert "secret" not in refused.value.hint


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mon\nTue", ["Mon", "Tue"]),
        ("\n  Mon \n\n- Tue\n", ["Mon", "Tue"]),
        ("1. Mon\n2. Tue", ["Mon", "Tue"]),
        ("\n".join("x" * 54 + each for each in "abcdefghij"), ["x" * 54 + each for each in "abcdefghij"]),
        ("🐢 Slow\n🐇 Fast", ["🐢 Slow", "🐇 Fast"]),
        ("@everyone\n<@1>", ["@everyone", "<@1>"]),
    ],
)
def test_answers_as_people_type_them(typed, found):
    assert [option.label for option in options(typed)] == found


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("1 hour", 1),
        ("90 minutes", 2),
        ("1 day", 24),
        ("32 days", 768),
        ("2026-03-01 15:00 UTC", 3),
        ("2 weeks", 336),
    ],
)
def test_ends_are_whole_hours_from_now(typed, whole):
    assert end(typed, "UTC", NOW, YEAR) == NOW + timedelta(hours=whole)


@pytest.mark.parametrize(
    ("typed", "longest", "said", "instead"),
    [
        ("33 days", YEAR, "32 days at most", "/poll secret, which may be open for 365 days"),
        ("769 hours", YEAR, "32 days at most", "/poll secret"),
        ("33 days", timedelta(days=32), "32 days at most", "sooner"),
        ("8 days", timedelta(days=7), "7 days at most", "sooner"),
        ("59 minutes", YEAR, "an hour at least", "/poll secret"),
    ],
)
def test_ends_that_discord_does_not_know(typed, longest, said, instead):
    with pytest.raises(UserError) as refused:
        end(typed, "UTC", NOW, longest)
    assert said in refused.value.message
    assert instead in refused.value.hint


@pytest.mark.parametrize(("span", "whole"), [(1, 1), (3600, 1), (3600.000001, 2), (768 * 3600, 768)])
def test_hours_are_rounded_up(span, whole):
    assert hours(timedelta(seconds=span)) == whole


def test_the_words_above_it_name_who_asked_and_its_number_and_that_votes_are_seen():
    asked = Question(
        Kind.ASK, "Which **day**?", (Option(1, "Mon"), Option(2, "Tue")), NOW + timedelta(hours=3), 2
    )
    message = card(Standing(Poll(7, asked, 5, 99, NOW)))
    assert message.poll is not None
    assert message.poll.words == "-# asked by <@99> · poll 7 · 👀 everybody can see who votes for what"
    assert (message.poll.hours, message.poll.several) == (3, True)
    sent = message.to_discord(1)
    assert sent["poll"]["question"] == {"text": "Which **day**?"}
    assert sent["allowed_mentions"] == {"parse": [], "roles": [], "users": [], "replied_user": False}
