"""A result as plain text: a column for each round, what happened in it, and the outcome."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cogs.elections.count.result import Result, Round, Transfer, exact
from cogs.elections.count.words import are, listing

WIDTH = 100
# More than this is not read in a table; the JSON has it all.
SHOWN_PLACES = 5
EXHAUSTED, LOST, QUOTA = "(exhausted)", "(rounded off)", "(quota)"


def as_text(result: Result, width: int = WIDTH) -> str:
    """Return the result as lines of at most about `width` characters, ending with why it is what it is."""
    blocks = [_table(result, chunk) for chunk in _chunks(result, width)]
    if result.rounds and result.rounds[0].comparisons:
        blocks.append(_comparisons(result.rounds[0].comparisons))
    told = [line for number, stage in enumerate(result.rounds, 1) for line in _told(result, number, stage)]
    if told:
        blocks.append("\n".join(told))
    blocks.append(result.reason)
    return "\n\n".join(blocks)


def _rows(result: Result) -> list[tuple[str, list[str]]]:
    """Return each row's name and what stands in it for each round."""
    names = sorted(
        {name for stage in result.rounds for name in stage.tally},
        key=result.candidates.index if result.candidates else None,
    )
    rows = [
        (
            name,
            [_shown(stage.tally[name], result) if name in stage.tally else "" for stage in result.rounds],
        )
        for name in names
    ]
    for name, amounts in (
        (EXHAUSTED, [stage.exhausted for stage in result.rounds]),
        (LOST, [stage.lost for stage in result.rounds]),
        (QUOTA, [stage.quota or 0 for stage in result.rounds]),
    ):
        if any(amounts):
            rows.append((name, [_shown(amount, result) for amount in amounts]))
    return rows


def _chunks(result: Result, width: int) -> Iterable[range]:
    """Yield the rounds that fit beside each other."""
    rows = _rows(result)
    left = max((_width(name) for name, _ in rows), default=0)
    column = max((_width(cell) for _, cells in rows for cell in cells), default=0)
    fit = max(1, (width - left) // (max(column, 3) + 2))
    for start in range(0, len(result.rounds), fit):
        yield range(start, min(start + fit, len(result.rounds)))


def _table(result: Result, rounds: range) -> str:
    rows = [("", [str(number + 1) for number in rounds])]
    rows += [(name, [cells[number] for number in rounds]) for name, cells in _rows(result)]
    return _aligned(rows)


def _comparisons(preferred: Mapping[str, Mapping[str, int]]) -> str:
    """Return the table of how many prefer the candidate of the row to that of the column."""
    names = list(preferred)
    rows = [("prefer …", [f"to {number}" for number in range(1, len(names) + 1)])]
    rows += [
        (f"{number}. {name}", [str(preferred[name].get(other, "")) for other in names])
        for number, name in enumerate(names, 1)
    ]
    return _aligned(rows)


def _aligned(rows: Sequence[tuple[str, list[str]]]) -> str:
    left = max(_width(name) for name, _ in rows)
    columns = [
        max(_width(cell) for cell in cells) for cells in zip(*(cells for _, cells in rows), strict=True)
    ]
    return "\n".join(
        (
            _padded(name, left)
            + "".join(
                "  " + " " * (wide - _width(cell)) + cell for cell, wide in zip(cells, columns, strict=True)
            )
        ).rstrip()
        for name, cells in rows
    )


def _told(result: Result, number: int, stage: Round) -> Iterable[str]:
    if stage.elected:
        yield f"Round {number}: {are(stage.elected)} elected."
    if stage.note:
        yield f"Round {number}: {stage.note}"
    if stage.eliminated:
        yield f"Round {number}: {are(stage.eliminated)} out."
    if stage.transfer:
        yield f"Round {number}: {_moved(stage.transfer, result)}"


def _moved(transfer: Transfer, result: Result) -> str:
    shares = [f"{name} {_shown(amount, result)}" for name, amount in transfer.to.items() if amount]
    if transfer.exhausted:
        shares.append(f"nobody {_shown(transfer.exhausted, result)}")
    return (
        f"from {transfer.origin} to {listing(shares)}."
        if shares
        else f"nothing passes on from {transfer.origin}."
    )


def _shown(amount: int, result: Result) -> str:
    more = max(0, result.places - SHOWN_PLACES)
    return exact(amount // 10**more, result.places - more)


def _width(text: str) -> int:
    """Return how many columns a terminal takes for `text`."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
