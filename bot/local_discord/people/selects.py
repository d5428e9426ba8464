"""What a person chose in a select, in a message or in a modal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..jsontypes import Json
from .errors import LocalError

if TYPE_CHECKING:
    from .options import Resolver


def chosen(component: Json, values: Any, resolver: Resolver) -> list[str]:
    """The values of a select, checked: how many, distinct, existing; entities go to the resolver."""
    what = f"select {component['custom_id']!r}"
    if not isinstance(values, list):
        raise LocalError(f"{what}: 'values' is not a list", "give a list of values or ids")
    low = component.get("min_values")
    low = 1 if low is None else low
    high = component.get("max_values") or 1
    optional = component.get("required") is False and not values
    if (not low <= len(values) <= high and not optional) or len(set(map(str, values))) != len(values):
        raise LocalError(f"{what} takes {low} to {high} distinct values", f"{len(values)} were given")
    if component["type"] == 3:
        known = [option["value"] for option in component["options"]]
        for value in values:
            if value not in known:
                raise LocalError(f"{what} has no option {value!r}", f"options: {', '.join(known)}")
        return [str(value) for value in values]
    resolvers: dict[int, Callable[[Any], str | None]] = {
        5: resolver.user,
        6: resolver.role,
        7: resolver.mentionable,
        8: partial(resolver.channel, types=component.get("channel_types")),
    }
    resolve = resolvers[component["type"]]
    found = [resolve(value) for value in values]
    for value, result in zip(values, found, strict=True):
        if result is None:
            raise LocalError(f"{what}: {value!r} cannot be chosen", "take an id from /local/state")
    return [result for result in found if result is not None]
