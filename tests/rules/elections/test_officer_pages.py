"""What officers see and fill in is taken by Discord, however much stands in it; and every stage has a next step."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from discord import ui

from bot.errors import UserError
from bot.local_discord.validation.messages import check_message
from bot.local_discord.validation.modals import check_modal
from bot.outbox import IS_COMPONENTS_V2, Laid
from bot.texts import plain
from cogs.elections.conduct.facts import Actor, Head, Held, Note, QuestionSheet, Sheet
from cogs.elections.conduct.lacks import lacks
from cogs.elections.face import drafting, nominating, roll_import, rolls, rule_forms, sheet, steps
from cogs.elections.face.cards import note
from cogs.elections.face.commands.group import election
from cogs.elections.face.commands.members import MemberCommands
from cogs.elections.face.commands.officers import OfficerCommands
from cogs.elections.face.commands.rolls import RollCommands
from cogs.elections.face.log_page import log_page
from cogs.elections.face.next_steps import next_steps
from cogs.elections.face.own_part import own_part
from cogs.elections.face.question_forms import QuestionForm
from cogs.elections.face.terms_page import terms_page
from cogs.elections.face.times import TimesForm
from cogs.elections.face.withdrawing import WithdrawForm
from cogs.elections.model import (
    Candidate,
    CandidateState,
    Election,
    Form,
    Kind,
    LogEntry,
    Member,
    Question,
    Regulations,
    Stage,
    Standing,
    Term,
    Turnout,
    Voter,
)
from cogs.elections.rules.kinds import PRESETS, in_words
from cogs.elections.rules.regulating import FIELDS, change
from cogs.elections.rules.roll import differences
from cogs.elections.rules.stages import allowed

# Importing them hangs the commands on the group.
COMMANDS = (OfficerCommands, MemberCommands, RollCommands)
ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OFFICER = Actor(5, "Sol", frozenset({"member", "moderator", "committee", "secretary"}))
VOTER = Voter("m-1", "Ada", 101)
# What Discord would read as markup or mentions, as long as it may be.
WORST = ("@everyone *_`~|<@1> [x](y) # " * 4)[:100]


def a_sheet(
    stage: Stage = Stage.DRAFT,
    kind: Kind = Kind.OFFICERS,
    questions: int = 3,
    candidates: int = 2,
    words: str = "Ada",
    regulations: Regulations | None = None,
    outcome: dict[str, Any] | None = None,
) -> Sheet:
    rules = regulations or Regulations()
    form = Form.OFFICE if kind in (Kind.OFFICERS, Kind.BY_ELECTION) else Form.MOTION
    asked = tuple(
        QuestionSheet(
            Question(number, 1, number, form, words, words * 20),
            tuple(
                Candidate(100 * number + n, number, 100 + n, words, words, 5, state)
                for n in range(candidates)
                for state in [list(CandidateState)[n % len(CandidateState)]]
            ),
            outcome,
        )
        for number in range(1, questions + 1)
    )
    election = Election(
        *(1, words, kind, stage, rules, 5, 6, NOW, NOW + timedelta(days=14), NOW),
        nominations_at=NOW - timedelta(days=14),
        nominations_until=NOW,
    )
    voted = None if stage in (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN) else Turnout(40, 12)
    return Sheet(
        *(election, asked, tuple(in_words(rules, kind)), Head(12, "ab" * 32), voted, 20, "cd" * 32),
        lacks=("Question 1 lacks its wording.",) if stage is Stage.DRAFT else (),
        warnings=("With few voters a tally may tell who voted how.",) * 2,
    )


def takes(view: Laid) -> str:
    """What a page says, once it is sure that Discord takes it and that it mentions nobody by what was typed."""
    said: list[str] = []

    def walk(component: dict[str, Any]) -> None:
        said.append(component.get("content", ""))
        for each in component.get("components", ()):
            walk(each)

    components = view.to_components()
    check_message({"flags": IS_COMPONENTS_V2, "components": components}, file_names=["roll.csv"])
    for each in components:
        walk(each)
    assert "@everyone" not in "".join(said)
    return "\n".join(said)


def opens(form: ui.Modal) -> list[str]:
    """The custom ids of a form's fields, once it is sure that Discord takes it."""
    data = form.to_dict()
    check_modal(data)
    return [each["component"]["custom_id"] for each in data["components"] if each["type"] == 18]


