"""Whom a question is about: replacements, names within names, other senses, chips, people; and the order of all."""

from __future__ import annotations

import pytest

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.pages.reader import read_guide

from .pages import chip, library, small_index

SMALL = small_index()
NAMED = GuideIndex(read_guide({
    **library("nest", title="NEST", description="Simulator of spiking neural networks."),
    **library("lava", title="Lava", description="Spiking neural networks on chips.", supports_NIR="true"),
    **library("brian", title="Brian", description="Simulator of spiking neural networks.", supports_NIR="false"),
    **library("neuromorphic-intermediate-representation", "Moves models between frameworks and BigChip.", title="NIR",
              description="An intermediate representation of spiking neural networks for interoperability.",
              category="data-tool", supports_NIR="true", maintainer="Ada Lovelace Byron"),
    **library("dendron", "Dendrites with reduced compartments for Brian.", title="Dendron", license="GPL-3.0",
              description="Dendrites for spiking neural networks."),
    **library("torchling", title="Torchling", dependencies="PyTorch", license="AGPL-3.0", supports_NIR="true",
              description="Training of spiking neural networks."),
    **library("torchfree", title="Openling", dependencies="PyTorch", license="MIT", maintainer="Zuse Konradson",
              description="Training of spiking neural networks.", supports_NIR="true"),
    **library("reader", "Reads event camera files.", title="Fileopener", category="data-tool", maintainer="Zuse Konradson",
              description="Decodes event camera files.", field_of_application="Data Processing"),
    **chip("bigchip", "NIR describes its networks.", name="BigChip", software="Lava"),
})[0])  # fmt: skip


def order(question: str, index: GuideIndex = NAMED) -> list[str]:
    return [match.slug for match in index.ask(question).ranked]


@pytest.mark.parametrize("question", [
    "torchling, but with a permissive licence", "Torchling but MIT", "Torchling, only permissive", "same as Torchling but permissive",
    "something like Torchling, just not AGPL", "Torchling aber mit MIT-Lizenz", "an MIT version of Torchling",
])  # fmt: skip
def test_a_library_with_a_condition_is_to_be_replaced(question: str):
    found = order(question)
    assert found[0] == "torchfree"
    assert "torchling" not in found


@pytest.mark.parametrize(
    "question", ["does Torchling have NIR but not hardware?", "Torchling docs", "is Torchling permissive?"]
)
def test_a_library_that_is_asked_about_stays_first(question: str):
    assert order(question)[0] == "torchling"


def test_what_is_wanted_for_a_library_is_not_that_library():
    assert order("reduced compartmental models with dendrites for Brian")[0] == "dendron"


@pytest.mark.parametrize(("question", "slug", "said"), [
    ("Does Lava have NIR?", "lava", "supports NIR: yes"), ("Does brian do NIR", "brian", "supports NIR: no"),
    ("Is NIR in lava", "lava", "supports NIR: yes"), ("Brian NIR support?", "brian", "supports NIR: no"),
    ("Torchling vs Brian for NIR", "torchling", "supports NIR: yes"),
])  # fmt: skip
def test_nir_is_asked_of_the_library_that_is_named(question: str, slug: str, said: str):
    best = NAMED.ask(question).ranked[0]
    assert best.slug == slug
    assert said in [reason.text for reason in best.reasons]


def test_nir_itself_is_found_when_it_is_asked_for():
    assert order("what is NIR")[0] == "neuromorphic-intermediate-representation"


@pytest.mark.parametrize(
    "question", ["what do I program the BigChip with?", "BigChip software", "what runs on BigChip?"]
)
def test_what_drives_a_chip_comes_before_what_carries_models_to_it(question: str):
    assert order(question)[:2] == ["lava", "neuromorphic-intermediate-representation"]


def test_moving_models_to_a_chip_is_the_exchange_format():
    assert (
        order("move models between frameworks and to the BigChip")[0]
        == "neuromorphic-intermediate-representation"
    )


def test_what_violates_a_need_comes_after_what_meets_all():
    ranked = NAMED.ask("spiking networks with NIR, MIT licence, PyTorch").ranked
    assert ranked[0].slug == "torchfree"
    violating = [
        place for place, match in enumerate(ranked) if any(r.kind == "violates" for r in match.reasons)
    ]
    assert min(violating) > 0
    scores = [match.score for match in ranked]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("question", "missing"), [
    ("PyTorch Geometric", "PyTorch Geometric"), ("is JAX MD listed?", "JAX MD"), ("TensorFlow Lite", "TensorFlow Lite"),
    ("Keras Tuner", "Keras Tuner"), ("Moose simulator", "Moose"), ("Edge Impulse", "Edge Impulse"),
])  # fmt: skip
def test_a_name_that_begins_with_a_known_one_is_another(question: str, missing: str):
    answer = SMALL.ask(question)
    assert answer.kind == "not_in_guide"
    assert missing in answer.missing
    assert not any(need.kind == "dependency" for need in answer.needs)


@pytest.mark.parametrize("question", [
    "PyTorch SNN", "PyTorch GPU training", "Spiking Networks On PyTorch Or Another Framework", "pytorch geometric",
    "PyTorch. Geometric things too", "SNN mit PyTorch Modellen trainieren, welche Bibliothek?",
])  # fmt: skip
def test_what_only_stands_beside_it_is_none(question: str):
    assert any(need.value == "PyTorch" for need in SMALL.ask(question).needs)


