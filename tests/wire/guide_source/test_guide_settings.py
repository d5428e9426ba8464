"""What `[cogs.guide]` takes and refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from cogs.guide.settings import GuideSettings


def test_the_table_may_be_missing() -> None:
    settings = GuideSettings()
    assert settings.layout.software == "content/neuromorphic-computing/software"
    assert settings.refresh_hours == 6
    assert settings.listen.channels == ()


@pytest.mark.parametrize(
    "table",
    [
        {"repository": "no-slash"},
        {"repository": "https://github.com/a/b"},
        {"repository": "a/b/c"},
        {"branch": ""},
        {"branch": "../main"},
        {"branch": "a//b"},
        {"branch": "main?x=1"},
        {"software_folder": ""},
        {"software_folder": "content/../../etc"},
        {"hardware_folder": "content\\hardware"},
        {"site_base": "open-neuromorphic.org"},
        {"api_url": "ftp://api.github.com"},
        {"raw_url": "https://"},
        {"refresh_hours": 0},
        {"refresh_hours": 1000},
        {"seconds_between_files": -1},
        {"answers": 0},
        {"listen": {"cooldown_seconds": -1}},
        {"listen": {"channel": [1]}},
        {"start_here": {"astrology": []}},
        {"token": "ghp_secret"},
    ],
)
def test_what_cannot_work_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GuideSettings(**table)


def test_slashes_at_the_ends_do_not_matter() -> None:
    settings = GuideSettings(software_folder="/content/software/", api_url="https://ghe.example/api/v3/")
    assert settings.layout.software == "content/software"
    assert settings.api_url == "https://ghe.example/api/v3"


def test_a_branch_may_have_slashes() -> None:
    assert GuideSettings(branch="feature/new-guide_2.0").branch == "feature/new-guide_2.0"


def test_every_key_is_described() -> None:
    def undescribed(model: type[BaseModel]) -> list[str]:
        found = []
        for name, field in model.model_fields.items():
            if not field.description:
                found.append(name)
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                found += undescribed(field.annotation)
        return found

    assert undescribed(GuideSettings) == []
