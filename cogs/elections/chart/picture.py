"""What is drawn of a counted question, before anything is drawn: rows with their bars, one line, a few
sentences.

Pure. A picture is plain JSON, because it goes to another process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cogs.elections.count.words import listing

# More is no picture any more.
MOST_ROWS = 110
ALT_TEXT_LIMIT = 1024
_VOTES = ("yes", "no", "abstain")
_POINTS = ("star", "bloc-star")
_QUOTAS = ("stv", "meek")


def panel(question: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what is drawn of a question, or None when nothing was counted: the vote was not valid, say."""
    return _panel(question) if _rounds(question) else None


def alt_text(question: Mapping[str, Any]) -> str:
    """Return what the picture shows, in words, in at most `ALT_TEXT_LIMIT` characters.

    Whoever does not fit is left out at the end, where those with fewest votes are.
    """
    drawn = panel(question)
    if drawn is None:
        return _cut(f"{question['title']}: {question['outcome']['reason']}", ALT_TEXT_LIMIT)
    needed = f" {drawn['line']['label']}." if drawn["line"] else ""
    begin = _cut(f"{drawn['title']}: {drawn['said']}", ALT_TEXT_LIMIT - 200)
    bars = [f"{row['name']} {row['amount']}" for row in drawn["rows"]]
    told = len(bars)
    while told:
        more = f"; and {len(bars) - told} more" if told < len(bars) else ""
        text = f"{begin} {'; '.join(bars[:told])}{more}.{needed}"
        if len(text) <= ALT_TEXT_LIMIT:
            return text
        told -= 1
    return _cut(f"{begin}{needed}", ALT_TEXT_LIMIT)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _rounds(question: Mapping[str, Any]) -> list[dict[str, Any]]:
    result = question["outcome"]["result"]
    return [stage for stage in result["rounds"] if stage["tally"]] if result else []


def _panel(question: Mapping[str, Any]) -> dict[str, Any]:
    rounds, method = _rounds(question), question["method"]
    count = question["outcome"]["result"]
    if method == "motion":
        rows = [_vote(name, rounds[0], count["passed"]) for name in _VOTES]
    else:
        rows = _ranked(method, rounds, count)
    line = None
    if rounds[-1]["quota"] is not None:
        amount = rounds[-1]["quota"]
        line = {"at": _number(amount), "label": _needed(method, rounds, _shown(amount))}
    return {
        "title": question["title"],
        "said": question["outcome"]["reason"],
        "rows": rows,
        "line": line,
        "legend": any(len(row["parts"]) > 1 for row in rows),
        "notes": _notes(question, rounds),
    }


def _needed(method: str, rounds: Sequence[Mapping[str, Any]], amount: str) -> str:
    if method == "motion":
        return f"{amount} needed to pass"
    if method in _QUOTAS:
        # The last seats may go to those who are left, with fewer.
        return f"{amount} elect at once (the quota)"
    return f"{amount} needed{' in the last round' if len(rounds) > 1 else ''}"


def _vote(name: str, stage: Mapping[str, Any], passed: bool) -> dict[str, Any]:
    amount = stage["tally"][name]
    won = "won" if name == "yes" and passed else ""
    return {"name": name, "amount": _shown(amount), "parts": [_number(amount)], "role": won}


def _ranked(
    method: str, rounds: Sequence[Mapping[str, Any]], count: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the candidates' rows: the elected first, then whoever stayed in longest, then by votes."""
    names = list(rounds[0]["tally"])
    tied = {name for group in count["tie"] or [] for name in group}
    # Points and votes of a run-off do not add up: the bars are the points.
    told = rounds[:1] if method in _POINTS else rounds
    rows = []
    for place, name in enumerate(names):
        amounts = [stage["tally"][name] for stage in told if name in stage["tally"]]
        parts = _parts([_number(amount) for amount in amounts])
        most = max(amounts, key=_number)
        won = count["winners"].index(name) if name in count["winners"] else len(names)
        row = {
            "name": name,
            "amount": f"{_amount(method, amounts[0], most)}{_fate(name, rounds, count, tied)}",
            "parts": parts,
            "role": "won" if name in count["winners"] else "tied" if name in tied else "",
        }
        rows.append(((won, -len(amounts), -_number(most), place), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _parts(amounts: Sequence[float]) -> list[float]:
    """Return the first amount and what came on top of it, round by round, up to the most there ever was."""
    parts = [amounts[0]]
    for amount in amounts[1:]:
        if amount > sum(parts):
            parts.append(amount - sum(parts))
    return parts


def _amount(method: str, first: str, most: str) -> str:
    if method == "schulze":
        return f"ahead of {_shown(first)}"
    if method in _POINTS:
        return f"{_shown(first)} points"
    return _shown(first) if _number(first) == _number(most) else f"{_shown(first)} → {_shown(most)}"


def _fate(name: str, rounds: Sequence[Mapping[str, Any]], count: Mapping[str, Any], tied: set[str]) -> str:
    if name in count["winners"]:
        return ", elected"
    if name in tied:
        return ", tied"
    for number, stage in enumerate(rounds, 1):
        if name in stage["eliminated"] and len(rounds) > 1:
            return f", out in round {number}"
    return ""


def _notes(question: Mapping[str, Any], rounds: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    if question["method"] in _POINTS:
        for stage in rounds[1:]:
            if len(stage["tally"]) < len(rounds[0]["tally"]) and stage["elected"]:
                votes = listing([f"{name} {_shown(amount)}" for name, amount in stage["tally"].items()])
                notes.append(f"Run-off: {votes}.")
    elif _number(rounds[-1]["exhausted"]):
        notes.append(f"{_shown(rounds[-1]['exhausted'])} votes name nobody who was left in the end.")
    if question["withdrawn"]:
        notes.append(f"Withdrawn: {listing(question['withdrawn'])}.")
    return notes


def _number(amount: str) -> float:
    return float(amount)


def _shown(amount: str) -> str:
    """Return an amount with two decimal places at most, cut off: 12.34567 is shown as 12.34."""
    whole, _, part = amount.partition(".")
    part = part[:2].rstrip("0")
    return f"{whole}.{part}" if part else whole