@pytest.mark.parametrize("words", ["Ada", WORST])
@pytest.mark.parametrize(("questions", "candidates"), [(0, 0), (3, 4), (25, 24)])
@pytest.mark.parametrize("stage", Stage)
def test_every_page_of_every_stage_is_taken(
    stage: Stage, questions: int, candidates: int, words: str
) -> None:
    shown = a_sheet(stage, questions=questions, candidates=candidates, words=words)
    for actor in (OFFICER, Actor(9, "Kim", frozenset({"member"}))):
        takes(sheet.status(shown, actor, own_part(shown, 101, VOTER, voted=False)))
    takes(sheet.overview([shown.election] * 30, 2))
    entries = [LogEntry(n, NOW, n % 2, "cancel", {"reason": words * 5}, "", "") for n in range(1, 99)]
    takes(log_page(shown, entries))
    takes(drafting.panel(shown))
    for key in steps.STEPS:
        if key == "confirm" and stage is Stage.NOT_VALID:
            with pytest.raises(UserError, match="has no result"):
                steps.STEPS[key].will(shown)
        elif steps.STEPS[key].form is None:
            takes(steps.question(shown, key, steps.STEPS[key].will(shown)))


@pytest.mark.parametrize("words", ["*Ada*", WORST])
def test_what_a_draft_lacks_is_told_with_its_titles_as_typed(words: str) -> None:
    made = a_sheet(questions=25, candidates=0, words=words)
    asked = tuple(replace(each, question=replace(each.question, seats=2)) for each in made.questions)
    election = replace(made.election, nominations_at=None, nominations_until=None)
    missing = lacks(election, asked, NOW, ())
    assert f"{plain(words)}: irv fills one seat" in " ".join(missing)
    assert f"Nobody stands for **{plain(words[:60])[:20]}" in " ".join(missing)
    shown = replace(made, election=election, questions=asked, lacks=missing)
    for said in (takes(drafting.panel(shown)), takes(sheet.status(shown, OFFICER))):
        assert f"{plain(words)}: irv fills one seat" in said
    message = note(shown, Note.DRAFT_DUE, missing)
    check_message(message.to_discord(1))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=str)
def test_every_rule_of_a_kind_is_in_one_of_its_forms_with_its_value(preset: Any) -> None:
    shown = a_sheet(kind=preset.kind, regulations=preset.regulations)
    asked: list[str] = []
    for name, group in rule_forms.GROUPS.items():
        if group.matters(shown):
            asked += opens(rule_forms.RuleForm(shown, name))
    assert len(asked) == len(set(asked))
    both = {key for group in rule_forms.GROUPS.values() for key in group.keys}
    # How long voting lasts is decided by the moments that were typed.
    assert both == {field.name for field in fields(Regulations)} - {"voting_days"}


@pytest.mark.parametrize("key", [key for key in FIELDS if key != "voting_days"])
def test_what_a_form_shows_is_what_the_rules_read(key: str) -> None:
    usual = Regulations()
    now = rule_forms.value_text(getattr(usual, key))
    assert change(usual, key, now) == usual
    for choice in FIELDS[key].choices:
        assert rule_forms.choice_label(choice)


def test_the_other_forms_are_taken() -> None:
    shown = a_sheet(Stage.OPEN, questions=30, words=WORST)
    assert opens(TimesForm(shown, "Europe/Berlin", nominations=True)) == [
        "nominations_at",
        "nominations_until",
        "opens_at",
        "closes_at",
    ]
    assert opens(QuestionForm(1, Form.OFFICE)) == ["title", "text", "seats"]
    assert opens(QuestionForm(1, Form.MOTION)) == ["title", "text"]
    # One that another part of the bot drafted may be longer than a form asks for.
    long = Question(1, 1, 1, Form.MOTION, WORST, "x" * 4_000)
    assert opens(QuestionForm(1, Form.MOTION, long)) == ["title", "text"]
    assert opens(nominating.NominationForm(shown, shown.questions, None)) == ["office", "who", "statement"]
    candidate = shown.questions[0].candidates[0]
    assert opens(nominating.StatementForm(1, replace(candidate, statement="x" * 1_000))) == ["statement"]
    assert opens(WithdrawForm(shown, shown.questions[0], candidate, 7)) == ["reason"]
    for asked in steps.STEPS.values():
        if asked.form is not None:
            opens(asked.form(shown, asked.will(shown)))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_offered_next_is_possible_at_that_stage(stage: Stage, kind: Kind) -> None:
    for outcome in (None, {"next": None, "reason": "x"}, {"next": {"kind": "lot"}, "reason": "x"}):
        following = next_steps(a_sheet(stage, kind, outcome=outcome))
        assert following.text
        assert {steps.STEPS[key].step for key in following.keys} <= set(allowed(stage))


