"""What a ballot may say, the one form it is kept in, and that its seal shows nothing of it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.box.answers import check, kind, longest, offers_reopening
from cogs.elections.box.contents import packed, unpacked
from cogs.elections.box.refusals import BadAnswer
from cogs.elections.box.sealing import Broken, Seal, fingerprint, new_key
from cogs.elections.count import METHODS
from cogs.elections.model import Candidate, CandidateState, Form, Question, Regulations, Stage
from cogs.elections.storage.papers import Paper

OFFICE = Question(1, 1, 1, Form.OFFICE, "Chair")
MOTION = Question(2, 1, 2, Form.MOTION, "Rename *it*")
STANDING = [
    Candidate(number, 1, number, f"Name {number}", "", 1, CandidateState.ACCEPTED) for number in (1, 2, 3, 12)
]
CANDIDATES = [
    *STANDING,
    Candidate(7, 1, 7, "Gone", "", 1, CandidateState.WITHDRAWN),
    Candidate(8, 1, 8, "No", "", 1, CandidateState.DECLINED),
    Candidate(9, 1, 9, "Silent", "", 1, CandidateState.NOMINATED),
]
OFFICE_METHODS = [name for name in METHODS if name != "motion"]

GOOD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("irv", {"ranking": [["3"], ["1"]]}, {"ranking": [["3"], ["1"]]}),
    ("irv", {"ranking": []}, {"ranking": []}),
    # A rank that was left out is passed over by every method.
    ("stv", {"ranking": [["3"], [], ["1"], []]}, {"ranking": [["3"], ["1"]]}),
    ("schulze", {"ranking": [["3", "12", "1"], ["2"]]}, {"ranking": [["1", "12", "3"], ["2"]]}),
    ("two-round", {"ranking": [["2"]]}, {"ranking": [["2"]]}),
    ("plurality", {"approved": ["2"]}, {"approved": ["2"]}),
    ("plurality", {"approved": []}, {"approved": []}),
    ("approval", {"approved": ["3", "1"]}, {"approved": ["1", "3"]}),
    ("star", {"scores": {"3": 5, "1": 0, "2": 1}}, {"scores": {"2": 1, "3": 5}}),
    ("irv", {"ranking": [["reopen"]]}, {"ranking": [["reopen"]]}),
]

BAD: list[tuple[str, Any, str]] = [
    ("irv", {"approved": ["1"]}, "it has to hold ranking, and holds approved"),
    ("irv", {}, "holds nothing"),
    ("irv", {"ranking": [["1"]], "weight": 5}, "holds ranking, weight"),
    ("irv", {"ranking": [["99"]]}, "names somebody who does not stand"),
    ("irv", {"ranking": [["8"]]}, "names somebody who does not stand"),
    ("irv", {"ranking": [["9"]]}, "names somebody who does not stand"),
    ("irv", {"ranking": [["Name 1"]]}, "names somebody who does not stand"),
    ("irv", {"ranking": [["7"]]}, "somebody you chose has withdrawn since"),
    ("irv", {"ranking": [["1"], ["1"]]}, "names somebody twice"),
    ("schulze", {"ranking": [["1", "1"]]}, "names somebody twice"),
    ("irv", {"ranking": [["1", "2"]]}, "several share a rank"),
    ("irv", {"ranking": "1"}, "its ranking is no list"),
    ("irv", {"ranking": ["1"]}, "a rank is no list"),
    ("irv", {"ranking": [[1]]}, "no list of candidates"),
    ("irv", {"ranking": [None]}, "no list of candidates"),
    ("plurality", {"approved": ["1", "2"]}, "there is one choice"),
    ("approval", {"approved": ["1", "1"]}, "names somebody twice"),
    ("approval", {"approved": "1"}, "no list of candidates"),
    ("star", {"scores": {"1": 6}}, "whole number from 0 to 5"),
    ("star", {"scores": {"1": -1}}, "whole number from 0 to 5"),
    ("star", {"scores": {"1": True}}, "whole number from 0 to 5"),
    ("star", {"scores": {"1": 2.0}}, "whole number from 0 to 5"),
    ("star", {"scores": ["1"]}, "gives no scores"),
    ("star", {"scores": {"99": 1}}, "does not stand"),
]


@pytest.mark.parametrize(("method", "given_", "kept"), GOOD)
def test_answers_are_kept_in_one_form(method: str, given_: dict[str, Any], kept: dict[str, Any]) -> None:
    assert check(OFFICE, CANDIDATES, method, given_, reopen=True) == kept
    assert kind(OFFICE, method) in kept


@pytest.mark.parametrize(("method", "given_", "told"), BAD)
def test_answers_that_do_not_fit_say_why_and_what_to_do(method: str, given_: Any, told: str) -> None:
    with pytest.raises(BadAnswer, match=told) as refused:
        check(OFFICE, CANDIDATES, method, given_)
    assert refused.value.hint


def test_reopening_is_an_answer_where_it_is_offered() -> None:
    with pytest.raises(BadAnswer):
        check(OFFICE, CANDIDATES, "irv", {"ranking": [["reopen"]]})
    with pytest.raises(BadAnswer, match="names somebody twice"):
        check(OFFICE, CANDIDATES, "irv", {"ranking": [["reopen"], ["reopen"]]}, reopen=True)
    rules = Regulations()
    assert not offers_reopening(rules, OFFICE, STANDING)
    assert offers_reopening(rules, OFFICE, STANDING[:1])
    # One of two withdrew after voting opened: the paper stays as it was.
    assert offers_reopening(rules, OFFICE, [STANDING[0], CANDIDATES[4]])
    assert not offers_reopening(rules, OFFICE, [STANDING[0], CANDIDATES[4]], {"Gone"})
    assert not offers_reopening(rules, OFFICE, CANDIDATES[5:])
    assert offers_reopening(replace(rules, reopen_option=True), OFFICE, STANDING)
    assert not offers_reopening(replace(rules, unopposed="acclaim"), OFFICE, STANDING[:1])
    assert not offers_reopening(replace(rules, reopen_option=True), MOTION, [])


@pytest.mark.parametrize("vote", ["yes", "no", "abstain"])
def test_motions(vote: str) -> None:
    assert check(MOTION, [], "irv", {"vote": vote}) == {"vote": vote}


@pytest.mark.parametrize("vote", ["", "Yes", None, 1, [], {"yes": 1}])
def test_motions_know_three_answers(vote: Any) -> None:
    with pytest.raises(BadAnswer, match=r"“Rename \\\*it\\\*”.*none of yes, no, abstain"):
        check(MOTION, [], "irv", {"vote": vote})


# --- what is sealed --------------------------------------------------------------------------------------


def paper(method: str) -> Paper:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    questions = ((OFFICE, tuple(CANDIDATES)), (MOTION, ()))
    return Paper(1, Stage.OPEN, now, now, False, Regulations(method=method), questions)


@st.composite
def answers(draw: st.DrawFn, method: str) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from([*(str(each.id) for each in STANDING), "reopen"]), unique=True))
    if kind(OFFICE, method) == "scores":
        return {"scores": {name: draw(st.integers(0, 5)) for name in names}}
    if method == "plurality":
        return {"approved": names[:1]}
    if kind(OFFICE, method) == "approved":
        return {"approved": names}
    if method == "schulze" and draw(st.booleans()):
        return {"ranking": [names]}
    return {"ranking": [[name] for name in names]}


@given(st.data(), st.sampled_from(OFFICE_METHODS), st.sampled_from(["yes", "no", "abstain"]), st.booleans())
def test_every_ballot_is_sealed_equally_long_and_comes_out_as_it_went_in(
    data: st.DataObject, method: str, vote: str, receipt: bool
) -> None:
    said = check(OFFICE, CANDIDATES, method, data.draw(answers(method)), reopen=True)
    kept = {1: said, 2: {"vote": vote}}
    its_receipt = "7ZK4-M0QX-9B3T-V6HN" if receipt else ""
    content = packed(paper(method), kept, its_receipt)
    blank = {1: {kind(OFFICE, method): {} if method.endswith("star") else []}, 2: {"vote": "no"}}
    assert len(content) == len(packed(paper(method), blank, ""))
    assert len(content) % 256 == 0
    assert unpacked(content) == (kept, its_receipt)
    seal = Seal(new_key(), 1)
    place = seal.ballot_key("m1")
    sealed = seal.close(place, content)
    assert seal.open(place, sealed) == content
    # The same ballot is sealed differently each time.
    assert seal.close(place, content) != sealed


@pytest.mark.parametrize("method", OFFICE_METHODS)
def test_nothing_is_longer_than_the_longest(method: str) -> None:
    most = longest(OFFICE, CANDIDATES, method)
    assert packed(paper(method), {1: most, 2: {"vote": "abstain"}}, "7ZK4-M0QX-9B3T-V6HN")


# --- the seal --------------------------------------------------------------------------------------------


@given(st.binary(max_size=600), st.integers(0, 700), st.integers(1, 255))
def test_a_seal_opens_with_its_key_at_its_place_and_unchanged(content: bytes, at: int, change: int) -> None:
    key = new_key()
    seal = Seal(key, 1)
    place = seal.ballot_key("m1")
    sealed = seal.close(place, content)
    changed = bytearray(sealed)
    changed[at % len(sealed)] ^= change
    for other, where, what in (
        (Seal(new_key(), 1), place, sealed),
        (Seal(key, 2), place, sealed),
        (seal, seal.ballot_key("m2"), sealed),
        (seal, place, bytes(changed)),
        (seal, place, sealed[: at % len(sealed)]),
    ):
        with pytest.raises(Broken):
            other.open(where, what)


@given(st.lists(st.tuples(st.integers(1, 99), st.text()), min_size=2, max_size=20, unique=True))
def test_nobody_shares_a_place_or_receipt(people: list[tuple[int, str]]) -> None:
    key = new_key()
    places = {Seal(key, election).ballot_key(member) for election, member in people}
    receipts = {Seal(key, election).lasting_receipt(member) for election, member in people}
    prints = {fingerprint(key, election) for election, _ in people}
    assert len(places) == len(receipts) == len(people)
    assert not places & prints


def test_places_are_as_documented() -> None:
    """HMAC-SHA256 over "who", the election and the member, with zero bytes between them."""

    expected = hmac.new(b"k" * 32, b"who\x007\x00m1", hashlib.sha256).digest()
    assert Seal(b"k" * 32, 7).ballot_key("m1") == expected
