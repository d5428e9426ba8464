"""The comment on a pull request: it fits, it encloses what people typed, and says what was decided."""

from __future__ import annotations

import re

import pytest

from cogs.committee.rules.outcome import LONGEST, code, comment, mark
from cogs.committee.rules.record import Record
from cogs.committee.rules.standing import Standing

from .play import NAMES, THREE, Play, seated


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@ada fixes #12", "`@ada fixes #12`"),
        ("a\nb", "`a b`"),
        ("`x` and ``y``", "``` `x` and ``y`` ```"),
        ("`", "`` ` ``"),
        ("", "` `"),
    ],
)
def test_words_in_code(typed: str, shown: str) -> None:
    assert code(typed) == shown


def test_a_decision_is_said_with_everybodys_answer() -> None:
    found = _standing(THREE, "B approves", "C abstains")
    said = comment(7, found, Record("a.md", "# Motion\n", "0" * 64), NAMES, "key")
    assert said.startswith(mark(7, "key"))
    assert "**Motion 7, `Sponsors`: passed.**" in said
    assert "`A` (`Chair`) approves" in said
    assert "`C` (`Secretary`) abstains" in said


def test_what_is_too_long_is_cut_and_says_so() -> None:
    everybody = ", ".join(f"Seat-{who}{'x' * 33} {who}" for who in "ABCDEFG")
    found = _standing(everybody, *(f"{who} approves" for who in "BCDEFG"))
    long = Record("a.md", "````@octocat #12\n" * 20_000, "0" * 64)
    said = comment(7, found, long, dict.fromkeys(NAMES, "`" * 600), "key")
    assert len(said) <= LONGEST
    assert "It is cut here" in said
    assert "The record has everybody's answer." in said
    opening = re.search(r"^(`{5,})markdown$", said, re.MULTILINE)
    assert opening
    # Nothing in it ends the block before its end.
    assert re.findall(rf"^{opening[1]}`*$", said, re.MULTILINE) == [opening[1]]


def _standing(seats: str, *answers: str) -> Standing:
    play = Play(seats=seated(seats)).run("0d A proposes operational")
    for answer in answers:
        play.line(f"1d {answer}")
    return play.standing("2d")
