"""Messages: content, embeds, files, polls, flags, and what excludes what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ..jsontypes import Json
from ..world.errors import ApiError
from .components import ComponentCheck
from .form import Form, Path

MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15
_LEGACY = ("content", "embeds", "poll", "sticker_ids")


def check_message(
    body: Json, *, file_names: Collection[str] = (), existing: Json | None = None, at: Path = ()
) -> None:
    """Refuse (400 / 50035 or 50006) a message that breaks one of Discord's limits.

    ``existing`` is the message being edited; fields not in ``body`` keep its values. ``at`` is the
    path the body has in the request (``("data",)`` in an interaction's answer).
    """
    old = existing or {}
    flags = body.get("flags")
    if not isinstance(flags, int):
        flags = old.get("flags", 0) if flags is None else 0
    form = _Nested(at)
    v2 = bool((flags | old.get("flags", 0)) & COMPONENTS_V2)
    if old.get("flags", 0) & COMPONENTS_V2 and "flags" in body and not flags & COMPONENTS_V2:
        form.error(("flags",), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The flag cannot be removed")
    form.text(body, "content", (), high=2000)
    _embeds(form, body)
    ComponentCheck(form).message(body, v2=v2)
    _nonce(form, body)
    if len(file_names) > MAX_FILES:
        form.length(("attachments",), 0, MAX_FILES)
    form.items(body, "attachments", (), high=MAX_FILES)
    if body.get("poll") is not None:
        _poll(form, body["poll"], ("poll",))
    if v2:
        merged = {**old, **body}
        for field in _LEGACY:
            if merged.get(field):
                form.error(
                    (field,),
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
        if not merged.get("components"):
            form.required(("components",))
    form.refuse()
    if existing is None and not _has_something(body, file_names):
        raise ApiError(400, 50006, "Cannot send an empty message")


class _Nested(Form):
    """A form whose paths begin where the message stands in the request."""

    def __init__(self, at: Path) -> None:
        super().__init__()
        self._at = at

    def error(self, path: Path, code: str, message: str) -> None:
        super().error((*self._at, *path), code, message)


def _has_something(body: Json, file_names: Collection[str]) -> bool:
    reference = body.get("message_reference")
    return bool(
        (body.get("content") or "").strip()
        or body.get("embeds")
        or body.get("embed")
        or body.get("components")
        or body.get("poll")
        or body.get("sticker_ids")
        or file_names
        or (isinstance(reference, dict) and reference.get("type") == 1)
    )


def _nonce(form: Form, body: Json) -> None:
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        form.text(body, "nonce", (), high=25)
    elif nonce is not None and (isinstance(nonce, bool) or not isinstance(nonce, int)):
        form.error(("nonce",), "NONCE_TYPE_CONVERT", "Nonce must be a string or an integer")


def _embeds(form: Form, body: Json) -> None:
    total = 0
    for path, embed in form.items(body, "embeds", (), high=10):
        texts = [
            form.text(embed, "title", path, high=256),
            form.text(embed, "description", path, high=4096),
        ]
        for where, field in form.items(embed, "fields", path, high=25):
            texts.append(form.text(field, "name", where, low=1, high=256, required=True))
            texts.append(form.text(field, "value", where, low=1, high=1024, required=True))
        for part, key, high in (("footer", "text", 2048), ("author", "name", 256)):
            if isinstance(embed.get(part), dict):
                texts.append(form.text(embed[part], key, (*path, part), high=high, required=True))
        form.number(embed, "color", path, low=0, high=0xFFFFFF)
        _timestamp(form, embed, path)
        total += sum(len(text.strip()) for text in texts if text)
    if total > 6000:
        form.error(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _timestamp(form: Form, embed: Json, path: Path) -> None:
    value = embed.get("timestamp")
    if value is None:
        return
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        form.error(
            (*path, "timestamp"), "DATE_TIME_TYPE_PARSE", f'Could not parse "{value}". Should be ISO8601.'
        )


def _poll(form: Form, poll: Any, path: Path) -> None:
    if not isinstance(poll, dict):
        form.error(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    question = poll.get("question")
    if isinstance(question, dict):
        form.text(question, "text", (*path, "question"), low=1, high=300, required=True)
    else:
        form.required((*path, "question"))
    for where, answer in form.items(poll, "answers", path, low=1, high=10, required=True):
        media = answer.get("poll_media")
        if isinstance(media, dict):
            empty = not media.get("emoji")
            form.text(media, "text", (*where, "poll_media"), low=1, high=55, required=empty)
        else:
            form.required((*where, "poll_media"))
    form.number(poll, "duration", path, low=1, high=32 * 24)
