"""Answers and filters as plain JSON values: for the database, and for `guide ask --json`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cogs.guide.matching.answer import Answer, Filters, Match, Need, Reason
from cogs.guide.model import Guide, LicenceFamily


def match_to_json(match: Match) -> dict[str, Any]:
    """Return a match as `{"slug", "score", "reasons": [{"kind", "field", "text"}]}`."""
    return {
        "slug": match.slug,
        "score": round(match.score, 4),
        "reasons": [
            {"kind": reason.kind, "field": reason.field, "text": reason.text} for reason in match.reasons
        ],
    }


def need_to_json(need: Need) -> dict[str, Any]:
    """Return a need as `{"kind", "value", "wanted"}`."""
    return {"kind": need.kind, "value": need.value, "wanted": need.wanted}


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer without the pages it points to and without the question's text."""
    return {
        "kind": answer.kind,
        "ranked": [match_to_json(match) for match in answer.ranked],
        "missing": list(answer.missing),
        "nearest": [match.slug for match in answer.nearest],
        "needs": [need_to_json(need) for need in answer.needs],
        "hardware": [chip.slug for chip in answer.hardware],
        "comparison": answer.comparison,
        "start_here": answer.start_here,
    }


def answer_from_json(value: Mapping[str, Any], guide: Guide) -> Answer:
    """Return the answer that `answer_to_json` wrote, with the pages as they are in `guide` now.

    Libraries and chips that the guide no longer has are left out.
    """
    ranked = tuple(
        Match(
            slug=match["slug"],
            library=guide.library_by_slug[match["slug"]],
            score=match["score"],
            reasons=tuple(Reason(**reason) for reason in match["reasons"]),
        )
        for match in value["ranked"]
        if match["slug"] in guide.library_by_slug
    )
    return Answer(
        kind=value["kind"],
        ranked=ranked,
        missing=tuple(value["missing"]),
        nearest=tuple(match for match in ranked if match.slug in value["nearest"]),
        needs=tuple(Need(**need) for need in value["needs"]),
        hardware=tuple(
            guide.hardware_by_slug[slug] for slug in value["hardware"] if slug in guide.hardware_by_slug
        ),
        comparison=value["comparison"],
        start_here=value["start_here"],
    )


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """Return filters as plain values."""
    return {
        "languages": sorted(filters.languages),
        "licence_family": filters.licence_family.value if filters.licence_family else None,
        "dependency": filters.dependency,
        "nir": filters.nir,
        "hardware": filters.hardware,
        "category": filters.category,
        "field": filters.field,
    }


def filters_from_json(value: Mapping[str, Any]) -> Filters:
    """Return the filters that `filters_to_json` wrote."""
    family = value["licence_family"]
    return Filters(
        languages=frozenset(value["languages"]),
        licence_family=LicenceFamily(family) if family else None,
        dependency=value["dependency"],
        nir=value["nir"],
        hardware=value["hardware"],
        category=value["category"],
        field=value["field"],
    )
