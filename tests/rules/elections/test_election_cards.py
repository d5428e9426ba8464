"""Every message of an election is one that Discord takes, whatever members called themselves and however many."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_discord.validation.messages import check_message
from bot.outbox import Message
from bot.rest import File
from cogs.elections.conduct.cards import Cards
from cogs.elections.conduct.facts import Confirmation, Head, Note, QuestionSheet, Sheet
from cogs.elections.count import Contest, count
from cogs.elections.face import cards
from cogs.elections.face.cards.tally import WIDTH, table
from cogs.elections.model import (
    Candidate,
    CandidateState,
    Election,
    Form,
    Kind,
    Question,
    Regulations,
    Stage,
    Term,
    Turnout,
)
from cogs.elections.rules.lot import draw

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
# What Discord would read as markup, mentions or the end of a code block, as long as it may be.
WORST = ("@everyone *_`~|<@1> [x](y) # " * 4)[:100]


def office(number: int, *names: str, title: str = "Chair", seats: int = 1) -> QuestionSheet:
    question = Question(number, 1, number, Form.OFFICE, title, "", seats)
    people = tuple(
        Candidate(number * 100 + n, number, 1000 + n, name, "", 1000 + n, CandidateState.ACCEPTED)
        for n, name in enumerate(names)
    )
    return QuestionSheet(question, people)


def motion(number: int, title: str, text: str = "") -> QuestionSheet:
    return QuestionSheet(Question(number, 1, number, Form.MOTION, title, text), ())


def sheet_of(
    *asked: QuestionSheet,
    stage: Stage = Stage.OPEN,
    title: str = "Officers 2026",
    turnout: Turnout | None = None,
    needed: int = 0,
    **more: Any,
) -> Sheet:
    election = Election(
        *(1, title, Kind.OFFICERS, stage, more.pop("regulations", Regulations()), 5, 6),
        opens_at=NOW,
        closes_at=NOW + timedelta(days=14),
        created_at=NOW,
        nominations_at=NOW - timedelta(days=14),
        nominations_until=NOW,
    )
    rules = ("The vote is valid when at least 1/2 of the members on the roll take part.",) * 12
    return Sheet(election, asked, rules, Head(12, "ab" * 32), turnout, needed, "cd" * 32, **more)


def counted(asked: QuestionSheet, method: str, ballots: Mapping[Any, int], **outcome: Any) -> QuestionSheet:
    names = tuple(each.name for each in asked.standing)
    kind = {"star": "scores", "motion": "vote"}.get(method, "ranking")
    result = count(Contest(names, kind, ballots, asked.question.seats), method)
    said = {"verdict": "elected", "reason": result.reason, "majority": None, "next": None, **outcome}
    return replace(asked, outcome=said, count=result.as_json())


def texts(message: Message) -> str:
    found = []

    def walk(component: Mapping[str, Any]) -> None:
        if "content" in component:
            found.append(component["content"])
        for each in component.get("components", ()):
            walk(each)

    for each in message.components:
        walk(each)
    return "\n".join(found)


def takes(message: Message) -> str:
    """What the message says, once it is sure that Discord takes it and that nobody is mentioned by it."""
    body = message.to_discord(1)
    check_message(body, file_names=[file.name for file in message.files])
    assert body["allowed_mentions"]["parse"] == []
    said = texts(message)
    # Nothing is read as markup or mention inside a block of code.
    assert "@everyone" not in re.sub(r"```.*?```", "", said, flags=re.DOTALL)
    return said


def every(sheet: Sheet, files: tuple[File, ...]) -> dict[str, Callable[[], Message]]:
    asked = sheet.questions[0]
    candidate = (
        asked.candidates[0]
        if asked.candidates
        else Candidate(1, 1, 7, WORST, WORST, 8, CandidateState.NOMINATED)
    )
    term = Term(1, WORST, 7, WORST, 1, NOW)
    made: Cards = cards
    return {
        "nominations_open": lambda: made.nominations_open(sheet),
        "nominations_extended": lambda: made.nominations_extended(sheet, sheet.questions),
        "nominee_asked": lambda: made.nominee_asked(sheet, asked, candidate),
        "ballot_published": lambda: made.ballot_published(sheet),
        "opening": lambda: made.opening(sheet),
        "reminder": lambda: made.reminder(sheet, 7),
        "withdrawal": lambda: made.withdrawal(sheet, asked, candidate),
        "extension": lambda: made.extension(sheet, WORST * 40),
        "closing": lambda: made.closing(sheet, WORST * 40),
        "result": lambda: made.result(sheet, files),
        "lot": lambda: made.lot(sheet, (draw(1, (WORST, WORST[1:]), WORST),) * 8, files[:1]),
        "scrutiny": lambda: made.scrutiny(sheet),
        "confirmation": lambda: made.confirmation(Confirmation(sheet, (term,) * 20, (term,) * 20)),
        "cancelled": lambda: made.cancelled(sheet, WORST * 40),
        "note": lambda: made.note(sheet, Note.NOBODY_STANDS, (WORST,) * 40),
        "term_ending": lambda: made.term_ending(term, NOW),
        "term_overdue": lambda: made.term_overdue(term, NOW),
    }


FILES = (File("election-1.json", b"{}"), File("election-1.png", b"png", "x" * 2_000))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("offices", [1, 3, 8])
def test_twenty_five_candidates_with_the_longest_names_fit_into_every_message(
    stage: Stage, offices: int
) -> None:
    names = [f"{number:02}{WORST}"[:100] for number in range(25)]
    ballots = {tuple(names[n:]): 25 - n for n in range(25)}
    asked = tuple(
        counted(office(number, *names, title=f"{number}{WORST}"[:100]), "irv", ballots)
        for number in range(1, offices + 1)
    )
    sheet = sheet_of(
        *asked,
        stage=stage,
        title=WORST,
        turnout=Turnout(40, 25, 2),
        needed=30,
        warnings=(WORST * 3,) * 5,
        scrutineers=tuple(range(10**17, 10**17 + 5)),
    )
    for name, make in every(sheet, FILES).items():
        takes(make()), name


@given(st.text(min_size=1, max_size=100), st.text(max_size=800))
@settings(max_examples=50)
def test_whatever_is_typed_is_shown_and_nothing_breaks(name: str, text: str) -> None:
    title = " ".join(name.split()) or "x"
    sheet = sheet_of(office(1, title), motion(2, title, text), title=title, turnout=Turnout(3, 1), needed=2)
    for make in every(sheet, ()).values():
        takes(make())


def test_the_opening_says_rules_roll_turnout_warnings_and_has_the_buttons() -> None:
    sheet = sheet_of(
        office(1, "Ada", "Ben"), turnout=Turnout(40, 12), needed=20, warnings=("Few vote here.",)
    )
    message = cards.opening(sheet)
    said = takes(message)
    assert "**1. Chair**: Ada, Ben" in said
    assert "12 of 40 members" in said
    assert "8 more" in said
    assert "cd" * 32 in said
    assert "ab" * 32 in said
    assert "⚠️ Few vote here." in said
    ids = str(message.components)
    assert "election:vote:1" in ids
    assert "election:mine:1" in ids
    assert "election:candidates:1:0" in ids
    closed = cards.opening(replace(sheet, election=replace(sheet.election, stage=Stage.CLOSED)))
    assert "election:vote" not in str(closed.components)


def test_a_withdrawal_promises_another_vote_only_where_there_is_one() -> None:
    chair = office(1, "Ada", "Ben")
    sheet = sheet_of(chair, turnout=Turnout(10, 4))
    assert "can vote again until" in takes(cards.withdrawal(sheet, chair, chair.candidates[0]))
    extended = replace(sheet, election=replace(sheet.election, extended=True))
    said = takes(cards.withdrawal(extended, chair, chair.candidates[0]))
    assert "blank ballot" in said
    assert "again" not in said


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.CANCELLED])
def test_no_message_of_a_vote_that_is_over_has_its_button(stage: Stage) -> None:
    asked = office(1, "Ada", "Ben")
    for at, there in ((Stage.OPEN, True), (stage, False)):
        sheet = sheet_of(asked, stage=at, turnout=Turnout(40, 12))
        for message in (
            cards.opening(sheet),
            cards.reminder(sheet, 2),
            cards.withdrawal(sheet, asked, asked.candidates[0]),
            cards.extension(sheet, "Too few."),
        ):
            takes(message)
            assert ("election:vote:1" in str(message.components)) is there
    assert "closes in about" not in takes(cards.reminder(sheet, 2))


def test_a_vote_that_is_not_valid_says_which_condition_failed_and_shows_no_numbers_of_anybody() -> None:
    reason = "Not valid, the participation was not reached: 7 of 40 took part; at least 1/2 (20) needed."
    outcome = {"verdict": "not valid", "reason": reason, "next": None}
    asked = replace(office(1, "Ada", "Ben"), outcome=outcome)
    sheet = sheet_of(asked, stage=Stage.NOT_VALID, turnout=Turnout(40, 7), needed=20)
    said = takes(cards.result(sheet, FILES[:1]))
    assert said.startswith("## ❌ The vote is not valid")
    assert "participation was not reached" in said
    assert "7 of 40 took part" in said
    assert "can be extended once" in said
    assert "Ada" not in said
    assert "community-bot election recount election-1.json" in said


def test_a_result_says_the_outcome_in_words_before_its_table_and_how_to_count_again() -> None:
    asked = counted(
        office(1, "Ada", "Ben"), "plurality", {("Ada",): 7, ("Ben",): 5},
        majority={"votes": 7, "ballots": 12, "absolute": True},
    )  # fmt: skip
    sheet = sheet_of(asked, stage=Stage.ELECTED, turnout=Turnout(20, 12), needed=10)
    message = cards.result(sheet, FILES)
    said = takes(message)
    assert said.index("**Valid**") < said.index("Ada is elected") < said.index("```") < said.index("recount")
    assert "7 of 12 valid ballots: more than half" in said
    assert "Ada ✓" in said
    assert {each.name for each in message.files} == {"election-1.json", "election-1.png"}
    assert "attachment://election-1.png" in str(message.components)
    assert "attachment://election-1.json" in str(message.components)


def test_a_lot_is_told_with_the_program_that_draws_it_again() -> None:
    elected = counted(office(1, "Ada", "Ben"), "irv", {("Ada",): 1}, reason="A tie. Settled: Ben is elected.")
    made = draw(1, ("Ada", "Ben"), "4*2")
    message = cards.lot(sheet_of(elected, stage=Stage.ELECTED), [made], FILES[:1])
    said = takes(message)
    assert "Settled: Ben is elected." in said
    assert "Drawn by the randomness of the first round of drand" in said
    assert r": 4\*2" in said
    assert f"The order: {', '.join(made.order)}" in said
    # The file that was posted with the result does not have the lot.
    assert message.files == FILES[:1]
    assert "attachment://election-1.json" in str(message.components)
    assert "community-bot election recount election-1.json" in said
    program = said.split("```python\n")[1].split("```")[0]
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert tuple(again.stdout.split()) == made.order


def test_a_result_accounts_for_ballots_that_name_nobody() -> None:
    asked = counted(
        office(1, "Ada", "Ben"), "plurality", {("Ada",): 7, ("Ben",): 5},
        majority={"votes": 7, "ballots": 12, "absolute": True},
    )  # fmt: skip
    for voted, left_out, words in (
        (13, [], "1 of 13 ballots is blank here."),
        (15, [], "3 of 15 ballots are blank here."),
        (15, ["Cai"], "3 of 15 ballots are blank here or name only whoever is left out."),
        (12, [], ""),
    ):
        one = replace(asked, outcome={**(asked.outcome or {}), "left_out": left_out})
        sheet = sheet_of(one, stage=Stage.ELECTED, turnout=Turnout(20, voted), needed=10)
        said = takes(cards.result(sheet, ()))
        assert words in said
        assert ("blank" in said) == bool(words)


def test_nominations_say_who_stands_and_when_they_are_over_nothing_is_offered() -> None:
    sheet = sheet_of(office(1, "Ada", "Ben"), office(2, title="Secretary"), stage=Stage.NOMINATIONS)
    message = cards.nominations_open(sheet)
    assert "**Chair**: Ada, Ben\n- **Secretary**\n" in takes(message)
    assert "then voting opens" in takes(message)
    assert "election:nominate:1" in str(message.components)
    over = cards.nominations_open(replace(sheet, election=replace(sheet.election, stage=Stage.FROZEN)))
    assert "Nominations are over" in takes(over)
    assert "election:nominate" not in str(over.components)


def test_what_an_open_vote_says_of_ballots_is_true() -> None:
    assert "Only you see your ballot" in takes(cards.opening(sheet_of(office(1, "Ada", "Ben"))))
    openly = sheet_of(motion(1, "Admit Ada?"), regulations=Regulations(secret=False))
    assert "Only you see your ballot" not in takes(cards.opening(openly))


def test_a_closed_vote_says_by_how_many_it_fell_short() -> None:
    sheet = sheet_of(office(1, "Ada", "Ben"), stage=Stage.CLOSED, turnout=Turnout(40, 12), needed=20)
    assert "8 too few for the vote to be valid" in takes(cards.closing(sheet, ""))


def test_a_tie_is_told_with_what_follows() -> None:
    asked = counted(
        office(1, "Ada", "Ben"), "irv", {("Ada",): 5, ("Ben",): 5},
        verdict="tie", next={"kind": "second ballot"},
    )  # fmt: skip
    said = takes(cards.result(sheet_of(asked, stage=Stage.TIE, turnout=Turnout(20, 10), needed=10), ()))
    assert "Tie between Ada and Ben" in said
    assert "A second ballot between them follows." in said


def test_a_nominee_is_asked_with_both_buttons_and_afterwards_it_says_what_they_answered() -> None:
    asked = office(1, "Ada")
    candidate = replace(asked.candidates[0], state=CandidateState.NOMINATED, nominated_by=9)
    sheet = sheet_of(asked, stage=Stage.NOMINATIONS)
    question = cards.nominee_asked(sheet, asked, candidate)
    assert question.users == (candidate.user_id,)
    assert "accept" in str(question.components)
    for state, words in ((CandidateState.ACCEPTED, "stands"), (CandidateState.DECLINED, "does not stand")):
        answered = cards.nominee_asked(sheet, asked, replace(candidate, state=state))
        assert answered.users == ()
        assert "accept" not in str(answered.components)
        assert words in texts(answered)
    late = replace(sheet, election=replace(sheet.election, stage=Stage.FROZEN))
    assert "did not answer in time" in texts(cards.nominee_asked(late, asked, candidate))


# --- tables --------------------------------------------------------------------------------------------------


def lines(asked: QuestionSheet, most: int = 3_000) -> list[str]:
    assert asked.count is not None
    drawn = table(asked.count, most)
    assert drawn.startswith("```\n")
    assert drawn.endswith("\n```")
    return drawn.splitlines()[1:-1]


def test_a_table_has_a_row_for_each_candidate_and_a_column_for_each_round() -> None:
    ballots = {("Ada",): 5, ("Ben",): 4, ("Cai", "Ben"): 2, ("Dee",): 1}
    shown = lines(counted(office(1, "Ada", "Ben", "Cai", "Dee"), "irv", ballots))
    assert [line.split() for line in shown] == [
        ["R1", "R2", "R3"],
        ["Ben", "✓", "4", "4", "6"],
        ["Ada", "5", "5", "5"],
        ["Cai", "2", "2"],
        ["Dee", "1"],
        ["(no", "longer)", "0", "1", "1"],
    ]


def test_a_motion_is_told_as_yes_no_abstain() -> None:
    asked = counted(motion(1, "Admit Ada?"), "motion", {"yes": 3, "no": 2, "abstain": 1})
    assert [line.split() for line in lines(asked)] == [["votes"], ["Yes", "3"], ["No", "2"], ["Abstain", "1"]]


def test_scores_are_told_as_totals_and_run_off() -> None:
    ballots = {frozenset({("Ada", 5), ("Ben", 2)}): 3, frozenset({("Ada", 1), ("Ben", 4)}): 2}
    asked = counted(office(1, "Ada", "Ben"), "star", ballots)
    assert asked.count is not None
    shown = table(asked.count, 3_000, scores=True).splitlines()
    assert [line.split() for line in shown[1:-1]] == [
        ["total", "run-off"],
        ["Ada", "✓", "17", "3"],
        ["Ben", "14", "2"],
    ]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100).filter(str.strip),
        min_size=2,
        max_size=25,
        unique=True,
    ),
    st.sampled_from(["irv", "stv", "meek", "schulze", "plurality"]),
    st.integers(200, 3_000),
)
@settings(max_examples=60)
def test_no_table_is_wider_than_a_phone_or_longer_than_its_room(
    names: list[str], method: str, most: int
) -> None:
    ballots = {tuple(names[n:]): 1_000 - n for n in range(len(names))}
    asked = counted(office(1, *names), method, ballots)
    shown = lines(asked, most)
    assert all(len(line) <= WIDTH for line in shown)
    assert len("\n".join(shown)) + 8 <= max(most, 160)
    assert not any("`" in line for line in shown)
