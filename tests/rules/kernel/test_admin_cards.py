"""What moderators see fits a message, however much there is to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from discord import ui

from bot.health import Condition
from bot.overrides import EffectiveValue, Override
from bot.privacy import NOBODY
from bot.ui import Layout
from bot.vitals.rules import Gateway, Snapshot, evaluate
from cogs.admin import cards

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def text(view: Layout) -> str:
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))


def status(*conditions: Condition) -> str:
    return text(
        cards.status(
            conditions, version="1.0", started=NOW, latency=timedelta(milliseconds=41.6), members=3000
        )
    )


def test_everything_works() -> None:
    shown = status(Condition("guide.source", True, "fetched", NOW))
    assert shown.splitlines() == [
        "## ✅ Everything works",
        "-# ✅ guide.source: fetched",
        "-# Version 1.0 · up since <t:1772323200:R> · gateway 42 ms · 3,000 members",
    ]


def test_what_does_not_work_says_since_when() -> None:
    assert "⚠️ **a**: 404 (<t:1772323200:R>)" in status(Condition("a", False, "404", NOW))


def test_parts_that_work_are_a_line_for_each_job_below_what_does_not() -> None:
    sources = [Condition(f"announcements.source.{number}", True, "read", NOW) for number in range(30)]
    guide = Condition("guide.source", True, "fetched", NOW)
    broken = Condition("announcements.source.31", False, "404", NOW)
    assert status(*sources, guide, broken).splitlines()[:-1] == [
        "## ⚠️ 1 part needs a look",
        "⚠️ **announcements.source.31**: 404 (<t:1772323200:R>)",
        "-# ✅ announcements: 30 parts work",
        "-# ✅ guide.source: fetched",
    ]


def test_what_the_process_measures_of_itself_stands_there_once() -> None:
    database = Condition("database", False, "locked", NOW)
    source = Condition("guide.source", False, "404", NOW)
    snapshot = Snapshot(NOW, NOW, "1.0", Gateway(was_ready=True), conditions=(database, source))
    shown = text(
        cards.status(
            [database, source],
            version="1.0",
            started=NOW,
            latency=None,
            members=None,
            report=evaluate(snapshot),
        )
    )
    # The gateway, the database and the source; the trouble of the database is one, told twice.
    assert shown.startswith("## ⚠️ 3 parts need a look\n⚠️ **gateway**: the connection to Discord is down")
    assert shown.count("**guide.source**") == 1
    assert "-# ✅ event loop: late by 0 ms at most" in shown
    assert "parts do" not in shown


def test_the_heading_counts_what_does_not() -> None:
    bad = Condition("a", False, "404", NOW)
    assert status(bad).startswith("## ⚠️ 1 part needs a look")
    assert status(bad, bad).startswith("## ⚠️ 2 parts need a look")


def test_before_discord_is_there_nothing_is_made_up() -> None:
    shown = text(cards.status([], version="1.0", started=NOW, latency=None, members=None))
    assert "gateway" not in shown
    assert "member" not in shown


def test_long_lists_fit_a_message() -> None:
    many = [Condition(f"part{number}", False, "x" * 300, NOW) for number in range(100)]
    values = [EffectiveValue(f"key{number}", "`" * 500, "default") for number in range(100)]
    rows = [(f"cog{number}", True, "x" * 200) for number in range(100)]
    for shown in (status(*many), text(cards.settings("guide", values)), text(cards.cog_list(rows))):
        assert len(shown) <= 4000
        assert "…" in shown


def test_a_setting_says_where_it_comes_from() -> None:
    values = [
        EffectiveValue("a", "x`y", "default"),
        EffectiveValue("b", [1], "config.toml"),
        EffectiveValue("c", None, Override(None, 11, NOW)),
        EffectiveValue("d", True, Override(True, NOBODY, NOW)),
    ]
    assert text(cards.settings("guide", values)).splitlines()[1:-1] == [
        '`a` = `"xˋy"` (the default)',
        "`b` = `[1]` (from config.toml)",
        "`c` = `null` (set by <@11> <t:1772323200:R>)",
        "`d` = `true` (set by somebody <t:1772323200:R>)",
    ]  # fmt: skip


def test_a_cog_without_settings_says_so() -> None:
    assert "This job has no settings." in text(cards.settings("admin", []))
