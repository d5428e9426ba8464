"""Every card of every entry keeps Discord's limits, and nothing that a page says has a meaning of its own."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.ui import Layout
from cogs.guide.face import cards, wording
from cogs.guide.face.answer_text import new_software_url
from cogs.guide.face.asking import private_view
from cogs.guide.face.backgrounds import start_view
from cogs.guide.face.browse import browse_view
from cogs.guide.face.entries import Entries
from cogs.guide.face.filters import Filters, choose, menus
from cogs.guide.face.lookup import comparison_view, hardware_view, library_view
from cogs.guide.matching.answer import Answer, Match, Need, Reason
from cogs.guide.settings import GuideSettings
from cogs.guide.source.provenance import Provenance

from .conftest import NASTY
from .limits import check, sent, text_of

NOBODY = 2**64 - 1


def face(entries: Entries, provenance: Provenance, answers: int = 3) -> Any:
    """The guide cog as far as the cards know it."""
    index = entries.index
    service = SimpleNamespace(
        index=index,
        guide=index.guide,
        provenance=provenance,
        browse=index.browse,
        similar=index.similar,
        complete=index.complete,
    )
    settings = GuideSettings(answers=answers)

    def answer_card(answer: Answer, *, question: str, filters: Filters | None = None) -> cards.Card:
        return cards.answer_card(
            answer, question=question, entries=entries, provenance=provenance, count=answers, filters=filters
        )

    return SimpleNamespace(service=service, settings=settings, answer_card=answer_card)


def reasons(text: str) -> tuple[Reason, ...]:
    kinds = ("names", "matches", "matches", "matches", "not_stated", "not_stated", "violates", "violates")
    return tuple(Reason(kind, "text", f"{text}{number}") for number, kind in enumerate(kinds))  # type: ignore[arg-type]


def answers(entries: Entries) -> list[Answer]:
    long = NASTY * 40
    libraries = entries.index.guide.libraries
    chips = entries.index.guide.hardware[:4]
    found = []
    for chosen in itertools.batched(libraries, 5) if hasattr(itertools, "batched") else _batches(libraries):
        ranked = tuple(Match(each.slug, each, 1.0, reasons(long)) for each in chosen)
        needs = tuple(Need("topic", f"{long}{number}") for number in range(12))
        missing = tuple(f"{long}{number}" for number in range(8))
        found += [
            Answer("answer", ranked, hardware=chips),
            Answer("answer", ranked, hardware=chips, comparison=True),
            Answer("answer", ranked, start_here="machine-learning"),
            Answer("not_in_guide", ranked, missing, ranked[:3], needs, chips),
            Answer("not_in_guide", ranked, (), ranked[:3], needs, chips),
        ]
    return [*found, Answer("not_in_guide"), Answer("not_in_guide", missing=("x",))]


def _batches(libraries: Any) -> Any:
    return [libraries[at : at + 5] for at in range(0, len(libraries), 5)]


@pytest.mark.parametrize("count", [3, 5])
@pytest.mark.parametrize("panel", [False, True])
def test_every_answer_fits_a_message(
    entries: Entries, provenance: Provenance, count: int, panel: bool
) -> None:
    guide = face(entries, provenance, count)
    filters = every_filter(entries)
    for answer in answers(entries):
        for question in ("?", NASTY * 100, "🙂" * 6000, "_" * 6000):
            view = private_view(answer, guide, question=question, filters=filters, target=NOBODY, panel=panel)
            check(view)


def every_filter(entries: Entries) -> Filters:
    """The longest state that the filters can have."""
    filters = Filters()
    for menu in menus(filters, entries.words):
        filters = choose(filters, menu.name, menu.options[-1].value, entries.words)
    return filters


def test_every_entry_fits_a_message(entries: Entries, provenance: Provenance) -> None:
    service = face(entries, provenance).service
    for library in entries.index.guide.libraries:
        check(library_view(library, service))
    for chip in entries.index.guide.hardware:
        check(hardware_view(chip, service))


def test_every_comparison_fits_a_message(entries: Entries, provenance: Provenance) -> None:
    service = face(entries, provenance).service
    libraries = entries.index.guide.libraries
    for number in range(len(libraries)):
        trio = [libraries[(number + step) % len(libraries)] for step in (0, 1, 2)]
        check(comparison_view(trio, service))
        check(comparison_view(trio[:2], service))


def test_every_page_of_browsing_fits_a_message(entries: Entries, provenance: Provenance) -> None:
    service = face(entries, provenance).service
    for page in range(10):
        check(browse_view(Filters(), page, service))
    check(browse_view(every_filter(entries), 0, service))


def test_every_start_fits_a_message(entries: Entries, provenance: Provenance) -> None:
    for key in (None, "machine-learning", "neuroscience", "event-cameras", "hardware", "general"):
        check(start_view(key, face(entries, provenance)))


def test_what_pages_say_has_no_meaning_of_its_own(hostile: Entries, provenance: Provenance) -> None:
    guide = face(hostile, provenance)
    views: list[Layout] = [
        private_view(answer, guide, question=NASTY, filters=Filters(), target=None, panel=False)
        for answer in answers(hostile)
    ]
    views += [library_view(each, guide.service) for each in hostile.index.guide.libraries]
    views += [hardware_view(each, guide.service) for each in hostile.index.guide.hardware]
    for view in views:
        shown = text_of(view)
        assert "@everyone" not in shown
        assert "<@1>" not in shown
        assert "<t:0:R>" not in shown
        assert "**b**" not in shown
        assert "[x](https://evil" not in shown
        assert not re.search(r"(?<!\\)[`|]", without_own_code(shown))


def without_own_code(shown: str) -> str:
    return re.sub(r"`pip install [a-z]+`|`/guide [a-z ]+`", "", shown)


def test_addresses_that_no_button_can_hold_are_left_out(hostile: Entries, provenance: Provenance) -> None:
    view = library_view(hostile.index.guide.libraries[0], face(hostile, provenance).service)
    assert not any("s" * 600 in (each.get("url") or "") for each in sent(view))


def test_the_form_for_new_software_is_filled_in_and_fits_a_button() -> None:
    plain = new_software_url("My Tool & more?")
    assert plain.endswith("?template=new-software.yml&title=My+Tool+%26+more%3F")
    for name in ("ü" * 10_000, "𝕏" * 10_000, "a b " * 5000, "%" * 500):
        assert len(new_software_url(name)) <= 512


@pytest.mark.parametrize("limit", [1, 2, 5, 30, 200])
@pytest.mark.parametrize("text", ["*" * 500, "plain words " * 50, "@@@@@@@", "", "a\\b" * 100])
def test_escaped_text_keeps_its_limit(text: str, limit: int) -> None:
    assert len(wording.shown(text, limit)) <= limit


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a_b *c* `d`",
        "@everyone <@123>",
        r"back\slash \* x",
        "# heading > quote",
        "- item [a](https://b.c)",
    ],
)
def test_what_was_shown_can_be_read_again(text: str) -> None:
    assert wording.as_typed(wording.shown(text, 500)) == text


def test_data_that_is_not_the_live_guide_is_called_so() -> None:
    assert "not the live guide" in wording.origin(Provenance("example", ""))
    assert "This copy is old" in wording.origin(Provenance("copy", "o/r", stale=True))
    assert "This copy is old" not in wording.origin(Provenance("github", "o/r"))


def test_a_reason_is_said_once_and_whole() -> None:
    reasons = (
        Reason("matches", "dependencies", "dependencies: JAX, Haiku"),
        Reason("matches", "topic", "dependency: JAX"),
        Reason("matches", "description", "“compact JAX library”"),
        Reason("matches", "text", "“" + "a long quote " * 30 + "”"),
        Reason("matches", "text", "“runs on TPUs”"),
    )
    said = wording.why(reasons, "A compact JAX library for spiking networks.")
    assert said == "**Why:** builds on JAX, Haiku; “runs on TPUs”"
    assert wording.why(reasons[2:3], "A compact JAX library.") == "**Why:** its description"
    assert "nearest to your words" in wording.why(())


@pytest.mark.parametrize(("texts", "said"), [
    (("dependency: JAX", "dependencies: JAX, Haiku"), "builds on JAX, Haiku"),
    (("supports NIR: yes", "supports hardware: yes"), "supports NIR; supports hardware"),
    (("“for fast event cameras of many makers”", "“fast event cameras of many makers, live”"),
     "“for fast event cameras of many makers”"),
    (("field of application: Vision", "start here: vision"), "field of application: Vision; start here: vision"),
    (("dependencies: NumPy", "“frames as NumPy arrays”"), "builds on NumPy; “frames as NumPy arrays”"),
    (("“frames as NumPy arrays”", "dependencies: NumPy"), "“frames as NumPy arrays”"),
    (("title: Tonic", "language: Python"), "its name; written in Python"),
    (("category: snn-framework",), "category: SNN framework"),
])  # fmt: skip
def test_reasons_do_not_repeat_each_other(texts: tuple[str, ...], said: str) -> None:
    assert wording.why([Reason("matches", "text", text) for text in texts]) == f"**Why:** {said}"


@pytest.mark.parametrize(("background", "said"), [
    ("neuroscience", "recommended by the community for a start from neuroscience"),
    (None, "recommended by the community for a start"),
])  # fmt: skip
def test_the_lists_for_beginners_are_the_communitys(background: str | None, said: str) -> None:
    assert wording.why([wording.start_reason(background)]) == f"**Why:** {said}"


def test_both_ways_to_a_start_give_the_same_reason(example: Entries, provenance: Provenance) -> None:
    asked = example.index.ask("where do I start? I am a neuroscientist")
    reason = wording.start_reason("neuroscience")
    assert asked.start_here == "neuroscience"
    assert all(reason in match.reasons for match in asked.ranked[:3])
    assert wording.why([reason]) in text_of(start_view("neuroscience", face(example, provenance)))


def test_a_quote_from_the_unseen_part_of_a_description_is_shown() -> None:
    description = "word " * 60 + "and spike sorting at the end"
    quote = Reason("matches", "description", "“spike sorting at the end”")
    assert wording.why([quote], description) == "**Why:** “spike sorting at the end”"


async def test_an_answer_is_not_kept_in_memory(example: Entries) -> None:
    question = "is there a JAX library?"
    view = private_view(
        example.index.ask(question),
        face(example, Provenance("example", "")),
        question=question,
        filters=Filters(),
        target=None,
        panel=False,
    )
    assert view.is_finished(), "discord.py keeps unfinished ephemeral views for fifteen minutes"


def test_not_stated_is_not_no(example: Entries) -> None:
    unknown = [each for each in example.index.guide.libraries if each.supports_nir is None]
    assert unknown
    for library in unknown:
        assert "**NIR:** not stated" in wording.facts(library)[1]


@pytest.mark.parametrize(("supported", "said"), [
    (True, "**Hardware:** yes (Loihi 2 and Speck)"),
    (False, "**Hardware:** no, but see Loihi 2 and Speck"),
    (None, "**Hardware:** not stated, but see Loihi 2 and Speck"),
])  # fmt: skip
def test_a_chip_that_names_what_denies_it_is_no_proof(
    example: Entries, supported: bool | None, said: str
) -> None:
    chips = [example.index.guide.hardware_by_slug[slug] for slug in ("loihi-2-intel", "speck-synsense")]
    library = replace(example.index.guide.libraries[0], supports_hardware=supported)
    assert wording.facts(library, chips)[1].endswith(said)


def test_a_break_between_facts_leaves_no_dot_at_a_lines_beginning(example: Entries) -> None:
    for library in example.index.guide.libraries:
        said = example.summary(library)
        texts = (*said.facts, wording.beside(said.ways_in, 2000))
        assert not any(re.search(r"(?<!\u00a0)·", text) for text in texts)
