"""The guide's answers as a person reads them in a terminal, and as JSON. Pure."""

from __future__ import annotations

import json
import textwrap
from datetime import datetime
from typing import Any
from urllib.parse import quote

from cogs.guide.matching.answer import Answer, Match
from cogs.guide.model import Hardware, Library
from cogs.guide.source.provenance import Provenance, RefreshReport

_LABEL = 14


def answer_text(answer: Answer, provenance: Provenance, *, shown: int, width: int, form: str) -> str:
    """Return an answer as lines of at most `width` characters (links are never broken).

    `shown` libraries are described; `form` is the address of the form for new software.
    """
    blocks = []
    match answer.kind:
        case "not_a_question":
            blocks.append("Nobody asks for software here: the bot would say nothing.")
        case "not_in_guide":
            missing = ", ".join(f"“{name}”" for name in answer.missing)
            head = f"Not in the guide: {missing}." if missing else "The guide has no answer to this."
            nearest = " The nearest is:" if answer.nearest else ""
            blocks.append(_wrap(head + nearest, width))
            blocks += [_library(match, width) for match in answer.nearest]
            title = answer.missing[0] if answer.missing else ""
            blocks.append(f"Is something missing? Add it: {form_address(form, title)}")
        case "answer":
            if answer.start_here == "general":
                blocks.append("To start with:")
            elif answer.start_here:
                blocks.append(f"To start with, coming from {answer.start_here.replace('-', ' ')}:")
            blocks += [_library(match, width) for match in answer.ranked[:shown]]
    blocks += [_chip(chip, width) for chip in answer.hardware[:shown]]
    blocks.append(_wrap(provenance_text(provenance), width))
    return "\n\n".join(blocks)


def provenance_text(provenance: Provenance) -> str:
    """Return where the guide comes from and of when it is, in one sentence."""
    text = f"From {provenance.source}"
    if provenance.commit:
        text += f", state {provenance.commit[:10]}"
    if provenance.confirmed_at is not None:
        text += f", as of {provenance.confirmed_at:%Y-%m-%d %H:%M} UTC"
    return text + (" (out of date: the source could not be read since)" if provenance.stale else "") + "."


def form_address(form: str, title: str) -> str:
    """Return the address of the form for new software, filled in with `title`."""
    return f"{form}&title={quote(title[:100], safe='')}" if title else form


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


def _library(match: Match, width: int) -> str:
    library = match.library
    against = [reason.text for reason in match.reasons if reason.kind == "violates"]
    unknown = [reason.text for reason in match.reasons if reason.kind == "not_stated"]
    reasons = [reason.text for reason in match.reasons if reason.kind not in ("not_stated", "violates")]
    facts = [
        ", ".join(library.languages) or "language not stated",
        str(library.licence) if library.licence else "licence not stated",
        f"NIR: {_said(library.supports_nir)}",
        f"hardware: {_said(library.supports_hardware)}",
    ]
    docs = library.website if library.website != library.source_code else None
    lines = [library.title, _wrap(library.description, width, "  ")]
    lines += _line("why", " · ".join(reasons), width)
    lines += _line("does not fit", " · ".join(against), width)
    lines += _line("unknown", " · ".join(unknown), width)
    lines += _line("facts", " · ".join(facts), width)
    for label, value in (
        ("install", _install(library)),
        ("docs", docs),
        ("source", library.source_code),
        ("guide", library.url),
    ):
        lines += [f"  {label:<{_LABEL}}{value}"] if value else []
    return "\n".join(line for line in lines if line)


def _chip(chip: Hardware, width: int) -> str:
    lines = [chip.title, _wrap(chip.description, width, "  ")]
    lines += _line("software", ", ".join(chip.software), width)
    lines.append(f"  {'guide':<{_LABEL}}{chip.url}")
    return "\n".join(line for line in lines if line)


def _line(label: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    wrapped = textwrap.wrap(text, max(20, width - _LABEL - 2), break_long_words=False, break_on_hyphens=False)
    return [f"  {label if n == 0 else '':<{_LABEL}}{line}" for n, line in enumerate(wrapped)]


def _wrap(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _install(library: Library) -> str | None:
    return f"pip install {library.pypi_id}" if library.pypi_id else None


def _said(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "not stated"}[value]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
