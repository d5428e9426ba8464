"""A recount in words for whoever is no programmer, and as JSON for programs."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any

from cogs.elections.count.table import as_text as table
from cogs.elections.record.recount import Report

WIDTH = 100
_COMMANDS = ("Cc", "Cf", "Zl", "Zp")
_MARKS = {True: "ok     ", False: "WRONG  ", None: "unseen "}
_SAME = "Everything that this file can show is as it should be."
_COUNTED = " Counted again, the result is the same."
_OTHER = "This file is not what it should be. Wrong is first of all:"
_NOT_VALID = " The vote was not valid, so nothing was counted."
_POSTED = (
    "Whoever made this file could have made all of it anew, the log too, but not what was posted while "
    "voting went on. Compare these hashes with those that were posted, or have it done with --posted HASH:"
)
_SEEN_BY_VOTERS = (
    "Whether what voters chose was put down as they chose it, no file can show. If you voted, look whether "
    "your receipt is in the list: --receipt CODE."
)


def as_text(report: Report) -> str:
    """Return the whole report, with the rounds of each question, in lines of at most about `WIDTH`."""
    election = report.content["election"]
    blocks = [
        f"{election['title']} (election {election['id']}), voting from {_short(election['opens_at'])} "
        f"to {_short(election['closes_at'])} UTC",
        "\n".join(_wrapped(f"{_MARKS[one.ok]}{one.text}", " " * 7) for one in report.findings),
    ]
    blocks += list(_counts(report))
    blocks.append(_conclusion(report))
    if report.landmarks:
        lines = [f"  {called:8} entry {entry.number:3}  {entry.hash}" for called, entry in report.landmarks]
        blocks.append("\n".join([_wrapped(_POSTED), *lines]))
    if report.content["receipts"]:
        blocks.append(_wrapped(_SEEN_BY_VOTERS))
    return _harmless("\n\n".join(blocks))


def as_json(report: Report) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "same": report.same,
        "election": {key: report.content["election"][key] for key in ("id", "title")},
        "findings": [{"ok": one.ok, "check": one.check, "text": one.text} for one in report.findings],
        "decision": report.decision and report.decision.as_json(),
        "hashes": [
            {"step": called, "entry": entry.number, "hash": entry.hash} for called, entry in report.landmarks
        ],
    }


def _counts(report: Report) -> Iterator[str]:
    """Yield the recount's own rounds, question by question."""
    for outcome in report.decision.outcomes if report.decision else ():
        if outcome.result:
            yield f"{outcome.title}\n\n{textwrap.indent(table(outcome.result, WIDTH - 2), '  ')}"


def _conclusion(report: Report) -> str:
    for one in report.findings:
        if one.ok is False:
            return f"{_OTHER}\n{_wrapped(one.text, '  ', '  ')}"
    if report.decision is None:
        return _SAME
    return _SAME + (_COUNTED if report.decision.validity.valid else _NOT_VALID)


def _wrapped(text: str, indent: str = "", first: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _short(moment: str) -> str:
    """Return a moment of the file without seconds."""
    return moment[:16].replace("T", " ")


def _harmless(text: str) -> str:
    """Return a text without what would command a terminal or turn its lines round."""
    return "".join(
        f"<{ord(mark):04x}>" if unicodedata.category(mark) in _COMMANDS and mark != "\n" else mark
        for mark in text
    )
