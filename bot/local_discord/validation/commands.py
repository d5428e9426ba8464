"""Application commands as a bot registers them."""

from __future__ import annotations

import re
from typing import Any

from ..jsontypes import Json
from ..world.errors import ApiError
from .form import Form, Path

#: How many commands of each type one scope may have.
MAX_COMMANDS = {1: 100, 2: 15, 3: 15}
#: Characters of names, descriptions and choice values of one command together.
MAX_SIZE = 8000
_NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
_NESTED = (1, 2)


def check_commands(commands: Any) -> list[Json]:
    """Refuse (400 / 50035 or 30032) a list of commands that breaks one of Discord's limits."""
    form = Form()
    if not isinstance(commands, list):
        form.error((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        form.refuse()
    seen: set[tuple[str, int]] = set()
    counts: dict[int, int] = {}
    for index, command in enumerate(commands):
        path: Path = (index,)
        if not isinstance(command, dict):
            form.error(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            continue
        kind = command.get("type") or 1
        counts[kind] = counts.get(kind, 0) + 1
        key = (str(command.get("name")), kind)
        if key in seen:
            form.error(
                (*path, "name"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
        _command(form, command, kind, path)
    for kind, count in counts.items():
        if count > MAX_COMMANDS.get(kind, 1):
            raise ApiError(
                400, 30032, f"Maximum number of application commands reached ({MAX_COMMANDS.get(kind, 1)})"
            )
    form.refuse()
    return list(commands)


def _command(form: Form, command: Json, kind: int, path: Path) -> None:
    if kind == 1:
        _name(form, command, path)
        form.text(command, "description", path, low=1, high=100, required=True)
    else:
        form.text(command, "name", path, low=1, high=32, required=True)
        if command.get("description"):
            form.error(
                (*path, "description"),
                "APPLICATION_COMMAND_INVALID_DESCRIPTION",
                "Context menu commands cannot have a description",
            )
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.error(
            (*path, "default_member_permissions"), "NUMBER_TYPE_COERCE", f'Value "{permissions}" is not int.'
        )
    _options(form, command, path, depth=0)
    if _size(command) > MAX_SIZE:
        form.error(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MAX_SIZE})")


def _name(form: Form, holder: Json, path: Path) -> None:
    name = form.text(holder, "name", path, low=1, high=32, required=True)
    if name and len(name) <= 32 and (not _NAME.match(name) or name != name.lower()):
        form.error(
            (*path, "name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )


def _options(form: Form, holder: Json, path: Path, *, depth: int) -> None:
    names: set[str] = set()
    optional_seen = False
    for where, option in form.items(holder, "options", path, high=25):
        kind = option.get("type")
        if not isinstance(kind, int) or not 1 <= kind <= 11:
            form.choice((*where, "type"), range(1, 12))
            continue
        _name(form, option, where)
        form.text(option, "description", where, low=1, high=100, required=True)
        if option.get("name") in names:
            form.error(
                (*where, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name is not unique"
            )
        names.add(str(option.get("name")))
        if kind in _NESTED:
            if depth >= 2 or (kind == 2 and depth == 1):
                form.error(
                    (*where, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command too deep"
                )
            else:
                _options(form, option, where, depth=depth + (1 if kind == 2 else 2))
            continue
        if option.get("required") and optional_seen:
            form.error(
                where,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")
        _choices(form, option, kind, where)


def _choices(form: Form, option: Json, kind: int, path: Path) -> None:
    choices = form.items(option, "choices", path, high=25)
    if choices and option.get("autocomplete"):
        form.error(
            (*path, "autocomplete"),
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            "Autocomplete cannot be used with choices",
        )
    check_choices(form, choices, kind)
    for key, high in (("min_length", 6000), ("max_length", 6000)):
        form.number(option, key, path, low=0 if key == "min_length" else 1, high=high)


def check_choices(form: Form, choices: list[tuple[Path, Json]], kind: int) -> None:
    """Check choices of an option or of an autocomplete answer: names, and values of the option's type."""
    for where, choice in choices:
        form.text(choice, "name", where, low=1, high=100, required=True)
        value = choice.get("value")
        if kind == 3:
            form.text(choice, "value", where, low=1, high=100, required=True)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            form.error((*where, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')


def _size(node: Json) -> int:
    def longest(key: str) -> int:
        texts = [node.get(key) or "", *(node.get(f"{key}_localizations") or {}).values()]
        return max(len(text) for text in texts)

    size = longest("name") + longest("description")
    size += sum(
        len(str(choice.get("value"))) + len(str(choice.get("name"))) for choice in node.get("choices") or ()
    )
    return size + sum(_size(option) for option in node.get("options") or ())
