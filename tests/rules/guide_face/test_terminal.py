"""A terminal says what Discord says, without Discord's marks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.ui import Layout
from cogs.guide import terminal
from cogs.guide.face import cards, wording
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Answer, Match, Reason
from cogs.guide.matching.defaults import shipped_defaults
from cogs.guide.source.provenance import Provenance

from .limits import text_of

QUESTIONS = (
    "PyTorch SNN library",
    "lava?",
    "A JAX library with a permissive licence",
    "quantum annealing in Elixir",
    "a permissive Haskell library for GPUs",
    "Norse or SpikingJelly?",
    "snnTorch or Norse, with a permissive licence?",
    "what runs on Loihi 2?",
    "where do I start? I am a neuroscientist",
    "thank you",
)


def in_terminal(question: str, entries: Entries, answer: Answer | None = None, width: int = 100) -> str:
    return terminal.answer_lines(
        answer or entries.index.ask(question),
        entries,
        Provenance("example", ""),
        question=question,
        count=3,
        width=width,
        labels=shipped_defaults(),
    )


def in_discord(question: str, entries: Entries) -> str:
    view = Layout()
    view.add_item(
        cards.answer_card(
            entries.index.ask(question),
            question=question,
            entries=entries,
            provenance=Provenance("example", ""),
            count=3,
            labels=shipped_defaults(),
            show_question=False,
        )
    )
    return text_of(view)


@pytest.mark.parametrize("question", QUESTIONS)
def test_everything_that_discord_says_is_said_in_a_terminal(example: Entries, question: str) -> None:
    ours = " ".join(in_terminal(question, example).split())
    for line in (
        in_discord(question, example)
        .replace("See everything there is with `/guide browse`.", "")
        .splitlines()
    ):
        for part in line.split(wording.BETWEEN):
            without = re.sub(r"\[([^]]+)\]\((\S+)\)", r"\1: \2", part)
            without = re.sub(r"\*\*|`|^(#+|-#) |\\(?=\W)", "", without)
            assert " ".join(without.split()) in ours, part


@pytest.mark.parametrize("question", ["lava?", "Norse?", "SpikeNN"])
def test_a_question_that_is_a_name_shows_what_it_names(example: Entries, question: str) -> None:
    for said in (in_terminal(question, example), in_discord(question, example)):
        assert len(re.findall(r"^(?:### )?\d\. ", said, re.MULTILINE)) == 1
        assert "you name it" in said


def test_what_pages_say_is_shown_as_it_stands_there(example: Entries) -> None:
    library = example.index.guide.libraries[0]
    text = r"“reads *.aedat4 and `a_b` [x](https://y.z) \ # @here”"
    answer = Answer("answer", (Match(library.slug, library, 1.0, (Reason("matches", "text", text),)),))
    assert f"Why: {text}" in " ".join(in_terminal("", example, answer).split())


def test_lines_keep_the_width_but_for_addresses(example: Entries) -> None:
    for question in QUESTIONS:
        for line in in_terminal(question, example, width=60).splitlines():
            assert len(line) <= 60 or "https://" in line


def test_the_time_is_in_words_a_terminal_can_show(example: Entries) -> None:
    when = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    said = terminal.answer_lines(
        example.index.ask("lava?"),
        example,
        Provenance("copy", "owner/name@main", confirmed_at=when, stale=True),
        question="lava?",
        count=3,
        width=200,
        labels=shipped_defaults(),
    )
    assert said.endswith(
        "From the last good copy of the software guide (owner/name@main), as of 2026-03-01 12:30 UTC. "
        "This copy is old: the source has not been reached for a while."
    )
