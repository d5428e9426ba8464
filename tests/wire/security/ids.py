"""Ids that fit a component's template: the least and the greatest, made from its regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from bot.ui import Component

NEVER = "(?!)"


def every_component() -> list[type[Component[Any]]]:
    """Every component of the jobs that are imported, in the order of their templates."""

    def below(cls: type[Any]) -> Iterator[type[Any]]:
        for each in cls.__subclasses__():
            yield each
            yield from below(each)

    found = [each for each in below(Component) if each.__module__.startswith("cogs.")]
    return sorted((each for each in found if template(each) != NEVER), key=template)


def template(component: type[Component[Any]]) -> str:
    """The regular expression of a component's ids."""
    return str(component.__discord_ui_compiled_template__.pattern)


def fitting(pattern: str) -> list[str]:
    """The least and the greatest id that `pattern` takes: numbers of one 0, and of as many 9 as there may be."""
    made = [_text(_parser.parse(pattern), greatest) for greatest in (False, True)]
    assert all(re.fullmatch(pattern, each) for each in made), (pattern, made)
    return made


def _text(parsed: Any, greatest: bool) -> str:
    return "".join(_one(kind, value, greatest) for kind, value in parsed)


def _one(kind: Any, value: Any, greatest: bool) -> str:
    if kind is c.LITERAL:
        return chr(value)
    if kind is c.SUBPATTERN:
        return _text(value[-1], greatest)
    if kind is c.BRANCH:
        return _text(value[1][-1 if greatest else 0], greatest)
    if kind in (c.MAX_REPEAT, c.MIN_REPEAT):
        least, most, inner = value
        return _text(inner, greatest) * (min(most, 20) if greatest else least)
    if kind is c.IN:
        return _in(value, greatest)
    raise NotImplementedError(f"{kind} of a component's template: teach it here")


def _in(value: Any, greatest: bool) -> str:
    kind, inner = value[-1 if greatest else 0]
    if kind is c.CATEGORY:
        return "9" if greatest else "0"
    if kind is c.RANGE:
        return chr(inner[1 if greatest else 0])
    return chr(inner)
