"""The public lot (A11): an order of the tied that anybody can work out again.

It is made of the election's id, the tied candidates, and a public value that the rules named before voting
opened (`Regulations.lot_source`) and that is fixed only after it closed: nobody can choose it, or know it
while they can still nominate or vote.

    seed  = SHA-256 of these lines: the election's id, the candidates sorted by code points, the value
    order = the candidates by SHA-256 of "seed (hexadecimal) candidate", smallest first
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cogs.elections.rules.errors import Refused

_SCRIPT = """\
import hashlib
election, value = {election!r}, {value!r}
tied = {tied!r}
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
seed = sha("\\n".join([election, *sorted(tied), value]) + "\\n")
print(*sorted(tied, key=lambda one: sha(f"{{seed}} {{one}}")), sep="\\n")
"""


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot that was drawn: those who tied, in its order. `script` prints the same with Python alone."""

    election: str
    tied: tuple[str, ...]
    value: str
    seed: str
    order: tuple[str, ...]

    @property
    def script(self) -> str:
        """A program that draws it again."""
        return _SCRIPT.format(election=self.election, value=self.value, tied=list(self.tied))

    def as_json(self) -> dict[str, Any]:
        """Return inputs and order as plain JSON values."""
        return {
            "election": self.election,
            "tied": list(self.tied),
            "value": self.value,
            "seed": self.seed,
            "order": list(self.order),
        }


def draw(election_id: int | str, tied: Collection[str], value: str) -> Lot:
    """Return the order in which the tied are taken; for one seat the first is elected.

    Raises `Refused` when there are not two different candidates, or no value.
    """
    election, value = str(election_id), value.strip()
    names = tuple(sorted(tied))
    if len(names) < 2 or len(set(names)) < len(names):
        raise Refused("A lot is drawn between two or more different candidates.")
    if not value:
        raise Refused("The public value is missing.", "Give the value of the source that was named.")
    if any(len(text.splitlines()) != 1 for text in (election, value, *names)):
        raise Refused("The public value and the names have one line each.")
    seed = _sha("\n".join((election, *names, value)) + "\n")
    order = tuple(sorted(names, key=lambda name: _sha(f"{seed} {name}")))
    return Lot(election, names, value, seed, order)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
