"""Names on the paper (A35), what follows when nobody stands (A14), and when somebody withdraws (A17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cogs.elections.model import Regulations, Stage
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.papers import REOPEN, REOPEN_ID
from cogs.elections.rules.stages import Step, after


def refuse_name(name: str, taken: Collection[str]) -> None:
    """Raise `Refused` when a name cannot be on a ballot paper that has the names `taken`."""
    words = name.casefold()
    if not name.strip() or not name.isprintable() or len(name) > 100 or name != " ".join(name.split()):
        raise Refused("That is no name for a ballot paper.", "Give one line of up to 100 characters.")
    if words in (REOPEN.casefold(), REOPEN_ID):
        raise Refused(f"{name} is what the paper calls an option.", "Give another name.")
    if words in {other.casefold() for other in taken}:
        raise Refused(f"There is a {name} on the paper already.", "Add what tells the two apart.")


@dataclass(frozen=True, slots=True)
class Empty:
    """What to do when nominations end and nobody stands for an office."""

    step: Step
    days: int
    reason: str


def when_nobody_stands(regulations: Regulations, *, extended: bool) -> Empty:
    """Return whether nominations are extended, which happens once, or the office stays open.

    `extended` is true when they were extended before. `days` is how long the nominations then last.
    """
    if regulations.empty == "extend" and not extended:
        days = regulations.extension_days
        return Empty(Step.EXTEND, days, f"Nobody stands. Nominations go on for {days} days, once.")
    return Empty(
        Step.DECLARE_REOPENED,
        regulations.nomination_days,
        "Nobody stands. The office stays open; whoever holds it goes on until it is filled, and nominations "
        "begin anew.",
    )


def withdrawal(stage: Stage, method: str) -> str:
    """Return what a withdrawal does to paper and ballots. Raises `IllegalStep` once it is too late."""
    after(stage, Step.WITHDRAW)
    if stage is not Stage.OPEN:
        return "They are taken off the ballot paper."
    if method == "plurality":
        return (
            "They stay on the paper, marked as withdrawn. Ballots for them are void: whoever voted for them "
            "may vote again until voting closes."
        )
    return (
        "They stay on the paper, marked as withdrawn, and are struck from all ballots. What else a ballot "
        "says counts; one that names nobody else is void, and its voter may vote again until voting closes."
    )
