"""The lot for a tied question, drawn in one way by who holds an election and who counts it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cogs.elections.rules.lot import draw


def fallen_on(election_id: int, outcome: Mapping[str, Any], value: str) -> list[str]:
    """Return whom the lot chooses of those tied in an outcome (`Outcome.as_json`), by a public value.

    It is drawn between the names on the ballot paper. Raises `rules.errors.Refused`.
    """
    seats = outcome["next"]["seats"] if outcome["next"] else 1
    return list(draw(election_id, outcome["tied"], value).order[:seats])
