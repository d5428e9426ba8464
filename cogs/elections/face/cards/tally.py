"""A count as a table that a phone shows whole: a row for each candidate, a column for each round.

It reads a count as it is published (`count.result.Result.as_json`). Where not all rounds fit, the first and
the last ones are shown; the picture and the file have them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.limits import fit
from cogs.elections.face.ballot.words import VOTES

# What a phone shows of a line in a code block.
WIDTH = 32
_LEAST_NAME = 8
_ELECTED = "✓"


def table(count: Mapping[str, Any], most: int, *, scores: bool = False) -> str:
    """Return the table in a code block of at most `most` characters; rows that do not fit are counted.

    `scores` says that rounds of totals and run-offs take turns (STAR).
    """
    rounds: Sequence[Mapping[str, Any]] = count["rounds"]
    if not rounds:
        return ""
    columns = _columns(count, scores)
    head = _line("", [label for label, _ in columns], columns)
    rows = [
        _line(f"{name}{' ' + _ELECTED if elected else ''}", cells, columns)
        for name, cells, elected in _rows(count, columns)
    ]
    room = most - len(head) - 40
    kept = rows[: max(1, room // (WIDTH + 1))]
    more = [f"and {len(rows) - len(kept)} more"] if len(kept) < len(rows) else []
    return "```\n" + "\n".join([head, *kept, *more]) + "\n```"


def _columns(count: Mapping[str, Any], scores: bool) -> list[tuple[str, int]]:
    """Return label and number of the rounds that fit, the first and the last of them."""
    rounds = count["rounds"]
    labels = _labels(count, scores)
    widest = max(len(_amount(value)) for each in rounds for value in each["tally"].values())
    width = max(widest, max(map(len, labels))) + 1
    fits = max(1, (WIDTH - _LEAST_NAME - 2) // width)
    numbers = list(range(len(rounds)))
    if len(numbers) > fits:
        numbers = [*numbers[: 1 if fits > 1 else 0], *numbers[len(numbers) - max(1, fits - 1) :]]
    return [(labels[number].rjust(width), number) for number in numbers]


def _labels(count: Mapping[str, Any], scores: bool) -> list[str]:
    rounds = len(count["rounds"])
    if count["rounds"][0].get("comparisons"):
        return ["ahead of"]
    if scores:
        return [("total", "run-off")[number % 2] for number in range(rounds)]
    if rounds == 1:
        return ["votes"]
    return [f"R{number}" for number in range(1, rounds + 1)]


def _rows(
    count: Mapping[str, Any], columns: Sequence[tuple[str, int]]
) -> Iterable[tuple[str, list[str], bool]]:
    """Yield name, amounts and whether elected, whoever came furthest first."""
    rounds = count["rounds"]
    names = {name for each in rounds for name in each["tally"]}

    def came(name: str) -> tuple[int, Decimal]:
        last = max(number for number, each in enumerate(rounds) if name in each["tally"])
        return last, Decimal(rounds[last]["tally"][name])

    motion = count["passed"] is not None
    order = list(rounds[0]["tally"]) if motion else sorted(sorted(names), key=came, reverse=True)
    for name in order:
        cells = [_amount(rounds[number]["tally"].get(name)) for _, number in columns]
        yield (VOTES.get(name, name) if motion else name), cells, name in count["winners"]
    exhausted = [_amount(rounds[number]["exhausted"]) for _, number in columns]
    if any(cell != "0" for cell in exhausted):
        yield "(no longer)", exhausted, False


def _amount(value: str | None) -> str:
    """Return an exact amount with two places at most, which are cut and not rounded up; nothing for None."""
    if value is None:
        return ""
    whole, _, part = value.partition(".")
    part = part[:2].rstrip("0")
    return f"{whole}.{part}" if part else whole


def _line(name: str, cells: Sequence[str], columns: Sequence[tuple[str, int]]) -> str:
    widths = [len(label) for label, _ in columns]
    room = WIDTH - sum(widths)
    shown = " ".join(name.replace("`", "ˋ").split())
    if shown.endswith(_ELECTED):
        shown = f"{fit(shown.removesuffix(_ELECTED).rstrip(), room - 2)} {_ELECTED}"
    amounts = "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return (fit(shown, room).ljust(room) + amounts).rstrip()
