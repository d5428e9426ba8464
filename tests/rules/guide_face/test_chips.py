"""Questions about chips: the chip comes first, then the software that drives it."""

from __future__ import annotations

import pytest

from bot.limits import MESSAGE_TEXT
from bot.ui import Layout
from cogs.guide.face import cards
from cogs.guide.face.answer_text import AnswerText, answer_text, is_small_talk, offered
from cogs.guide.face.chip_questions import about_chips, asks_which_chip
from cogs.guide.face.chip_text import ROOM
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Answer
from cogs.guide.source.provenance import Provenance

from .limits import check, text_of


def ask(question: str, entries: Entries) -> tuple[Answer, AnswerText]:
    answer = about_chips(question, entries.index.ask(question), entries)
    return answer, answer_text(answer, question=question, entries=entries, count=3)


@pytest.mark.parametrize(
    ("question", "first", "library"),
    [
        ("how many neurons has Loihi 2", "**Neurons:** 1 million", "lava"),
        ("what is Speck", "**Made by:** SynSense", "sinabs"),
        ("Speck?", "**Made by:** SynSense", "sinabs"),
        ("does Loihi 2 have on-chip learning?", "**On-chip learning:** yes", "lava"),
        ("who makes Xylo?", "**Made by:** SynSense", "rockpool"),
    ],
)
def test_a_fact_comes_before_the_software(example: Entries, question: str, first: str, library: str) -> None:
    answer, said = ask(question, example)
    assert said.heading == "## From the hardware guide"
    facts = next(line for line in said.chips.splitlines() if line.startswith("**"))
    assert facts.startswith(first)
    assert "[Guide page](" in said.chips
    assert said.chips.endswith("### Software")
    assert offered(answer, 3)[0] == library


def test_a_fact_that_is_not_stated_is_said_so(example: Entries) -> None:
    _, said = ask("TSP1 neurons", example)
    assert "**Neurons:** not stated" in said.chips


def test_chips_are_compared_before_the_software(example: Entries) -> None:
    answer, said = ask("compare Loihi 2 and SpiNNaker 2", example)
    assert said.heading == "## Loihi 2 and SpiNNaker2 compared"
    assert "**Neurons**\n- Loihi 2: 1 million\n- SpiNNaker2: " in said.chips
    assert {"lava", "nest"} <= {match.slug for match in answer.ranked}


@pytest.mark.parametrize("question", ["what runs on Loihi 2?", "a PyTorch library for Speck"])
def test_who_wants_software_keeps_the_matchers_order(example: Entries, question: str) -> None:
    before = example.index.ask(question)
    answer, said = ask(question, example)
    assert answer.ranked == before.ranked
    assert said.chips.startswith("### ")


@pytest.mark.parametrize(
    "question", ["snnTorch on Loihi 2", "Lava or Loihi 2?", "a library but not for Loihi 2"]
)
def test_a_named_library_or_a_denied_chip_comes_without_facts(example: Entries, question: str) -> None:
    _, said = ask(question, example)
    assert said.chips == ""
    assert any("[Loihi 2](https://" in note for note in said.notes)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("which chip supports on-chip learning?", "loihi-2-intel"),
        ("which hardware learns on chip?", "brainscales-2-universitat-heidelberg"),
        ("chip for audio", "xylo-synsense"),
        ("is there a chip for wearables?", "pulsar-by-innatera"),
    ],
)
def test_a_chip_is_found_by_what_its_page_states(example: Entries, question: str, expected: str) -> None:
    answer, said = ask(question, example)
    assert expected in {chip.slug for chip in answer.hardware}
    assert "**Why:** " in said.chips
    assert not said.matches
    assert offered(answer, 3) == []


def test_chips_that_learn_are_those_whose_page_says_so(example: Entries) -> None:
    answer, _ = ask("which chip supports on-chip learning?", example)
    assert all(chip.on_chip_learning for chip in answer.hardware)
    assert len(answer.hardware) == sum(bool(chip.on_chip_learning) for chip in example.index.guide.hardware)


@pytest.mark.parametrize(
    "question",
    [
        "which chip should I use?",
        "a chip for knitting",
        "is there a chip with more than a million neurons?",
        "which chip needs the least power?",
    ],
)
def test_what_decides_nothing_is_said(example: Entries, question: str) -> None:
    answer, said = ask(question, example)
    assert answer.kind == "not_in_guide"
    assert "`/guide hardware`" in said.chips
    assert "Loihi 2" in said.chips
    assert not said.matches
    assert said.suggestion is None
    assert not is_small_talk(answer, question)


@pytest.mark.parametrize(
    "question",
    [
        "which library supports a neuromorphic chip?",
        "I want to program a neuromorphic chip",
        "what runs on neuromorphic hardware",
        "neuromorphic hardware simulators",
        "how do I deploy to a chip?",
        "which chips does Rockpool support?",
        "a permissive JAX library",
        "a lab without a chip",
    ],
)
def test_software_for_chips_is_no_wish_for_a_chip(example: Entries, question: str) -> None:
    answer = example.index.ask(question)
    assert not asks_which_chip(question, answer)
    assert about_chips(question, answer, example) == answer


def test_a_chip_without_software_in_the_guide_says_so_and_links_its_page(example: Entries) -> None:
    for question in ("Braindrop software", "what runs on Braindrop?"):
        _, said = ask(question, example)
        assert said.heading == "## From the hardware guide"
        assert "The guide names no library of its own for this chip." in said.chips
        assert "neurogrid-braindrop-stanford/)" in said.chips
        assert "knows nothing" not in "".join((*said.remarks, *said.notes))


def test_every_chip_fits_a_message(entries: Entries) -> None:
    chips = entries.index.guide.hardware
    everything = (
        "neurons synapses power memory on-chip learning weights interfaces maker year analog applications"
    )
    for at in range(0, len(chips), 3):
        for number in (1, 3, len(chips)):
            found = tuple(chips[(at + step) % len(chips)] for step in range(number))
            for question in ("what is it?", everything, "which chip for vision?"):
                for kind in ("answer", "not_in_guide"):
                    answer = about_chips(question, Answer(kind, hardware=found), entries)  # type: ignore[arg-type]
                    said = answer_text(answer, question=question, entries=entries, count=5)
                    assert len(said.chips) <= ROOM
                    view = Layout()
                    view.add_item(
                        cards.answer_card(
                            answer,
                            question=question + "_" * 6000,
                            entries=entries,
                            provenance=Provenance("example", ""),
                            count=5,
                        )
                    )
                    check(view)
                    assert len(text_of(view)) <= MESSAGE_TEXT
