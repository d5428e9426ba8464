"""How good the guide's answers are: ranking, abstention, listening, speed and memory, per question set.

``python -m tests.benchmarks.guide_quality [--source DIR] [--questions FILE …] [--misses]``

A question set is JSON lines: ``id``, ``question``, ``kind`` (answerable, not_in_guide, not_a_question),
``relevant`` (slug -> grade 1 to 3) and ``subtype``. Without arguments it takes every set it finds. The pages
come from ``--source``, else ``$ONM_SITE``, else a folder ``shared/onm`` beside the project, else the example.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cogs.guide.matching.answer import Answer
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Guide
from cogs.guide.pages.reader import read_guide

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "cogs" / "guide" / "example"


@dataclass(frozen=True)
class Labelled:
    """A question with what a good answer would be."""

    id: str
    question: str
    kind: str
    relevant: Mapping[str, int]
    subtype: str


def shared_folder(name: str) -> Path | None:
    """A folder ``shared/<name>`` beside the project or beside a folder above it."""
    return next((p / "shared" / name for p in PROJECT.parents if (p / "shared" / name).is_dir()), None)


def real_site() -> Path | None:
    """The folder with the real site's pages, if this machine has one."""
    if stated := os.environ.get("ONM_SITE"):
        return Path(stated)
    return shared_folder("onm")


def load_guide(source: Path) -> Guide:
    """The guide in a folder laid out like the site's repository."""
    wanted = [
        *source.glob("content/neuromorphic-computing/*/*/index.md"),
        *source.glob("data/taxonomies/*.json"),
    ]
    return read_guide({path.relative_to(source).as_posix(): path.read_bytes() for path in wanted})[0]


def load_questions(file: Path) -> list[Labelled]:
    """A question set."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Labelled(r["id"], r["question"], r["kind"], r["relevant"], r.get("subtype", "")) for r in rows]


def question_sets() -> dict[str, list[Labelled]]:
    """Every set there is; the study's set is split in two by a hash of the id, to tune on one half only."""
    sets: dict[str, list[Labelled]] = {}
    reference = shared_folder("reference")
    if reference and (study := reference / "guide-questions.jsonl").is_file():
        halves: dict[str, list[Labelled]] = {"study/odd": [], "study/even": []}
        for question in load_questions(study):
            digest = hashlib.sha256(question.id.encode()).digest()[0]
            halves["study/odd" if digest % 2 else "study/even"].append(question)
        sets |= halves
    for file in sorted((Path(__file__).parent / "guide").glob("*.jsonl")):
        sets[file.stem] = load_questions(file)
    return sets


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], depth: int = 5) -> float:
    """Normalised discounted cumulative gain with gains 2^grade - 1 (Järvelin & Kekäläinen 2002)."""

    def gain(grades: Iterable[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))

    best = gain(sorted(relevant.values(), reverse=True)[:depth])
    return gain([relevant.get(slug, 0) for slug in ranked[:depth]]) / best if best else 0.0


def measure(questions: Sequence[Labelled], index: GuideIndex) -> dict[str, float]:
    """Every number of one set; those that a set has no questions for are left out."""
    asked = {q.id: index.ask(q.question) for q in questions}
    heard = {q.id: index.listen(q.question) for q in questions}
    answerable = [q for q in questions if q.kind == "answerable"]
    numbers: dict[str, float] = {"questions": len(questions)}

    def share(name: str, of: Sequence[Labelled], test: Callable[[Labelled], bool]) -> None:
        if of:
            numbers[name] = sum(map(test, of)) / len(of)

    def grade(answer: Answer, q: Labelled, depth: int = 1) -> int:
        return max((q.relevant.get(match.slug, 0) for match in answer.ranked[:depth]), default=0)

    def best(q: Labelled) -> int:
        return max(q.relevant.values(), default=0)

    share("success@1", answerable, lambda q: grade(asked[q.id], q) > 0)
    share("success@1 (grade>=2)", answerable, lambda q: grade(asked[q.id], q) >= min(2, best(q)))
    share("success@1 (best)", answerable, lambda q: grade(asked[q.id], q) == best(q))
    share("success@3", answerable, lambda q: grade(asked[q.id], q, 3) > 0)
    if answerable:
        numbers["nDCG@5"] = sum(
            ndcg([m.slug for m in asked[q.id].ranked], q.relevant) for q in answerable
        ) / len(answerable)
    share("ask: answered", answerable, lambda q: asked[q.id].kind == "answer")
    share(
        "ask: right and answered",
        answerable,
        lambda q: asked[q.id].kind == "answer" and grade(asked[q.id], q) > 0,
    )
    numbers |= _abstention([q for q in questions if q.kind != "not_a_question"], asked)
    chatter = [q for q in questions if q.kind == "not_a_question"]
    share("listen: false triggers", chatter, lambda q: heard[q.id].kind != "not_a_question")
    share(
        "listen: false answers",
        [q for q in questions if q.kind != "answerable"],
        lambda q: heard[q.id].kind == "answer",
    )
    share(
        "listen: right and answered",
        answerable,
        lambda q: heard[q.id].kind == "answer" and grade(heard[q.id], q) > 0,
    )
    return numbers


