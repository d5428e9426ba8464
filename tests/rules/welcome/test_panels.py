"""Menus, panels and overviews fit Discord's limits at their worst."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot import limits
from cogs.welcome import weeks
from cogs.welcome.face import overview, roles, setup
from cogs.welcome.face.places import Places
from cogs.welcome.settings import MOST_ROLES, ChannelSettings, WelcomerSettings, WelcomeSettings
from cogs.welcome.storage.state import WelcomeState
from tests.rules.guide_face.limits import check, text_of, walk

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ID = 2**63 - 1
CHANNEL_SELECT, ROLE_SELECT = 8, 6


def test_as_many_roles_as_a_menu_holds_with_names_of_any_length() -> None:
    offered: list[Any] = [SimpleNamespace(id=n, name="*" * 100) for n in range(1, MOST_ROLES + 1)]
    member: Any = SimpleNamespace(roles=offered[:3])
    view = roles.roles_view(offered, member)
    check(view)
    (menu,) = [each for each in walk(view.to_components()) if each["type"] == 3]
    assert (menu["min_values"], menu["max_values"]) == (0, MOST_ROLES)
    assert [option["value"] for option in menu["options"] if option.get("default")] == ["1", "2", "3"]


def worst_setup() -> Any:
    """A server where everything is chosen and nothing works."""
    channels = {key: tuple(ID - n for n in range(5)) for key in ChannelSettings.model_fields}
    settings = WelcomeSettings(
        channel=ID,
        introductions=ID,
        roles=tuple(ID - n for n in range(MOST_ROLES)),
        welcomers=WelcomerSettings(channel=ID, role=ID),
        channels=ChannelSettings(**channels),
    )
    guild = SimpleNamespace(get_role=lambda _: None, get_channel_or_thread=lambda _: None, default_role=None)
    bot: Any = SimpleNamespace(community=guild)
    return SimpleNamespace(settings=settings, places=Places(bot))


@pytest.mark.parametrize("number", range(len(setup.PAGES)))
def test_every_step_of_the_setup_fits_and_shows_what_is_chosen(number: int) -> None:
    cog = worst_setup()
    view = setup.panel(cog, number)
    found = list(walk(view.to_components()))
    assert len(found) <= limits.COMPONENTS
    assert sum(len(each["content"]) for each in found if each["type"] == 10) <= limits.MESSAGE_TEXT
    menus = [each for each in found if each["type"] in (CHANNEL_SELECT, ROLE_SELECT)]
    assert menus
    for menu in menus:
        assert len(menu["default_values"]) == menu["max_values"]
        assert menu["min_values"] == 0


def test_every_setting_that_needs_a_channel_or_role_is_asked_for() -> None:
    asked = {question.key for step in setup.PAGES for question in (*step.channels, *step.roles)}
    assert asked == {
        *("channel", "introductions", "roles", "welcomers.channel", "welcomers.role"),
        *(f"channels.{key}" for key in ChannelSettings.model_fields),
    }


def state(**moments: Any) -> WelcomeState:
    nothing = dict.fromkeys(("paused_at", "raid_since", "digest_at"))
    return WelcomeState(**{"known_until": NOW, "looked_at": NOW, "greetings": 0, **nothing, **moments})


def test_the_longest_status_fits_and_tells_everything_that_is_wrong() -> None:
    cog = worst_setup()
    view = overview.status_view(
        overview.Status(
            state(paused_at=NOW, raid_since=NOW),
            ID,
            cog.places.trouble(ID),
            10_000,
            10_000,
            [(ID, "y" * 500)] * overview.NAMED,
            cog.places.unfit(cog.settings.roles),
            NOW,
        ),
        steers=True,
    )
    check(view)
    said = text_of(view)
    for part in (
        "Nobody is greeted: the bot does not see",
        "paused",
        "Many people",
        "Not offered",
        "next list",
    ):
        assert part in said


def test_the_chart_fits_beside_itself_on_a_phone() -> None:
    week = weeks.week_of(NOW)
    counts: Any = {
        week - timedelta(weeks=n): dict.fromkeys(weeks.STEPS, 9_999 - n) for n in range(weeks.SHOWN)
    }
    for lines in (weeks.chart(counts, NOW).splitlines(), weeks.chart({}, NOW).splitlines()):
        assert len(lines) == 1 + len(weeks.STEPS)
        assert {len(line) for line in lines} == {32}
