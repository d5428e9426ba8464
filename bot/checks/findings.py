"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing: `ok`, what was found, and the fix when it is not ok.

    With `advice` it works as it is, and would be better otherwise.
    """

    name: str
    ok: bool
    message: str
    fix: str = ""
    advice: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return asdict(self)


def good(name: str, message: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, True, message)


def bad(name: str, message: str, fix: str) -> Finding:
    """Return what has to be mended, and how."""
    return Finding(name, False, message, fix)


def advice(name: str, message: str, fix: str) -> Finding:
    """Return what would be better otherwise."""
    return Finding(name, True, message, fix, advice=True)


def passed(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing has to be mended."""
    return all(finding.ok for finding in findings)
