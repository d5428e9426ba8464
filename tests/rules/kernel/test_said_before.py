"""After a restore: what stands in a channel already is known again, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery_rules import Done, Row, Undecidable
from bot.native_poll import NativePoll
from bot.outbox import Message
from bot.said_before import CARE, Gap, compare

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)
GAP = Gap(SINCE, SINCE + timedelta(days=1))
ROW = Row(7, "test.7", "post", 1, "waiting", GAP.until, GAP.until)

POLL = NativePoll("When?", ("Today", "Tomorrow"), 24, "Vote")


def said(*texts: str, link: str = "https://a.example", **rest: Any) -> Message:
    shown = [{"type": 10, "content": each} for each in texts]
    button = {"type": 2, "style": 5, "url": link, "label": "Read"}
    return Message([{"type": 17, "components": [*shown, {"type": 1, "components": [button]}]}], **rest)


def posted(message: Message, marker: int = 5) -> dict[str, Any]:
    """A message as Discord gives it back: with ids everywhere, and blanks trimmed."""

    def numbered(component: Any, number: int) -> dict[str, Any]:
        inner = [numbered(each, n) for n, each in enumerate(component.get("components", []), number + 1)]
        text = {"content": component["content"].strip()} if "content" in component else {}
        return {**component, "id": number, **({"components": inner} if inner else {}), **text}

    return {"id": "99", "components": [numbered(each, marker) for each in message.components]}


@pytest.mark.parametrize(
    ("message", "stands", "outcome"),
    [
        (said("News ", "of today"), posted(said("News", "of today")), Done(99)),
        (said("News"), posted(said("Other news")), None),
        (said("News"), posted(said("News", "and more")), None),
        (said("News"), posted(said("News", link="https://b.example")), None),
        # The row itself, whatever it was edited to say.
        (said("News"), posted(said("Corrected"), marker=ROW.marker), Done(99)),
        (said("News"), {"id": "99", "components": []}, None),
        # Without words nothing is the same.
        (Message([{"type": 12}]), {"id": "99", "components": [{"type": 12, "id": 1}]}, None),
        # Greeted in other words; with others; beside others who may still wait.
        (said("Hi <@1>", users=(1,), once=True), posted(said("Hello <@1>!")), Done(99)),
        (said("Hi <@1>", users=(1,), once=True), posted(said("Hello <@1> and <@2>!")), Done(99)),
        (said("Hi <@1> <@2>", users=(1, 2), once=True), posted(said("Hello <@1>!")), Undecidable),
        (said("Hi <@3>", users=(3,), once=True), posted(said("Hello <@1>!")), None),
        (
            Message.asking(POLL),
            {"id": "99", "content": "Vote", "poll": {"question": {"text": "When?"}}},
            Done(99),
        ),
        (
            Message.asking(POLL),
            {"id": "99", "content": "Vote", "poll": {"question": {"text": "Where?"}}},
            None,
        ),
        # A reminder may mention somebody again.
        (said("<@1> is asked", users=(1,)), posted(said("Hello <@1>!")), None),
    ],
)
def test_what_is_the_same(message: Message, stands: dict[str, Any], outcome: Any) -> None:
    found = compare(ROW, message, stands)
    assert isinstance(found, outcome) if isinstance(outcome, type) else found == outcome


@pytest.mark.parametrize(
    ("changes", "concerned"),
    [
        ({}, True),
        ({"created_at": SINCE - timedelta(days=9)}, True),
        ({"created_at": GAP.until + CARE}, False),
        ({"action": "edit"}, False),
        # Tried already: its own marker tells.
        ({"first_try_at": GAP.until, "last_try_at": GAP.until, "state": "sending"}, False),
    ],
)
def test_which_rows_are_compared(changes: dict[str, Any], concerned: bool) -> None:
    row = Row(**{**{name: getattr(ROW, name) for name in Row.__slots__}, **changes})
    assert GAP.concerns(row) is concerned


def test_moderators_are_told_for_a_day_and_then_that_it_is_over() -> None:
    ok, told = GAP.told(GAP.until)
    assert not ok
    assert "between 2026-03-01 12:00 and 2026-03-02 12:00 UTC" in told
    assert "what members erased may be there again" in told
    known = replace(GAP, erasures_known=True)
    assert "what members erased is erased again by itself" in known.told(GAP.until)[1]
    assert Gap.from_json(known.to_json()) == known
    # As an older version stored it.
    stored = json.loads(GAP.to_json())
    del stored["erasures_known"]
    assert Gap.from_json(json.dumps(stored)) == GAP
    assert GAP.told(GAP.over) == (True, "everything since 2026-03-02 12:00 UTC is remembered")
    assert Gap.from_json(GAP.to_json()) == GAP
