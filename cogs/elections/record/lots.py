"""The lot for a tied question, drawn in one way by who holds an election and who counts it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cogs.elections.rules.lot import Lot, draw


def drawn(election_id: int, outcome: Mapping[str, Any], value: str) -> tuple[Lot, list[str]]:
    """Return the lot between those tied in an outcome (`Outcome.as_json`), and whom it chooses.

    It is drawn between the names on the ballot paper. Raises `rules.errors.Refused`.
    """
    seats = outcome["next"]["seats"] if outcome["next"] else 1
    lot = draw(election_id, outcome["tied"], value)
    return lot, list(lot.order[:seats])
