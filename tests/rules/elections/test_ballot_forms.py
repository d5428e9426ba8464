"""The forms of a ballot for any number of candidates: within Discord's limits, and what is chosen is what is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import limits
from bot.clock import ManualClock
from bot.errors import UserError
from bot.local_discord.validation.messages import check_message
from cogs.elections.count import METHODS
from cogs.elections.face.ballot.drafts import MOST_OF_ONE, Drafts
from cogs.elections.face.ballot.fields import Field, fields, fits_one_form, page_name, pages
from cogs.elections.face.ballot.marks import Amiss, Marks, answer, blank, is_blank
from cogs.elections.face.ballot.pages import paper_text
from cogs.elections.face.ballot.paper import Choice, Paper, PaperQuestion, Style, style_of
from cogs.elections.face.ballot.voting import ballot_page
from cogs.elections.face.ballot.words import in_short, in_words
from cogs.elections.model import Election, Form, Kind, Regulations, Stage

KINDS = {
    Style.VOTE: "vote",
    Style.ONE: "ranking",
    Style.APPROVE: "approved",
    Style.RANK: "ranking",
    Style.SCORE: "scores",
}
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=100)


@st.composite
def questions(draw: st.DrawFn, least: int = 1, most: int = 25) -> PaperQuestion:
    names = draw(st.lists(NAMES, min_size=least, max_size=most, unique=True))
    style = draw(st.sampled_from(Style))
    choices = tuple(Choice(str(number), name) for number, name in enumerate(names, 1))
    number = draw(st.integers(1, 20))
    offered = () if style is Style.VOTE else choices
    return PaperQuestion(number + 100, number, draw(NAMES), style, KINDS[style], offered)


def office(style: Style, *names: str, title: str = "Chair") -> PaperQuestion:
    choices = tuple(Choice(str(n), name) for n, name in enumerate(names, 1))
    return PaperQuestion(1, 1, title, style, KINDS[style], choices)


def all_fields(question: PaperQuestion, marks: Marks | None = None) -> list[Field]:
    return [each for page in range(pages(question)) for each in fields(question, marks or {}, page)]


def fill(data: st.DataObject, question: PaperQuestion) -> dict[str, tuple[str, ...]]:
    """Whatever somebody may send by the question's forms."""
    marks = {}
    for each in all_fields(question):
        values = [option.id for option in each.options]
        chosen = data.draw(
            st.lists(
                st.sampled_from(values), min_size=1 if each.required else 0, max_size=each.most, unique=True
            )
        )
        marks[each.key] = tuple(chosen)
    return marks


@given(questions(), st.booleans())
def test_every_form_is_one_that_discord_takes(question: PaperQuestion, among_others: bool) -> None:
    for page in range(pages(question)):
        form = fields(question, {}, page, among_others=among_others)
        assert 1 <= len(form) <= limits.MODAL_COMPONENTS
        for each in form:
            assert 1 <= len(each.label) <= limits.LABEL
            assert len(each.hint) <= limits.LABEL_DESCRIPTION
            least, most = {"radio": (2, 10), "boxes": (1, 10), "menu": (1, 25)}[each.control]
            assert least <= len(each.options) <= most
            assert len({option.id for option in each.options}) == len(each.options)
            assert each.most <= len(each.options)
    assert len({each.key for each in all_fields(question)}) == len(all_fields(question))


@given(questions(), st.data())
def test_what_is_sent_is_read_and_shown_again(question: PaperQuestion, data: st.DataObject) -> None:
    marks = fill(data, question)
    for each in all_fields(question, marks):
        assert each.chosen == marks[each.key]
    sent = [value for each in marks.values() for value in each]
    chosen = set(sent)
    if question.style is Style.RANK and len(sent) > len(chosen):
        with pytest.raises(Amiss, match="nothing else that you chose is lost"):
            answer(question, marks)
        return
    said = answer(question, marks)
    match question.style:
        case Style.VOTE:
            assert chosen == {said["vote"]}
        case Style.SCORE:
            assert all(0 < score <= 5 for score in said["scores"].values())
        case Style.APPROVE:
            assert set(said["approved"]) == chosen
        case _:
            assert {each for rank in said["ranking"] for each in rank} == chosen - {"blank"}
    assert len(in_short(question, said)) <= limits.BUTTON_LABEL
    assert len(in_words(question, said, 1_500)) <= 1_500


