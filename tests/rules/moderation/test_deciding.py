"""Whom the guard holds, and what can be reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotAllowed, UserError
from cogs.moderation.model import Decision, Evidence, Finding, Hold, Place, Report, Sign
from cogs.moderation.rules.holding import Known, gave_up, is_held, is_own, is_spared, trouble
from cogs.moderation.rules.reporting import place_of, refuse_more, refuse_own, refuse_party

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNTIL = AT + 10 * MINUTE
HOLD = Hold(1, Finding(7, Sign.INVITE, AT, "", ()), UNTIL)
SERVER = 1574564331025072143


@pytest.mark.parametrize(
    ("known", "may_hold", "why"),
    [
        (Known(), True, ""),
        (None, True, "they have left"),
        (Known(), False, "the bot lacks Timeout Members"),
        (Known(above=True), True, "as high as the bot's"),
        (Known(moderator=True), True, "they are a moderator"),
        (Known(moderator=True, above=True), False, "they are a moderator"),
    ],
)
def test_who_cannot_be_held_is_reported_with_the_reason(
    known: Known | None, may_hold: bool, why: str
) -> None:
    said = trouble(known, may_hold=may_hold)
    assert why in said
    assert bool(said) is bool(why)


@pytest.mark.parametrize(
    ("at", "decision", "spared"),
    [
        (AT + MINUTE, None, True),
        (UNTIL - timedelta(microseconds=1), Decision.KEEP, True),
        (UNTIL, None, False),
        (UNTIL, Decision.KEEP, False),
        (UNTIL + timedelta(days=6), Decision.RELEASE, True),
    ],
)
def test_one_burst_is_one_hold_and_whom_moderators_released_is_trusted(
    at: datetime, decision: Decision | None, spared: bool
) -> None:
    hold = Hold(HOLD.id, HOLD.finding, HOLD.until, decision=decision)
    assert is_spared(at, [hold]) is spared
    assert is_spared(at, []) is False


@pytest.mark.parametrize(
    ("until", "held", "own"),
    [
        (None, False, False),
        (UNTIL, True, True),
        (UNTIL - timedelta(microseconds=999), True, True),
        (UNTIL + timedelta(days=1), True, False),
        (UNTIL - 5 * MINUTE, False, False),
    ],
)
def test_what_a_moderator_set_is_neither_shortened_nor_lifted(
    until: datetime | None, held: bool, own: bool
) -> None:
    known = Known(timed_out_until=until)
    assert is_held(known, UNTIL) is held
    assert is_own(known, UNTIL) is own


def test_discord_is_asked_for_a_minute_and_no_longer_than_the_hold() -> None:
    assert not gave_up(HOLD, AT + MINUTE - timedelta(seconds=1))
    assert gave_up(HOLD, AT + MINUTE)
    assert gave_up(Hold(1, HOLD.finding, AT + MINUTE / 2), AT + MINUTE / 2)


@pytest.mark.parametrize(
    "link",
    [
        f"https://discord.com/channels/{SERVER}/22/33",
        f" <https://ptb.discord.com/channels/{SERVER}/22/33> ",
        f"https://canary.discord.com/channels/{SERVER}/22/33/",
        f"https://discordapp.com/channels/{SERVER}/22/33",
    ],
)
def test_a_link_names_its_message(link: str) -> None:
    assert place_of(link, SERVER) == Place(22, 33)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("https://discord.com/channels/1/22/33", "not in this server"),
        ("https://discord.com/channels/@me/22/33", "not in this server"),
        (f"https://discord.com/channels/{SERVER}/22", "no link to a message"),
        (f"https://discord.com.evil.example/channels/{SERVER}/22/33", "no link to a message"),
        (f"http://discord.com/channels/{SERVER}/22/33", "no link to a message"),
        ("the one above", "no link to a message"),
    ],
)
def test_what_names_no_message_here_is_refused(link: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        place_of(link, SERVER)


def test_no_link_is_no_message() -> None:
    assert place_of("  ", SERVER) is None


def test_who_may_not() -> None:
    refuse_more(4, 5)
    with pytest.raises(UserError, match="5 reports within an hour"):
        refuse_more(5, 5)
    refuse_own(1, 2)
    with pytest.raises(UserError, match="your own message"):
        refuse_own(1, 1)
    report = Report(3, Evidence(Place(22, 33), 7, "words"), AT)
    refuse_party(report, 8)
    refuse_party(Report(4, None, AT), 7)
    refuse_party(Report(5, Evidence(Place(22, 33)), AT), 7)
    with pytest.raises(NotAllowed, match="Another moderator"):
        refuse_party(report, 7)