@pytest.mark.parametrize(("question", "missing"), [
    ("convert a CNN to a spiking network, ONNX", "ONNX"), ("surrogate gradients on JAX, CoreML", "CoreML"),
])  # fmt: skip
def test_a_format_without_a_page_is_named_and_the_rest_is_answered(question: str, missing: str):
    answer = SMALL.ask(question)
    assert answer.kind == "answer"
    assert missing in answer.missing
    assert missing in answer.gaps


@pytest.mark.parametrize("message", [
    "lava lamps", "how to clean a lava lamp", "I got stung near a nest of wasps", "Brian told me a joke about a parrot",
    "I found a nest beneath the porch roof",
])  # fmt: skip
def test_a_name_that_is_a_word_has_its_everyday_sense(message: str):
    answer = NAMED.ask(message)
    assert answer.kind == "not_in_guide"
    assert all(reason.kind != "names" for match in answer.ranked for reason in match.reasons)


@pytest.mark.parametrize("message", [
    "lava", "is nest dead?", "brian installation explodes horribly", "NEST beneath the porch roof", "lava docs", "who is behind brian",
])  # fmt: skip
def test_a_name_that_is_a_word_is_still_a_name(message: str):
    assert any(reason.kind == "names" for reason in NAMED.ask(message).ranked[0].reasons)


@pytest.mark.parametrize("question", ["maintained by Zuse Konradson", "libraries by Konradson"])
def test_people_are_found_by_name(question: str):
    answer = NAMED.ask(question)
    assert answer.kind == "answer"
    assert {match.slug for match in answer.ranked[:2]} == {"torchfree", "reader"}


def test_somebody_who_maintains_many_libraries_is_found_too():
    files = {k: v for n in range(8) for k, v in library(f"lib{n}", maintainer="Grete Hermannova").items()}
    index = GuideIndex(read_guide({**files, **library("other", maintainer="Ada")})[0])
    answer = index.ask("maintained by Grete Hermannova")
    assert answer.kind == "answer"
    assert "other" not in [match.slug for match in answer.ranked]


def test_who_starts_with_something_of_the_field_is_sent_to_that_first():
    files = {
        k: v
        for slug in ("snntorch", "norse", "sinabs")
        for k, v in library(slug, dependencies="PyTorch").items()
    }
    index = GuideIndex(read_guide({**files, **library("analogue", "Trains by reinforcement learning.",
                                                      dependencies="PyTorch")})[0])  # fmt: skip
    assert order("I know PyTorch and want reinforcement learning, where to start?", index)[0] == "analogue"
    assert order("I know PyTorch, where to start with spiking networks?", index)[0] == "snntorch"


@pytest.mark.parametrize(
    "question", ["a compiler of neuron models for NEST", "looking for a model generator for NEST"]
)
def test_what_is_made_for_a_library_is_not_that_library(question: str):
    files = {**library("nest", "Many neuron models.", title="NEST", description="Simulator."),
             **library("notation", "Code generation for neuron models, for NEST.", title="Notation")}  # fmt: skip
    assert order(question, GuideIndex(read_guide(files)[0]))[0] == "notation"


def test_a_task_beside_a_field_is_no_question_of_beginners():
    assert NAMED.ask("event camera").start_here == "event-cameras"
    answer = NAMED.ask("event camera decoder")
    assert answer.start_here is None
    assert answer.ranked[0].slug == "reader"


@pytest.mark.parametrize("message", [
    "does anyone know a good library for plotting in Python?", "we need to find someone who knows which library fits",
    "we should ask somebody which framework they like",
])  # fmt: skip
def test_listening_leaves_alone_what_is_asked_everywhere(message: str):
    assert SMALL.listen(message).kind == "not_a_question"


def test_listening_answers_plotting_of_spikes():
    assert (
        SMALL.listen("is there a library for plotting spiking networks in Python?").kind != "not_a_question"
    )


@pytest.mark.parametrize("message", [
    "Nobody should use Lava any more, is there anything better for BigChip?",
    "I'm comparing Torchling and SpikingJelly; is there a third one for spiking networks on PyTorch?",
])  # fmt: skip
def test_listening_answers_who_asks_for_another(message: str):
    answer = NAMED.listen(message)
    assert answer.kind == "answer"
    assert not {"lava", "torchling"} & {match.slug for match in answer.ranked[:1]}


@pytest.mark.parametrize("message", [
    "is there anything better than coffee on a Monday?", "is there a third talk on Lava today?",
    "is there something else for lunch?", "is there a third author on the Lava paper?",
])  # fmt: skip
def test_listening_leaves_alone_who_asks_for_another_thing(message: str):
    assert NAMED.listen(message).kind == "not_a_question"


def test_of_equals_those_that_people_are_sent_to_come_first():
    files = {k: v for slug in ("aaa", "brian", "zzz") for k, v in library(slug, supports_NIR="false").items()}
    index = GuideIndex(read_guide({**files, **library("has-it", supports_NIR="true")})[0])
    assert order("which libraries don't support NIR?", index)[:3] == ["brian", "aaa", "zzz"]
    assert order("something for quilting", index) == []
