"""What pydantic finds wrong in settings, in the words of TOML: list, table, text, number. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bot.errors import Problem
from bot.logs import Redactor

# A token pasted in the wrong place must not travel on in an error message.
without_tokens = Redactor()

_SHOWN = 60
# pydantic's types of errors (docs.pydantic.dev, "Validation Errors"), by what must be written instead.
_WHOLE_NUMBER = ("a whole number", "write a whole number, without quotes")
_NUMBER = ("a number", "write a number, without quotes")
_TEXT = ("text", 'write it in quotes: {key} = "…"')
_FLAG = ("true or false", "write true or false, without quotes")
_LIST = ("a list", "write a list: {key} = […]")
_TABLE = ("a table", "write [{path}] and its keys below")
_KINDS = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE_NUMBER),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("string_type", "path_type", "string_sub_type"), _TEXT),
    **dict.fromkeys(("bool_type", "bool_parsing"), _FLAG),
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "frozen_set_type", "iterable_type"), _LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), _TABLE),
}
_BOUNDS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "too_long": "may have at most {max_length} entries and has {actual_length}",
    "too_short": "must have at least {min_length} entries and has {actual_length}",
    "string_too_long": "may have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
}


def describe(
    error: ValidationError, model: type[BaseModel], prefix: str, beside: Sequence[str] = ()
) -> list[Problem]:
    """Return pydantic's findings as problems with dotted keys below `prefix` and a fix for each.

    `beside` are keys at the top that stand in the file without being the model's.
    """
    return [_problem(finding, model, prefix, beside) for finding in error.errors(include_url=False)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the fix for an unknown `word` among the `known` ones."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(names)}" if names else "remove it: nothing can be set here"


def in_toml(value: Any) -> str:
    """Return a value as somebody wrote it in the file, cut and without tokens; lists and tables by kind."""
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "a table"
        case str():
            return '"' + without_tokens(value)[:_SHOWN] + '"'
        case int() | float() | dt.date() | dt.time():
            return without_tokens(str(value))[:_SHOWN]
        case list() | tuple() | set() | frozenset():
            return "a list"
        case None:
            return "nothing"
        case _:
            return "something else"


def _problem(finding: Any, model: type[BaseModel], prefix: str, beside: Sequence[str]) -> Problem:
    where = list(finding["loc"])
    entries = [part for part in where if isinstance(part, int)]
    names = [str(part) for part in where if not isinstance(part, int)]
    path = ".".join([*([prefix] if prefix else []), *names])
    last = names[-1] if names else path
    kind, context, value = finding["type"], finding.get("ctx", {}), finding.get("input")
    if kind == "extra_forbidden":
        known = [*_model_at(model, names[:-1]).model_fields, *(beside if len(names) == 1 else ())]
        return Problem(path, "unknown key", did_you_mean(last, known))
    field = _model_at(model, names[:-1]).model_fields.get(last)
    if kind == "missing":
        table = field is not None and _model_in(field.annotation) is not None
        return Problem(path, "is missing", f"add the table [{path}]" if table else f"add {last} = … there")
    # Entries are counted as people count, from one.
    which = f"entry {entries[-1] + 1} " if entries else ""
    if kind in _KINDS:
        wanted, fix = _KINDS[kind]
        # Within a list the key is not what the entry is written with.
        fix = fix.partition(":")[0] if entries else fix.format(key=last, path=path)
        return Problem(path, f"{which}must be {wanted}, not {in_toml(value)}", fix)
    default = field.default if field is not None else None
    example = (
        f"write it like {last} = {in_toml(default)}"
        if isinstance(default, str)
        else "see config.example.toml"
    )
    match kind:
        case "literal_error":
            said, fix = f"must be {_quoted(context['expected'])}, not {in_toml(value)}", "choose one"
        case "string_pattern_mismatch":
            said, fix = f"does not have the form that is needed: {in_toml(value)}", example
        case "value_error":
            said, fix = f"{context['error']}, not {in_toml(value)}", example
        case _ if kind in _BOUNDS:
            said, fix = _BOUNDS[kind].format(**context), "change it"
            if "entries" not in said and "characters" not in said:
                said += f", not {in_toml(value)}"
        case _:
            said, fix = f"{finding['msg'].lower()}, not {in_toml(value)}", "change it"
    return Problem(path, which + said, fix)


def _quoted(expected: str) -> str:
    return expected.replace("'", '"')


def _model_at(model: type[BaseModel], where: Iterable[str]) -> type[BaseModel]:
    """Return the model of the table `where` below `model`."""
    for part in where:
        field = model.model_fields.get(part)
        inner = _model_in(field.annotation) if field else None
        if inner is None:
            break
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType):
        for choice in get_args(annotation):
            if (found := _model_in(choice)) is not None:
                return found
    return None
