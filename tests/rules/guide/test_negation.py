"""What is denied, how far a denial reaches, and what it means for each kind of need."""

from __future__ import annotations

import pytest

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.matching.negation import denied, negated
from cogs.guide.matching.words import split_words
from cogs.guide.pages.reader import read_guide

from .pages import chip, library

FILES = {
    **library("pure", "Fast simulations.", title="PureSim", language="C++", license="GPL-3.0", dependencies="Boost",
              description="Simulator of spiking neural networks.", field_of_application="Neuroscience"),
    **library("mixed", "Simulations.", title="MixedSim", language="'C++, Python'", license="LGPL-2.1",
              description="Simulator of spiking neural networks.", field_of_application="Neuroscience"),
    **library("snake", "Trains networks on GPUs with CUDA.", title="SnakeNet", dependencies="PyTorch",
              description="Training of spiking neural networks.", supports_NIR="true"),
    **library("boa", "Trains networks.", title="BoaNet", dependencies="PyTorch", license="AGPL-3.0",
              description="Training of spiking neural networks.", supports_NIR="true", supports_hardware="true"),
    **library("jay", "Trains networks.", title="JayNet", dependencies="JAX",
              description="Training of spiking neural networks.", supports_hardware="true"),
    **library("cheap", "CPU-based training.", title="CheapNet",
              description="CPU-based training of spiking neural networks.", field_of_application="Neuroscience"),
    **chip("bigchip", name="BigChip", software="BoaNet"),
}  # fmt: skip
INDEX = GuideIndex(read_guide(FILES)[0])


def order(question: str) -> list[str]:
    answer = INDEX.ask(question)
    assert answer.kind == "answer", (question, answer.missing)
    return [match.slug for match in answer.ranked]


@pytest.mark.parametrize("question", [
    "no X", "not X", "without X", "non-X", "X-free", "free of X", "lacks X", "doesn't support X", "does not need a X",
    "it isn't X", "not written in X", "not based on X", "anything but X", "everything but X", "all except X", "but not X",
    "rather than X", "instead of X", "other than X", "apart from X", "don't use X", "X is banned", "X not required",
    "X isn't allowed", "X support is not needed", "no need for X", "neither Y nor X", "no Y or X", "except Y and X",
    "don't give me anything in X", "not compatible with X", "can't use X", "kein X", "ohne X", "sans X", "pas de X",
    "sin X", "that have no X licence", "not under X", "not a big fan of X", "X optional", "sem X", "senza X", "ich will kein X",
])  # fmt: skip
def test_denied(question: str):
    words = split_words(question)
    at = next(at for at, word in enumerate(words) if word.surface == "X")
    assert negated(words, at), question


@pytest.mark.parametrize("question", [
    "X", "with X", "not only X", "not just X but Y", "nothing but X", "no Y but X", "no Y, X", "not Y, but X", "X, no Y",
    "X rather than Y", "more than X", "why not X", "I know no better way to learn X", "X is required", "no idea whether X",
    "without Y and X", "is X allowed", "not sure, X perhaps", "isn't X good", "why doesn't X work", "without dependencies, X",
])  # fmt: skip
def test_not_denied(question: str):
    words = split_words(question)
    at = next(at for at, word in enumerate(words) if word.surface == "X")
    assert not denied(words, at), question


@pytest.mark.parametrize("question", [
    "not Python", "no python", "everything but Python", "I do not want Python", "a library that is not written in Python",
    "a non-Python spiking library", "C++ rather than Python", "no python please, a C++ simulator", "alles außer Python",
    "I don't want python. Anything in C++?", "Python is not allowed here", "todo menos Python",
])  # fmt: skip
def test_not_a_language_means_that_the_library_is_used_in_another(question: str):
    found = order(question)
    assert found[:2] == ["pure", "mixed"], "one in two languages fits in part, and comes after the other"
    assert not {"snake", "boa", "jay", "cheap"} & set(found)
    reasons = {match.slug: match.reasons for match in INDEX.ask(question).ranked}
    assert any(r.kind == "violates" and r.text.startswith("Python too") for r in reasons["mixed"])
    assert not any(r.kind == "violates" for r in reasons["pure"])


@pytest.mark.parametrize(("question", "wrong"), [
    ("anything but PyTorch for training SNNs", {"snake", "boa"}), ("everything but JAX please, training", {"jay"}),
    ("which libraries don't support NIR?", {"snake", "boa"}), ("training SNNs, non-NIR", {"snake", "boa"}),
    ("SNN library with no hardware support", {"boa", "jay"}),
    ("SNN training, anything but AGPL", {"boa"}), ("SNN simulators not under GPL", {"pure"}),
])  # fmt: skip
def test_a_denied_need_takes_out_what_has_it(question: str, wrong: set[str]):
    found = order(question)
    assert found[0] not in wrong
    assert not wrong & set(found[:2])


def test_a_denial_reaches_over_a_list_and_not_over_any_length():
    listed = " or ".join(["PyTorch", "JAX", "Keras", "NumPy"])
    assert {str(need) for need in INDEX.ask(f"spiking networks without {listed}").needs} >= {
        "not PyTorch",
        "not NumPy",
    }
    assert INDEX.ask("no " + "PyTorch or " * 500 + "JAX").needs


def test_one_of_nir_and_hardware_and_not_the_other():
    assert order("SNN training, NIR but not hardware")[0] == "snake"
    assert order("SNN training, hardware support isn't needed, NIR is")[0] == "snake"
    assert order("supports hardware but not NIR")[0] == "jay"


@pytest.mark.parametrize("question", [
    "snn library that does not need a GPU", "spiking networks, GPU not required", "spiking networks, no need for a GPU",
])  # fmt: skip
def test_no_gpu_asks_for_what_runs_on_a_cpu(question: str):
    answer = INDEX.ask(question)
    assert answer.ranked[0].slug == "cheap"
    assert "CPU only" in [need.value for need in answer.needs]
    assert "GPU support" not in [need.value for need in answer.needs]


def test_a_field_that_is_denied_speaks_against_its_libraries():
    answer = INDEX.ask("SNN library not for machine learning")
    assert answer.start_here is None
    assert {match.slug for match in answer.ranked[:2]} == {"pure", "mixed"}
    against = [r for m in answer.ranked for r in m.reasons if r.kind == "violates"]
    assert all("machine learning" in reason.text for reason in against)


def test_a_bare_refusal_is_answered_and_a_mere_remark_is_not():
    assert INDEX.ask("not Python").kind == "answer"
    assert INDEX.ask("not really").kind == "not_in_guide"
