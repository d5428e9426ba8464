"""What moderators read: within Discord's limits, whatever was written, and without anybody's markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import Message
from bot.ui import Layout
from cogs.moderation.face.cards import Cards
from cogs.moderation.model import (
    WORDS,
    Act,
    Decision,
    Evidence,
    Finding,
    Hold,
    HoldState,
    Place,
    Report,
    Reporter,
    Sign,
)
from cogs.moderation.rules.reporting import NOTE, REASON
from tests.rules.guide_face import limits

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
UNTIL = AT + timedelta(minutes=10)
ID = 1_577_194_875_676_262_415
CARDS = Cards(ID)
HARD = st.sampled_from(["*", "@everyone ", "<@1> ", "[a](https://x.y) ", "`", "\n# ", "word "])


def shown(message: Message) -> str:
    """The text of a card, once Discord would take it."""

    class Sent(Layout):
        def to_components(self) -> list[dict[str, object]]:
            return list(message.components)

    limits.check(Sent())
    return limits.text_of(Sent())


@given(HARD, HARD, st.integers(1, 40), st.booleans(), st.booleans())
def test_any_report_fits_and_pings_nobody(
    said: str, why: str, people: int, taken: bool, closed: bool
) -> None:
    reporters = [Reporter(ID + number, (why * REASON)[:REASON], AT) for number in range(people)]
    report = Report(
        999_999_999,
        Evidence(Place(ID, ID), ID, (said * WORDS)[:WORDS]),
        AT,
        reporters,
        taken=Act(ID, AT) if taken else None,
        closed=Act(0, AT) if closed else None,
        note=(why * NOTE)[:NOTE] if closed else "",
    )
    message = CARDS.report(report)
    text = shown(message)
    assert (message.users, message.roles, message.everyone) == ((), (), False)
    assert "@everyone" not in text
    assert f"**<@{ID}>**" in text
    # Nobody is left out unseen.
    assert people < 3 or f"<@{ID + people - 1}>" in text or "more p" in text


@given(HARD, st.integers(1, 30), st.sampled_from(list(Decision)) | st.none(), st.booleans())
def test_any_hold_fits(said: str, messages: int, decision: Decision | None, held: bool) -> None:
    places = tuple(Place(ID + number, ID + number) for number in range(messages))
    finding = Finding(ID, Sign.REPEATED, AT, (said * 2_000)[:4_000], places)
    hold = Hold(
        1,
        finding,
        UNTIL,
        HoldState.HELD if held else HoldState.REPORTED,
        "" if held else "the bot lacks Timeout Members",
        decision=decision,
        decided=Act(ID, AT) if decision else None,
    )
    text = shown(CARDS.hold(hold))
    assert "@everyone" not in text
    assert messages <= 10 or f"and {messages - 10} more" in text


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (None, "It names no message."),
        (Evidence(Place(1, 2)), "The bot cannot read it"),
        (Evidence(Place(1, 2), 3, ""), "No words that the bot can read"),
        (Evidence(Place(1, 2), 0, ""), "A message by Somebody"),
        (Evidence(Place(1, 2), 3, "one\ntwo"), "> one two"),
    ],
)
def test_a_card_says_what_is_known_of_the_message(evidence: Evidence | None, said: str) -> None:
    assert said in shown(CARDS.report(Report(1, evidence, AT, [Reporter(ID, "why", AT)])))


def test_a_first_reason_is_read_whole() -> None:
    reason = "x" * (REASON - 1) + "y"
    assert reason in shown(CARDS.report(Report(1, None, AT, [Reporter(ID, reason, AT)])))
    # Also when every letter of it has to be escaped.
    assert "\\*y" in shown(CARDS.report(Report(1, None, AT, [Reporter(ID, "*" * (REASON - 1) + "y", AT)])))
