"""Names, needs, negation, the two gates, comparisons: over a small guide where every answer can be checked."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.guide.matching.answer import Filters
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Guide, LicenceFamily
from cogs.guide.pages.reader import read_guide

from .pages import library, small_files, small_guide, small_index

INDEX = small_index()


def first(question: str) -> str:
    answer = INDEX.ask(question)
    assert answer.kind == "answer", (question, answer.missing)
    return answer.ranked[0].slug


@pytest.mark.parametrize(("question", "slug"), [
    ("what is SpikeJax?", "jaxlib"), ("spike jax docs", "jaxlib"), ("spyke-jax or SpikeJaxx link", "jaxlib"),
    ("does Torchy run on windows", "torchy"), ("link for eventool please", "eventtool"), ("PlainSim", "plain"),
    ("is the NEST simulator GPL?", "nest"), ("who maintains event-tool", "eventtool"),
])  # fmt: skip
def test_names_split_joined_and_misspelt(question: str, slug: str):
    assert first(question) == slug


@pytest.mark.parametrize(("question", "slug"), [
    ("a JAX library for spiking networks", "jaxlib"), ("spiking framework on pytorch", "torchy"),
    ("spiking simulator in C++", "nest"), ("something to read .aedat4 files", "eventtool"),
    ("convert my CNN to a spiking network", "torchy"), ("MPI cluster simulation", "nest"),
    ("which framework supports NIR?", "torchy"), ("a permissive spiking library without jax", "plain"),
    ("what drives the BigChip?", "torchy"), ("event tools in rust", "eventtool"), ("surrogate gradients", "jaxlib"),
    ("¿hay alguna librería para leer archivos aedat4?", "eventtool"), ("有没有支持BigChip的框架？", "torchy"),
])  # fmt: skip
def test_needs(question: str, slug: str):
    ranked = INDEX.ask(question).ranked
    if "permissive" in question:
        assert ranked[0].slug in ("plain", "eventtool", "jaxlib")
        assert "torchy" not in [match.slug for match in ranked[:2]]
    else:
        assert first(question) == slug


def order(question: str) -> list[str]:
    return [match.slug for match in INDEX.ask(question).ranked]


def test_negation_turns_a_need_round():
    assert order("spiking framework with pytorch")[0] == "torchy"
    for question in ("spiking framework, no pytorch", "spiking framework without torch", "torch-free spiking framework",
                     "spiking framework that doesn't need pytorch", "spiking framework, but not pytorch"):  # fmt: skip
        assert "torchy" not in order(question)[:1], question
    assert "nest" not in order("spiking simulator, not C++")[:1]
    assert "torchy" not in order("spiking libraries without NIR support")[:1]


@pytest.mark.parametrize("question", [
    "legal vetoed anything GPL, which spiking simulator is left?", "spiking simulator, GPL is banned here, so nothing with GPL",
    "surrogate gradients beside my NEST code",
])  # fmt: skip
def test_what_is_forbidden_or_there_already_is_not_recommended(question: str):
    assert order(question)[:1] != ["nest"]


def test_without_dependencies_means_an_explicit_empty_list():
    answer = INDEX.ask("which spiking simulators have no dependencies?")
    assert {match.slug for match in answer.ranked[:2]} == {"nest", "plain"}
    assert all(any("no dependencies listed" in r.text for r in match.reasons) for match in answer.ranked[:2])


def test_what_is_not_stated_or_violated_is_said():
    by_slug = {m.slug: m for m in INDEX.ask("spiking library with a permissive licence on JAX").ranked}
    assert any(
        r.kind == "matches" and r.text == "dependencies: JAX, Haiku" for r in by_slug["jaxlib"].reasons
    )
    plain = {m.slug: m for m in INDEX.ask("PlainSim under a permissive licence?").ranked}["plain"]
    assert any(r.kind == "not_stated" and "unknown" in r.text for r in plain.reasons)
    torchy = {m.slug: m for m in INDEX.ask("Torchy under a permissive licence?").ranked}["torchy"]
    assert any(r.kind == "violates" and "AGPL-3.0" in r.text for r in torchy.reasons)


def test_reasons_quote_the_page():
    guide = small_guide()
    for question in (
        "JAX with surrogate gradients",
        "read csv of event cameras",
        "MPI cluster",
        "ANN to SNN conversion",
    ):
        for match in INDEX.ask(question).ranked:
            page = guide.library_by_slug[match.slug]
            everything = " ".join(f"{page.title} {page.description} {page.body}".split())
            for reason in match.reasons:
                if reason.text.startswith("“"):
                    assert reason.text.strip("“”…") in everything


@pytest.mark.parametrize(("question", "missing"), [
    ("is SpikingJelly in there?", "SpikingJelly"), ("Is PyNCS listed here?", "PyNCS"), ("anything in Haskell?", "Haskell"),
    ("any software for the lonely chip?", "software for lonely chip"), ("spike sorting for neuropixels", "spike sorting for neuropixels"),
    ("Which React database framework?", "React database"), ("the Arbor simulator, is it covered", "Arbor simulator"),
    ("a zorblax plugin for spiking networks on PyTorch", "zorblax"), ("can XKCDX train spiking networks on PyTorch?", "XKCDX"),
    ("is there an R package for spiking networks?", "R"), ("a library for FMCW radar with spikes", "FMCW radar"),
])  # fmt: skip
def test_what_the_guide_lacks_is_named(question: str, missing: str):
    answer = INDEX.ask(question)
    assert answer.kind == "not_in_guide"
    assert missing in answer.missing
    assert answer.nearest == answer.ranked[:3]


@pytest.mark.parametrize(("question", "missing"), [
    ("quantum annealing in Elixir", ("quantum annealing", "Elixir")), ("protein folding with haskell", ("protein folding", "haskell")),
    ("is spiking jelly in there?", ("spiking jelly",)), ("a thing for blockchain consensus and COBOL", ("blockchain consensus", "COBOL")),
    ("eine Bibliothek für Sprachsteuerung in Haskell", ("Sprachsteuerung", "Haskell")), ("quantum", ("quantum",)),
    ('anything for "quantum annealing" in **Elixir**?', ("quantum annealing", "Elixir")), ("_quantum_ **annealing** `Elixir library`", ("quantum annealing", "Elixir")),
    ("»quantum« “annealing”", ("quantum annealing",)), ("is **Spiking** `Jelly` there?", ("Spiking Jelly",)),
])  # fmt: skip
def test_every_unknown_thing_is_named_in_the_askers_words(question: str, missing: tuple[str, ...]):
    answer = INDEX.ask(question)
    assert (answer.kind, answer.missing) == ("not_in_guide", missing)


def test_no_bracket_is_named_in_half():
    assert INDEX.ask("a package for camera calibration (intrinsics)?").missing == (
        "camera calibration intrinsics",
    )


@pytest.mark.parametrize("question", ["a spiking (fast, etcx) library", "spikes, etcx: simulator?"])
def test_a_word_that_a_bracket_parts_from_a_tool_word_is_no_name(question: str):
    assert INDEX.ask(question).gaps == ()


def test_a_phrase_with_words_in_between_is_named_whole():
    assert INDEX.ask("render an event recording to mp4").missing == ("render an event recording to mp4",)
    scattered = "Can I render it? There is a lot of data and we would like to look at it in the talk as a clip, an mp4."
    assert all(len(name.split()) < 9 for name in INDEX.ask(scattered).missing)


def test_curators_count_what_is_lacking_in_the_guides_terms_and_never_mere_words():
    assert INDEX.ask("quantum annealing for my uncle Wobblethorpe, in elixir").gaps == (
        "Elixir",
        "quantum computing",
    )
    assert INDEX.ask("is spikingjelly in there?").gaps == ("SpikingJelly",)


@pytest.mark.parametrize(("question", "language"), [
    ("spiking networks in Elixir", True), ("a ruby library for spikes", True), ("spikes in swift motion", False),
    ("an elixir for my network", False), ("software for the Ada chip", False), ("spiking networks in zig?", True),
    ("an R package for spikes", True), ("a C library for spikes", True), ("we record the C fibres of a nerve", False),
])  # fmt: skip
def test_a_language_whose_name_is_a_word_is_meant_where_it_stands_like_one(question: str, language: bool):
    answer = INDEX.ask(question)
    assert any(need.kind == "language" for need in answer.needs) == language


def test_a_letter_on_a_page_is_no_language():
    files = library("initials", "Written by R. Adams, for networks in 3D and C. elegans.")
    answer = GuideIndex(read_guide(files)[0]).ask("an R package for spiking networks, or a D library")
    assert not [r for match in answer.ranked for r in match.reasons if "mentioned" in r.text]


def test_what_speaks_against_a_library_does_not_speak_for_it():
    index = GuideIndex(
        read_guide(library("webby", language="JavaScript", description="Spiking networks."))[0]
    )
    reasons = index.ask("spiking networks in TypeScript in the browser").ranked[0].reasons
    assert [r.kind for r in reasons if r.text == "language: JavaScript"] == ["violates"]


def test_a_new_page_is_found_without_touching_the_lexicon():
    files = {**small_files(), **library("spikingjelly", title="SpikingJelly"),
             **library("sorter", "Spike sorting of neuropixels recordings.", title="SorterTool")}  # fmt: skip
    index = GuideIndex(read_guide(files)[0])
    assert index.ask("is SpikingJelly in there?").ranked[0].slug == "spikingjelly"
    sorted_out = index.ask("spike sorting for neuropixels?")
    assert (sorted_out.kind, sorted_out.ranked[0].slug) == ("answer", "sorter")


@pytest.mark.parametrize("message", [
    "the google nest hub in our lab is listening again", "there is a bird's nest on the roof",
])  # fmt: skip
def test_common_words_are_not_names(message: str):
    assert all(reason.kind != "names" for match in INDEX.ask(message).ranked for reason in match.reasons)


@pytest.mark.parametrize("message", [
    "is there a JAX library for spiking networks?", "Torchy or NEST for large networks?", "spiking, C++, no torch",
    "does anyone know a tool that reads aedat4?", "lol what a day. anyway, any framework with NIR support?",
    "Where should I start with SNNs?", "what is SpikeJax?",
])  # fmt: skip
def test_listening_answers_requests(message: str):
    assert INDEX.listen(message).kind == "answer"


@pytest.mark.parametrize("message", [
    "NEST crashes with a segfault on my cluster", "how do I set the refractory period in NEST?", "Torchy 2.0 is out!",
    "we are hiring a PhD student who knows PyTorch and SNNs", "is the recording of the NEST talk online?", "lol nice",
    "what does LIF stand for?", "thanks, Torchy fixed it", "I published a paper with NEST yesterday", "",
    "which simulator sickness questionnaire do they hand out at the airport?", "what package did the courier leave at the door?",
    "Where can I buy a BigChip and what is the price?", "which paper introduced NIR?", "can I vote if I joined today?",
])  # fmt: skip
def test_listening_stays_silent(message: str):
    assert INDEX.listen(message).kind == "not_a_question"


def test_comparisons_put_the_named_first_and_order_them_by_the_rest():
    answer = INDEX.ask("Torchy vs NEST for MPI clusters")
    assert answer.comparison
    assert [match.slug for match in answer.ranked[:2]] == ["nest", "torchy"]
    assert [m.slug for m in INDEX.ask("NEST or Torchy to convert a CNN to an SNN?").ranked[:2]] == [
        "torchy",
        "nest",
    ]


def test_a_kind_of_library_is_no_name_that_happens_to_be_spelt_so():
    files = {
        **small_files(),
        **library("jaxsnn", "Needs special hardware.", title="jaxsnn", dependencies="BigChip OS"),
    }
    index = GuideIndex(read_guide(files)[0])
    assert index.ask("a JAX SNN library").ranked[0].slug == "jaxlib"
    assert index.ask("jaxsnn library").ranked[0].slug == "jaxsnn"
    assert index.ask("jax snn docs").ranked[0].slug == "jaxsnn"


def test_what_is_written_for_a_library_is_what_something_is_wanted_for():
    files = {
        **small_files(),
        **library("writer", "A language from which NEST models are generated.", title="Writer"),
    }
    index = GuideIndex(read_guide(files)[0])
    assert index.ask("code that generates NEST models from a description").ranked[0].slug == "writer"


def test_a_word_inside_a_longer_phrase_does_not_count_as_what_it_says_alone():
    files = {**small_files(), **library("stack", "An interface like Keras."),
             **library("heavy", "Runs on TensorFlow.", dependencies="TensorFlow, Keras")}  # fmt: skip
    index = GuideIndex(read_guide(files)[0])
    assert index.ask("a Keras-like interface for spikes").ranked[0].slug == "stack"
    assert index.ask("spikes on Keras").ranked[0].slug == "heavy"


def test_a_long_story_is_not_taken_apart_into_unknown_words():
    story = "my reviewer wants a quantum baseline by Friday and the cafeteria ran out of lasagne while I was in the basement"
    assert INDEX.ask(story).missing == ("quantum baseline",)


def test_like_and_instead_of_take_the_name_out():
    for question in (
        "something like NEST but in python",
        "an alternative to NEST",
        "anything other than NEST",
    ):
        assert order(question)[:1] != ["nest"], question


def test_finding_completing_browsing():
    library_entry = INDEX.find_library("event tool")
    assert library_entry is not None
    assert library_entry.slug == "eventtool"
    hardware = INDEX.find_hardware("big-chip")
    assert hardware is not None
    assert hardware.slug == "bigchip"
    assert INDEX.find_library("") is None
    assert ("Torchy", "torchy") in INDEX.complete("tor", "library")
    assert INDEX.complete("evnttool", "library")[0] == ("EventTool", "eventtool")
    assert len(INDEX.complete("", "library")) == 5
    assert INDEX.complete("", "hardware", limit=1) == [("BigChip", "bigchip")]
    assert "torchy" not in INDEX.similar("torchy")
    assert INDEX.similar("nobody") == []
    permissive = INDEX.browse(Filters(licence_family=LicenceFamily.PERMISSIVE))
    assert [entry.slug for entry in permissive] == ["eventtool", "jaxlib"]
    assert [entry.slug for entry in INDEX.browse(Filters(nir=True))] == ["torchy"]
    assert [entry.slug for entry in INDEX.browse(Filters(languages=frozenset({"Rust"})))] == ["eventtool"]


@pytest.mark.parametrize(("typed", "offered"), [
    ("spyk", ["SpikeJax"]), ("trch", ["Torchy"]), ("plian", ["PlainSim"]), ("ne", ["NEST"]), ("xyzw", []), ("nets", ["NEST"]),
])  # fmt: skip
def test_what_is_nearest_to_the_letters_typed_is_offered_and_nothing_else(typed: str, offered: list[str]):
    assert [shown for shown, _ in INDEX.complete(typed, "library")] == offered


def test_the_longest_beginning_in_common_is_offered_first():
    files = {**library("spike-nn", title="SpikeNN"), **library("spyx", title="Spyx"), **library("genn", title="GeNN"),
             **library("rust", title="Rust SNNs", source_code="https://example.org/spiking_networks")}  # fmt: skip
    index = GuideIndex(read_guide(files)[0])
    assert [shown for shown, _ in index.complete("spyk", "library")] == ["Spyx", "SpikeNN", "Rust SNNs"]


def test_a_bridge_between_frameworks_is_no_framework():
    bridge = library("bridge", "A PyTorch extension that carries spiking networks to NIR and back. PyTorch, PyTorch, SNN!",
                     title="SNN PyTorch Bridge", dependencies="PyTorch", supports_NIR="true",
                     description="Converts PyTorch spiking neural networks (SNN).",
                     field_of_application="Interoperability / SNN Framework")  # fmt: skip
    index = GuideIndex(read_guide({**small_files(), **bridge})[0])
    assert [match.slug for match in index.ask("PyTorch SNN library").ranked[:2]] == ["torchy", "bridge"]


def test_filters_narrow_an_answer():
    answer = INDEX.ask("spiking framework", Filters(nir=True))
    assert [match.slug for match in answer.ranked] == ["torchy"]


def test_an_empty_guide_answers_that_it_has_nothing():
    index = GuideIndex(Guide())
    assert index.ask("is there a JAX library?").kind == "not_in_guide"
    assert index.complete("a", "library") == []


def test_the_same_question_gives_the_same_answer_in_any_order_of_files():
    files = list(small_files().items())
    random.Random(2).shuffle(files)
    other = GuideIndex(read_guide(dict(files))[0])
    for question in ("spiking networks on JAX", "a simulator", "Torchy or NEST", "react native"):
        assert other.ask(question) == INDEX.ask(question) == INDEX.ask(question)


STRANGE = ["", " ", "?", "🙂🙃", "**bold** ||spoiler|| `code`", "'; DROP TABLE guide; --", 'title:"x" NEAR/3 AND (a* OR',
           "x" * 6000, "which library " * 450, "\x00\u202e\ufeff", "ﷺ" * 100, "@everyone <@123> <#5>", "a\nb\tc", "。" * 50,
           "https://example.org/" + "a" * 3000, "```python\nimport nest\n```", "ΛΙΒΡΑΡΥ", "İstanbul"]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_strange_messages_are_answered(text: str):
    assert INDEX.ask(text).kind in ("answer", "not_in_guide")
    assert INDEX.listen(text).kind in ("answer", "not_in_guide", "not_a_question")
    INDEX.complete(text, "library")
    INDEX.find_library(text)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered(text: str):
    answer = INDEX.ask(text)
    assert answer.kind in ("answer", "not_in_guide")
    assert len(answer.ranked) <= 10
    assert answer == INDEX.ask(text)
    assert INDEX.listen(text).kind in ("answer", "not_in_guide", "not_a_question")
