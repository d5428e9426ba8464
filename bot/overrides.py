"""Settings that moderators change at run time: stored in the database, winning over `config.toml`.

Keys are dotted as in the file (`listen.channels`). A value is checked by the cog's own model before it is
stored, and every effective value can be traced to where it comes from.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from bot.clock import Clock, from_text, to_text
from bot.cog import CogSettings
from bot.database import Database
from bot.errors import UserError
from bot.settings import Settings, describe

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Override:
    """One value set at run time: by whom (user id) and when (UTC)."""

    value: Any
    changed_by: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class EffectiveValue:
    """One setting as it is in force. `source` is `default`, `config.toml` or the `Override`."""

    key: str
    value: Any
    source: str | Override


class Overrides:
    """The run-time settings of every cog, kept in memory and in the database."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._stored: dict[str, dict[str, Override]] = {}

    async def load(self) -> list[str]:
        """Read the stored overrides. Return a sentence for each that no longer fits and is left out."""
        self._stored = {}
        unusable = []
        rows = await self._database.all("SELECT * FROM setting_override ORDER BY cog, key")
        for row in rows:
            cog, key = row["cog"], row["key"]
            override = Override(json.loads(row["value"]), row["changed_by"], from_text(row["changed_at"]))
            candidate = {**self._stored.get(cog, {}), key: override}
            if cog not in self._settings.cogs:
                continue
            try:
                self._build(cog, candidate)
            except ValidationError:
                unusable.append(f"the stored setting {cog}.{key} no longer fits and is ignored; set it again")
            else:
                self._stored[cog] = candidate
        return unusable

    def effective(self, cog: str) -> CogSettings:
        """Return the settings of `cog` as they are in force."""
        return self._build(cog, self._stored.get(cog, {}))

    async def set(self, cog: str, key: str, value: Any, by: int) -> CogSettings:
        """Store `value` for `key` of `cog`, set by the user `by`, and return the new effective settings.

        `value` is made of plain JSON values. Raises `UserError` when the cog's model refuses it.
        """
        override = Override(value, by, self._clock.now())
        candidate = {**self._stored.get(cog, {}), key: override}
        settings = self._checked(cog, candidate)
        async with self._database.write() as tx:
            await tx.execute(
                "INSERT INTO setting_override (cog, key, value, changed_by, changed_at)"
                " VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (cog, key) DO UPDATE SET value = excluded.value,"
                " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
                (cog, key, json.dumps(value), by, to_text(override.changed_at)),
            )
        self._stored[cog] = candidate
        return settings

    async def reset(self, cog: str, key: str) -> CogSettings:
        """Forget the run-time value of `key`, so that `config.toml` counts again.

        Raises `UserError` when there is none.
        """
        stored = self._stored.get(cog, {})
        if key not in stored:
            raise UserError(f"{cog}.{key} was not changed at run time.", "See /admin config show.")
        candidate = {other: override for other, override in stored.items() if other != key}
        settings = self._checked(cog, candidate)
        async with self._database.write() as tx:
            await tx.execute("DELETE FROM setting_override WHERE cog = ? AND key = ?", (cog, key))
        self._stored[cog] = candidate
        return settings

    def explain(self, cog: str) -> list[EffectiveValue]:
        """Return every setting of `cog` with its value and where that comes from, in the model's order."""
        stored = self._stored.get(cog, {})
        in_file = dict(flatten(self._settings.tables.get(cog, {})))
        values = []
        for key, value in flatten(self.effective(cog).model_dump(mode="json")):
            source: str | Override = "default"
            if any(key == name or key.startswith(name + ".") for name in in_file):
                source = "config.toml"
            source = stored.get(key, source)
            values.append(EffectiveValue(key, value, source))
        return values

    def keys(self, cog: str) -> list[str]:
        """Return the dotted keys of `cog`'s settings."""
        return [value.key for value in self.explain(cog)]

    def export_toml(self, enabled: list[str]) -> str:
        """Return the whole effective configuration as TOML, without the token.

        Reading it back gives the same settings; `enabled` are the cogs that run now.
        """
        document = _without_none(self._settings.kernel.model_dump(mode="json"))
        document["cogs"] = {"enabled": enabled}
        for cog in sorted(self._settings.cogs):
            document["cogs"][cog] = _without_none(self.effective(cog).model_dump(mode="json"))
        return tomli_w.dumps(document)

    def _build(self, cog: str, overrides: Mapping[str, Override]) -> CogSettings:
        table = json.loads(json.dumps(self._settings.tables.get(cog, {}), default=str))
        for key, override in overrides.items():
            *path, last = key.split(".")
            inner = table
            for part in path:
                inner = inner.setdefault(part, {})
            inner[last] = override.value
        return type(self._settings.cogs[cog]).model_validate(table)

    def _checked(self, cog: str, overrides: Mapping[str, Override]) -> CogSettings:
        try:
            return self._build(cog, overrides)
        except ValidationError as error:
            problems = describe(error, type(self._settings.cogs[cog]), cog)
            raise UserError("\n".join(str(problem) for problem in problems)) from error
        except (AttributeError, TypeError) as error:
            raise UserError(
                f"There is no setting of that name in {cog}.", "See /admin config show."
            ) from error


def flatten(table: Mapping[str, Any] | BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value below `table` with its dotted key."""
    items = table if isinstance(table, Mapping) else table.model_dump(mode="json")
    for key, value in items.items():
        if isinstance(value, Mapping) and value:
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _without_none(value: Any) -> Any:
    # TOML has no null: a key that is left out says the same.
    if isinstance(value, Mapping):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return value
