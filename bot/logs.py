"""Structured logs: one line per record, as text or JSON, without secrets.

Fields are given with `extra={"fields": {…}}`. Message contents, tokens and votes are never logged; as a
second net, everything that looks like a Discord token, and every secret named here, is replaced.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

# A bot token is three base64url parts: id, time, signature; a webhook or interaction token rides in a URL.
_TOKEN = re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}")
_TOKEN_IN_URL = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.-]+")
_AUTHORIZATION = re.compile(r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:bot|bearer|token)?\s*)[^\s'\",}]+")
_REDACTED = "[redacted]"
# Control characters and every separator that some reader of logs takes for the end of a line.
_UNSEEN = re.compile(r"[\x00-\x1f\x80-\x9f\u2028\u2029]")


class Redactor:
    """Replaces secrets in text. `secrets` are replaced wherever they occur."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({secret for secret in secrets if len(secret) >= 8}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return `text` without the known secrets and without anything shaped like a token."""
        for secret in self._secrets:
            text = text.replace(secret, _REDACTED)
        text = _TOKEN.sub(_REDACTED, text)
        text = _TOKEN_IN_URL.sub(rf"\1{_REDACTED}", text)
        return _AUTHORIZATION.sub(rf"\1{_REDACTED}", text)


class LineFormatter(logging.Formatter):
    """Formats a record as exactly one line."""

    def __init__(self, style: Literal["text", "json"], redact: Redactor) -> None:
        super().__init__()
        self._as_json = style == "json"
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record on one line, redacted."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        # Before anything is quoted: a secret is looked for as it is, and no quote is lost with one.
        fields = self._redacted(fields)
        if self._as_json:
            return _UNSEEN.sub(_escaped, json.dumps(fields, ensure_ascii=False))
        head = (
            f"{fields.pop('time')} {fields.pop('level'):<8} {fields.pop('logger')}: {fields.pop('message')}"
        )
        tail = "".join(f" {key}={value}" for key, value in fields.items())
        return _UNSEEN.sub(_escaped, head + tail)

    def _redacted(self, value: Any) -> Any:
        match value:
            case dict():
                return {self._redact(str(key)): self._redacted(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self._redacted(inner) for inner in value]
            case None | bool() | int() | float():
                return value
        return self._redact(str(value))


def _escaped(found: re.Match[str]) -> str:
    # As JSON does it, so that it may be done inside of JSON too.
    return json.dumps(found[0])[1:-1]


def configure(
    level: str = "INFO",
    style: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log record to `stream` (stderr) in the given style. Replaces earlier handlers."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(style, Redactor(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # At DEBUG it writes every payload down, and with it what people write.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
    # These tell every request or wake-up; our own lines say what they were for.
    for noisy in ("apscheduler", "aiosqlite", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