def test_a_complete_draft_leads_on_and_an_incomplete_one_says_what_it_lacks() -> None:
    lacking = a_sheet()
    assert "lacks its wording" in next_steps(lacking).text
    assert "nominations" in next_steps(replace(lacking, lacks=())).keys
    motion = replace(a_sheet(kind=Kind.AMENDMENT), lacks=())
    motion = replace(motion, election=replace(motion.election, nominations_at=None, nominations_until=None))
    assert "freeze" in next_steps(motion).keys


def test_row_14_officers_are_offered_to_be_in_favour_while_it_takes_more_of_them() -> None:
    contested = replace(a_sheet(kind=Kind.BY_ELECTION), contested=True)
    chair = Actor(9, "Kim", frozenset({"member", "committee"}))
    assert "I am in favour…" in json.dumps(status_of(contested, chair), ensure_ascii=False)
    # Everything else about a draft is the returns officer's.
    assert "Open nominations" not in json.dumps(status_of(contested, chair))
    settled = replace(contested, contested=False)
    assert "I am in favour" not in json.dumps(status_of(settled, chair))


def status_of(shown: Sheet, actor: Actor) -> Any:
    return sheet.status(shown, actor).to_components()


def test_the_roll_and_what_a_list_changes_are_taken_whatever_members_are_called() -> None:
    def member(number: int, standing: Standing = Standing.GOOD) -> Member:
        return Member(f"m`{number:05}", WORST, number + 1, standing)

    before = [member(number) for number in range(300)]
    after = [member(number, Standing.PROBATION) for number in range(150, 450)]
    said = takes(roll_import.question(differences(before, after), before, after))
    assert "150 added, 150 removed, 150 changed" in said
    assert "more" in said
    for number in (0, 7, 14, 99):
        takes(rolls.roll_page(before, number))
    takes(rolls.roll_page([]))
    takes(rolls.own_entry(None))
    takes(rolls.own_entry(before[0]))
    message = rolls.publication(after)
    check_message(message.to_discord(1), file_names=[file.name for file in message.files])
    published = message.files[0].data.decode()
    assert "451" not in published.replace("m`00451", "")


def test_terms_are_told_with_those_that_are_overdue_and_those_that_ended() -> None:
    year = timedelta(days=365)
    held = Held(Term(2, "Chair", 7, "A*da", 3, NOW), "Officers_2026", NOW + year, overdue=True)
    ended = Held(Term(1, "Chair", 8, "Ben", None, NOW - year, NOW), None, NOW)
    said = takes(terms_page([held, ended]))
    now, before = said.split("**Before**")
    assert r"**Chair**: <@7> (A\*da)" in now
    assert r"elected in Officers\_2026" in now
    assert f"until <t:{int((NOW + year).timestamp())}:D>" in now
    assert "overdue" in now
    assert "<@8> (Ben)" in before
    assert "overdue" not in before
    assert "overdue" not in takes(terms_page([replace(held, overdue=False)]))
    assert "Nobody has been elected" in takes(terms_page([]))
    many = [
        replace(each, election=WORST, term=replace(each.term, office=WORST, name=WORST))
        for each in (held, ended)
    ]
    takes(terms_page(many * 60))


def test_every_command_that_a_text_names_is_there() -> None:
    assert COMMANDS
    known = {command.qualified_name for command in election.walk_commands()}
    texts = [*ROOT.glob("cogs/elections/**/*.py"), ROOT / "docs/elections.md", ROOT / "README.md"]
    for path in texts:
        # A line break of the docs stands for a space.
        text = " ".join(path.read_text(encoding="utf-8").split())
        for named in re.findall(r"/(election [a-z-]+(?: [a-z-]+)?)", text):
            first = " ".join(named.split()[:2])
            assert {named, first} & known, f"{path.relative_to(ROOT)} names /{named}"
