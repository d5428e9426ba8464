"""The menus that narrow a search down, and their state as a part of a custom id. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.limits import SELECT_OPTIONS
from cogs.guide.face.codes import code, decode
from cogs.guide.matching.answer import Filters
from cogs.guide.model import Guide, LicenceFamily

# The menu's first option takes the filter away again; Discord needs a value that is not empty.
ANY = "any"
_NOTHING = "-"
_YES_NO = {"yes": True, "no": False}
_FAMILIES = tuple(LicenceFamily)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a menu: what it stands for, what is shown, and whether it is chosen now."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """One select: its name in custom ids, what it is about, and its options; the first is always "any"."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the guide's own entries can be filtered by, the most frequent value first."""

    languages: tuple[str, ...]
    dependencies: tuple[str, ...]
    categories: tuple[str, ...]
    fields: tuple[str, ...]


def vocabulary(guide: Guide) -> Vocabulary:
    """Return the values that `guide` knows, as many of each kind as fit a menu."""
    libraries = guide.libraries
    return Vocabulary(
        languages=_frequent(name for library in libraries for name in library.languages),
        dependencies=_frequent(name for library in libraries for name in library.dependencies or ()),
        categories=_frequent(library.category for library in libraries if library.category),
        fields=_frequent(name for library in libraries for name in library.fields),
    )


# The names of the menus, as a pattern of what stands in ids.
MENU = "language|licence|dependency|nir|hardware|category|field"


def menus(filters: Filters, words: Vocabulary) -> tuple[Menu, ...]:
    """Return the menus with the present choice marked in each."""
    language = next(iter(filters.languages), None)
    return (
        _menu("language", "Language", language, words.languages),
        _menu("licence", "Licence", filters.licence_family, _FAMILIES),
        _menu("dependency", "Builds on", filters.dependency, words.dependencies),
        _menu("nir", "Supports NIR", _word(filters.nir), tuple(_YES_NO)),
        _menu("hardware", "Supports hardware", _word(filters.hardware), tuple(_YES_NO)),
        _menu("category", "Category", filters.category, words.categories, category_name),
        _menu("field", "Field of application", filters.field, words.fields),
    )


def choose(filters: Filters, name: str, chosen: str, words: Vocabulary) -> Filters:
    """Return `filters` with the menu `name` set to the option `chosen`; `ANY` takes the filter away.

    An option that the guide no longer has filters nothing. Raises `KeyError` for an unknown menu.
    """
    match name:
        case "language":
            language = decode(chosen, words.languages)
            return replace(filters, languages=frozenset((language,) if language else ()))
        case "licence":
            family = decode(chosen, _FAMILIES)
            return replace(filters, licence_family=LicenceFamily(family) if family else None)
        case "dependency":
            return replace(filters, dependency=decode(chosen, words.dependencies))
        case "nir":
            return replace(filters, nir=_YES_NO.get(decode(chosen, _YES_NO) or ""))
        case "hardware":
            return replace(filters, hardware=_YES_NO.get(decode(chosen, _YES_NO) or ""))
        case "category":
            return replace(filters, category=decode(chosen, words.categories))
        case "field":
            return replace(filters, field=decode(chosen, words.fields))
    raise KeyError(name)


def describe(filters: Filters) -> list[str]:
    """Return the chosen filters in words, such as `licence: permissive`."""
    said = []
    if filters.languages:
        said.append(f"language: {', '.join(sorted(filters.languages))}")
    if filters.licence_family:
        said.append(f"licence: {filters.licence_family}")
    if filters.dependency:
        said.append(f"builds on: {filters.dependency}")
    for label, flag in (("NIR", filters.nir), ("hardware", filters.hardware)):
        if flag is not None:
            said.append(f"supports {label}: {_word(flag)}")
    if filters.category:
        said.append(f"category: {category_name(filters.category)}")
    if filters.field:
        said.append(f"field: {filters.field}")
    return said


def encode_filters(filters: Filters) -> str:
    """Return `filters` in at most 30 characters without `:`; `decode_filters` reads it."""
    parts = [
        _coded(next(iter(filters.languages), None)),
        _coded(filters.licence_family),
        _coded(filters.dependency),
        (_word(filters.nir) or _NOTHING)[0],
        (_word(filters.hardware) or _NOTHING)[0],
        _coded(filters.category),
        _coded(filters.field),
    ]
    return ".".join(parts)


def decode_filters(text: str, words: Vocabulary) -> Filters:
    """Return what `encode_filters` wrote. What the guide no longer has filters nothing."""
    parts = text.split(".")
    if len(parts) != 7:
        return Filters()
    language = decode(parts[0], words.languages)
    family = decode(parts[1], _FAMILIES)
    flags = {"y": True, "n": False}
    return Filters(
        languages=frozenset((language,) if language else ()),
        licence_family=LicenceFamily(family) if family else None,
        dependency=decode(parts[2], words.dependencies),
        nir=flags.get(parts[3]),
        hardware=flags.get(parts[4]),
        category=decode(parts[5], words.categories),
        field=decode(parts[6], words.fields),
    )


def category_name(category: str) -> str:
    """Return a category as people read it.

    >>> category_name("snn-framework"), category_name("data-tool")
    ('SNN framework', 'Data tool')
    """
    words = ["SNN" if word == "snn" else word for word in category.split("-")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _menu(
    name: str, title: str, chosen: str | None, values: Sequence[str], shown: Callable[[str], str] = str
) -> Menu:
    options = (
        Option(ANY, f"{title}: any", chosen is None),
        *(Option(code(value), f"{title}: {shown(value)}", value == chosen) for value in values),
    )
    return Menu(name, title, options)


def _frequent(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values without those that differ in case alone, as many as fit beside "any"."""
    counted = Counter(values)
    spellings: dict[str, str] = {}
    times: Counter[str] = Counter()
    # Ties go by name, so that the same guide always gives the same menu.
    for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        spellings.setdefault(value.casefold(), value)
        times[value.casefold()] += count
    best = sorted(times, key=lambda key: (-times[key], key))[: SELECT_OPTIONS - 1]
    return tuple(spellings[key] for key in best)


def _coded(value: str | None) -> str:
    return code(value) if value else _NOTHING


def _word(flag: bool | None) -> str | None:
    return None if flag is None else "yes" if flag else "no"
