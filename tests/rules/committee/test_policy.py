"""The policy as data: stored with each motion, and told in words."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.committee.model import Base, Policy
from cogs.committee.rules.policy import from_json, in_words, to_json

SHARES = st.fractions(Fraction(1, 100), 1, max_denominator=100)
POLICIES = st.builds(
    Policy,
    SHARES,
    st.sampled_from(Base),
    st.just(20),
    st.lists(st.integers(1, 19), max_size=4).map(tuple),
    st.booleans(),
    st.booleans(),
    SHARES,
    SHARES,
    SHARES,
)


@given(POLICIES)
def test_a_policy_is_read_as_it_was_stored(policy: Policy) -> None:
    assert from_json(json.loads(json.dumps(to_json(policy)))) == policy


def test_what_is_missing_has_its_default() -> None:
    assert from_json({}) == Policy()
    assert to_json(Policy())["threshold"] == "2/3"


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ({"treshold": "2/3"}, "treshold is no setting"),
        ({"threshold": "most"}, "threshold cannot be 'most'"),
        ({"threshold": "1/0"}, "threshold cannot be '1/0'"),
        ({"threshold": "0"}, "threshold has to be a share above 0"),
        ({"charter_threshold": "3/2"}, "charter_threshold has to be a share"),
        ({"participation": "-1/2"}, "participation has to be"),
        ({"base": "votes"}, "base cannot be 'votes'"),
        ({"answer_days": 0, "reminder_days": []}, "answer_days has to be 1"),
        ({"reminder_days": [7, 14]}, "reminder_days have to be between 0 and answer_days, 14"),
        ({"answer_days": "14"}, "answer_days cannot be '14'"),
        ({"dismiss_stale": "false"}, "dismiss_stale cannot be 'false'"),
        ({"reminder_days": "7"}, "reminder_days cannot be '7'"),
        ({"reminder_days": 7}, "reminder_days cannot be 7"),
    ],
)
def test_what_cannot_be_is_refused_by_name(stored: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_json(stored)


def test_the_rules_in_words() -> None:
    assert in_words(Policy()) == [
        "At least 2/3 of the filled seats have to approve.",
        "Silence for 14 days is an abstention.",
    ]
    strict = Policy(Fraction(1, 2), Base.ALL_SEATS, dismiss_stale=True, veto_needs_prior_request=True)
    assert in_words(strict) == [
        "More than half of all seats, vacant ones too, have to approve.",
        "Silence for 14 days is an abstention.",
        "A change of the text dismisses approvals from before it.",
        "A veto needs a request for changes before it.",
    ]
