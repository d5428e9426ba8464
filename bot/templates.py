"""Moderators' own words: text with named placeholders, checked when it is saved.

    Welcome {names}, good to have you in {server}!

`{{` and `}}` are braces that are shown.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from bot.texts import listing


class TemplateError(ValueError):
    """A template that cannot be used; the message says why."""


def check(template: str, known: Sequence[str], longest: int) -> list[str]:
    """Return the placeholders of `template`, in its order.

    Raises `TemplateError` for placeholders that are not `known`, for stray braces, and for a template that is
    empty or has more than `longest` characters.
    """
    if not template.strip():
        raise TemplateError("the template is empty")
    if len(template) > longest:
        raise TemplateError(f"the template has {len(template)} characters; {longest} are the most")
    names = _names(template)
    if unknown := [name for name in names if name not in known]:
        there = listing(f"{{{name}}}" for name in known)
        raise TemplateError(f"there is no placeholder {{{unknown[0]}}}; there are {there}")
    return names


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the text of a checked template; a placeholder without a value is left empty."""
    parts = [
        text + (values.get(name, "") if name is not None else "")
        for text, name, _, _ in string.Formatter().parse(template)
    ]
    return "".join(parts).strip()


def _names(template: str) -> list[str]:
    try:
        found = list(string.Formatter().parse(template))
    except ValueError as error:
        raise TemplateError(
            f"the braces do not match ({error}); write {{{{ and }}}} for braces that are shown"
        ) from None
    names = []
    for _, name, form, conversion in found:
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise TemplateError(f"{{{name}}} is no placeholder; write only a name between braces")
        names.append(name)
    return names
