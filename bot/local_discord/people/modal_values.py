"""What a person filled into a modal, checked as Discord's client checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..jsontypes import Json
from ..validation.components import walk
from .errors import LocalError
from .selects import chosen

if TYPE_CHECKING:
    from .options import Resolver

TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 4, 19, 21, 22, 23


def submitted(components: list[Json], values: Any, resolver: Resolver) -> list[Json]:
    """The component list of a modal's submission; ``LocalError`` for what the client would not send."""
    if not isinstance(values, dict):
        raise LocalError("'values' is not an object", 'give {"custom_id": value}')
    known = [component["custom_id"] for component in walk(components) if component.get("custom_id")]
    for custom_id in values:
        if custom_id not in known:
            raise LocalError(f"the modal has no input {custom_id!r}", f"its inputs: {', '.join(known)}")
    return [_node(component, values, resolver) for component in components]


def _node(node: Json, values: Json, resolver: Resolver) -> Json:
    shown: Json = {"type": node["type"], "id": node.get("id", 0)}
    if node["type"] == 18:
        shown["component"] = _control(node["component"], values, resolver)
    elif node["type"] == 1:
        shown["components"] = [_control(child, values, resolver) for child in node["components"]]
    return shown


def _control(control: Json, values: Json, resolver: Resolver) -> Json:
    kind, custom_id = control["type"], control["custom_id"]
    shown: Json = {"type": kind, "id": control.get("id", 0), "custom_id": custom_id}
    value = values.get(custom_id)
    if kind == TEXT_INPUT:
        shown["value"] = _text(control, value, custom_id)
    elif kind == CHECKBOX:
        value = bool(control.get("default")) if value is None else value
        if not isinstance(value, bool):
            raise LocalError(f"input {custom_id!r} is a checkbox", "give true or false")
        shown["value"] = value
    elif kind == RADIO_GROUP:
        shown["value"] = _radio(control, value, custom_id)
    elif kind == CHECKBOX_GROUP:
        shown["values"] = _boxes(control, value, custom_id)
    elif kind == FILE_UPLOAD:
        shown["values"] = _files(control, value, custom_id, resolver)
    else:
        shown["values"] = _selected(control, value, resolver)
    return shown


def _required(control: Json) -> bool:
    return control.get("required") is not False


def _missing(custom_id: str) -> LocalError:
    return LocalError(f"input {custom_id!r} is required", "give it a value")


def _text(control: Json, value: Any, custom_id: str) -> str:
    value = (control.get("value") or "") if value is None else value
    if not isinstance(value, str):
        raise LocalError(f"input {custom_id!r} takes text", "give a string")
    if not value and _required(control):
        raise _missing(custom_id)
    low = control.get("min_length") or 0
    high = control.get("max_length") or 4000
    if value and not low <= len(value) <= high:
        raise LocalError(f"input {custom_id!r} takes {low} to {high} characters", f"{len(value)} were given")
    return value


def _defaults(control: Json) -> list[str]:
    return [option["value"] for option in control["options"] if option.get("default")]


def _radio(control: Json, value: Any, custom_id: str) -> str | None:
    if value is None:
        value = next(iter(_defaults(control)), None)
    if value is None:
        if _required(control):
            raise _missing(custom_id)
        return None
    known = [option["value"] for option in control["options"]]
    if value not in known:
        raise LocalError(f"input {custom_id!r} has no option {value!r}", f"options: {', '.join(known)}")
    return str(value)


def _boxes(control: Json, value: Any, custom_id: str) -> list[str]:
    value = _defaults(control) if value is None else value
    known = [option["value"] for option in control["options"]]
    if not isinstance(value, list) or any(value.count(item) > 1 or item not in known for item in value):
        raise LocalError(f"input {custom_id!r} takes a list of its options", f"options: {', '.join(known)}")
    if not value:
        if _required(control):
            raise _missing(custom_id)
        return []
    low = control.get("min_values")
    low = 1 if low is None else low
    high = control.get("max_values") or len(known)
    if not low <= len(value) <= high:
        raise LocalError(f"input {custom_id!r} takes {low} to {high} choices", f"{len(value)} were given")
    return [option for option in known if option in value]


def _files(control: Json, value: Any, custom_id: str, resolver: Resolver) -> list[str]:
    files = [] if value is None else value
    if not isinstance(files, list):
        raise LocalError(f"input {custom_id!r} takes a list of files", 'each {"filename", "content_base64"}')
    if not files:
        if _required(control):
            raise _missing(custom_id)
        return []
    low = control.get("min_values")
    low = 1 if low is None else low
    high = control.get("max_values") or 1
    if not low <= len(files) <= high:
        raise LocalError(f"input {custom_id!r} takes {low} to {high} files", f"{len(files)} were given")
    return [resolver.attachment(item, f"input {custom_id!r}") for item in files]


def _selected(control: Json, value: Any, resolver: Resolver) -> list[str]:
    if value is None:
        value = (
            _defaults(control)
            if control["type"] == 3
            else [item["id"] for item in control.get("default_values") or ()]
        )
    if isinstance(value, str):
        value = [value]
    if not value and not _required(control):
        return []
    return chosen(control, value, resolver)
