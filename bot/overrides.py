"""Settings that moderators change at run time: stored in the database, winning over `config.toml`.

Keys are dotted as in the file (`listen.channels`). A value is checked by the cog's own model before it is
stored, and every effective value can be traced to where it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import tomli_w
from pydantic import BaseModel, ValidationError

from bot.clock import Clock, from_text, to_text
from bot.cog import CogSettings, available, find
from bot.database import Database
from bot.errors import CogError, UserError
from bot.privacy import NOBODY
from bot.setting_problems import describe
from bot.settings import Settings

# What building the settings raises: a refused value, or a key below something that is no table.
_MISFITS = (ValidationError, AttributeError, TypeError)


@dataclass(frozen=True, slots=True)
class Override:
    """One value set at run time: by whom (user id, or `NOBODY`) and when (UTC)."""

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
        self._models = {name: type(table) for name, table in settings.cogs.items()}
        self._stored: dict[str, dict[str, Override]] = {}
        self._unusable: set[tuple[str, str]] = set()

    async def load(self) -> list[tuple[str, str]]:
        """Read the stored overrides. Return (cog, key) of each that no longer fits and is left out."""
        self._stored = {}
        self._unusable = set()
        rows = await self._database.all("SELECT * FROM setting_override ORDER BY changed_at, cog, key")
        for row in rows:
            override = Override(json.loads(row["value"]), row["changed_by"], from_text(row["changed_at"]))
            self._stored.setdefault(row["cog"], {})[row["key"]] = override
        for cog in self._stored.keys() - self._models.keys():
            # One that is gone or cannot be imported is told when it is started.
            with suppress(CogError):
                self._models[cog] = find(cog).settings_model
        for cog in self._models:
            self._leave_out_unusable(cog)
        return sorted(self._unusable)

    def adopt(self, name: str, model: type[CogSettings]) -> CogSettings:
        """Return the effective settings of the cog `name`, with its `model` as its source has it now.

        Raises `CogError` when its table in `config.toml` does not fit the model.
        """
        self._models[name] = model
        self._leave_out_unusable(name)
        try:
            return self.effective(name)
        except ValidationError as error:
            problems = describe(error, model, f"cogs.{name}")
            raise CogError("its settings do not fit: " + "; ".join(map(str, problems))) from error

    def know(self, cog: str) -> bool:
        """Make the settings of an installed cog known before it is switched on; False when there is none."""
        if cog in self._models:
            return True
        if cog not in available():
            return False
        self.adopt(cog, find(cog).settings_model)
        return True

    def configurable(self) -> list[str]:
        """Return the names of the cogs whose settings are known: those in use, and those asked for."""
        return sorted(self._models)

    def effective(self, cog: str) -> CogSettings:
        """Return the settings of `cog` as they are in force."""
        return self._build(cog, self._stored.get(cog, {}))

    async def set(self, cog: str, key: str, value: Any, by: int) -> CogSettings:
        """Store `value` for `key` of `cog`, set by the user `by`, and return the new effective settings.

        `value` is made of plain JSON values. Raises `UserError` when the cog's model refuses it.
        """
        override = Override(value, by, self._clock.now())
        # Checked inside: a change made at the same time is part of what this one has to fit.
        async with self._database.write() as tx:
            candidate = {**self._stored.get(cog, {}), key: override}
            settings = self._checked(cog, candidate)
            await tx.execute(
                "INSERT INTO setting_override (cog, key, value, changed_by, changed_at)"
                " VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (cog, key) DO UPDATE SET value = excluded.value,"
                " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
                (cog, key, json.dumps(value), by, to_text(override.changed_at)),
            )
        self._stored[cog] = candidate
        self._unusable.discard((cog, key))
        return settings

    async def reset(self, cog: str, key: str) -> CogSettings:
        """Forget the run-time value of `key`, so that `config.toml` counts again.

        Raises `UserError` when there is none.
        """
        async with self._database.write() as tx:
            stored = self._stored.get(cog, {})
            if key not in stored and (cog, key) not in self._unusable:
                raise UserError(f"{cog}.{key} was not changed at run time.", "See /admin config show.")
            candidate = {other: override for other, override in stored.items() if other != key}
            settings = self._checked(cog, candidate)
            await tx.execute("DELETE FROM setting_override WHERE cog = ? AND key = ?", (cog, key))
        self._stored[cog] = candidate
        self._unusable.discard((cog, key))
        return settings

    async def changed_by(self, user_id: int) -> list[dict[str, Any]]:
        """Return which settings a person changed, and when, as plain JSON values."""
        rows = await self._database.all(
            "SELECT cog, key, changed_at FROM setting_override WHERE changed_by = ?", (user_id,)
        )
        return [dict(row) for row in rows]

    async def forget_person(self, user_id: int) -> int:
        """Put `NOBODY` in the place of `user_id`, and return how many settings they had changed."""
        async with self._database.write() as tx:
            changed = await tx.execute(
                "UPDATE setting_override SET changed_by = ? WHERE changed_by = ?", (NOBODY, user_id)
            )
        for overrides in self._stored.values():
            for key, override in overrides.items():
                if override.changed_by == user_id:
                    overrides[key] = replace(override, changed_by=NOBODY)
        return changed

    def explain(self, cog: str) -> list[EffectiveValue]:
        """Return every setting of `cog` with its value and where that comes from, in the model's order."""
        stored = self._stored.get(cog, {})
        in_file = dict(flatten(self._settings.tables.get(cog, {})))
        values = []
        for key, value in flatten(self.effective(cog).model_dump(mode="json")):
            source: str | Override = "default"
            if _covering(in_file, key):
                source = "config.toml"
            if name := _covering(stored, key):
                source = stored[name]
            values.append(EffectiveValue(key, value, source))
        return values

    def keys(self, cog: str) -> list[str]:
        """Return the dotted keys of `cog`'s settings, also of stored ones that no longer fit."""
        stored = {*self._stored.get(cog, {}), *(key for name, key in self._unusable if name == cog)}
        return list(dict.fromkeys([*(value.key for value in self.explain(cog)), *sorted(stored)]))

    def export_toml(self, enabled: list[str]) -> str:
        """Return the whole effective configuration as TOML, without the token.

        Reading it back gives the same settings; `enabled` are the cogs that run now.
        """
        document = _without_none(self._settings.kernel.model_dump(mode="json"))
        document["cogs"] = {"enabled": enabled}
        for cog in self.configurable():
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
        return self._models[cog].model_validate(table)

    def _leave_out_unusable(self, cog: str) -> None:
        """Keep of `cog`'s stored values those that fit: all of them together, else one after the other."""
        stored = self._stored.pop(cog, {})
        if self._fits(cog, stored):
            self._stored[cog] = stored
            return
        kept: dict[str, Override] = {}
        for key, override in stored.items():
            if self._fits(cog, {**kept, key: override}):
                kept[key] = override
            else:
                self._unusable.add((cog, key))
        self._stored[cog] = kept

    def _fits(self, cog: str, overrides: Mapping[str, Override]) -> bool:
        try:
            self._build(cog, overrides)
        except _MISFITS:
            return False
        return True

    def _checked(self, cog: str, overrides: Mapping[str, Override]) -> CogSettings:
        try:
            return self._build(cog, overrides)
        except ValidationError as error:
            problems = describe(error, self._models[cog], cog)
            raise UserError("\n".join(str(problem) for problem in problems)) from error
        except (AttributeError, TypeError) as error:
            raise UserError(
                f"There is no setting of that name in {cog}.", "See /admin config show."
            ) from error


def _covering(keys: Iterable[str], key: str) -> str | None:
    """Return which of `keys` is `key` or a table that it stands in."""
    return next((name for name in keys if key == name or key.startswith(f"{name}.")), None)


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
    if isinstance(value, list):
        return [_without_none(inner) for inner in value]
    return value
