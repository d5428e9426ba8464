"""The guide's answers as a person reads them in a terminal, and as JSON. Pure."""

from __future__ import annotations

import json
import re
import textwrap
from datetime import datetime
from typing import Any

from cogs.guide.face import wording
from cogs.guide.face.answer_text import SUGGEST, answer_text, match_lines, new_software_url
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Answer, Match
from cogs.guide.matching.defaults import Defaults
from cogs.guide.model import Library
from cogs.guide.source.provenance import Provenance, RefreshReport

# Markdown of the face: what is escaped, links, and marks that only Discord draws.
_MARKS = re.compile(r"\\(.)|\[((?:\\.|[^\]\\])*)\]\((https?://\S+)\)|\*\*|`|^(?:#+|-#) |\u200b", re.MULTILINE)


def answer_lines(
    answer: Answer,
    entries: Entries,
    provenance: Provenance,
    *,
    question: str,
    count: int,
    width: int,
    labels: Defaults,
) -> str:
    """Return the answer that Discord shows, as lines of at most `width` characters (links are never broken).

    `count` libraries are described at most.
    """
    if answer.kind == "not_a_question":
        return _wrap("Nobody asks for software here: the bot would say nothing.", width)
    said = answer_text(answer, question=question, entries=entries, count=count, labels=labels)
    blocks = [_plain(said.heading)]
    texts = [*([said.chips] if said.chips else []), *said.remarks]
    blocks += ["\n".join(_wrap(_plain(line), width) for line in text.split("\n")) for text in texts]
    for place, match in enumerate(said.matches, 1):
        lines = [*match_lines(place, match, entries), *entries.summary(match.library).ways_in]
        title, *others = map(_plain, lines)
        blocks.append("\n".join([title, *(_wrap(line, width, "   ") for line in others)]))
    if said.suggestion is not None:
        blocks.append(f"{SUGGEST}: {new_software_url(said.suggestion)}")
    blocks += [_wrap(_plain(note), width) for note in said.notes]
    blocks.append(_wrap(_plain(wording.origin(provenance, _utc)), width))
    return "\n\n".join(blocks)


def _plain(markdown: str) -> str:
    """Return a text of the face without its marks; what was escaped in it is shown as it was."""

    def bare(found: re.Match[str]) -> str:
        if found[3]:
            return f"{_plain(found[2])}: {found[3]}"
        return found[1] or ""

    return _MARKS.sub(bare, markdown)


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def answer_object(
    answer: Answer, provenance: Provenance, *, identity: str | int | None, question: str
) -> dict[str, Any]:
    """Return an answer as one JSON object: the fields of a batch line, and what a person needs besides."""
    return {
        "id": identity,
        "question": question,
        "kind": answer.kind,
        "ranked": [{**_match(match), **_facts(match.library)} for match in answer.ranked],
        "missing": list(answer.missing),
        "nearest": [match.slug for match in answer.nearest],
        "needs": [{"kind": need.kind, "value": need.value, "wanted": need.wanted} for need in answer.needs],
        "hardware": [chip.slug for chip in answer.hardware],
        "comparison": answer.comparison,
        "start_here": answer.start_here,
        "guide": {
            "origin": provenance.origin,
            "source": provenance.source,
            "commit": provenance.commit,
            "fetched_at": _iso(provenance.fetched_at),
            "confirmed_at": _iso(provenance.confirmed_at),
            "stale": provenance.stale,
        },
    }


def batch_object(answer: Answer, identity: str | int) -> dict[str, Any]:
    """Return an answer as one line of a batch: `{"id", "kind", "ranked"}`."""
    return {"id": identity, "kind": answer.kind, "ranked": [_match(match) for match in answer.ranked]}


def report_text(report: RefreshReport) -> str:
    """Return what a refresh did, one line for each changed entry."""
    lines = [f"{report.outcome}: {report.message}"]
    for mark, titles in (("+", report.added), ("~", report.changed), ("-", report.removed)):
        lines += [f"{mark} {title}" for title in titles]
    if report.retry_at is not None:
        lines.append(f"The next look is after {report.retry_at:%Y-%m-%d %H:%M} UTC.")
    return "\n".join(lines)


def report_object(report: RefreshReport) -> dict[str, Any]:
    """Return what a refresh did as one JSON object."""
    return {
        "outcome": report.outcome,
        "message": report.message,
        "added": list(report.added),
        "changed": list(report.changed),
        "removed": list(report.removed),
        "fetched": report.fetched,
        "defects": len(report.defects),
        "seconds": round(report.duration.total_seconds(), 3),
        "retry_at": _iso(report.retry_at),
    }


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return `value` as JSON that any output takes, lone surrogates of broken input included."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def _match(match: Match) -> dict[str, Any]:
    return {
        "slug": match.slug,
        "score": round(match.score, 4),
        "reasons": [
            {"kind": reason.kind, "field": reason.field, "text": reason.text} for reason in match.reasons
        ],
    }


def _facts(library: Library) -> dict[str, Any]:
    return {
        "title": library.title,
        "description": library.description,
        "category": library.category,
        "languages": list(library.languages),
        "licence": str(library.licence) if library.licence else None,
        "dependencies": None if library.dependencies is None else list(library.dependencies),
        "supports_nir": library.supports_nir,
        "supports_hardware": library.supports_hardware,
        "install": _install(library),
        "website": library.website,
        "source_code": library.source_code,
        "url": library.url,
    }


def _wrap(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _install(library: Library) -> str | None:
    return f"pip install {library.pypi_id}" if library.pypi_id else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
