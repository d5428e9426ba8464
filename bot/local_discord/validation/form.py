"""Collecting what is wrong with a body, in the nested shape of Discord's error 50035."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..jsontypes import Json
from ..world.errors import ApiError

Path = tuple[str | int, ...]


class Form:
    """The errors of one body; :meth:`refuse` raises them all at once."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def error(self, path: Path, code: str, message: str) -> None:
        """Note one error at a path of keys and indices."""
        node = self._errors
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def refuse(self) -> None:
        """Raise 400 / 50035 with everything noted; do nothing when nothing was."""
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", errors=self._errors)

    def text(
        self,
        holder: Mapping[str, Any],
        key: str,
        path: Path,
        *,
        low: int = 0,
        high: int,
        required: bool = False,
    ) -> str | None:
        """Check a string's presence, type and length; the string, or None when there is none to use."""
        value = holder.get(key)
        where = (*path, key)
        if value is None:
            if required:
                self.required(where)
            return None
        if not isinstance(value, str):
            self.error(where, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return None
        if required and not value:
            self.required(where)
        elif not low <= len(value) <= high:
            self.length(where, low, high)
        return value

    def number(
        self, holder: Mapping[str, Any], key: str, path: Path, *, low: int, high: int, required: bool = False
    ) -> int | None:
        """Check an integer's presence, type and range; the integer, or None."""
        value = holder.get(key)
        where = (*path, key)
        if value is None:
            if required:
                self.required(where)
            return None
        if isinstance(value, float) and value.is_integer():
            # Discord coerces; discord.py sends a poll's duration as 24.0.
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.error(where, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if value < low:
            self.error(where, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            self.error(where, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        return value

    def items(
        self,
        holder: Mapping[str, Any],
        key: str,
        path: Path,
        *,
        low: int = 0,
        high: int,
        required: bool = False,
    ) -> list[tuple[Path, Json]]:
        """Check a list of objects and its length; each object with its path."""
        value = holder.get(key)
        where = (*path, key)
        if value is None:
            if required:
                self.required(where)
            return []
        if not isinstance(value, list):
            self.error(where, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not low <= len(value) <= high:
            self.length(where, low, high)
        found: list[tuple[Path, Json]] = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                found.append(((*where, index), item))
            else:
                self.error(
                    (*where, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"
                )
        return found

    def required(self, path: Path) -> None:
        """Note that a field is missing."""
        self.error(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(self, path: Path, low: int, high: int) -> None:
        """Note that a text or list is too short or too long."""
        if low == 0:
            self.error(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        else:
            self.error(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def choice(self, path: Path, choices: Sequence[object]) -> None:
        """Note that a value is none of those allowed."""
        allowed = ", ".join(str(choice) for choice in choices)
        self.error(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{allowed}}}.")


def invalid(path: Path, code: str, message: str) -> ApiError:
    """400 / 50035 with a single error, ready to raise."""
    errors: Json = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path):
        errors = {str(part): errors}
    return ApiError(400, 50035, "Invalid Form Body", errors=errors)
