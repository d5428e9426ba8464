"""Fits the weights of the intent gate's cues, and shows what each cue is worth.

``python -m tests.benchmarks.gate_weights [--write]``

Ridge logistic regression over the development sets (never a held-out one), plain Python, the same on every
run. Printed are cross-validated numbers, so that a cue that only knows its own examples does not flatter
itself, and for every cue how often it stands in requests and in other talk.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cogs.guide.matching.engine import GuideIndex
from cogs.guide.matching.roles import roles_of
from cogs.guide.matching.weights import SURE
from tests.benchmarks.guide_quality import EXAMPLE, PROJECT, Labelled, load_guide, question_sets, real_site

WEIGHTS_FILE = PROJECT / "cogs" / "guide" / "matching" / "weights.py"
FOLDS = 6
RIDGE = 1.5
"""How strongly weights are drawn to nought or their prior; chosen by cross-validated logarithmic loss."""
PRIOR = {
    "what is a library": 3.0, "start + where": 2.5, "one library or another": 2.5, "lookup + library, short": 2.0,
    "error by name": -3.0, "announcement, not asked": -2.5, "celebration": -2.0, "asks for another": 3.5,
}  # fmt: skip
"""Where rare but plain cues are drawn to instead of nought: the sets have too few of them to tell."""
_CHAT = ("dev_b", "dev_chat", "dev_f", "dev_own_e", "study")
"""Sets of messages as people write them in channels; they count more than questions put to a command."""


@dataclass(frozen=True)
class Example:
    """A message as the gate sees it."""

    set_name: str
    labelled: Labelled
    cues: Mapping[str, float]
    importance: float
    right: bool
    """Whether the answer, were one given, would be right."""

    @property
    def asks(self) -> bool:
        """Whether software is asked for (answerable or not)."""
        return self.labelled.kind != "not_a_question"


def examples(source: Path) -> list[Example]:
    """Every development message that is weighed, with its cues."""
    index = GuideIndex(load_guide(source))
    found = []
    for name, questions in question_sets().items():
        if name.startswith("heldout"):
            continue
        for q in questions:
            read = index._reader.read(q.question)
            roles = roles_of(read)
            cues = index._gate.collect(read, roles)
            if index._gate.ruled_out(read, roles, cues):
                continue
            answer = index.ask(q.question)
            right = answer.kind == "answer" and q.relevant.get(answer.ranked[0].slug, 0) > 0
            found.append(Example(name, q, cues, _importance(name, q.kind), right))
    return found


def _importance(set_name: str, kind: str) -> float:
    chat = set_name.startswith(_CHAT)
    if kind == "not_a_question":
        return 2.0 if chat else 1.5
    return 0.3 if kind == "not_in_guide" else 1.0 if chat else 0.6


def fit(rows: Sequence[Example], ridge: float = RIDGE, rounds: int = 25) -> dict[str, float]:
    """Weights of the cues by Newton's method; "always" is left free."""
    names = sorted({cue for row in rows for cue in row.cues})
    place = {name: at for at, name in enumerate(names)}
    sparse = [[(place[cue], value) for cue, value in row.cues.items()] for row in rows]
    penalty = [0.01 if name == "always" else ridge for name in names]
    prior = [PRIOR.get(name, 0.0) for name in names]
    weights = [0.0] * len(names)
    for _ in range(rounds):
        gradient = [p * (m - w) for p, m, w in zip(penalty, prior, weights, strict=True)]
        curvature = [[0.0] * len(names) for _ in names]
        for row, cells in zip(rows, sparse, strict=True):
            chance = _chance(sum(weights[at] * value for at, value in cells))
            slope = row.importance * (row.asks - chance)
            bend = row.importance * chance * (1 - chance)
            for at, value in cells:
                gradient[at] += slope * value
                line = curvature[at]
                for other, amount in cells:
                    line[other] += bend * value * amount
        for at, p in enumerate(penalty):
            curvature[at][at] += p
        step = _solve(curvature, gradient)
        weights = [w + s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return dict(zip(names, weights, strict=True))


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss elimination; the matrix is symmetric and positive definite, so no pivoting is needed."""
    size = len(right)
    for at in range(size):
        pivot = matrix[at]
        for below in range(at + 1, size):
            factor = matrix[below][at] / pivot[at]
            if factor:
                row = matrix[below]
                for column in range(at, size):
                    row[column] -= factor * pivot[column]
                right[below] -= factor * right[at]
    solution = [0.0] * size
    for at in reversed(range(size)):
        known = sum(matrix[at][column] * solution[column] for column in range(at + 1, size))
        solution[at] = (right[at] - known) / matrix[at][at]
    return solution


def score(weights: Mapping[str, float], cues: Mapping[str, float]) -> float:
    """The gate's sum."""
    return sum(weights.get(cue, 0.0) * value for cue, value in cues.items())


def cross_validated(rows: Sequence[Example]) -> list[float]:
    """The score of every message by weights that were fitted without it."""
    fold = [hashlib.sha256(row.labelled.question.encode()).digest()[0] % FOLDS for row in rows]
    fitted = [
        fit([row for row, at in zip(rows, fold, strict=True) if at != left_out]) for left_out in range(FOLDS)
    ]
    return [score(fitted[at], row.cues) for row, at in zip(rows, fold, strict=True)]


def report(rows: Sequence[Example], scores: Sequence[float]) -> None:
    """Print false triggers and right answers per set and threshold."""
    names = [*dict.fromkeys(row.set_name for row in rows), "chat", "all"]
    for threshold in (SURE - 0.5, SURE, SURE + 0.5):
        print(f"threshold {threshold:.1f}:  false triggers, right and answered")
        for name in names:
            mine = [
                (row, value >= threshold)
                for row, value in zip(rows, scores, strict=True)
                if name in (row.set_name, "all") or (name == "chat" and row.set_name.startswith(_CHAT))
            ]
            talk = [said for row, said in mine if not row.asks]
            asked = [said and row.right for row, said in mine if row.labelled.kind == "answerable"]
            shown = [f"{sum(of)}/{len(of)} {sum(of) / len(of):.3f}" if of else "-" for of in (talk, asked)]
            print(f"  {name:16}{shown[0]:>16}{shown[1]:>16}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, report, and write the weights when asked to."""
    parser = argparse.ArgumentParser(description="Weights of the intent gate")
    parser.add_argument("--source", type=Path, default=real_site() or EXAMPLE)
    parser.add_argument("--write", action="store_true", help=f"replace the table in {WEIGHTS_FILE.name}")
    options = parser.parse_args(arguments)
    rows = examples(options.source)
    weights = {cue: round(weight, 2) for cue, weight in fit(rows).items()}
    for cue, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
        asking = sum(cue in row.cues for row in rows if row.asks)
        talking = sum(cue in row.cues for row in rows if not row.asks)
        print(f"{weight:6.2f}  {cue:32} in {asking} requests, {talking} others")
    report(rows, cross_validated(rows))
    if options.write:
        table = "".join(
            f"    {cue!r}: {weight},\n".replace("'", '"')
            for cue, weight in sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
            if weight
        )
        text = WEIGHTS_FILE.read_text(encoding="utf-8")
        new = re.sub(r"(?s)(WEIGHTS: dict\[str, float\] = \{\n).*?(\})", lambda m: m[1] + table + m[2], text)
        WEIGHTS_FILE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
