"""Cutting texts and building ids within Discord's limits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import CUSTOM_ID, custom_id, fit


@given(st.text(), st.integers(0, 60))
def test_fit_never_exceeds_the_limit(text: str, limit: int) -> None:
    assert len(fit(text, limit)) <= limit


@given(st.text(), st.integers(0, 60))
def test_fit_returns_what_fits_unchanged_and_marks_what_was_cut(text: str, limit: int) -> None:
    shown = fit(text, limit)
    if len(text) <= limit:
        assert shown == text
    elif limit:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("spiking neural networks", 16, "spiking neural…"),
        ("spiking neural networks", 15, "spiking neural…"),
        ("spiking neural networks", 14, "spiking…"),
        ("neuromorphicengineering", 10, "neuromorp…"),
        ("    abcdef", 5, "…"),
        ("a\nb c", 4, "a\nb…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 0, ""),
    ],
)
def test_fit_cuts_at_a_word_where_there_is_one(text: str, limit: int, shown: str) -> None:
    assert fit(text, limit) == shown


def test_custom_id_joins_prefix_and_key() -> None:
    assert custom_id("guide:share", 42, "snntorch") == "guide:share:42:snntorch"


@pytest.mark.parametrize("part", ["a:b", ":", "x:"])
def test_custom_id_refuses_a_part_with_the_separator(part: str) -> None:
    with pytest.raises(ValueError, match="contains ':'"):
        custom_id("guide", part)


def test_custom_id_is_refused_above_the_limit_and_never_cut() -> None:
    assert len(custom_id("p", "x" * (CUSTOM_ID - 2))) == CUSTOM_ID
    with pytest.raises(ValueError, match=re.escape(f"Discord allows {CUSTOM_ID}")):
        custom_id("p", "x" * (CUSTOM_ID - 1))
