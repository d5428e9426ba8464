"""Discord's limits for a message, checked on what is really sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot import limits
from bot.ui import Layout


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if accessory := component.get("accessory"):
            yield from walk([accessory])


def sent(view: Layout) -> list[dict[str, Any]]:
    return list(walk(view.to_components()))


def text_of(view: Layout) -> str:
    return "\n".join(each["content"] for each in sent(view) if each["type"] == 10)


def check(view: Layout) -> None:
    """Fail when Discord would refuse the message."""
    found = sent(view)
    assert len(found) <= limits.COMPONENTS
    assert sum(len(each["content"]) for each in found if each["type"] == 10) <= limits.MESSAGE_TEXT
    assert all(each["content"].strip() for each in found if each["type"] == 10)
    ids = [each["custom_id"] for each in found if "custom_id" in each]
    assert len(ids) == len(set(ids)), "custom ids must differ within a message"
    assert all(1 <= len(each) <= limits.CUSTOM_ID for each in ids)
    for each in found:
        if each["type"] == 1:
            assert 1 <= len(each["components"]) <= 5
        if each["type"] == 2:
            assert 1 <= len(each["label"]) <= limits.BUTTON_LABEL
            assert len(each.get("url") or "") <= limits.BUTTON_URL
        if each["type"] == 3:
            assert 1 <= len(each["options"]) <= limits.SELECT_OPTIONS
            assert len(each["placeholder"]) <= limits.PLACEHOLDER
            values = [option["value"] for option in each["options"]]
            assert len(values) == len(set(values))
            for option in each["options"]:
                assert 1 <= len(option["label"]) <= limits.OPTION_LABEL
                assert 1 <= len(option["value"]) <= limits.OPTION_VALUE
