"""Ballot files: what is read, what is refused and where, and that what is written is read again."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.count import Contest, Refused, Rules
from cogs.elections.files import read, read_blt, read_json, write_blt, write_json
from tests.rules.elections.strategies import contests

BLT = r"""# the committee's election
4 2        # candidates, seats
-2         # Ben has withdrawn
3 1 4 3 0  # three ballots
1 4=3 - 1 0
2 0
/* a comment
   over two lines */
1 1 4 3 0
0
"Ada"
"Ben # \"Benny\" \\ Doe"  # a comment behind a name
"Cai  Câ"
"Dee /* no comment */"
"Committee"
"""


def test_blt_with_all_it_may_have() -> None:
    contest = read(BLT.encode())
    assert contest.candidates == ("Ada", r'Ben # "Benny" \ Doe', "Cai Câ", "Dee /* no comment */")
    assert contest.withdrawn == frozenset({contest.candidates[1]})
    assert (contest.seats, contest.title, contest.kind) == (2, "Committee", "ranking")
    ada, _, cai, dee = contest.candidates
    assert contest.ballots == {(ada, dee, cai): 4, ((dee, cai), (), ada): 1, (): 2}


@pytest.mark.parametrize(
    "blt",
    [
        '2 1\r\n1 1 2 0\r\n0\r\n"A"\r\n"B"\r\n"Title"\r\n',
        '\ufeff2 1\n1 1 2 0\n0\n"A"\n"B"\n',
        '2 1\n(first) 1 1 2 0\n0\n"A"\n"B"\n"T"\n',
        '2 1\n[droop meek]\n[tie 2 1]\n1 1 2 0\n0\n"A"\n"B"\n"T"\n"source"\nsome words that nobody quoted',
        '    2 1\n\n    1  1\t2  0\n\n  0\n  "A"\n  "B"',
    ],
)
def test_dialects_of_blt(blt: str) -> None:
    contest = read(blt.encode())
    assert contest.candidates == ("A", "B")
    assert contest.ballots == {("A", "B"): 1}


@pytest.mark.parametrize("line", ["-1 -3", "-1\n-3", "[withdrawn 1 3]", "[ withdrawn 1 ]\n-3"])
def test_who_withdrew_in_blt(line: str) -> None:
    contest = read_blt(f'3 1\n{line}\n1 1 2 0\n0\n"A"\n"B"\n"C"\n')
    assert contest.withdrawn == {"A", "C"}


@pytest.mark.parametrize(
    ("blt", "message"),
    [
        ("", "the file ends before the numbers of candidates and seats"),
        ("# nothing\n", "the file ends before the numbers of candidates and seats"),
        ("2\n", "line 1: the numbers of candidates and seats are needed here, not '2'"),
        ("2 x\n", "line 1: the numbers of candidates and seats"),
        ("2 1 3\n", "line 1: the numbers of candidates and seats"),
        ("2 0\n", "line 1: there has to be a candidate and a seat"),
        ("2 1\n1 1 2 0\n", "the file ends before the 0 that ends the ballots"),
        ("2 1\n1 1 2\n0\n", "line 2: a ballot is its weight, its candidates and 0, not '1 1 2'"),
        ("2 1\n1 1 0 2 0\n0\n", "line 2: '0' is no candidate; they have the numbers 1 to 2"),
        ("2 1\n\n1 1 3 0\n0\n", "line 3: '3' is no candidate"),
        ("2 1\n/* two\nlines */\n1 1 3 0\n0\n", "line 4: '3' is no candidate"),
        ("2 1\n1 1 x 0\n", "line 2: 'x' is no candidate"),
        ("2 1\n1 1= 0\n", "line 2: '' is no candidate"),
        ("2 1\n1 -2 0\n", "line 2: '-2' is no candidate"),
        ("2 1\n-3\n", "line 2: '3' is no candidate"),
        ("2 1\n1 1 0\n-2\n", "line 3: a ballot is its weight"),
        ("2 1\n0 1 2 0\n", "line 2: the weight 0 is no whole number from 1"),
        ("2 1\n-1 1 2 0\n", "line 2: the weight '-1' is no whole number from 1 up"),
        ("2 1\n-1 2\n", "line 2: a ballot is its weight"),
        ("2 1\n1.5 1 2 0\n", "line 2: the weight '1.5' is no whole number from 1 up"),
        ("2 1\n999999999999 1 0\n", "line 2: the weight 999999999999 is no whole number"),
        ("2 1\n1 " + "9" * 5000 + " 0\n", "line 2: '9+' is no candidate"),
        ("2 1\n(a) 2 1 0\n", "line 2: a ballot with an id weighs 1, not 2"),
        ("2 1\n(a) 1 1 0\n(a) 1 2 0\n", "line 3: a second ballot has the id a"),
        ("2 1\n[withdrawn 1\n", "line 2: the option '.withdrawn 1' does not end with ]"),
        ('2 1\n1 1 0\n0\n"A"\n', "the file ends before the name of candidate 2"),
        ('2 1\n1 1 0\n0\n"A"\nB\n', "line 5: a text in quotes is needed here, not 'B'"),
        ('2 1\n1 1 0\n0\n"A"\n"B\n', "line 5: a text in quotes is needed here"),
        ('2 1\n1 1 0\n0\n"A"\n"A"\n', "candidates: 'A' stands 2 times"),
    ],
)
def test_malformed_blt_is_refused_with_its_line(blt: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(blt.encode())


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="line 4: not UTF-8 text"):
        read('1 1\n1 1 0\n0\n"Zoë"\n'.encode("latin-1"))


WHOLE = {
    "title": "Chair 2026",
    "method": "irv",
    "seats": 1,
    "candidates": ["Ada", "Ben", "Cai"],
    "withdrawn": ["Cai"],
    "eligible": 100,
    "rules": {"overvote": "skip"},
    "ballots": [
        {"weight": 3, "ranking": [["Ada"], ["Ben", "Cai"]]},
        {"ranking": [["Ben"], [], ["Ada"]]},
        {"weight": 2, "ranking": [["Ada"], ["Ben", "Cai"]]},
        {"ranking": []},
    ],
}


def test_json_with_all_it_may_have() -> None:
    contest = read(json.dumps(WHOLE).encode())
    assert contest == Contest(
        candidates=("Ada", "Ben", "Cai"),
        kind="ranking",
        ballots={("Ada", ("Ben", "Cai")): 5, ("Ben", (), "Ada"): 1, (): 1},
        seats=1,
        withdrawn=frozenset({"Cai"}),
        eligible=100,
        rules=Rules(overvote="skip"),
        method="irv",
        title="Chair 2026",
    )


@pytest.mark.parametrize(
    ("ballot", "kind", "says"),
    [
        ({"approved": ["Ben", "Ada"]}, "approved", frozenset({"Ada", "Ben"})),
        ({"scores": {"Ada": 5, "Ben": 0}}, "scores", frozenset({("Ada", 5), ("Ben", 0)})),
        ({"vote": "abstain"}, "vote", "abstain"),
    ],
)
def test_the_other_kinds_of_ballots(ballot: dict[str, Any], kind: str, says: object) -> None:
    contest = read_json(json.dumps({"candidates": ["Ada", "Ben"], "ballots": [ballot, ballot]}))
    assert (contest.kind, contest.ballots) == (kind, {says: 2})
    assert (contest.seats, contest.method, contest.eligible) == (1, None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"candidates": ["A"],\n "ballots": [}', "line 2: Expecting value"),
        ("{", "line 1: Expecting property name"),
        ('{"seats": 1, "seats": 2}', "seats is given 2 times"),
        ('{"seats": NaN}', "ballots: there are none|seats: nan is no whole number"),
        ('{"a":' * 100000, "nested too deep"),
        ('{"seats": ' + "9" * 5000 + "}", "integer string conversion|no whole number"),
    ],
)
def test_what_is_no_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(text.encode())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"voters": 3}, "voters is unknown; the keys are title, method, seats"),
        ({"candidates": "Ada"}, "candidates: not a list of names"),
        ({"candidates": ["Ada", 3]}, "candidates: not a list of names"),
        ({"candidates": ["Ada", "Ben", "Cai", "Ada"]}, "candidates: 'Ada' stands 2 times"),
        ({"withdrawn": ["Zoe"]}, "withdrawn: 'Zoe' is no candidate"),
        ({"seats": 0}, "seats: 0 is no whole number from 1 up"),
        ({"seats": 1.0}, "seats: 1.0 is no whole number from 1 up"),
        ({"seats": True}, "seats: True is no whole number from 1 up"),
        ({"eligible": -1}, "eligible: -1 is no whole number from 0 up"),
        ({"eligible": 3}, "eligible: 7 ballots were cast, and only 3 may vote"),
        ({"method": 3}, "method: 3 is no text"),
        ({"rules": []}, "rules: not an object"),
        ({"rules": {"ties": "lot"}}, "rules.ties is unknown"),
        ({"ballots": None}, "ballots: there are none"),
        ({"ballots": {}}, "ballots: not a list"),
        ({"ballots": ["Ada"]}, "ballot 1: not an object"),
        ({"ballots": [{"weight": 1}]}, "ballot 1: holds nothing, and has to hold one of ranking, approved"),
        ({"ballots": [{"rank": []}]}, "ballot 1: holds rank, and has to hold one of"),
        ({"ballots": [{"ranking": [], "vote": "yes"}]}, "ballot 1: holds ranking, vote, and has to hold one"),
        (
            {"ballots": [{"ranking": []}, {"vote": "yes"}]},
            "ballot 2: holds vote, and those before hold ranking",
        ),
        ({"ballots": [{"ranking": "Ada"}]}, "ballot 1: ranking: not a list"),
        ({"ballots": [{"ranking": []}, {"ranking": ["Ada"]}]}, "ballot 2: rank 1: not a list of names"),
        ({"ballots": [{"ranking": [["Ada"], ["Zoe"]]}]}, "ballot 1: rank 2: 'Zoe' is no candidate"),
        ({"ballots": [{"approved": ["Zoe"]}]}, "ballot 1: approved: 'Zoe' is no candidate"),
        ({"ballots": [{"scores": ["Ada"]}]}, "ballot 1: scores: not an object"),
        ({"ballots": [{"scores": {"Zoe": 1}}]}, "ballot 1: scores: 'Zoe' is no candidate"),
        ({"ballots": [{"scores": {"Ada": 6}}]}, "ballot 1: scores: Ada has 6, and a score is a whole number"),
        ({"ballots": [{"scores": {"Ada": -1}}]}, "ballot 1: scores: Ada has -1"),
        ({"ballots": [{"scores": {"Ada": 2.5}}]}, "ballot 1: scores: Ada has 2.5"),
        ({"ballots": [{"vote": "maybe"}]}, "ballot 1: vote: 'maybe' is none of yes, no, abstain"),
        ({"ballots": [{"vote": ["yes"]}]}, "ballot 1: vote: "),
        ({"ballots": [{"weight": 0, "ranking": []}]}, "ballot 1: the weight 0 is no whole number"),
        ({"ballots": [{"weight": -3, "ranking": []}]}, "ballot 1: the weight -3 is no whole number"),
        ({"ballots": [{"weight": 1.5, "ranking": []}]}, "ballot 1: the weight 1.5 is no whole number"),
        ({"ballots": [{"weight": "3", "ranking": []}]}, "ballot 1: the weight '3' is no whole number"),
        ({"ballots": [{"weight": True, "ranking": []}]}, "ballot 1: the weight True is no whole number"),
    ],
)
def test_malformed_json_is_refused_with_its_place(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_json(json.dumps({**WHOLE, **changed}))


@given(contests(), st.sampled_from([{}, {"overvote": "skip"}, {"threshold": "2/3", "base": "seats"}]))
def test_what_is_written_as_json_is_read_again(drawn: Any, rules: dict[str, str]) -> None:
    method, contest, _ = drawn
    whole = replace(
        contest, method=method, title="a “title”", withdrawn=frozenset({"Ben"}), rules=Rules.read(rules)
    )
    again = read_json(write_json(whole))
    assert again == replace(whole, kind=whole.kind if whole.ballots else "ranking")


@given(contests(methods=("stv",)))
def test_what_is_written_as_blt_is_read_again(drawn: Any) -> None:
    _, contest, _ = drawn
    whole = replace(contest, title='the "best" \\ title', withdrawn=frozenset({"Ben"}))
    assert read_blt(write_blt(whole)) == whole


def test_blt_holds_rankings_alone() -> None:
    with pytest.raises(Refused, match="BLT holds rankings, and the ballots hold vote"):
        write_blt(Contest((), "vote", {"yes": 1}))


@given(st.text(alphabet='0123456789 -=()[]"\\#/*\nabé', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert read(text.encode()).candidates


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-2, 7) | st.sampled_from(["Ada", "ranking", "yes"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["ballots", "candidates", "ranking", "vote", "weight", "rules", "seats"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with suppress(Refused):
        assert read_json(json.dumps(value)).seats
