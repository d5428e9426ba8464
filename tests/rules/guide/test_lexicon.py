"""The data files that curators edit: their phrases mean what they say, and mistakes are named."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cogs.guide.matching import lexicon
from cogs.guide.matching.defaults import parse_defaults, shipped_defaults
from cogs.guide.matching.evidence import prove_topics
from cogs.guide.matching.lexicon import LexiconError, load_lexicon
from cogs.guide.matching.passages import passages
from cogs.guide.matching.patterns import IndexedText, PatternError, compile_pattern
from cogs.guide.matching.words import fold, split_words, stem
from tests.benchmarks.guide_quality import EXAMPLE, load_guide, real_site


@pytest.mark.parametrize(("pattern", "text", "found"), [
    ("event camera", "Event-based cameras", False), ("event camera", "two event cameras", True),
    ("convert .. snn", "converting a trained network to an SNN", True), ("convert .. snn", "SNN to convert", False),
    ("gpu & compressed", "keep it compressed on the GPU", True), ("ann|cnn .. snn", "a CNN, then an SNN", True),
    ("=driver", "driven by events", False), ("=driver", "a driver", True), ("c++", "in C++17", True),
    ("c++", "written in C++.", True), ("hodgkin huxley", "Hodgkin–Huxley neurons", True),
])  # fmt: skip
def test_phrases(pattern: str, text: str, found: bool):
    assert (compile_pattern(pattern).find(IndexedText(split_words(text))) is not None) is found


@pytest.mark.parametrize("pattern", ["", "..", "a ..", "& b"])
def test_phrases_without_words_are_refused(pattern: str):
    with pytest.raises(PatternError, match="without words"):
        compile_pattern(pattern)


def test_stems_meet():
    assert len({stem(word) for word in ("simulate", "simulator", "simulations", "simulating")}) == 1
    assert stem("visualisation") == stem("visualization")
    assert stem("aedat4") == "aedat4"
    assert fold("Événement ™").strip() == "evenement"


def test_shipped_files_are_sound():
    lexicon = load_lexicon()
    assert len(lexicon.topics) > 100
    assert "snntorch" not in lexicon.common
    assert shipped_defaults().backgrounds.keys() == {
        "machine-learning",
        "neuroscience",
        "event-cameras",
        "hardware",
    }


OUTSIDE = (
    "spike-sorting", "brain-imaging", "patch-clamp", "game-engines", "mlops", "web-development", "genomics", "speech-tools",
    "drawing", "nlp", "cad", "finance", "medical", "physics", "remote-sensing", "behaviour", "explaining",
)  # fmt: skip


@pytest.mark.parametrize("source", [EXAMPLE, real_site()], ids=["example", "site"])
def test_no_page_proves_what_is_outside_the_guide(source: Path | None):
    """ "Unity" is not the "units" of a page, and "trading" no "trade-off"."""
    if source is None:
        pytest.skip("the real site's pages are not on this machine")
    guide = load_guide(source)
    proofs = prove_topics(guide, {each.slug: passages(each) for each in guide.libraries}, load_lexicon())
    assert {name: proofs[name] for name in OUTSIDE if proofs[name]} == {}


def test_topics_name_no_library_of_the_guide():
    """Topics connect needs with words of pages; a library's name in one would be an answer learnt by heart."""
    names = {"snntorch", "bindsnet", "carlsim", "auryn", "rockpool", "sinabs", "spyx", "tonic", "faery", "aestream",
             "expelliarmus", "dendrify", "jaxsnn", "hxtorch", "mlgenn", "ngclearn", "neurotorch", "stork"}  # fmt: skip
    for name, topic in load_lexicon().topics.items():
        for phrase in (topic.strong or ()) + topic.weak:
            assert not names & set(phrase.casefold().split()), name


@pytest.mark.parametrize(("files", "said"), [
    ({"synonyms.toml": "[topic.x]\nlabel = 'x y'\nask = ['a ..']"}, "synonyms.toml: topic.x.ask: .*without words"),
    ({"synonyms.toml": "[topic.x]\nlabel = 'x y'\nasks = ['a']"}, "synonyms.toml: topic.x"),
    ({"synonyms.toml": "[topic.x]\nlabel = 'x y'\nask = ['a']\nfacts = ['colour:red']"}, "colour:red"),
    ({"synonyms.toml": "[topic.x"}, "synonyms.toml: "), ({"names.toml": "alias = 1"}, "names.toml.alias"),
    ({"foreign.toml": "[terms]\na = 1"}, "foreign.toml"), ({"synonyms.toml": "same = {a = 'b'}"}, "same"),
])  # fmt: skip
def test_mistakes_are_named_with_their_place(files: dict[str, str], said: str):
    with pytest.raises(LexiconError, match=said):
        load_lexicon(files)


def test_mistakes_in_the_curated_list_are_named():
    with pytest.raises(LexiconError, match=r"start_here.toml: general"):
        parse_defaults("general = 1\n[backgrounds]")


LISTS = sorted(Path(lexicon.__file__).with_name("lists").glob("*.toml"))


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_every_list_tells_its_curators_what_it_is_how_to_edit_it_and_how_to_see_the_effect(file: Path):
    header = file.read_text(encoding="utf-8").split("\n\n")[0]
    assert all(line.startswith("#") for line in header.splitlines())
    assert re.match(r"# [A-Z ]{5,}", header), "the subject first"
    assert "See the effect: `community-bot guide ask " in header
    assert "make bench" in header or file.stem == "start_here"


def test_no_tool_without_a_page_is_listed_twice():
    names = load_lexicon().names.elsewhere
    twice = [name for name, times in Counter(names).items() if times > 1]
    assert twice == []
