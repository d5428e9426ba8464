"""What is held about a person, in words and as a file: nothing is lost in the one, nothing acts in the other."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.privacy import wording

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = 812345678901234567

plain_values = st.none() | st.booleans() | st.integers() | st.text()
held_things = st.dictionaries(
    st.text(),
    st.recursive(plain_values, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner)),
    max_size=4,
)


def read(held: dict[str, Any], unread: dict[str, str] | None = None) -> Any:
    data = wording.as_file({"welcome": held}, unread or {}, user_id=ADA, server_id=42, at=AT)
    return json.loads(data)


def as_floats(value: Any) -> Any:
    """What a reader sees whose numbers are floating point."""
    return json.loads(json.dumps(value), parse_int=lambda digits: int(float(digits)))


@given(held_things)
def test_the_file_says_all_of_it_to_every_reader(held: dict[str, Any]) -> None:
    def same(told: Any, value: Any) -> bool:
        if isinstance(value, dict):
            return told.keys() == value.keys() and all(same(told[key], value[key]) for key in value)
        if isinstance(value, list):
            return len(told) == len(value) and all(map(same, told, value))
        return bool(told == value or told == str(value))

    written = as_floats(read(held)["held"]["welcome"])
    assert same(written, held)


@given(held_things)
@example({"introduction": {"about": "2026-03-01T10:00:00 is when I began"}})
@example({"introduction": {"about": "2026-13-45T99:00:00"}})
@example({"introduction": {"about": "0001-01-01T00:00:00.000000Z"}})
def test_whatever_is_held_can_be_said(held: dict[str, Any]) -> None:
    assert len(list(wording.lines(held))) == len(wording.kinds(held)) == len(held)


def test_the_file_is_dated_and_names_what_is_missing() -> None:
    told = read({"about": "Łódź"}, {"guide": "7F3K2Q"})
    assert told["exported_at"] == "2026-03-01T12:00:00.000000Z"
    assert told["person"] == str(ADA)
    assert told["could_not_be_read"] == {"guide": "7F3K2Q"}
    assert "could_not_be_read" not in read({})
    data = wording.as_file({"welcome": {"about": "Łódź"}}, {}, user_id=ADA, server_id=42, at=AT)
    assert "Łódź" in data.decode()


@pytest.mark.parametrize(
    ("held", "line"),
    [
        ({"newcomer": {"joined_at": "2026-03-01T12:00:00.000000Z"}}, "newcomer: joined at <t:1772366400:f>"),
        ({"added": [{"at": "2026-03-01T12:00:00.000000Z"}]}, "added: at <t:1772366400:f>"),
        ({"introduction": {"about": "I am *Ada*.", "brings": ""}}, r"introduction: about “I am \*Ada\*.”"),
        ({"answered": [{"channel": 5}, {"channel": 6}]}, "answered: channel <#5>; channel <#6>"),
        ({"switches": [{"name": "guide", "enabled": False}]}, "switches: name guide, enabled no"),
        ({"newcomer": {"returns": 0, "state": "greeted"}}, "newcomer: state greeted"),
        ({"wishes": ["a", "b", "c", "d", "e"]}, "wishes: a; b; c; 2 more"),
    ],
)
def test_it_is_told_in_words(held: dict[str, Any], line: str) -> None:
    assert list(wording.lines(held)) == [line]


@given(st.text())
def test_what_somebody_typed_is_shown_and_does_nothing(typed: str) -> None:
    (line,) = wording.lines({"about": f"x {typed}"})
    assert "\n" not in line
    assert not re.search(r"@(everyone|here)|<[@#]&?\d", line)
    assert len(line) < 300


def test_the_kinds_are_counted() -> None:
    held = {"introduction": {"about": "…"}, "sources_added": [1, 2], "note": "x"}
    assert wording.kinds(held) == ["introduction", "sources added (2)", "note"]
