"""What an election's log promised in the end: its entries' `commitments`, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cogs.elections.model import LogEntry


class Contradiction(ValueError):
    """A log whose entries cannot all be true; the message names the entry."""


@dataclass(slots=True)
class Promised:
    """What holds after the last entry.

    `paper` are election, regulations and questions as voting opened; `withdrawn` by question those who
    withdrew since, in that order; `turnout` and `published` are None until voting closed and ballots were
    counted.
    """

    paper: dict[str, Any]
    roll: dict[str, Any]
    closes_at: str
    withdrawn: dict[int, list[str]]
    extended: bool = False
    late: int = 0
    turnout: dict[str, Any] | None = None
    published: dict[str, Any] | None = None
    settled: list[dict[str, Any]] = field(default_factory=list)
    too_late: list[LogEntry] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Sequence[LogEntry]) -> Promised:
        """Return what these entries promise. Raises `Contradiction`, also when voting was never opened."""
        found: Promised | None = None
        for entry in entries:
            try:
                found = _after(found, entry)
            except (KeyError, TypeError) as error:
                raise Contradiction(f"entry {entry.number} ({entry.step}) lacks {error}") from None
            except Contradiction as error:
                raise Contradiction(f"entry {entry.number} ({entry.step}): {error}") from None
        if found is None:
            raise Contradiction("voting was never opened, by the log")
        return found


def _after(found: Promised | None, entry: LogEntry) -> Promised | None:
    detail = entry.detail
    if "paper" in detail:
        if found:
            raise Contradiction("voting is opened a second time")
        paper = detail["paper"]
        withdrawn: dict[int, list[str]] = {one["number"]: [] for one in paper["questions"]}
        return Promised(paper, detail["roll"], detail["closes_at"], withdrawn)
    if found is None:
        return None
    if "closes_at" in detail and "turnout" not in detail:
        if found.extended or found.published:
            raise Contradiction("voting cannot be extended any more")
        found.extended, found.turnout = True, None
        found.too_late.clear()
    if "published" in detail and (found.published or not found.turnout):
        raise Contradiction("the ballots were counted before" if found.published else "voting has not closed")
    if "settled" in detail:
        if not found.published:
            raise Contradiction("a tie is settled before the ballots were counted")
        if any(one["question"] == detail["settled"]["question"] for one in found.settled):
            raise Contradiction("a tie is settled a second time")
    if found.turnout and any(key in detail for key in ("roll", "withdrawn", "turnout")):
        found.too_late.append(entry)
    _take(found, detail)
    return found


def _take(found: Promised, detail: Mapping[str, Any]) -> None:
    if "closes_at" in detail:
        found.closes_at = detail["closes_at"]
    if "roll" in detail:
        found.roll = detail["roll"]
        found.late += 1
    if "withdrawn" in detail:
        number, name = detail["withdrawn"]["question"], detail["withdrawn"]["name"]
        found.withdrawn[number].append(name)
    if "turnout" in detail:
        found.turnout = detail["turnout"]
    if "published" in detail:
        found.published = detail["published"]
    if "settled" in detail:
        found.settled.append(detail["settled"])
