"""Receipts: written so that they can be read out, and read however they are typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections import receipts

values = st.binary(min_size=10, max_size=10)


@given(values)
def test_a_receipt_has_one_form_and_tells_its_bytes_apart(value: bytes) -> None:
    receipt = receipts.write(value)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", receipt)
    number = 0
    for character in receipt.replace("-", ""):
        number = number * 32 + receipts.ALPHABET.index(character)
    assert number.to_bytes(10, "big") == value


@given(values, st.sampled_from((str.lower, str.upper)), st.sampled_from(("", "-", " ", " - ")))
def test_it_is_read_however_it_is_typed(value: bytes, case: object, between: str) -> None:
    receipt = receipts.write(value)
    typed = case(between.join(receipt.split("-")))  # type: ignore[operator]
    assert receipts.read(f" {typed}\n") == receipt
    assert receipts.read(typed.replace("0", "O").replace("1", "l")) == receipt


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "16 characters, and these are 0"),
        ("7ZK4-M0QX-9B3T-V6H", "these are 15"),
        ("7ZK4-M0QX-9B3T-V6HNN", "these are 17"),
        ("7ZK4-M0QX-9B3T-V6HU", "has no U"),
        ("7ZK4-M0QX-9B3T-V6H*?", r"has no \* \?"),
    ],
)
def test_what_is_none_is_told(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        receipts.read(typed)


def test_only_ten_bytes_make_one() -> None:
    with pytest.raises(ValueError, match="10 bytes, not 9"):
        receipts.write(bytes(9))


def test_the_receipt_of_a_question_can_be_computed_by_anyone_who_knows_the_voters() -> None:
    """As documented: printf '0000-0000-0000-0000 1' | sha256sum, its first twenty digits in base 32."""
    assert receipts.of_question("0000-0000-0000-0000", 1) == receipts.write(
        bytes.fromhex("0d60cc49fb58eebe826c")
    )
    assert receipts.of_question("0000-0000-0000-0000", 2) != receipts.of_question("0000-0000-0000-0000", 1)
