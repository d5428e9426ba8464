"""Whatever is voted on in whichever way, the published file recounts to the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.elections.chart import alt_text
from cogs.elections.chart.picture import ALT_TEXT_LIMIT, panel
from cogs.elections.count import METHODS
from cogs.elections.model import Form, Publication, Receipts, Regulations
from cogs.elections.record.form import read, write
from cogs.elections.record.recount import recount
from cogs.elections.rules.papers import ballot_kind
from tests.rules.elections.published import Held

STANDING = {1: ("21", "22", "23"), 2: ("24", "25")}


def answers(number: int, kind: str, *, reopen: bool) -> st.SearchStrategy[dict[str, Any]]:
    """What may be voted on a question, as the ballot box keeps it."""
    if number == 3:
        return st.sampled_from(["yes", "no", "abstain"]).map(lambda vote: {"vote": vote})
    names = [*STANDING[number], *(["reopen"] if reopen else [])]
    some = st.lists(st.sampled_from(names), unique=True)
    if kind == "ranking":
        return some.map(lambda order: {"ranking": [[name] for name in order]})
    if kind == "approved":
        return some.map(lambda chosen: {"approved": sorted(chosen)})
    scores = st.dictionaries(st.sampled_from(names), st.integers(1, 5))
    return scores.map(lambda given: {"scores": dict(sorted(given.items()))})


@st.composite
def elections(draw: st.DrawFn, method: str) -> Held:
    """An election by a method, with any rules, ballots and withdrawals."""
    reopen = draw(st.booleans())
    rules = Regulations(
        method=method,
        reopen_option=reopen,
        secret=draw(st.booleans()),
        receipts=draw(st.sampled_from(Receipts)),
        publication=Publication.BALLOTS,
        one_office=draw(st.booleans()),
        tie=draw(st.sampled_from(["revote", "lot"])),
        base=draw(st.sampled_from(["valid", "seats"])),
        threshold=draw(st.sampled_from([Fraction(1, 2), Fraction(2, 3)])),
    )
    kind = ballot_kind(Form.OFFICE, rules)
    sheet = st.fixed_dictionaries({number: answers(number, kind, reopen=reopen) for number in (1, 2, 3)})
    election = Held(rules).open().vote(*draw(st.lists(sheet, max_size=12)))
    if draw(st.booleans()):
        election.add_late()
    for gone in draw(st.lists(st.sampled_from([21, 22, 25]), unique=True, max_size=2)):
        election.withdraw(gone)
    return election.close().count()


@pytest.mark.parametrize("method", [method for method in METHODS if method != "motion"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_file_recounts_to_the_same(method: str, data: st.DataObject) -> None:
    election = data.draw(elections(method))
    content = election.file()
    report = recount(content)
    assert [finding for finding in report.findings if finding.ok is False] == []
    assert report.decision is not None
    assert election.counted is not None
    assert report.decision == election.counted.decision
    again = write(content)
    assert write(read(again)) == again


@pytest.mark.parametrize("method", [method for method in METHODS if method != "motion"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_question_can_be_drawn_and_told(method: str, data: st.DataObject) -> None:
    for question in data.draw(elections(method)).file()["questions"]:
        drawn = panel(question)
        assert 0 < len(alt_text(question)) <= ALT_TEXT_LIMIT
        for row in drawn["rows"] if drawn else ():
            assert all(part >= 0 for part in row["parts"])
