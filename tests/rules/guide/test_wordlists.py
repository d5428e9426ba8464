"""Words in little memory: found whole, and misspelt ones by the fewest slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.guide.matching.wordlists import Spellings, WordList, slips_between


def test_words_are_found_whole():
    words = WordList(["network", "net", "spike"])
    assert "net" in words
    assert "spik" not in words
    assert "work" not in words
    assert "net network" not in words
    assert sorted(words) == ["net", "network", "spike"]


@pytest.mark.parametrize(("one", "other", "slips"), [
    ("norse", "norse", 0), ("norse", "nors", 1), ("norse", "noorse", 1), ("norse", "nurse", 1), ("norse", "nosre", 1),
    ("bindsnet", "bindnset", 1), ("ca", "abc", 3), ("", "abc", 3), ("spyke", "spikes", 2),
])  # fmt: skip
def test_slips_of_the_pen(one: str, other: str, slips: int):
    assert slips_between(one, other, 3) == slips
    assert slips_between(other, one, 3) == slips


def _slips(one: str, other: str) -> int:
    """The definition, letter by letter."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        _slips(one[1:], other) + 1,
        _slips(one, other[1:]) + 1,
        _slips(one[1:], other[1:]) + (one[0] != other[0]),
    )
    swapped = len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]
    return min(least, _slips(one[2:], other[2:]) + 1) if swapped else least


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 4))
def test_slips_are_counted_as_defined(one: str, other: str, most: int):
    assert slips_between(one, other, most) == min(_slips(one, other), most + 1)


@pytest.mark.parametrize(("word", "most", "meant"), [
    ("tensro", 1, "tensor"), ("tense", 1, None), ("tensor", 1, "tensor"), ("tenors", 1, None), ("xensor", 1, None),
    ("tansar", 2, "tensor"), ("lensr", 2, "lens"), ("fensor", 1, None), ("", 1, None),
])  # fmt: skip
def test_the_nearest_word_is_meant(word: str, most: int, meant: str | None):
    assert Spellings(["tensor", "sensor", "lens"]).nearest(word, most) == meant
