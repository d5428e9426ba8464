"""Presets and regulations: what the charter fixes, what may be changed, and how it is told."""

from __future__ import annotations

import json
from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.count import METHODS
from cogs.elections.model import Form, Kind, Place, Publication, Receipts, Regulations
from cogs.elections.rules import wording
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.kinds import (
    FIELDS,
    PRESETS,
    change,
    check,
    from_json,
    in_words,
    refuse_seats,
    to_json,
)

HALF, THIRD, TWO_THIRDS = Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)


@pytest.mark.parametrize(
    ("row", "preset", "field", "value"),
    [
        ("7 simple majority", "officers", "threshold", HALF),
        ("9 quorum", "motion at a meeting", "quorum", THIRD),
        ("10 participation", "officers", "participation", HALF),
        ("11 threshold", "motion", "threshold", HALF),
        ("13 transfer at a meeting", "officers at a meeting", "proxies", True),
        ("13 none online", "officers", "proxies", False),
        ("14 by-election", "by-election", "participation", HALF),
        ("15 admission by majority", "admission", "threshold", HALF),
        ("19 amendment online", "amendment", "threshold", TWO_THIRDS),
        ("19 amendment online", "amendment", "participation", HALF),
        ("19 amendment online", "amendment", "place", Place.ONLINE),
        ("19 amendment at a meeting", "amendment at a meeting", "threshold", TWO_THIRDS),
        ("19 amendment at a meeting", "amendment at a meeting", "quorum", THIRD),
        ("19 amendment at a meeting", "amendment at a meeting", "place", Place.MEETING),
        ("29 the charter's 2/3, not the workflow's majority", "amendment", "threshold", TWO_THIRDS),
        ("29 strategic", "strategic", "threshold", HALF),
        ("A1 method", "officers", "method", "irv"),
        ("A2 base", "motion", "base", "valid"),
        ("A7 probation votes", "officers", "probation_votes", True),
        ("A10 proxies are not present", "officers at a meeting", "proxies_count_for_quorum", False),
        ("A10 cap", "officers at a meeting", "max_proxies", 2),
        ("A11 tie", "officers", "tie", "revote"),
        ("A13 unopposed", "officers", "unopposed", "confirm"),
        ("A14 nobody stands", "officers", "empty", "extend"),
        ("A14 7 days", "officers", "extension_days", 7),
        ("A15 extension", "officers", "may_extend", True),
        ("A16 one office", "officers", "one_office", True),
        ("A18 persons", "officers", "secret", True),
        ("A18 persons", "admission", "secret", True),
        ("A18 motions", "motion", "secret", False),
        ("A18 motions", "amendment", "secret", False),
        ("A21 officer", "officers", "officer_may_stand", False),
        ("A23 nominations", "officers", "nomination_days", 14),
        ("A23 voting", "officers", "voting_days", 14),
        ("A24 term", "by-election", "by_election_term", "full"),
        ("A32 admission", "admission", "participation", HALF),
        ("A33 unranked", "officers", "unranked", "last"),
    ],
)
def test_defaults_are_those_of_the_texts(row: str, preset: str, field: str, value: object) -> None:
    assert getattr(PRESETS[preset].regulations, field) == value, row


def test_row_1_three_offices_in_the_order_of_counting_as_data() -> None:
    for name in ("officers", "officers at a meeting"):
        questions = PRESETS[name].questions
        assert [question.title for question in questions] == ["Chair", "Vice-Chair", "Secretary"]
        assert all(question.form is Form.OFFICE and question.seats == 1 for question in questions)


def test_presets_are_complete_and_in_order() -> None:
    assert {preset.kind for preset in PRESETS.values()} == set(Kind)
    for name, preset in PRESETS.items():
        assert preset.name == name
        assert preset.section
        assert preset.sentence.endswith(".")
        assert preset.questions
        check(preset.regulations)
        assert preset.notice is (preset.kind is Kind.AMENDMENT)


