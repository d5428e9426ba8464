"""Modals: title, labels and every control that may stand in one."""

from __future__ import annotations

from ..jsontypes import Json
from .components import SELECTS, ComponentCheck
from .form import Form, Path

#: The documented limit; Discord's OpenAPI document says 40, the docs and the libraries 5.
MAX_TOP_COMPONENTS = 5
_CONTROLS = (3, 4, 5, 6, 7, 8, 19, 21, 22, 23)


def check_modal(data: Json, at: Path = ("data",)) -> None:
    """Refuse (400 / 50035) a modal that breaks one of Discord's limits."""
    form = Form()
    check = ComponentCheck(form)
    form.text(data, "custom_id", at, low=1, high=100, required=True)
    form.text(data, "title", at, low=1, high=45, required=True)
    tops = form.items(data, "components", at, low=1, high=MAX_TOP_COMPONENTS, required=True)
    for path, component in tops:
        kind = component.get("type")
        if kind == 18:
            _label(form, check, component, path)
        elif kind == 10:
            form.text(component, "content", path, low=1, high=4000, required=True)
        elif kind == 1:
            _row(form, check, component, path)
        else:
            form.choice((*path, "type"), (1, 10, 18))
    form.refuse()


def _label(form: Form, check: ComponentCheck, label: Json, path: Path) -> None:
    form.text(label, "label", path, low=1, high=45, required=True)
    form.text(label, "description", path, low=1, high=100)
    control = label.get("component")
    where = (*path, "component")
    if not isinstance(control, dict):
        form.required(where)
    elif control.get("type") not in _CONTROLS:
        form.choice((*where, "type"), _CONTROLS)
    else:
        _control(form, check, control, where)


def _row(form: Form, check: ComponentCheck, row: Json, path: Path) -> None:
    # The older form: one text input in a row, with its own label.
    for where, control in form.items(row, "components", path, low=1, high=1, required=True):
        if control.get("type") != 4:
            form.choice((*where, "type"), (4,))
            continue
        form.text(control, "label", where, low=1, high=45, required=True)
        _control(form, check, control, where)


def _control(form: Form, check: ComponentCheck, control: Json, path: Path) -> None:
    kind = control["type"]
    if kind in SELECTS:
        check.select(control, path)
        return
    check.custom_id(control, path)
    if kind == 4:
        _text_input(form, control, path)
    elif kind == 19:
        form.number(control, "min_values", path, low=0, high=10)
        form.number(control, "max_values", path, low=1, high=10)
    elif kind == 21:
        options = check.options(control, path, low=2, high=10)
        _one_default(form, [option for _, option in options], path)
    elif kind == 22:
        options = check.options(control, path, low=1, high=10)
        low = form.number(control, "min_values", path, low=0, high=10)
        high = form.number(control, "max_values", path, low=1, high=10)
        if low is not None and low > (len(options) if high is None else high):
            form.error((*path, "min_values"), "BASE_TYPE_MAX", "min_values must be at most max_values")


def _text_input(form: Form, control: Json, path: Path) -> None:
    if control.get("style") not in (1, 2):
        form.choice((*path, "style"), (1, 2))
    form.text(control, "placeholder", path, high=100)
    form.text(control, "value", path, high=4000)
    low = form.number(control, "min_length", path, low=0, high=4000)
    high = form.number(control, "max_length", path, low=1, high=4000)
    if low is not None and high is not None and low > high:
        form.error((*path, "min_length"), "BASE_TYPE_MAX", "min_length must be at most max_length")


def _one_default(form: Form, options: list[Json], path: Path) -> None:
    if sum(bool(option.get("default")) for option in options) > 1:
        form.error((*path, "options"), "BASE_TYPE_MAX", "Only one option of a radio group may be the default")
