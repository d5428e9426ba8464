"""What people see of it is within Discord's limits, however much is kept and whatever fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from discord import ui

from bot.cog import available, find
from bot.privacy import StoredData
from bot.settings import PrivacySettings
from cogs.privacy import cards
from cogs.privacy.asking import Declared, Erased, Held
from tests.rules.guide_face.limits import check, text_of

LONG = "what nobody could ever want to know " * 40


FULL = PrivacySettings(contact="c" * 200, host="h" * 200, champion="p" * 200, legal_basis="l" * 200)


def row() -> ui.ActionRow[Any]:
    return ui.ActionRow(ui.Button(label="Erase it", custom_id="privacy:erase"))


def holds(count: int, *, fails: bool = False, waits: Sequence[str] = ()) -> list[Held]:
    things = {f"thing_{number}": [{"note": LONG}] * 9 for number in range(20)}
    return [
        Held(f"job{number}", {} if fails else things, waits, "7F3K2Q" if fails else None)
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 12])
@pytest.mark.parametrize("waits", [(), (LONG, LONG)])
def test_everything_at_once_fits(count: int, waits: Sequence[str]) -> None:
    found = [*holds(count, waits=waits), *holds(count, fails=True)]
    check(cards.about_you(found, row()))
    check(cards.question(found, row()))
    done = [Erased(each.cog, 3, each.waiting, each.reference) for each in found]
    check(cards.result(done))
    stores = [StoredData(LONG, LONG, LONG)] * 3
    for part in cards.in_general([Declared("admin", True, stores)] * max(count, 1), FULL):
        check(part)


def test_what_the_cogs_declare_is_told_in_full() -> None:
    found = [Declared(name, False, find(name).stores) for name in available()]
    told = "\n".join(map(text_of, cards.in_general(found, FULL)))
    assert "…" not in told
    assert [name for name in available() if f"**{name}** (switched off)" not in told] == []
    assert told.count("What the bot keeps about people") == told.count("All of it is kept in one file") == 1


def test_who_answers_is_told_or_that_nobody_said_who() -> None:
    answers = PrivacySettings(contact="privacy@example.org", host="A volunteer's machine")
    told = text_of(cards.in_general([], answers)[0])
    assert "- Write to: privacy@example.org\n- Runs on: A volunteer's machine" in told
    assert "Legal basis" not in told
    assert "is not set: ask a moderator" in text_of(cards.in_general([], PrivacySettings())[0])


def test_what_failed_is_never_called_erased() -> None:
    told = text_of(cards.result([Erased("guide", reference="7F3K2Q"), Erased("welcome", 2)]))
    assert "✅" not in told
    assert "**guide** failed, and may still hold something about you (reference `7F3K2Q`)." in told
    assert "**welcome**: 2 entries" in told
    told = text_of(cards.result([Erased("guide", reference="7F3K2Q")]))
    assert "Nothing was erased." in told
    assert "nothing left" not in told


def test_what_could_not_be_asked_is_never_called_nothing() -> None:
    found = holds(1, fails=True)
    assert "Nothing that could be told." in text_of(cards.about_you(found, row()))
    assert "Nothing that could be told." in text_of(cards.question(found, row()))
    assert "now\nNothing." in text_of(cards.about_you([], row()))
