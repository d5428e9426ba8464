"""Where beginners start: shipped lists, changed lists, and what other cogs are offered."""

from __future__ import annotations

import pytest

from cogs.guide.face import backgrounds
from cogs.guide.face.entries import Entries
from cogs.guide.settings import GuideSettings, StartHereSettings

SHIPPED = StartHereSettings()


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("machine learning", "machine-learning"),
        ("Machine Learning", "machine-learning"),
        ("machine_learning", "machine-learning"),
        ("event-cameras", "event-cameras"),
        (" neuroscience ", "neuroscience"),
        ("something else", "general"),
        ("general", "general"),
        ("cooking", None),
        ("", None),
    ],
)
def test_a_background_is_known_by_key_and_name(named: str, key: str | None) -> None:
    assert backgrounds.key_of(named) == key


def test_every_background_has_a_setting_and_libraries_that_exist(example: Entries) -> None:
    for key in backgrounds.labels():
        name = backgrounds.setting_of(key).removeprefix("start_here.")
        assert name in StartHereSettings.model_fields
        assert len(backgrounds.libraries(key, SHIPPED, example.index.guide)) >= 3


def test_what_moderators_set_wins_and_an_empty_list_does_not(example: Entries) -> None:
    changed = GuideSettings.model_validate({"start_here": {"event_cameras": ["tonic"], "hardware": []}})
    guide = example.index.guide
    assert [each.slug for each in backgrounds.libraries("event-cameras", changed.start_here, guide)] == [
        "tonic"
    ]
    assert backgrounds.slugs("hardware", changed.start_here) == backgrounds.slugs("hardware", SHIPPED)


def test_libraries_that_left_the_guide_are_passed_over(example: Entries) -> None:
    changed = StartHereSettings(general=("gone", "tonic"))
    found = backgrounds.libraries("general", changed, example.index.guide)
    assert [each.slug for each in found] == ["tonic"]


def test_suggestions_carry_name_line_and_page(example: Entries) -> None:
    found = backgrounds.libraries("neuroscience", SHIPPED, example.index.guide)
    first = backgrounds.suggestions(found)[0]
    assert first.name == found[0].title
    assert first.summary == found[0].description
    assert first.url.startswith("https://open-neuromorphic.org/")