def test_every_regulation_can_be_changed_and_is_explained() -> None:
    assert set(FIELDS) == {field.name for field in fields(Regulations)}
    assert all(field.says and field.source for field in FIELDS.values())
    assert set(wording.METHODS) == set(METHODS) - {"motion"} == set(FIELDS["method"].choices)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("place", "Meeting", Place.MEETING),
        ("method", " schulze ", "schulze"),
        ("threshold", "2/3", TWO_THIRDS),
        ("threshold", "4 / 6", TWO_THIRDS),
        ("threshold", "60 %", Fraction(3, 5)),
        ("threshold", "1", Fraction(1)),
        ("participation", "0", Fraction(0)),
        ("participation", "100%", Fraction(1)),
        ("secret", "no", False),
        ("proxies", "ON", True),
        ("receipts", "none", Receipts.NONE),
        ("publication", "rounds", Publication.ROUNDS),
        ("max_proxies", "3", 3),
        ("voting_days", "365", 365),
        ("candidates", "anyone", "anyone"),
        ("lot_source", " The Lotto drawing  of 9 May ", "The Lotto drawing of 9 May"),
    ],
)
def test_a_change(key: str, text: str, value: object) -> None:
    changed = change(Regulations(), key, text)
    assert getattr(changed, key) == value
    assert type(getattr(changed, key)) is type(getattr(Regulations(), key))


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("colour", "red", "no rule called 'colour'"),
        ("method", "motion", "method cannot be 'motion'"),
        ("method", "borda", "one of plurality"),
        ("threshold", "0", "everything would pass"),
        ("threshold", "3/2", "cannot be '3/2'"),
        ("threshold", "1/0", "cannot be '1/0'"),
        ("threshold", "0/0", "cannot be '0/0'"),
        ("threshold", "0.6667", "a fraction such as"),
        ("threshold", "66.67 %", "a fraction such as"),
        ("threshold", "101 %", "cannot be"),
        ("threshold", "-1/2", "cannot be"),
        ("quorum", "", "cannot be ''"),
        ("secret", "maybe", "yes or no"),
        ("voting_days", "0", "a number from 1 to 365"),
        ("voting_days", "366", "a number from 1 to 365"),
        ("voting_days", "1.5", "a number from 1 to 365"),
        ("max_proxies", "0", "a number from 1"),
        ("max_proxies", "٣", "a number from 1"),
        ("tie", "chair", "revote or lot"),
        ("lot_source", "dice", "one line of 10 to 200 characters"),
        ("lot_source", "x" * 201, "one line of 10 to 200 characters"),
        ("lot_source", "what the \u202e host says", "one line of 10 to 200 characters"),
    ],
)
def test_a_change_that_is_refused(key: str, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        change(Regulations(), key, text)
    assert refused.value.hint


def test_a_receipt_cannot_show_a_ballot_that_is_not_published() -> None:
    rounds = change(Regulations(), "publication", "rounds")
    with pytest.raises(Refused, match="not published"):
        change(rounds, "receipts", "ballot")
    with pytest.raises(Refused, match="not published"):
        change(change(Regulations(), "receipts", "ballot"), "publication", "rounds")


REGULATIONS = st.builds(
    Regulations,
    place=st.sampled_from(Place),
    method=st.sampled_from(FIELDS["method"].choices),
    threshold=st.fractions(Fraction(1, 100), 1, max_denominator=100),
    participation=st.fractions(0, 1, max_denominator=100),
    quorum=st.fractions(0, 1, max_denominator=100),
    secret=st.booleans(),
    proxies=st.booleans(),
    base=st.sampled_from(("valid", "seats")),
    unopposed=st.sampled_from(("confirm", "acclaim")),
    tie=st.sampled_from(("revote", "lot")),
    voting_days=st.integers(1, 365),
)


@given(REGULATIONS)
def test_regulations_survive_json(regulations: Regulations) -> None:
    assert from_json(json.loads(json.dumps(to_json(regulations)))) == regulations


@given(REGULATIONS, st.sampled_from(Kind))
def test_regulations_are_told_in_sentences(regulations: Regulations, kind: Kind) -> None:
    said = in_words(regulations, kind)
    assert all(sentence[0].isupper() or sentence[0].isdigit() for sentence in said)
    assert all(sentence.endswith(".") and "  " not in sentence for sentence in said)
    assert len(set(said)) == len(said)


def test_a_field_that_json_does_not_have_has_its_default() -> None:
    assert from_json({}) == Regulations()


@pytest.mark.parametrize(
    "given_",
    [
        {"colour": "red"},
        {"secret": "yes"},
        {"secret": 1},
        {"voting_days": True},
        {"voting_days": "14"},
        {"voting_days": 0},
        {"threshold": 0.5},
        {"threshold": "2/0"},
        {"threshold": "0"},
        {"method": "motion"},
        {"place": None},
        {"receipts": "ballot", "publication": "rounds"},
    ],
)
def test_json_that_is_refused(given_: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        from_json(given_)


def test_a33_what_not_ranking_somebody_means_is_explained() -> None:
    last = Regulations(method="schulze")
    assert "below everybody you rank" in " ".join(in_words(last, Kind.OFFICERS))
    none = Regulations(method="schulze", unranked="no-preference")
    assert "not compared" in " ".join(in_words(none, Kind.OFFICERS))
    assert "do not rank" not in " ".join(in_words(Regulations(), Kind.OFFICERS))


def test_a33_reopening_is_compared_whatever_not_ranking_means() -> None:
    none = Regulations(method="schulze", unranked="no-preference")
    assert 'only with "Reopen nominations"' in " ".join(in_words(none, Kind.OFFICERS))


@pytest.mark.parametrize("method", [name for name in METHODS if name != "motion"])
def test_a34_no_more_seats_than_the_method_fills(method: str) -> None:
    rules = Regulations(method=method)
    refuse_seats(1, rules)
    if METHODS[method].several_seats:
        refuse_seats(3, rules)
    else:
        with pytest.raises(Refused, match=f"{method} fills one seat, not 3.*stv"):
            refuse_seats(3, rules)


@pytest.mark.parametrize(
    ("preset", "sentence"),
    [
        ("officers", "The vote is valid when at least half of the members on the roll take part"),
        ("officers", 'they have to beat "Reopen nominations"'),
        ("officers", "One person holds one office"),
        ("amendment", "passes with at least 2/3 of the yes and no votes"),
        ("amendment", "The vote is open"),
        ("motion", "Half and half fails"),
        ("motion at a meeting", "at least 1/3 of the members on the roll are at the meeting"),
        ("motion at a meeting", "do not count as present"),
        ("by-election", "begins a full year"),
        (
            "officers",
            "drawn by the randomness of the first round of drand (quicknet) after voting has closed.",
        ),
    ],
)
def test_what_voters_are_told(preset: str, sentence: str) -> None:
    chosen = PRESETS[preset]
    assert sentence in " ".join(in_words(chosen.regulations, chosen.kind))