def _abstention(questions: Sequence[Labelled], asked: Mapping[str, Answer]) -> dict[str, float]:
    """F1 of saying "not in the guide" over questions that are answerable or not in the guide."""
    if not any(q.kind == "not_in_guide" for q in questions):
        return {}
    said = {q.id for q in questions if asked[q.id].kind == "not_in_guide"}
    right = {q.id for q in questions if q.kind == "not_in_guide"}
    both = len(said & right)
    return {"ask: abstention F1": 2 * both / (len(said) + len(right)) if said or right else 0.0}


def misses(questions: Sequence[Labelled], index: GuideIndex) -> Iterable[str]:
    """What went wrong, question by question, for the people who tune."""
    for q in questions:
        asked, heard = index.ask(q.question), index.listen(q.question)
        top = [match.slug for match in asked.ranked[:5]]
        wrong = []
        if q.kind == "answerable":
            if not top or not q.relevant.get(top[0]):
                wrong.append("TOP1")
            elif q.relevant[top[0]] < max(q.relevant.values()):
                wrong.append("top1-lower")
            if asked.kind != "answer":
                wrong.append("ABSTAINED")
            if heard.kind != "answer":
                wrong.append("silent")
            if ndcg(top, q.relevant) < 0.75:
                wrong.append(f"ndcg {ndcg(top, q.relevant):.2f}")
        elif q.kind == "not_in_guide" and asked.kind != "not_in_guide":
            wrong.append("ANSWERED")
        elif q.kind == "not_a_question" and heard.kind != "not_a_question":
            wrong.append("TRIGGERED")
        if wrong:
            needs = ", ".join(map(str, asked.needs))
            scores = " ".join(f"{m.slug}={m.score:.1f}" for m in asked.ranked[:5])
            yield (
                f"{q.id} [{q.subtype}] {'/'.join(wrong)}: {q.question}\n     wanted {dict(q.relevant)}\n"
                f"     got {scores}\n     needs {needs}; missing {asked.missing}"
            )


def latency(questions: Sequence[Labelled], index: GuideIndex) -> tuple[float, float]:
    """Median and 95th percentile of one ``ask``, in milliseconds."""
    times = []
    for q in questions:
        before = time.perf_counter()
        index.ask(q.question)
        times.append((time.perf_counter() - before) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def memory(guide: Guide) -> float:
    """Megabytes that one index adds, data files included when it is the first."""
    tracemalloc.start()
    index = GuideIndex(guide)
    index.ask("warm up")
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return size


def collect(source: Path, sets: Mapping[str, Sequence[Labelled]]) -> dict[str, Any]:
    """Every number, for the project's benchmark report."""
    guide = load_guide(source)
    added = memory(guide)
    before = time.perf_counter()
    index = GuideIndex(guide)
    built = (time.perf_counter() - before) * 1000
    everything = [q for questions in sets.values() for q in questions]
    report: dict[str, Any] = {"build_ms": built, "memory_mb": added, "sets": {}}
    if everything:
        report["p50_ms"], report["p95_ms"] = latency(everything, index)
    for name, questions in sets.items():
        report["sets"][name] = measure(questions, index)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description="Quality of the guide's answers")
    parser.add_argument("--source", type=Path, default=real_site() or EXAMPLE)
    parser.add_argument("--questions", type=Path, nargs="*")
    parser.add_argument("--sets", nargs="*", help="only sets whose name contains one of these")
    parser.add_argument("--subtypes", action="store_true", help="numbers per subtype too")
    parser.add_argument(
        "--misses", action="store_true", help="list what went wrong (never for held-out sets)"
    )
    options = parser.parse_args(arguments)
    sets = {f.stem: load_questions(f) for f in options.questions} if options.questions else question_sets()
    if options.sets:
        sets = {name: rows for name, rows in sets.items() if any(part in name for part in options.sets)}
    report = collect(options.source, sets)
    print(f"pages: {options.source}")
    print(f"build {report['build_ms']:.0f} ms, memory {report['memory_mb']:.1f} MB, ", end="")
    print(f"p50 {report.get('p50_ms', 0):.2f} ms, p95 {report.get('p95_ms', 0):.2f} ms")
    _print_table(report["sets"])
    if options.subtypes:
        guide = GuideIndex(load_guide(options.source))
        groups: dict[str, list[Labelled]] = defaultdict(list)
        for questions in sets.values():
            for q in questions:
                groups[q.subtype].append(q)
        _print_table({name: measure(rows, guide) for name, rows in sorted(groups.items())})
    if options.misses:
        guide = GuideIndex(load_guide(options.source))
        for name, questions in sets.items():
            if not name.startswith("heldout"):
                print(f"\n== {name}")
                print("\n".join(misses(questions, guide)))
    return 0


def _print_table(rows: Mapping[str, Mapping[str, float]]) -> None:
    names = list(dict.fromkeys(name for numbers in rows.values() for name in numbers))
    for name in names:
        print(f"{name:30}", end="")
        for numbers in rows.values():
            value = numbers.get(name)
            shown = "" if value is None else f"{value:.0f}" if name == "questions" else f"{value:.3f}"
            print(f"{shown:>17}", end="")
        print()
    print(f"{'':30}" + "".join(f"{name[:16]:>17}" for name in rows))


if __name__ == "__main__":
    sys.exit(main())
