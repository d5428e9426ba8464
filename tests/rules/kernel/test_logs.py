"""Logs: one line for each record, and no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import LineFormatter, Redactor, configure

# Made of the three parts of a bot token, and nobody's.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
SECRET = 'p"ass\\word-of-the-community'
STYLES: tuple[Literal["text", "json"], ...] = ("text", "json")


def line(style: Literal["text", "json"], message: object, *args: object, **more: Any) -> str:
    record = logging.LogRecord(
        "bot.test", logging.WARNING, __file__, 1, message, args, more.pop("exc_info", None)
    )
    for name, value in more.items():
        setattr(record, name, value)
    return LineFormatter(style, Redactor([SECRET, TOKEN])).format(record)


def failure(text: str) -> Any:
    try:
        raise RuntimeError(text)
    except RuntimeError:
        return sys.exc_info()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        SECRET,
        "MTE3NDU2Nzg5MDEyMzQ1Njc4OQ.Xy-_z9.ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghij",
    ],
)
@pytest.mark.parametrize(
    "logged",
    [
        lambda style, secret: line(style, f"login with {secret}"),
        lambda style, secret: line(style, "login with %s", secret),
        lambda style, secret: line(style, "x", fields={"given": secret}),
        lambda style, secret: line(style, "x", fields={"given": {"inner": [secret]}}),
        lambda style, secret: line(style, "x", exc_info=failure(f"refused {secret}")),
    ],
    ids=["message", "argument", "field", "nested field", "exception"],
)
def test_secrets_are_redacted_wherever_they_are(
    logged: Callable[[str, str], str], secret: str, style: str
) -> None:
    written = logged(style, secret)
    assert "[redacted]" in written
    assert secret not in written
    assert json.dumps(secret)[1:-1] not in written


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("text", "hidden", "kept"),
    [
        ("POST /webhooks/123/aW50ZXJhY3Rpb24tdG9rZW4/messages/@original", "aW50", "/messages/@original"),
        ("POST /interactions/123/aW50ZXJhY3Rpb24tdG9rZW4/callback", "aW50", "/callback"),
        ("{'Authorization': 'Bot short-secret', 'a': 1}", "short-secret", "'a': 1"),
        ('headers "Authorization: Bearer short-secret" sent', "short-secret", "sent"),
        ("authorization=short-secret", "short-secret", "authorization="),
    ],
)
def test_tokens_in_addresses_and_headers_are_redacted(style: Any, text: str, hidden: str, kept: str) -> None:
    written = line(style, text)
    assert hidden not in written
    assert kept in (json.loads(written)["message"] if style == "json" else written)


@pytest.mark.parametrize("style", STYLES)
@given(text=st.text(), field=st.text())
def test_a_record_is_one_line_whatever_is_in_it(style: Any, text: str, field: str) -> None:
    written = line(style, "%s", text, fields={"what": field}, exc_info=failure(text))
    assert len(written.splitlines()) == 1
    if style == "json":
        assert json.loads(written)["logger"] == "bot.test"


def test_json_says_the_same_in_keys() -> None:
    written = json.loads(line("json", "started %d", 3, fields={"ref": "7F3K2Q", "server": 12, "ok": None}))
    assert written.pop("time").endswith("Z")
    assert written == {
        "level": "warning", "logger": "bot.test", "message": "started 3",
        "ref": "7F3K2Q", "server": 12, "ok": None,
    }  # fmt: skip


def test_text_is_read_from_left_to_right() -> None:
    written = line("text", "started", fields={"ref": "7F3K2Q"})
    assert written.endswith("Z warning  bot.test: started ref=7F3K2Q")


def test_a_traceback_stays_whole_on_its_line() -> None:
    written = json.loads(line("json", "x", exc_info=failure("two\nlines")))
    assert "RuntimeError: two\nlines" in written["exception"]


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    logger = logging.getLogger()
    names = ("discord", "apscheduler", "aiosqlite", "asyncio")
    before = (logger.handlers[:], logger.level, [logging.getLogger(name).level for name in names])
    yield logger
    logger.handlers[:], level, levels = before
    logger.setLevel(level)
    for name, each in zip(names, levels, strict=True):
        logging.getLogger(name).setLevel(each)


@pytest.mark.usefixtures("root")
def test_configure_sends_everything_through_the_formatter() -> None:
    stream = io.StringIO()
    configure("DEBUG", "json", [TOKEN], stream)
    logging.getLogger("anything").debug("with %s", TOKEN)
    assert json.loads(stream.getvalue())["message"] == "with [redacted]"


@pytest.mark.usefixtures("root")
def test_discord_s_payloads_are_not_written_even_at_debug() -> None:
    stream = io.StringIO()
    configure("DEBUG", "text", (), stream)
    logging.getLogger("discord.gateway").debug("WebSocket Event: what somebody wrote")
    logging.getLogger("discord.gateway").info("connected")
    assert "somebody" not in stream.getvalue()
    assert "connected" in stream.getvalue()