@given(questions())
def test_a_question_left_open_is_blank_or_an_abstention(question: PaperQuestion) -> None:
    said = answer(question, blank(question))
    assert said == {"vote": "abstain"} if question.style is Style.VOTE else is_blank(said)


@pytest.mark.parametrize(
    ("method", "candidates", "forms", "control"),
    [
        ("plurality", 9, 1, "radio"),
        ("plurality", 10, 1, "menu"),
        ("two-round", 25, 1, "menu"),
        ("approval", 10, 1, "boxes"),
        ("approval", 11, 1, "menu"),
        ("irv", 5, 1, "menu"),
        ("stv", 6, 2, "menu"),
        ("schulze", 25, 5, "menu"),
        ("star", 11, 3, "menu"),
    ],
)
def test_each_method_has_its_form(method: str, candidates: int, forms: int, control: str) -> None:
    names = [f"Candidate {number}" for number in range(candidates)]
    question = office(style_of(Form.OFFICE, method), *names)
    assert pages(question) == forms
    assert {each.control for each in all_fields(question)} == {control}


def test_every_method_can_be_filled_in() -> None:
    for method in METHODS:
        form = Form.MOTION if method == "motion" else Form.OFFICE
        question = replace(office(style_of(form, method), "Ada", "Ben"), kind=METHODS[method].kinds[0])
        assert next(iter(answer(question, blank(question)))) == question.kind


def test_a_rank_that_was_left_out_is_passed_over() -> None:
    question = office(Style.RANK, "Ada", "Ben", "Cai")
    assert answer(question, {"q1.1": ("2",), "q1.2": (), "q1.3": ("1",)}) == {"ranking": [["2"], ["1"]]}


def test_somebody_ranked_twice_is_named_with_both_places() -> None:
    question = office(Style.RANK, "Ada *A*", "Ben", "Cai")
    with pytest.raises(Amiss, match=r"Ada \\\*A\\\* is chosen twice: as 1st and 3rd choice") as raised:
        answer(question, {"q1.1": ("1",), "q1.2": ("2",), "q1.3": ("1",)})
    assert "Open the form again" in str(raised.value)


def test_the_second_form_goes_on_where_the_first_ends() -> None:
    question = office(Style.RANK, *(f"Candidate {number}" for number in range(7)))
    assert [each.label for each in fields(question, {}, 1)] == ["6th choice", "7th choice"]
    assert [page_name(question, page) for page in (0, 1)] == ["1st to 5th choice", "6th to 7th choice"]


def test_one_form_for_several_questions_names_the_question_on_each_field() -> None:
    chair = office(Style.RANK, "Ada", "Ben")
    vice = replace(chair, id=2, number=2, title="V" * 100)
    assert fits_one_form((chair, vice))
    labels = [each.label for part in (chair, vice) for each in fields(part, {}, among_others=True)]
    assert labels[:2] == ["Chair: 1st choice", "Chair: 2nd choice"]
    assert labels[3].endswith("…: 2nd choice")
    assert not fits_one_form((chair, office(Style.RANK, *"ABCD")))


def test_a_score_goes_to_whom_it_was_given_and_nought_is_not_written() -> None:
    question = office(Style.SCORE, "Ada", "Ben", "Cai")
    said = answer(question, {"q1.1": ("5",), "q1.2": ("0",)})
    assert said == {"scores": {"1": 5}}
    assert in_words(question, said, 1_000) == "Ada **5** · all others **0**"


# --- drafts: in memory, bounded, and forgotten ---------------------------------------------------------------

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MOTION = PaperQuestion(9, 9, "Admit Ada?", Style.VOTE, "vote")


def paper(*asked: PaperQuestion, unasked: Mapping[int, str] = MappingProxyType({})) -> Paper:
    election = Election(
        *(1, "Officers", Kind.OFFICERS, Stage.OPEN, Regulations(), 5, 6),
        opens_at=NOW,
        closes_at=NOW + timedelta(days=1),
        created_at=NOW,
    )
    return Paper(election, ("Choose.",), asked, unasked)


def drafts(**more: Any) -> tuple[Drafts, ManualClock]:
    clock = ManualClock(NOW)
    return Drafts(clock, **more), clock


def test_a_draft_is_found_by_its_voter_alone_until_an_hour_after_its_last_use() -> None:
    store, clock = drafts()
    draft = store.begin(7, "m7", paper(MOTION))
    with pytest.raises(UserError, match="nothing was counted"):
        store.find(draft.token, 8)
    for _ in range(3):
        clock.advance(timedelta(minutes=59))
        assert store.find(draft.token, 7) is draft
    clock.advance(timedelta(minutes=61))
    with pytest.raises(UserError, match="nothing was counted"):
        store.find(draft.token, 7)
    assert len(store) == 0


