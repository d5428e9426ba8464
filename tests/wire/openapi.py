"""Checks requests and answers against Discord's own OpenAPI document, when it is at hand.

The document is not ours to ship: it is looked for as ``shared/reference/discord-openapi.json`` in a
folder beside the project or beside one of its parents. Tests that need it skip when it is absent::

    pytestmark = pytest.mark.skipif(not openapi.available(), reason=openapi.REASON)
    assert openapi.validate_request("POST", "/channels/1/messages", {"content": "hi"}) == []
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

PROJECT = Path(__file__).resolve().parents[2]
NAME = Path("shared/reference/discord-openapi.json")
REASON = f"Discord's OpenAPI document is not there ({NAME} beside the project)"
_URI = "urn:discord-openapi"
_PERMISSIONS = ("allow", "deny", "permissions", "default_member_permissions")


@cache
def document_path() -> Path | None:
    """Where the document is, None when it is nowhere beside the project or its parents."""
    candidates = (parent / NAME for parent in (PROJECT, *PROJECT.parents))
    return next((path for path in candidates if path.is_file()), None)


def available() -> bool:
    """Whether the document is at hand."""
    return document_path() is not None


@cache
def _document() -> dict[str, Any]:
    path = document_path()
    if path is None:
        raise FileNotFoundError(REASON)
    loaded: dict[str, Any] = _lenient(json.loads(path.read_text(encoding="utf-8")))
    return loaded


def _lenient(node: Any) -> Any:
    """The document says ``oneOf`` where several may fit (``x-discord-union``): any of them will do."""
    if isinstance(node, dict):
        return {("anyOf" if key == "oneOf" else key): _lenient(value) for key, value in node.items()}
    return [_lenient(item) for item in node] if isinstance(node, list) else node


@cache
def _registry(requests: bool) -> Registry[Any]:
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_document()}
    if requests:
        document = _as_libraries_send(document)
    return Registry().with_resource(_URI, Resource.from_contents(document))


def _as_libraries_send(node: Any, name: str = "") -> Any:
    """Ids are read as text and as numbers, permission bits as numbers and as text: libraries send both."""
    if isinstance(node, list):
        return [_as_libraries_send(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: _as_libraries_send(value, key) for key, value in node.items()}
    types = copied.get("type")
    if name == "SnowflakeType" or (name in _PERMISSIONS and "integer" in (types or ())):
        copied["type"] = [*([types] if isinstance(types, str) else types), "integer", "string"]
        copied["type"] = sorted(set(copied["type"]))
    return copied


@cache
def _template(method: str, path: str) -> str | None:
    """The document's path that a concrete one stands for, the most literal first; None when unknown."""
    wanted = path.split("?")[0].strip("/").split("/")
    best: tuple[int, str] | None = None
    for template, operations in _document()["paths"].items():
        parts = template.strip("/").split("/")
        if len(parts) != len(wanted) or method.lower() not in operations:
            continue
        if all(part.startswith("{") or part == segment for part, segment in zip(parts, wanted, strict=True)):
            literal = sum(not part.startswith("{") for part in parts)
            if best is None or literal > best[0]:
                best = (literal, template)
    return None if best is None else best[1]


def _pointer(*parts: str) -> str:
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in parts)
    return f"{_URI}#/" + "/".join(escaped)


def _problems(reference: str, value: Any, *, requests: bool) -> list[str]:
    validator = Draft202012Validator({"$ref": reference}, registry=_registry(requests))
    return [_said(error) for error in validator.iter_errors(value)]


def _said(error: ValidationError) -> str:
    deepest = best_match([error]) or error
    path = "/".join(str(part) for part in deepest.absolute_path)
    return f"{path or '(whole)'}: {deepest.message[:300]}"


def known(method: str, path: str) -> bool:
    """Whether the document has this operation."""
    return _template(method, path) is not None


def validate_request(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with a request's body; empty when it is as Discord documents it.

    ``path`` is the part below ``/api/v10``. An operation the document does not have is reported,
    and so is a missing body that it requires.
    """
    template = _template(method, path)
    if template is None:
        return [f"{method} {path}: no such operation"]
    operation = _document()["paths"][template][method.lower()]
    request = operation.get("requestBody")
    if request is None:
        return [] if body in (None, {}) else [f"{method} {path}: takes no body"]
    if body is None:
        return [f"{method} {path}: needs a body"] if request.get("required") else []
    if "application/json" not in request.get("content", {}):
        return []
    where = ("requestBody", "content", "application/json", "schema")
    return _problems(_pointer("paths", template, method.lower(), *where), body, requests=True)


def validate_answer(method: str, path: str, status: int, answer: Any) -> list[str]:
    """What is wrong with a successful answer (2xx); empty when it is as Discord documents it."""
    template = _template(method, path)
    if template is None:
        return [f"{method} {path}: no such operation"]
    responses = _document()["paths"][template][method.lower()]["responses"]
    if str(status) not in responses:
        return [f"{method} {path}: answers {', '.join(responses)}, not {status}"]
    if answer is None:
        return []
    if "application/json" not in responses[str(status)].get("content", {}):
        return [f"{method} {path}: {status} has no body"]
    where = ("responses", str(status), "content", "application/json", "schema")
    return _problems(_pointer("paths", template, method.lower(), *where), answer, requests=False)
