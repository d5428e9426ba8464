"""“Start here”: every answer leads somewhere, in the order of what somebody wants."""

from __future__ import annotations

from itertools import product

import pytest

from cogs.welcome import path
from cogs.welcome.settings import ChannelSettings

PAIRS = list(product(path.BACKGROUNDS, path.GOALS))
NOTHING = dict(ChannelSettings())


def test_each_answer_can_be_given_channels() -> None:
    assert set(ChannelSettings.model_fields) == {*path.BACKGROUNDS, *path.GOALS}


@pytest.mark.parametrize(("who", "want"), PAIRS)
def test_every_answer_has_pages_and_works_without_channels(who: str, want: str) -> None:
    assert path.channels(who, want, NOTHING) == ()
    pages = path.pages(want, "https://onm.example")
    assert len(pages) == len(set(pages)) == 4
    assert [label for label, _ in pages[-2:]] == ["Getting involved", "Code of Conduct"]
    assert all(url.startswith("https://onm.example/") and url.endswith("/") for _, url in pages)
    assert path.pages(want, "") == ()


def test_channels_for_what_somebody_wants_come_first_each_once() -> None:
    chosen = dict(ChannelSettings(learn=(3, 1), student=(1, 2, 3, 4), people=(9,)))
    assert path.channels("student", "learn", chosen) == (3, 1, 2, 4)
    assert path.channels("hardware", "people", chosen) == (9,)