def test_no_more_are_kept_than_fit_and_the_oldest_goes_first() -> None:
    store, _ = drafts(most=2)
    first, second = (store.begin(user, f"m{user}", paper(MOTION)) for user in (1, 2))
    store.find(first.token, 1)
    third = store.begin(3, "m3", paper(MOTION))
    assert store.find(first.token, 1)
    assert store.find(third.token, 3)
    with pytest.raises(UserError):
        store.find(second.token, 2)


def test_who_begins_again_and_again_forgets_their_own_papers_and_nobody_elses() -> None:
    store, _ = drafts(most=40)
    other = store.begin(1, "m1", paper(MOTION))
    many = [store.begin(2, "m2", paper(MOTION)) for _ in range(100)]
    assert store.find(other.token, 1)
    assert store.find(many[-1].token, 2)
    # A meeting's member votes for some others besides.
    assert len(store) == 1 + MOST_OF_ONE
    with pytest.raises(UserError):
        store.find(many[0].token, 2)


def test_the_buttons_of_a_motion_say_on_their_ids_nothing_of_what_they_choose() -> None:
    store, _ = drafts()
    one, other = (store.begin(user, f"m{user}", paper(MOTION)) for user in (1, 2))
    assert set(one.buttons).isdisjoint(other.buttons)
    yes = next(button for button, vote in one.buttons.items() if vote == "yes")
    one.choose(yes)
    assert one.answers() == {9: {"vote": "yes"}}
    with pytest.raises(UserError):
        other.choose(yes)


def test_marks_of_one_form_leave_those_of_another_and_what_is_amiss_loses_nothing() -> None:
    store, _ = drafts()
    question = office(Style.RANK, *(f"Candidate {number}" for number in range(7)))
    draft = store.begin(1, "m1", paper(question, MOTION))
    draft.mark(question, {"q1.1": ("1",), "q1.2": ("2",)})
    draft.mark(question, {"q1.6": ("1",)})
    assert "1st and 6th" in draft.amiss()[question.id]
    assert draft.answers() == {}
    draft.mark(question, {"q1.6": ("7",)})
    assert draft.amiss() == {}
    assert draft.answers() == {1: {"ranking": [["1"], ["2"], ["7"]]}}
    assert not draft.complete
    draft.leave_the_rest_blank()
    assert draft.answers()[9] == {"vote": "abstain"}
    assert draft.complete


def test_a_question_for_which_nobody_stands_is_answered_blank_without_being_asked() -> None:
    store, _ = drafts()
    draft = store.begin(1, "m1", paper(MOTION, unasked={4: "ranking"}))
    draft.leave_the_rest_blank()
    assert draft.ballot() == {9: {"vote": "abstain"}, 4: {"ranking": []}}


def test_the_paper_says_everything_that_was_chosen_before_it_can_be_confirmed() -> None:
    store, _ = drafts()
    chair = office(Style.RANK, "Ada", "Ben", "Cai")
    draft = store.begin(1, "m1", paper(chair, MOTION))
    assert "not filled in yet" in "\n".join(paper_text(draft))
    assert "Confirm" not in "\n".join(paper_text(draft))
    draft.mark(chair, {"q1.1": ("2",), "q1.2": ("1",)})
    draft.mark(MOTION, {"q9": ("no",)})
    said = "\n".join(paper_text(draft))
    assert "**1** Ben · **2** Ada" in said
    assert "**No**" in said
    assert "Nothing is counted until you press **Confirm**" in said


@given(st.lists(questions(most=25), min_size=1, max_size=10, unique_by=lambda each: each.number), st.data())
@settings(max_examples=40)
def test_a_paper_fits_into_a_message_whatever_is_on_it(
    asked: list[PaperQuestion], data: st.DataObject
) -> None:
    store, _ = drafts()
    draft = store.begin(1, "m1", paper(*asked))
    for question in asked:
        every = all_fields(question)
        draft.mark(
            question, {each.key: (each.options[n % len(each.options)].id,) for n, each in enumerate(every)}
        )
    draft.last = data.draw(st.sampled_from(asked)).number
    body = {"flags": 1 << 15, "components": ballot_page(draft).to_components()}
    check_message(body)
