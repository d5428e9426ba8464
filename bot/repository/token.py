"""The GitHub token: from the environment or from a file, never from config.toml itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.health import HealthBoard
from bot.repository.files import SourceError


def token_in_use(file: Path | None, environ: Mapping[str, str], health: HealthBoard, name: str) -> str | None:
    """Return the token, and show on the board under `name` whether one is in use, or why it cannot be."""
    try:
        token = read_token(file, environ)
    except SourceError as error:
        health.bad(name, str(error))
        return None
    health.good(name, "in use" if token else "none, and none is needed")
    return token


def read_token(file: Path | None, environ: Mapping[str, str]) -> str | None:
    """Return the token of GITHUB_TOKEN, else of `file`; None when there is neither.

    Raises `SourceError` when the file cannot be read, or when what stands there is no single word. The
    message never shows it.
    """
    token, where = environ.get("GITHUB_TOKEN", "").strip(), "GITHUB_TOKEN"
    if not token and file is not None:
        where = f"github_token_file {file}"
        try:
            token = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a text file"
            raise SourceError(f"{where} cannot be read ({reason}); GitHub is asked without a token") from None
        if not token:
            raise SourceError(f"{where} is empty; GitHub is asked without a token")
    if not token:
        return None
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SourceError(f"{where} is no token (blanks or line breaks in it); GitHub is asked without one")
    return token
