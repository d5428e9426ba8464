"""After start, what lives as long as the process is out of the garbage collector's way."""

from __future__ import annotations

import gc

import pytest

from bot.heap import settle


@pytest.fixture(autouse=True)
def unfrozen():
    yield
    gc.unfreeze()


def test_what_was_built_before_is_not_walked_again():
    long_lived = [[] for _ in range(1000)]
    settle()
    assert gc.get_freeze_count() >= len(long_lived)
    assert not any(each is long_lived for each in gc.get_objects())


def test_settling_again_takes_what_came_since():
    settle()
    since = [[]]
    settle()
    assert not any(each is since for each in gc.get_objects())
