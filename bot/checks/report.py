"""Everything that a check found, in words for a terminal and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.checks.findings import Finding, passed
from bot.checks.permission_table import Row
from bot.logs import Redactor
from bot.texts import plural

_MARKS = {"ok": "ok ", "tip": "tip", "bad": "BAD"}


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, the permission table, and the address that invites the bot with exactly what it needs."""

    findings: Sequence[Finding]
    rows: Sequence[Row] = ()
    invite: str | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing has to be mended."""
        return passed(self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "permissions": [row.as_json() for row in self.rows],
            "invite": self.invite,
        }

    def without(self, secrets: Iterable[str]) -> Report:
        """Return the report without `secrets` and whatever looks like a token, wherever it came from."""
        redact = Redactor(secrets)
        return Report(
            [
                replace(each, name=redact(each.name), message=redact(each.message), fix=redact(each.fix))
                for each in self.findings
            ],
            [replace(row, feature=redact(row.feature), where=redact(row.where)) for row in self.rows],
            self.invite,
        )

    def lines(self) -> Iterator[str]:
        """Yield the lines for a terminal."""
        for finding in self.findings:
            fix = f" → {finding.fix}" if finding.fix else ""
            yield f"{_MARKS[_kind(finding)]} {finding.name}: {finding.message}{fix}"
        if self.rows:
            yield ""
            yield from _table(self.rows)
        if self.invite:
            yield ""
            yield "Invites the bot, or gives it these permissions where it is already:"
            yield f"  {self.invite}"
        wrong = sum(not finding.ok for finding in self.findings)
        yield ""
        yield (
            f"{plural(wrong, 'thing has', 'things have')} to be mended."
            if wrong
            else "Nothing has to be mended."
        )


def _kind(finding: Finding) -> str:
    if not finding.ok:
        return "bad"
    return "tip" if finding.advice else "ok"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    cells = [("FEATURE", "WHERE", "NEEDS", "MISSING")]
    cells += [
        (row.feature, row.where, plural(len(row.needed), "permission"), ", ".join(row.missing) or "nothing")
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    for row in cells:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
    # Most features need the same: said once, below.
    for needed in dict.fromkeys(row.needed for row in rows):
        names = [row.feature for row in rows if row.needed == needed]
        yield f"  {', '.join(needed)}: for {', '.join(dict.fromkeys(names))}"
