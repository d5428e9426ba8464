"""Components of messages: rows, buttons, selects, and the layout pieces of Components V2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ..jsontypes import Json
from .form import Form, Path

MAX_COMPONENTS = 40
MAX_TEXT = 4000
SELECTS = frozenset({3, 5, 6, 7, 8})
_TOP_V2 = (1, 9, 10, 12, 13, 14, 17)
_IN_CONTAINER = (1, 9, 10, 12, 13, 14)
_BUTTON_STYLES = (1, 2, 3, 4, 5, 6)
_URL_SCHEMES = ("http", "https", "discord")


def walk(components: Any) -> Iterator[Json]:
    """Every component with those inside it, in order."""
    for component in components or ():
        if not isinstance(component, dict):
            continue
        yield component
        yield from walk(component.get("components"))
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


class ComponentCheck:
    """One message's components checked against Discord's limits, errors noted in a form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()

    def message(self, body: Json, *, v2: bool) -> None:
        """Check ``body["components"]`` of a message with or without the V2 flag."""
        high = MAX_COMPONENTS if v2 else 5
        for path, component in self.form.items(body, "components", (), high=high):
            if self._type(component, path, _TOP_V2 if v2 else (1,)):
                self._one(component, path)
        everything = list(walk(body.get("components")))
        if len(everything) > MAX_COMPONENTS:
            self.form.error(
                ("components",),
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                f"The total number of components exceeds the maximum of {MAX_COMPONENTS}",
            )
        text = sum(len(str(item.get("content") or "")) for item in everything if item.get("type") == 10)
        if text > MAX_TEXT:
            self.form.error(
                ("components",),
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"Components displayable text size exceeds maximum size of {MAX_TEXT}",
            )

    def _type(self, component: Json, path: Path, allowed: tuple[int, ...]) -> bool:
        if component.get("type") in allowed:
            return True
        self.form.choice((*path, "type"), allowed)
        return False

    def _one(self, component: Json, path: Path) -> None:
        number = self.form.number(component, "id", path, low=0, high=2**31 - 1)
        if number:
            if number in self._ids:
                self.form.error((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self._ids.add(number)
        checks: dict[int, Callable[[Json, Path], None]] = {
            1: self._row, 2: self._button, 9: self._section, 10: self._text, 11: self._thumbnail,
            12: self._gallery, 13: self._file, 14: self._separator, 17: self._container,
        }  # fmt: skip
        kind = component["type"]
        if kind in SELECTS:
            self.select(component, path)
        else:
            checks[kind](component, path)

    def _row(self, row: Json, path: Path) -> None:
        children = self.form.items(row, "components", path, low=1, high=5, required=True)
        selects = sum(child.get("type") in SELECTS for _, child in children)
        for where, child in children:
            if self._type(child, where, (2, *sorted(SELECTS))):
                self._one(child, where)
        if selects and len(children) > 1:
            self.form.error(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )

    def _button(self, button: Json, path: Path) -> None:
        self.form.text(button, "label", path, high=80)
        style = button.get("style")
        if style not in _BUTTON_STYLES:
            self.form.choice((*path, "style"), _BUTTON_STYLES)
            return
        if style == 5:
            url = self.form.text(button, "url", path, low=1, high=512, required=True)
            if url:
                self.url(url, (*path, "url"))
            if button.get("custom_id") is not None:
                self._mixed(path, "A custom id and url cannot both be specified")
        elif style == 6:
            if not button.get("sku_id"):
                self.form.required((*path, "sku_id"))
        else:
            if button.get("url") is not None:
                self._mixed(path, "A custom id and url cannot both be specified")
            self.custom_id(button, path)
        if style != 6 and not button.get("label") and not button.get("emoji"):
            self.form.error(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")

    def _mixed(self, path: Path, message: str) -> None:
        self.form.error(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)

    def url(self, url: str, path: Path) -> None:
        """Check that an address is one Discord links to."""
        scheme = urlsplit(url).scheme
        if scheme not in _URL_SCHEMES:
            self.form.error(
                path,
                "URL_TYPE_INVALID_SCHEME",
                f'Scheme "{scheme}" is not supported. Scheme must be one of {_URL_SCHEMES}.',
            )

    def custom_id(self, component: Json, path: Path) -> None:
        """Check a component's id: present, 1 to 100 characters, used once in this message or modal."""
        value = self.form.text(component, "custom_id", path, low=1, high=100, required=True)
        if value in self._custom_ids:
            self.form.error(
                (*path, "custom_id"),
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        if value:
            self._custom_ids.add(value)

    def select(self, select: Json, path: Path) -> None:
        """Check a select of any kind, in a message or a modal."""
        self.custom_id(select, path)
        self.form.text(select, "placeholder", path, high=150)
        low = self.form.number(select, "min_values", path, low=0, high=25)
        high = self.form.number(select, "max_values", path, low=1, high=25)
        if (1 if low is None else low) > (1 if high is None else high):
            self.form.error(
                (*path, "min_values"), "BASE_TYPE_MAX", "min_values must be less than or equal to max_values"
            )
        if select["type"] == 3:
            options = self.options(select, path, low=1, high=25)
            if high is not None and high > len(options) > 0:
                self.form.error(
                    (*path, "max_values"), "BASE_TYPE_MAX", "max_values is larger than the number of options"
                )

    def options(self, holder: Json, path: Path, *, low: int, high: int) -> list[tuple[Path, Json]]:
        """Check options of a select or group: their number, texts and distinct values."""
        options = self.form.items(holder, "options", path, low=low, high=high, required=True)
        values: set[str] = set()
        for where, option in options:
            self.form.text(option, "label", where, low=1, high=100, required=True)
            self.form.text(option, "description", where, high=100)
            value = self.form.text(option, "value", where, low=1, high=100, required=True)
            if value in values:
                self.form.error(
                    (*where, "value"),
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used",
                )
            if value:
                values.add(value)
        return options

    def _text(self, text: Json, path: Path) -> None:
        self.form.text(text, "content", path, low=1, high=MAX_TEXT, required=True)

    def _section(self, section: Json, path: Path) -> None:
        for where, child in self.form.items(section, "components", path, low=1, high=3, required=True):
            if self._type(child, where, (10,)):
                self._one(child, where)
        accessory = section.get("accessory")
        where = (*path, "accessory")
        if not isinstance(accessory, dict):
            self.form.required(where)
        elif self._type(accessory, where, (2, 11)):
            self._one(accessory, where)

    def _media(self, holder: Json, key: str, path: Path) -> None:
        media = holder.get(key)
        if not isinstance(media, dict):
            self.form.required((*path, key))
            return
        url = self.form.text(media, "url", (*path, key), low=1, high=2048, required=True)
        if url and urlsplit(url).scheme not in {"http", "https", "attachment"}:
            self.url(url, (*path, key, "url"))

    def _thumbnail(self, thumbnail: Json, path: Path) -> None:
        self._media(thumbnail, "media", path)
        self.form.text(thumbnail, "description", path, high=1024)

    def _gallery(self, gallery: Json, path: Path) -> None:
        for where, item in self.form.items(gallery, "items", path, low=1, high=10, required=True):
            self._media(item, "media", where)
            self.form.text(item, "description", where, high=1024)

    def _file(self, item: Json, path: Path) -> None:
        self._media(item, "file", path)

    def _separator(self, separator: Json, path: Path) -> None:
        if separator.get("spacing") not in (None, 1, 2):
            self.form.choice((*path, "spacing"), (1, 2))

    def _container(self, container: Json, path: Path) -> None:
        self.form.number(container, "accent_color", path, low=0, high=0xFFFFFF)
        for where, child in self.form.items(
            container, "components", path, low=1, high=MAX_COMPONENTS, required=True
        ):
            if self._type(child, where, _IN_CONTAINER):
                self._one(child, where)
