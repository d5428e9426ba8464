"""The intent gate: which messages of a channel ask for software. The sentences here are in no question set."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.matching.intent import SURE, IntentGate, Verdict
from cogs.guide.matching.lexicon import LexiconError
from cogs.guide.matching.patterns import compile_pattern
from cogs.guide.matching.question import QuestionReader
from cogs.guide.matching.roles import roles_of
from cogs.guide.matching.speech_acts import read_acts
from cogs.guide.matching.utterance import own_words, question_heads
from cogs.guide.matching.weights import WEIGHTS
from tests.benchmarks.guide_quality import EXAMPLE, load_guide, load_questions

INDEX = GuideIndex(load_guide(EXAMPLE))
GATE: IntentGate = INDEX._gate
READER: QuestionReader = INDEX._reader
QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "guide"

REQUESTS = [
    "which library would you take for spiking networks in JAX?",
    "Does anyone know a simulator with STDP that runs on GPUs?",
    "I'm looking for a package to load aedat4 files in Python",
    "We need something with a permissive licence that exports NIR, no JAX please",
    "what do people use to train networks for Loihi 2 these days?",
    "any Rust crate for event cameras?",
    "I would love a tool that turns event recordings into videos, ideally in Python",
    "Is there a framework for predictive coding out there?",
    "snnTorch or Norse for recurrent networks?",
    "what is Sinabs?",
    "which licence does Nengo have?",
    "Where should I start with spiking networks?",
    "got a shelf full of DVS recordings from my predecessor. what software reads them on Windows?",
    "my professor wants our trained CNN as a spiking network. Any library that converts it?",
    "does anybody know a reader for event camera files?",
]
OTHER_TALK = [
    "how do I reset the membrane potential in Norse between batches?",
    "In Sinabs, what does the `spike_threshold` argument default to?",
    "Norse raises a RuntimeError as soon as I call backward twice",
    "Traceback (most recent call last):\n  File \"run.py\", line 3\nModuleNotFoundError: No module named 'tonic'",
    "brian2 2.9 fails to compile on my laptop, did anyone else get this after the update?",
    "why is my Nengo model so slow when I probe the spikes?",
    "Rockpool 3.1 is out! New deployment tools and a faster simulator 🎉",
    "We are hiring a research engineer for spiking networks, PyTorch required",
    "Our preprint on event-based learning in JAX is finally online, feedback welcome",
    "Will the Lava tutorial on Tuesday be recorded?",
    "Who is presenting at the next hacking hour?",
    "What is the difference between a LIF and an adaptive neuron?",
    "why do surrogate gradients work so well?",
    "you should try Norse, it is close to plain PyTorch",
    "Hi everyone, I'm Ana, a PhD student from Lisbon, I use Brian and Nengo. Nice to meet you all!",
    "honestly, spiking transformers are overrated",
    "Where can I buy a Speck board, and what is the price?",
    "which paper should I cite for Nengo?",
    "could a moderator move this thread to the other channel?",
    "Looking for two people to join our hackathon team, we know PyTorch",
    "lol brian is also my neighbour's name",
    "could a maintainer of Sinabs look at my pull request?",
    "pip install of BrainCog hangs, wheels for Python 3.12 are missing",
    "Norse's citation is in which journal?",
]
SILENCE = [
    "",
    "?",
    "thanks!",
    "Thank you so much everyone",
    "thx, that fixed it",
    "hi all",
    "good morning",
    "🎉🎉",
]


def verdict(message: str) -> Verdict:
    question = READER.read(message)
    return GATE.judge(question, roles_of(question))


def asks(message: str) -> bool:
    return verdict(message).score >= SURE


@pytest.mark.parametrize("message", REQUESTS)
def test_requests_are_heard(message: str):
    assert asks(message), verdict(message)
    assert INDEX.listen(message).kind != "not_a_question"


@pytest.mark.parametrize("message", [*OTHER_TALK, *SILENCE])
def test_other_talk_is_left_alone(message: str):
    assert not asks(message), verdict(message)
    assert INDEX.listen(message).kind == "not_a_question"


@pytest.mark.parametrize("greeting", ["Hi all! ", "Good evening everyone, ", "hey folks ", "Hello there!\n"])
@pytest.mark.parametrize("message", REQUESTS)
def test_a_greeting_silences_no_request(greeting: str, message: str):
    assert asks(greeting + message), verdict(greeting + message)


@pytest.mark.parametrize(
    "thanks", [" Thanks!", " thank you so much in advance :)", "\nCheers", " thx everyone"]
)
@pytest.mark.parametrize("message", REQUESTS)
def test_thanks_silence_no_request(thanks: str, message: str):
    assert asks(message + thanks), verdict(message + thanks)


@pytest.mark.parametrize("message", REQUESTS)
def test_what_is_quoted_or_code_is_nobodys_request(message: str):
    assert not asks(f"> {message}\nsame here")
    assert not asks(f">>> {message}\nsame here")
    assert not asks(f"```\n{message}\n```")


@pytest.mark.parametrize("message", REQUESTS)
def test_a_quote_a_mention_and_an_address_change_nothing(message: str):
    plain = verdict(message).score
    assert verdict(f"> it crashed with a RuntimeError, is that a bug?\n{message}").score == pytest.approx(
        plain
    )
    assert asks(f"<@1234567890> {message}")
    assert asks(f"{message}\nhttps://example.org/some/error/paper")


@pytest.mark.parametrize("message", REQUESTS)
def test_a_traceback_is_trouble_whatever_is_asked_below(message: str):
    trace = 'Traceback (most recent call last):\n  File "run.py", line 3, in <module>\nValueError: shapes differ\n'
    assert not asks(trace + message)
    assert not asks(f"{message}\n```\n{trace}```")


def test_a_verdict_tells_its_cues_heaviest_first():
    told = verdict("Norse 1.2 crashes, why?")
    assert {"trouble", "about a library", "begins: why"} <= {cue for cue, _ in told.cues}
    sizes = [abs(weight) for _, weight in told.cues]
    assert sizes == sorted(sizes, reverse=True)
    assert told.score == pytest.approx(sum(weight for _, weight in told.cues))


def test_every_weighed_cue_occurs():
    """A weight for a cue that nothing gives would be a leftover of an older gate."""
    seen: set[str] = set()
    for file in sorted(QUESTIONS.glob("dev_*.jsonl")):
        for labelled in load_questions(file):
            question = READER.read(labelled.question)
            seen |= GATE.collect(question, roles_of(question)).keys()
    assert set(WEIGHTS) - seen == set()


def test_own_words_keep_their_places():
    text = "Hi all!\n> quoted\nis `x` a <@1> tool? https://a.example thanks!"
    own = own_words(text)
    assert len(own) == len(text)
    assert own.split() == ["is", "`x`", "a", "tool?"]
    assert own_words("thanks!") == "thanks!"


@pytest.mark.parametrize(
    ("text", "asked", "heads"),
    [
        ("Is there a tool?", True, {"is there"}),
        ("So, why is it slow?", True, {"why"}),
        ("In Norse, how do I save it?", True, {"how to"}),
        ("how many cores? does anybody know?", True, {"how much", "is anyone"}),
        ("It is a tool.", False, set()),
    ],
)
def test_how_questions_begin(text: str, asked: bool, heads: set[str]):
    assert question_heads(text) == (asked, heads)


def test_lists_of_words_stand_for_themselves_in_phrases():
    acts = read_acts(
        '[words]\nthing = ["tool", "kit"]\n[asking]\n"asks" = ["which|what $thing|gadget"]\n[other]\n'
    )
    assert acts.asking["asks"] == (compile_pattern("which|what tool|kit|gadget"),)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[asking]\n"asks" = ["which $thing"]', "[words]"),
        ('[asking]\n"asks" = ["which .. "]', "without words"),
        ("[asking", "speech_acts.toml"),
    ],
)
def test_a_wrong_phrase_is_refused_by_name(toml: str, said: str):
    with pytest.raises(LexiconError, match=said.replace("[", r"\[")):
        read_acts(toml)
