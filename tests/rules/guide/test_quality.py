"""Floors under the quality of answers. The benchmark prints the whole picture; this stops a fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.matching.evidence import prove_topics
from cogs.guide.matching.lexicon import load_lexicon
from cogs.guide.matching.passages import passages
from tests.benchmarks.guide_quality import (
    EXAMPLE,
    load_guide,
    load_questions,
    measure,
    real_site,
    shared_folder,
)

SETS = Path(__file__).parents[2] / "benchmarks" / "guide"
DEV_SETS = sorted(SETS.glob("dev_*.jsonl"))
HELDOUT_SETS = sorted(SETS.glob("heldout_*.jsonl"))
UNSEEN = {"success@1": 0.9, "success@3": 0.96, "nDCG@5": 0.88, "ask: answered": 0.95, "ask: right and answered": 0.86,
          "ask: abstention F1": 0.82, "listen: right and answered": 0.65}  # fmt: skip
"""What the guide has to reach on questions nobody tuned it to."""


def check(source: Path, questions: Path, floors: dict[str, float]) -> None:
    numbers = measure(load_questions(questions), GuideIndex(load_guide(source)))
    low = {name: numbers[name] for name, floor in floors.items() if name in numbers and numbers[name] < floor}
    assert not low
    assert numbers.get("listen: false triggers", 0.0) <= 0.1


@pytest.mark.parametrize("questions", [f for f in DEV_SETS if "evasive" not in f.stem], ids=lambda f: f.stem)
def test_the_shipped_example_answers_well(questions: Path):
    check(
        EXAMPLE,
        questions,
        {"success@1": 0.85, "success@3": 0.95, "ask: answered": 0.95, "ask: abstention F1": 0.9},
    )


def test_the_shipped_example_has_the_facts_of_the_real_pages():
    """A topic that a real page proves in its prose is proved by the example's page, at least in part."""
    if (site := real_site()) is None:
        pytest.skip("the real site's pages are not on this machine")
    lexicon = load_lexicon()
    real, example = (
        prove_topics(guide, {each.slug: passages(each) for each in guide.libraries}, lexicon)
        for guide in (load_guide(site), load_guide(EXAMPLE))
    )
    wanted = {
        (topic, slug)
        for topic, proofs in real.items()
        for slug, proof in proofs.items()
        if proof.strength == 1 and proof.reason.text.startswith("“")
    }
    lacking = sorted((topic, slug) for topic, slug in wanted if slug not in example[topic])
    assert len(lacking) <= 0.08 * len(wanted), lacking


def test_the_real_pages_answer_the_study():
    site, reference = real_site(), shared_folder("reference")
    if site is None or reference is None or not (reference / "guide-questions.jsonl").is_file():
        pytest.skip("the real site's pages or the study's questions are not on this machine")
    check(site, reference / "guide-questions.jsonl", UNSEEN)


@pytest.mark.parametrize("questions", HELDOUT_SETS, ids=lambda f: f.stem)
def test_the_real_pages_answer_questions_that_nobody_tuned_to(questions: Path):
    if (site := real_site()) is None:
        pytest.skip("the real site's pages are not on this machine")
    check(site, questions, {"success@1": 0.5} if "evasive" in questions.stem else UNSEEN)
