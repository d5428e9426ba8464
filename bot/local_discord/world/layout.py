"""Components as Discord stores them: numbered, with the defaults it fills in."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from typing import Any

from ..jsontypes import Json

_SELECTS = (3, 5, 6, 7, 8)
_NULLABLE = ("accent_color", "description")
_DEFAULTS: dict[int, Json] = {
    9: {},
    11: {"description": None, "spoiler": False},
    13: {"name": None, "size": None, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in _SELECTS},
}


class Tree(list[Json]):
    """Components that copy quickly: the model copies those of each message four times over."""

    def __deepcopy__(self, memo: object) -> Tree:
        return Tree(marshal.loads(marshal.dumps(list(self))))  # noqa: S302 - its own output


def _inside(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _inside(component.get("components") or [])
        if isinstance(component.get("accessory"), dict):
            yield from _inside([component["accessory"]])


def stored(components: list[Json], new_id: Callable[[], int]) -> list[Json]:
    """Fill in, in place, what a stored tree has: numbers, defaults, addresses of its media.

    ``new_id`` makes the ids of media. Doing it again changes nothing.
    """
    everything = list(_inside(components))
    used = {component["id"] for component in everything if component.get("id")}
    number = 1
    for component in everything:
        if not component.get("id"):
            while number in used:
                number += 1
            component["id"] = number
            used.add(number)
        for key in [key for key, value in component.items() if value is None and key not in _NULLABLE]:
            del component[key]
        for key, value in _DEFAULTS.get(component["type"], {}).items():
            component.setdefault(key, value)
        # Libraries send these ids as numbers, which a page could not hold exactly.
        for chosen in component.get("default_values") or ():
            chosen["id"] = str(chosen["id"])
        for media in _media(component):
            media.setdefault("id", str(new_id()))
            media.setdefault("proxy_url", media["url"])
    return components


def _media(component: Json) -> Iterator[Json]:
    for item in component.get("items") or ():
        item.setdefault("description", None)
        item.setdefault("spoiler", False)
        yield item["media"]
    for key in ("media", "file"):
        holder: Any = component.get(key)
        if isinstance(holder, dict):
            yield holder
